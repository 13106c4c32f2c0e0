// Looking at a picture that is to be kept: all of it is decoded, without mercy, and its looks become 64 bits.
import sharp from 'sharp'
import type { DrawLimits, Refused, Seen } from '../../model/drawing.ts'
import { identify, opening, refused } from './identify.ts'

const TYPES: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heif: 'image/avif',
  svg: 'image/svg+xml',
}

const SIDE = 32
const LOW = 8

/** What a picture is; a damaged one, or one that ends early, is refused as `unreadable`. */
export async function look(bytes: Uint8Array, limits: DrawLimits): Promise<Seen | Refused> {
  const first = await identify(bytes, {}, limits)
  if (first.kind === 'refused') return first
  const { meta, size } = first
  const pages = meta.pages ?? 1
  if (meta.format === 'gif' && !endsLikeGif(bytes)) return refused('unreadable', 'a GIF that ends early')
  try {
    const grey = await sharp(bytes, opening(first, 'error'))
      .resize(SIDE, SIDE, { fit: 'fill' })
      .flatten({ background: '#fff' })
      .greyscale()
      .raw()
      .toBuffer()
    if (pages > 1 && pages <= limits.pages && size.width * size.height * pages <= limits.pixels)
      await sharp(bytes, opening({ ...first, pages }, 'error'))
        .resize(8)
        .raw()
        .toBuffer()
    const type = TYPES[meta.format ?? '']
    if (type === undefined) return refused('unsupported', `${meta.format} is not kept`)
    return { kind: 'seen', type, ...size, pages, hasAlpha: meta.hasAlpha === true, hash: hashOf(grey) }
  } catch (error) {
    return refused('unreadable', (error as Error).message)
  }
}

/** The decoder makes do with a GIF that was cut; a whole one ends with its trailer, perhaps padded. */
const endsLikeGif = (bytes: Uint8Array): boolean => bytes.findLast(byte => byte !== 0) === 0x3b

/** cos((2x+1)uπ/2N), by u and x. */
const COSINES = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: SIDE }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIDE))),
)

/**
 * The 64 lowest frequencies of the discrete cosine transform of 32 × 32 grey pixels, each as one bit: above their median
 * or not. Two pictures whose hashes differ in at most ten bits are mostly one.
 */
export function hashOf(grey: Uint8Array): string {
  const rows = COSINES.map(cosine =>
    Float64Array.from({ length: SIDE }, (_, y) => {
      let sum = 0
      for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x]! * cosine[x]!
      return sum
    }),
  )
  const values: number[] = []
  for (let v = 0; v < LOW; v++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0
      for (let y = 0; y < SIDE; y++) sum += rows[u]![y]! * COSINES[v]![y]!
      values.push(sum)
    }
  // The first is the mean brightness, which says nothing of the picture.
  const sorted = values.slice(1).sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]!
  let bits = 0n
  for (const value of values) bits = (bits << 1n) | (value > median ? 1n : 0n)
  return bits.toString(16).padStart(16, '0')
}
