// TextDecoders, each made once: they hold memory that the collector of garbage neither sees nor hurries to free.

type Decoder = InstanceType<typeof TextDecoder>

const decoders = new Map<string, Decoder>()

/** The decoder for a label of the WHATWG Encoding Standard; undefined for any other. */
export function decoderFor(label: string): Decoder | undefined {
  const known = decoders.get(label)
  if (known) return known
  try {
    const made = new TextDecoder(label)
    const decoder = decoders.get(made.encoding) ?? made
    // There are some two hundred labels: no document can make this grow without end.
    decoders.set(made.encoding, decoder)
    decoders.set(label, decoder)
    return decoder
  } catch {
    return undefined
  }
}
