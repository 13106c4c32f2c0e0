// Pixels between two steps of work: 8 bits a channel, three or four channels, rows from the top.
import sharp, { type Sharp } from 'sharp'

export interface Raw {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
}

export const open = ({ data, width, height, channels }: Raw): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false })

/** The pixels that a pipeline gives, in sRGB; grey becomes three channels. */
export async function pixels(pipeline: Sharp): Promise<Raw> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels === 3 || channels === 4) return { data, width, height, channels }
  return inColour({ data, width, height }, channels === 2)
}

/** Grey pixels, with or without alpha, in three channels of the same value. */
function inColour({ data, width, height }: Omit<Raw, 'channels'>, hasAlpha: boolean): Raw {
  const from = hasAlpha ? 2 : 1
  const channels = hasAlpha ? 4 : 3
  const out = Buffer.alloc(width * height * channels)
  for (let i = 0, at = 0; i < data.length; i += from, at += channels) {
    out.fill(data[i]!, at, at + 3)
    if (hasAlpha) out[at + 3] = data[i + 1]!
  }
  return { data: out, width, height, channels }
}

/** Each colour channel through a table of 256 values; alpha stays. */
export function throughTable(raw: Raw, table: Uint8Array | Uint8ClampedArray): Raw {
  const data = Buffer.from(raw.data)
  const { channels } = raw
  for (let at = 0; at < data.length; at += channels)
    for (let c = 0; c < 3; c++) data[at + c] = table[data[at + c]!]!
  return { ...raw, data }
}
