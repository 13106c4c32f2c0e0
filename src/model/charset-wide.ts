// UTF-16 and UTF-32: told by a byte order mark, or by the NULs that ASCII markup leaves in them.

/** `utf-16le`, `utf-16be`, `utf-32le` or `utf-32be` when the bytes are one of these, else undefined. */
export function wideCharset(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length >= 8 ? 'utf-32le' : 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be'
  return bytes.subarray(0, SAMPLE).includes(0) ? byNuls(bytes) : undefined
}

const SAMPLE = 1024

/**
 * Where the NULs stand in the first kilobyte. In UTF-32 one byte of four is always NUL and its neighbour at most 16; in
 * UTF-16 one of two is, wherever there is markup (U+4E00 puts some on the other side). A stray NUL proves nothing.
 */
function byNuls(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, SAMPLE) & ~3
  if (length < 4) return undefined
  const nuls = [0, 0, 0, 0]
  for (let i = 0; i < length; i++) if (bytes[i] === 0) nuls[i & 3]!++
  const [a, b, c, d] = nuls as [number, number, number, number]
  const quarter = length / 4
  if (d === quarter && c >= quarter * 0.8) return 'utf-32le'
  if (a === quarter && b >= quarter * 0.8) return 'utf-32be'
  const most = Math.max(a + c, b + d)
  if (most < length / 16 || most < 4 * Math.min(a + c, b + d)) return undefined
  return b + d === most ? 'utf-16le' : 'utf-16be'
}

const CHUNK = 8192

/** UTF-32 as text without its byte order mark; numbers that are no characters become U+FFFD, as does a cut last one. */
export function decodeUtf32(bytes: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  let codes: number[] = []
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const code = view.getUint32(i, !bigEndian)
    if (i === 0 && code === 0xfeff) continue
    codes.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code)
    if (codes.length === CHUNK) {
      parts.push(String.fromCodePoint(...codes))
      codes = []
    }
  }
  if (bytes.length % 4) codes.push(0xfffd)
  parts.push(String.fromCodePoint(...codes))
  return parts.join('')
}
