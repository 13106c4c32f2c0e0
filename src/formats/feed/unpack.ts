// Compressed bytes where text should be: servers compress twice, or forget to say that they did.
import { constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'

/** No feed unpacks to more. */
export const MOST_UNPACKED = 64 * 1024 * 1024
/** Compressed twice has been seen. */
const LAYERS = 3

export type Unpacked =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly layers: number }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'damaged' }

/** Takes gzip, zlib and zstd off, at most three deep; what was cut short gives what was there. */
export function unpack(bytes: Uint8Array): Unpacked {
  let inner = bytes
  for (let layers = 0; layers < LAYERS; layers++) {
    const open = opener(inner)
    if (!open) return { kind: 'bytes', bytes: inner, layers }
    try {
      inner = open(inner)
    } catch (error) {
      if (isTooLarge(error)) return { kind: 'too-large' }
      const part = beforeDamage(inner, open)
      if (!part) return { kind: 'damaged' }
      inner = part
    }
  }
  return { kind: 'bytes', bytes: inner, layers: LAYERS }
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'

/**
 * What comes out before the place of the damage, found by halving: bytes that merely end too early are no fault.
 * Undefined when that is nothing.
 */
function beforeDamage(bytes: Uint8Array, open: Opener): Uint8Array | undefined {
  let good = 0
  let bad = bytes.length
  let part: Uint8Array | undefined
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      part = open(bytes.subarray(0, middle))
      good = middle
    } catch {
      bad = middle
    }
  }
  return part && part.length > 0 ? part : undefined
}

type Opener = (bytes: Uint8Array) => Uint8Array

function opener(bytes: Uint8Array): Opener | undefined {
  const [a, b, c, d] = bytes
  if (a === 0x1f && b === 0x8b) return gunzip
  // zlib's first two bytes are a multiple of 31, and 0x78 is an `x`, with which no feed begins.
  if (a === 0x78 && b !== undefined && (a * 256 + b) % 31 === 0) return inflate
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? unzstd : undefined
}

const limits = { maxOutputLength: MOST_UNPACKED, finishFlush: constants.Z_SYNC_FLUSH }
const gunzip: Opener = bytes => gunzipSync(bytes, limits)
const inflate: Opener = bytes => inflateSync(bytes, limits)
const unzstd: Opener = bytes => zstdDecompressSync(bytes, { maxOutputLength: MOST_UNPACKED })
