// UTF-16 and UTF-32: told by a byte order mark, or by the NULs that ASCII markup leaves in them.

/** `utf-16le`, `utf-16be`, `utf-32le` or `utf-32be` when the bytes are one of these, else undefined. */
export function wideCharset(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe && !isNarrow(bytes))
    return c === 0 && d === 0 && bytes.length >= 8 ? 'utf-32le' : 'utf-16le'
  if (a === 0xfe && b === 0xff && !isNarrow(bytes)) return 'utf-16be'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be'
  return bytes.subarray(0, SAMPLE).includes(0) ? (byFirstTag(bytes) ?? byNuls(bytes)) : undefined
}

const SAMPLE = 1024

/** True when a mark of UTF-16 stands before markup of single bytes: somebody pasted it. */
const isNarrow = (bytes: Uint8Array): boolean =>
  bytes[2] === 0x3c && isAscii(bytes[3]) && isAscii(bytes[4]) && isAscii(bytes[5])

const isAscii = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x20 && byte < 0x7f

/** A document begins with `<`, whatever happened to it later. */
function byFirstTag([a, b, c, d, e, f, g, h]: Uint8Array): string | undefined {
  if (a === 0x3c && b === 0 && c === 0 && d === 0 && f === 0 && isAscii(e)) return 'utf-32le'
  if (a === 0 && b === 0 && c === 0 && d === 0x3c && g === 0 && isAscii(h)) return 'utf-32be'
  if (a === 0x3c && b === 0 && d === 0 && isAscii(c)) return 'utf-16le'
  return a === 0 && b === 0x3c && c === 0 && isAscii(d) ? 'utf-16be' : undefined
}

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

/**
 * The bytes in stretches that begin at a character. Where a byte was lost or doubled all that follows would be read
 * askew; the next `<` of a tag shows it, and a new stretch begins there. Linear in the bytes.
 */
export function alignedStretches(bytes: Uint8Array, charset: string): Uint8Array[] {
  const width = charset.startsWith('utf-32') ? 4 : 2
  const isLittle = charset.endsWith('le')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const tag = Buffer.alloc(width)
  tag[isLittle ? 0 : width - 1] = 0x3c
  const stretches: Uint8Array[] = []
  let from = 0
  for (let at = buffer.indexOf(tag); at >= 0; at = buffer.indexOf(tag, at + 1)) {
    if ((at - from) % width === 0 || !isTagName(buffer, at + width, width, isLittle)) continue
    stretches.push(bytes.subarray(from, at - ((at - from) % width)))
    from = at
  }
  stretches.push(bytes.subarray(from))
  return stretches
}

/** A letter, `/`, `!` or `?`, alone in its character. */
function isTagName(buffer: Buffer, at: number, width: number, isLittle: boolean): boolean {
  const place = isLittle ? at : at + width - 1
  for (let i = at; i < at + width; i++) if (i !== place && buffer[i] !== 0) return false
  return /[a-z/!?]/i.test(String.fromCharCode(buffer[place] ?? 0))
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
