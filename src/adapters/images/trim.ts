// Edges of one colour taken away, before anything else is done.
import type { Sharp, TrimOptions } from 'sharp'
import type { Drawing } from '../../model/drawing.ts'
import type { Size } from './geometry.ts'
import { open, pixels, type Raw } from './raw.ts'

export type Trim = NonNullable<Drawing['trim']>

/** Smaller pictures are left alone. */
export const isTrimmable = ({ width, height }: Size): boolean => width >= 3 && height >= 3

const options = ({ threshold, background }: Trim): TrimOptions => ({
  threshold,
  lineArt: false,
  ...(background && { background: { r: background.red, g: background.green, b: background.blue } }),
})

/** A picture's pixels without its edges; what is nothing but edge stays. */
export const withoutEdges = (pipeline: Sharp, trim: Trim): Promise<Raw> =>
  pixels(pipeline.trim(options(trim)))

/** Pages one below the other, without what is edge left and right in all of them; their height stays. */
export async function narrowed(strip: Raw, trim: Trim | undefined): Promise<Raw> {
  if (!trim || !isTrimmable(strip)) return strip
  const { info } = await open(strip).trim(options(trim)).raw().toBuffer({ resolveWithObject: true })
  if (info.width === strip.width) return strip
  const { width, trimOffsetLeft = 0 } = info
  return pixels(open(strip).extract({ left: -trimOffsetLeft, top: 0, width, height: strip.height }))
}
