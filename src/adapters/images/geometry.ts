// Sizes and places, by arithmetic alone: what a drawing makes of a picture of given sides.
import type { Align, Drawing, Length } from '../../model/drawing.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Area extends Size {
  readonly left: number
  readonly top: number
}

/** More pixels than any side may be asked for. */
const MOST = 10_000_000

/** Rounds to the nearest, halves to the even neighbour, as C's rint does. */
export function halfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** A length in pixels; 0 when it is absent, negative or nothing. */
export const inPixels = (length: Length | undefined, side: number): number => {
  if (!length) return 0
  const value = 'pixels' in length ? length.pixels : Math.round(length.share * side)
  return value > 0 ? value : 0
}

/** The sides that were asked for, each 0 when it was not. */
export function target({ width, height, dpr }: Drawing, of: Size): Size {
  const scaled = (value: number): number =>
    Math.min(dpr === undefined ? value : Math.round(value * dpr), MOST)
  return { width: scaled(inPixels(width, of.width)), height: scaled(inPixels(height, of.height)) }
}

/** The sides of a picture after the resize, before anything is cut or added. */
export function resized(drawing: Drawing, of: Size, wanted: Size): Size {
  const { fit = 'inside', withoutEnlargement } = drawing
  let across = wanted.width > 0 ? of.width / wanted.width : 1
  let down = wanted.height > 0 ? of.height / wanted.height : 1
  if (fit !== 'fill') {
    if (wanted.width > 0 && wanted.height > 0)
      across = down = fit === 'cover' || fit === 'outside' ? Math.min(across, down) : Math.max(across, down)
    else if (wanted.width > 0) down = across
    else if (wanted.height > 0) across = down
  }
  if (withoutEnlargement) {
    across = Math.max(1, across)
    down = Math.max(1, down)
  }
  return { width: side(of.width, across), height: side(of.height, down) }
}

const side = (from: number, shrink: number): number => Math.max(1, halfEven(from / shrink))

/** Halves are cut towards zero. */
const half = (value: number): number => Math.trunc(value / 2)

const LEFT: Partial<Record<Align, (room: number) => number>> = {
  left: () => 0,
  'top-left': () => 0,
  'bottom-left': () => 0,
  right: room => room,
  'top-right': room => room,
  'bottom-right': room => room,
}
const TOP: Partial<Record<Align, (room: number) => number>> = {
  top: () => 0,
  'top-left': () => 0,
  'top-right': () => 0,
  bottom: room => room,
  'bottom-left': room => room,
  'bottom-right': room => room,
}

/** Where something goes that has so much room to either side (less than none: it hangs over). */
export const placed = (align: Align, across: number, down: number): { left: number; top: number } => ({
  left: (LEFT[align] ?? half)(across),
  top: (TOP[align] ?? half)(down),
})

/** What `cover` keeps of a resized picture; undefined when that is all, or when its content decides. */
export function coverCut(drawing: Drawing, of: Size, wanted: Size, original: Size): Area | undefined {
  if (drawing.fit !== 'cover') return undefined
  const { width, height } = within(wanted, of)
  if (width === of.width && height === of.height) return undefined
  const align = drawing.align ?? 'center'
  if (align !== 'focal') return { ...placed(align, of.width - width, of.height - height), width, height }
  const { x, y } = drawing.focus ?? { x: 0.5, y: 0.5 }
  const factor = Math.min(original.width / width, original.height / height)
  const middle = (share: number, from: number, to: number, room: number): number =>
    Math.min(Math.max(Math.round((share * from) / factor - to / 2), 0), room)
  return {
    left: middle(x, original.width, width, of.width - width),
    top: middle(y, original.height, height, of.height - height),
    width,
    height,
  }
}

/** The sides asked for, none greater than the picture's. */
export const within = (wanted: Size, of: Size): Size => ({
  width: wanted.width > 0 && wanted.width < of.width ? wanted.width : of.width,
  height: wanted.height > 0 && wanted.height < of.height ? wanted.height : of.height,
})

/** The rectangle of cx, cy, cw, ch within a picture; undefined when none of them was given. */
export function cutArea({ cut }: Drawing, of: Size): Area | undefined {
  if (!cut) return undefined
  const from = (length: Length | undefined, side: number): number => {
    const value = inPixels(length, side)
    return value < side ? value : 0
  }
  const left = from(cut.x, of.width)
  const top = from(cut.y, of.height)
  const extent = (length: Length | undefined, side: number, room: number): number => {
    const value = inPixels(length, side)
    return value > 0 && value <= room ? value : room
  }
  return {
    left,
    top,
    width: extent(cut.width, of.width, of.width - left),
    height: extent(cut.height, of.height, of.height - top),
  }
}

/** Where a picture lies on the canvas of `contain`; undefined when it fills it. */
export function canvas(drawing: Drawing, of: Size, wanted: Size): (Area & { on: Size }) | undefined {
  if (drawing.fit !== 'contain') return undefined
  const on = { width: wanted.width || of.width, height: wanted.height || of.height }
  if (on.width === of.width && on.height === of.height) return undefined
  const across = on.width - of.width
  const down = on.height - of.height
  const { x, y } = drawing.focus ?? { x: 0.5, y: 0.5 }
  const at =
    drawing.align === 'focal'
      ? { left: Math.round(across * x), top: Math.round(down * y) }
      : placed(drawing.align ?? 'center', across, down)
  return { ...at, ...of, on }
}

/** The part of `inner`, itself a part of some `outer` area, counted from where `outer` begins. */
export const nested = (outer: Area | undefined, inner: Area | undefined): Area | undefined =>
  outer && inner ? { ...inner, left: outer.left + inner.left, top: outer.top + inner.top } : (inner ?? outer)
