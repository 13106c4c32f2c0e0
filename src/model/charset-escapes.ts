// Charsets of seven bits, which look like ASCII but for their escapes: HZ (RFC 1843), ISO-2022-CN, -JP and -KR.

/** What the bytes are read with in the end, and the bytes it takes. */
export interface Unescaped {
  readonly charset: string
  readonly decoder: string
  readonly bytes: Uint8Array
}

const ESC = 0x1b
const TILDE = 0x7e

/** Undoes the escapes of a text that has any; undefined for plain ASCII. Linear in the bytes. */
export function unescaped(bytes: Uint8Array, label: string | undefined): Unescaped | undefined {
  // A Buffer looks with memchr, a plain array of bytes one by one.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (buffer.includes(ESC)) return iso2022(bytes)
  if (!buffer.includes('~{') || !isHz(buffer, label)) return undefined
  return { charset: 'hz-gb-2312', decoder: 'gb18030', bytes: fromHz(bytes) }
}

/** `~{` begins pairs, `~}` ends them; a text of Chinese has many, and a line seldom ends inside. */
function isHz(bytes: Buffer, label: string | undefined): boolean {
  if (!bytes.includes('~}')) return false
  if (/^hz(?:-gb-2312|-gb2312)?$/i.test(label ?? '')) return true
  const inside = bytes.toString('latin1').match(/~\{(?:[\x21-\x77][\x21-\x7e]){2,400}~\}/g) ?? []
  return inside.length >= 3
}

function fromHz(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let size = 0
  let pairs = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    const next = bytes[i + 1]
    if (byte === TILDE && !pairs && next === 0x7b) {
      pairs = true
      i++
    } else if (byte === TILDE && pairs && next === 0x7d) {
      pairs = false
      i++
    } else if (byte === TILDE && !pairs && next === TILDE) {
      out[size++] = TILDE
      i++
    } else if (byte === TILDE && !pairs && next === 0x0a) i++
    // A line break ends what was left open.
    else if (byte === 0x0a || !pairs) {
      pairs = false
      out[size++] = byte
    } else out[size++] = byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte
  }
  return out.subarray(0, size)
}

/** Only the escapes tell which of them it is. */
function iso2022(bytes: Uint8Array): Unescaped | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (/\x1b\$[@B]/.test(text.toString('latin1')))
    return { charset: 'iso-2022-jp', decoder: 'iso-2022-jp', bytes }
  if (text.includes('\x1b$)C')) return { charset: 'iso-2022-kr', decoder: 'euc-kr', bytes: shifted(bytes) }
  if (text.includes('\x1b$)A')) return { charset: 'iso-2022-cn', decoder: 'gb18030', bytes: shifted(bytes) }
  return undefined
}

/** Between Shift Out and Shift In every byte has its high bit set; the escapes themselves go. */
function shifted(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let size = 0
  let out8 = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === 0x0e) out8 = 0x80
    else if (byte === 0x0f || byte === 0x0a) {
      out8 = 0
      if (byte === 0x0a) out[size++] = byte
    } else if (byte === ESC && bytes[i + 1] === 0x24) i += 3
    else out[size++] = byte > 0x20 && byte < 0x7f ? byte | out8 : byte
  }
  return out.subarray(0, size)
}
