// Shapes that a picture is cut to, drawn as SVG and laid over it.
import type { Colour, MaskShape } from '../../model/drawing.ts'
import type { Area, Size } from './geometry.ts'
import { open, pixels, type Raw } from './raw.ts'

interface Shape {
  /** SVG path data. */
  readonly path: string
  /** The box that holds it, centred in the picture. */
  readonly box: Size
}

/** Corners, and whether the first one points down. */
const POLYGONS: Partial<Record<MaskShape, readonly [corners: number, isTurned: boolean]>> = {
  triangle: [3, false],
  'triangle-180': [3, true],
  square: [4, false],
  pentagon: [5, false],
  'pentagon-180': [5, true],
  hexagon: [6, false],
  star: [10, false],
}
const STAR_INNER = 0.382

type Point = readonly [x: number, y: number]

/** A shape as large as fits in the middle of a picture. */
export function shapeIn(mask: MaskShape, of: Size): Shape {
  const middle: Point = [of.width / 2, of.height / 2]
  const shorter = Math.min(of.width, of.height)
  if (mask === 'ellipse') return { path: ellipse(middle, of.width / 2, of.height / 2), box: of }
  if (mask === 'circle')
    return { path: ellipse(middle, shorter / 2, shorter / 2), box: { width: shorter, height: shorter } }
  return fitted(mask === 'heart' ? heart(shorter / 2) : polygon(mask, middle, shorter / 2), of)
}

const ellipse = ([x, y]: Point, rx: number, ry: number): string =>
  `M ${x - rx} ${y} a ${rx} ${ry} 0 1 0 ${2 * rx} 0 a ${rx} ${ry} 0 1 0 ${-2 * rx} 0 Z`

function polygon(mask: MaskShape, [x, y]: Point, radius: number): Point[] {
  const [corners, isTurned] = POLYGONS[mask]!
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners - Math.PI / 2 + (isTurned ? Math.PI : 0)
    const far = mask === 'star' && i % 2 === 1 ? radius * STAR_INNER : radius
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)]
  })
}

function heart(radius: number): Point[] {
  return Array.from({ length: 315 }, (_, i) => {
    const t = -Math.PI + 0.02 * i
    const x = 16 * Math.sin(t) ** 3
    const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)
    return [radius + x * radius, radius - y * radius]
  })
}

/** Points moved and scaled so that their box fills the picture. */
function fitted(points: readonly Point[], of: Size): Shape {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const left = Math.round(Math.min(...xs))
  const top = Math.round(Math.min(...ys))
  const width = Math.max(1, Math.round(Math.max(...xs) - Math.min(...xs)))
  const height = Math.max(1, Math.round(Math.max(...ys) - Math.min(...ys)))
  const scale = Math.min(of.width / width, of.height / height)
  const dx = of.width / 2 - (left + width / 2) * scale
  const dy = of.height / 2 - (top + height / 2) * scale
  const path = points.map(([x, y]) => `${(x * scale + dx).toFixed(1)} ${(y * scale + dy).toFixed(1)}`)
  return {
    path: `M${path.join(' L')} Z`,
    box: { width: Math.round(width * scale), height: Math.round(height * scale) },
  }
}

const svg = ({ width, height }: Size, path: string, fill = '#000'): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path fill-rule="evenodd" fill="${fill}" d="${path}"/></svg>`,
  )

const css = ({ red, green, blue, alpha }: Colour): string =>
  `rgba(${red},${green},${blue},${(alpha / 255).toFixed(2)})`

/** The picture within a shape, with what is outside transparent or coloured, cut to the shape's box if wished. */
export async function masked(
  raw: Raw,
  mask: MaskShape,
  { trim, outside }: { trim: boolean; outside: Colour | undefined },
): Promise<Raw> {
  const shape = shapeIn(mask, raw)
  const colour = outside && outside.alpha > 0 ? outside : undefined
  const stays = raw.channels === 3 && colour?.alpha === 255
  let out = raw
  if (!stays) out = await pixels(open(out).composite([{ input: svg(raw, shape.path), blend: 'dest-in' }]))
  if (colour) {
    const frame = svg(raw, `${shape.path} M0 0 h${raw.width} v${raw.height} h${-raw.width} Z`, css(colour))
    out = await pixels(open(out).composite([{ input: frame, blend: 'over' }]))
  }
  if (stays) out = await pixels(open(out).removeAlpha())
  const box = trim && mask !== 'ellipse' ? boxOf(shape, raw) : undefined
  return box ? pixels(open(out).extract(box)) : out
}

function boxOf({ box }: Shape, of: Size): Area | undefined {
  if (box.width >= of.width && box.height >= of.height) return undefined
  const width = Math.min(box.width, of.width)
  const height = Math.min(box.height, of.height)
  return {
    left: Math.min(Math.round((of.width - width) / 2), of.width - width),
    top: Math.min(Math.round((of.height - height) / 2), of.height - height),
    width,
    height,
  }
}
