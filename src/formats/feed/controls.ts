// Line ends and control characters, put right in the bytes: there they are found with memchr, and nothing is copied that
// needs no change. In a text of millions of characters the same takes as long as decoding it.
import { wideCharset } from '../../model/charset-wide.ts'

/** What XML forbids below the space (2.2); CR is told apart, because it means a line end. */
const FORBIDDEN = Array.from({ length: 32 }, (_, code) => code).filter(code => ![9, 10, 13].includes(code))
const CR = 13
const LF = 10
/** Escape, Shift Out and Shift In: charsets of seven bits need them. */
const SHIFTS: readonly number[] = [0x1b, 0x0e, 0x0f]
/** So many kinds of them, and one look at every byte costs less than a search for each. */
const MANY = 4

export interface Tidied {
  readonly bytes: Uint8Array
  /** True when control characters were dropped. */
  readonly dropped: boolean
  /** True when no CR and no control character is left; false where bytes are no characters, as in UTF-16. */
  readonly clean: boolean
}

/**
 * Bytes with LF for CR LF and CR, as XML 1.0 (2.11) asks, and without the control characters it forbids. UTF-16, UTF-32
 * and charsets with escapes stay as they are. Linear in the bytes.
 */
export function tidyBytes(bytes: Uint8Array): Tidied {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const found = FORBIDDEN.filter(code => buffer.includes(code))
  if (wideCharset(bytes) !== undefined || SHIFTS.some(code => found.includes(code)))
    return { bytes, dropped: false, clean: false }
  const lines = buffer.includes(CR) ? withLineFeeds(buffer) : buffer
  const tidied =
    found.length >= MANY
      ? lines.filter(byte => byte >= 32 || byte === 9 || byte === LF)
      : found.reduce((rest, code) => without(rest, code), lines)
  return { bytes: tidied, dropped: found.length > 0, clean: true }
}

function without(buffer: Buffer, code: number): Buffer {
  const out = Buffer.allocUnsafe(buffer.length)
  let size = 0
  let from = 0
  for (let at = buffer.indexOf(code); at >= 0; at = buffer.indexOf(code, from)) {
    size += buffer.copy(out, size, from, at)
    from = at + 1
  }
  size += buffer.copy(out, size, from)
  return out.subarray(0, size)
}

function withLineFeeds(buffer: Buffer): Buffer {
  const out = Buffer.allocUnsafe(buffer.length)
  let size = 0
  let from = 0
  for (let at = buffer.indexOf(CR); at >= 0; at = buffer.indexOf(CR, from)) {
    size += buffer.copy(out, size, from, at)
    from = at + 1
    if (buffer[from] !== LF) out[size++] = LF
  }
  size += buffer.copy(out, size, from)
  return out.subarray(0, size)
}
