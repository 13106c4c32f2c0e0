// A drawing made: load, trim, resize, turn, cut, pad, adjust, mask, encode. Geometry is one pipeline of the library;
// only what it cannot do in the documented order goes from step to step as raw pixels.
import sharp, { type Sharp } from 'sharp'
import type { Drawing, DrawLimits, Drawn, Refused } from '../../model/drawing.ts'
import { stepsOf } from './adjust.ts'
import { type Animation, described, encoder, formatFor } from './encode.ts'
import {
  type Area,
  canvas,
  coverCut,
  cutArea,
  nested,
  resized,
  type Size,
  target,
  within,
} from './geometry.ts'
import { type Identified, identify, opening, refused } from './identify.ts'
import { masked } from './mask.ts'
import { open, pixels, type Raw } from './raw.ts'
import { isTrimmable, narrowed, withoutEdges } from './trim.ts'

/** Draws. Never throws for what is in the bytes. */
export async function draw(
  bytes: Uint8Array,
  drawing: Drawing,
  limits: DrawLimits,
): Promise<Drawn | Refused> {
  const input = await identify(bytes, drawing, limits)
  if (input.kind === 'refused') return input
  try {
    return input.pages > 1
      ? await drawPages(bytes, input, drawing, limits)
      : await drawOne(bytes, input, drawing, limits)
  } catch (error) {
    if (error instanceof TooLarge) return refused('too-many-pixels', error.message)
    return refused('failed', (error as Error).message)
  }
}

class TooLarge extends Error {}

/** Where pixels come from: a file still to be decoded, or pixels. */
interface Origin {
  readonly size: Size
  readonly hasAlpha: boolean
  readonly begin: () => Sharp
}

/** A pipeline that will give a picture of this size. */
interface Shaped {
  readonly pipeline: Sharp
  readonly size: Size
  readonly hasAlpha: boolean
}

const fromRaw = (raw: Raw): Origin => ({ size: raw, hasAlpha: raw.channels === 4, begin: () => open(raw) })

async function drawOne(
  bytes: Uint8Array,
  input: Identified,
  drawing: Drawing,
  limits: DrawLimits,
): Promise<Drawn> {
  const file: Origin = {
    size: input.size,
    hasAlpha: input.meta.hasAlpha === true,
    begin: () => sharp(bytes, opening(input, 'none')),
  }
  const origin = await trimmed(file, drawing)
  const shaped = await shape(origin, drawing, limits.pixels)
  const ready = await adjusted(shaped, drawing)
  if (drawing.output === 'json') return description(input, await pixels(ready.pipeline), drawing, 1)
  const format = formatFor(drawing.output, input.meta.format, ready.hasAlpha)
  // Grey in TIFF comes out of the library without its alpha.
  const isGrey = endsGrey(drawing) && !(format === 'tiff' && ready.hasAlpha)
  const grey = isGrey ? ready.pipeline.toColourspace('b-w') : ready.pipeline
  const written = await encoder(grey, format, drawing, ready.hasAlpha).toBuffer()
  return { kind: 'drawn', bytes: written, format, ...ready.size }
}

/** True when nothing after the filter brings colour back. */
const endsGrey = ({ filter, tint, background, mask }: Drawing): boolean =>
  filter === 'greyscale' && !tint && !background && !mask

async function trimmed(origin: Origin, { trim }: Drawing): Promise<Origin> {
  return trim && isTrimmable(origin.size) ? fromRaw(await withoutEdges(origin.begin(), trim)) : origin
}

async function adjusted(shaped: Shaped, drawing: Drawing): Promise<Shaped> {
  const { mask, maskTrim = false, maskBackground } = drawing
  const steps = stepsOf(drawing)
  if (steps.length === 0 && !mask) return shaped
  let raw = await pixels(shaped.pipeline)
  for (const step of steps) raw = await step(raw)
  if (mask) raw = await masked(raw, mask, { trim: maskTrim, outside: maskBackground })
  return { pipeline: open(raw), size: { width: raw.width, height: raw.height }, hasAlpha: raw.channels === 4 }
}

interface Turn {
  readonly angle: number
  readonly flip: boolean
  readonly flop: boolean
}

/** The library mirrors before it turns, the drawing after: on its side, up and down are left and right. */
function turnOf({ turn = 0, flip = false, flop = false }: Drawing): Turn {
  const angle = turn % 90 === 0 ? ((turn % 360) + 360) % 360 : 0
  return angle % 180 === 0 ? { angle, flip, flop } : { angle, flip: flop, flop: flip }
}

function turn(pipeline: Sharp, { angle, flip, flop }: Turn): Sharp {
  let out = pipeline
  if (flip) out = out.flip()
  if (flop) out = out.flop()
  return angle === 0 ? out : out.rotate(angle)
}

const turnedSize = ({ width, height }: Size, { angle }: Turn): Size =>
  angle % 180 === 0 ? { width, height } : { width: height, height: width }

/** Resize, turn, cuts and padding. */
async function shape(origin: Origin, drawing: Drawing, most: number): Promise<Shaped> {
  const shaped = drawing.cutFirst
    ? await cutThenResize(origin, drawing, most)
    : await resizeThenCut(origin, drawing, most)
  return pad(shaped, drawing, target(drawing, origin.size), most)
}

async function resizeThenCut(origin: Origin, drawing: Drawing, most: number): Promise<Shaped> {
  const wanted = target(drawing, origin.size)
  const size = resized(drawing, origin.size, wanted)
  check(size, most)
  const how = turnOf(drawing)
  const turned = turnedSize(size, how)
  const scaled = turn(scale(origin.begin(), size, origin.size, drawing), how)
  if (isSmart(drawing)) {
    const cropped = await smartCrop(
      { pipeline: scaled, size: turned, hasAlpha: origin.hasAlpha },
      drawing,
      wanted,
    )
    return extract(cropped, cutArea(drawing, cropped.size))
  }
  const cover = coverCut(drawing, turned, wanted, origin.size)
  const area = nested(cover, cutArea(drawing, cover ?? turned))
  return extract({ pipeline: scaled, size: turned, hasAlpha: origin.hasAlpha }, area)
}

async function cutThenResize(origin: Origin, drawing: Drawing, most: number): Promise<Shaped> {
  const how = turnOf(drawing)
  const turns = how.angle !== 0 || how.flip || how.flop
  const upright = turns ? fromRaw(await pixels(turn(origin.begin(), how))) : origin
  const area = cutArea(drawing, upright.size)
  const from = area ?? upright.size
  const wanted = target(drawing, origin.size)
  const size = resized(drawing, from, wanted)
  check(size, most)
  const begun = area ? upright.begin().extract(area) : upright.begin()
  const scaled = { pipeline: scale(begun, size, from, drawing), size, hasAlpha: origin.hasAlpha }
  if (isSmart(drawing)) return smartCrop(scaled, drawing, wanted)
  return extract(scaled, coverCut(drawing, size, wanted, origin.size))
}

const isSmart = ({ fit, align }: Drawing): boolean =>
  fit === 'cover' && (align === 'attention' || align === 'entropy')

function scale(pipeline: Sharp, to: Size, from: Size, { fastShrink = true }: Drawing): Sharp {
  if (to.width === from.width && to.height === from.height) return pipeline
  return pipeline.resize(to.width, to.height, { fit: 'fill', fastShrinkOnLoad: fastShrink })
}

async function smartCrop(shaped: Shaped, { align }: Drawing, wanted: Size): Promise<Shaped> {
  const size = within(wanted, shaped.size)
  if (size.width === shaped.size.width && size.height === shaped.size.height) return shaped
  const raw = await pixels(shaped.pipeline)
  const pipeline = open(raw).resize(size.width, size.height, {
    fit: 'cover',
    position: align!,
    withoutReduction: true,
  })
  return fromRawShaped(await pixels(pipeline))
}

const fromRawShaped = (raw: Raw): Shaped => ({
  pipeline: open(raw),
  size: { width: raw.width, height: raw.height },
  hasAlpha: raw.channels === 4,
})

const extract = (shaped: Shaped, area: Area | undefined): Shaped =>
  area
    ? { ...shaped, pipeline: shaped.pipeline.extract(area), size: { width: area.width, height: area.height } }
    : shaped

/** Onto the canvas of `contain`. What hangs over its edges is cut. */
async function pad(shaped: Shaped, drawing: Drawing, wanted: Size, most: number): Promise<Shaped> {
  const place = canvas(drawing, shaped.size, wanted)
  if (!place) return shaped
  check(place.on, most)
  const { on } = place
  const left = Math.max(0, -place.left)
  const top = Math.max(0, -place.top)
  const width = Math.min(shaped.size.width - left, on.width - Math.max(0, place.left))
  const height = Math.min(shaped.size.height - top, on.height - Math.max(0, place.top))
  const hangs = width < shaped.size.width || height < shaped.size.height
  // A second cut and the padding would change places in one pipeline.
  const inner = hangs
    ? fromRawShaped(await pixels(open(await pixels(shaped.pipeline)).extract({ left, top, width, height })))
    : shaped
  const { red: r, green: g, blue: b, alpha } = drawing.padding ?? { red: 0, green: 0, blue: 0, alpha: 0 }
  const pipeline = inner.pipeline.extend({
    left: Math.max(0, place.left),
    right: on.width - width - Math.max(0, place.left),
    top: Math.max(0, place.top),
    bottom: on.height - height - Math.max(0, place.top),
    background: { r, g, b, alpha: alpha / 255 },
  })
  return { pipeline, size: on, hasAlpha: shaped.hasAlpha || alpha < 255 }
}

function check({ width, height }: Size, most: number): void {
  if (width * height > most)
    throw new TooLarge(`Output image exceeds pixel limit. Width x height should be less than ${most}`)
}

/** Animations, page by page: turns and adjustments know nothing of pages. */
async function drawPages(
  bytes: Uint8Array,
  input: Identified,
  drawing: Drawing,
  limits: DrawLimits,
): Promise<Drawn> {
  const { pages } = input
  const opened = sharp(bytes, opening(input, 'none'))
  const strip = await narrowed(
    await pixels(input.meta.hasAlpha ? opened.ensureAlpha() : opened),
    drawing.trim,
  )
  const plain = forPages(drawing)
  const height = strip.height / pages
  const size = strip.width * height * strip.channels
  const frames: Raw[] = []
  for (let page = 0; page < pages; page++) {
    const data = strip.data.subarray(page * size, (page + 1) * size)
    const origin = fromRaw({ ...strip, data, height })
    const shaped = await shape(origin, plain, Math.floor(limits.pixels / pages))
    const ready = await adjusted(shaped, plain)
    frames.push(await pixels(ready.pipeline))
  }
  const first = frames[0]!
  const whole: Raw = {
    ...first,
    data: Buffer.concat(frames.map(({ data }) => data)),
    height: first.height * pages,
  }
  if (drawing.output === 'json') return description(input, first, drawing, pages)
  return writePages(whole, first, input, drawing)
}

/** Without what cannot be done to each page alike: free turns, cuts that the content decides; trimming is done by now. */
function forPages({ trim: _, turn = 0, align, ...rest }: Drawing): Drawing {
  return {
    ...rest,
    ...(turn % 90 === 0 && { turn }),
    ...(align && align !== 'attention' && align !== 'entropy' && { align }),
  }
}

async function writePages(whole: Raw, page: Raw, input: Identified, drawing: Drawing): Promise<Drawn> {
  const { width, height, channels } = page
  const hasAlpha = channels === 4
  const format = formatFor(drawing.output, input.meta.format, hasAlpha)
  const moves = format === 'gif' || format === 'webp'
  const pipeline = moves
    ? sharp(whole.data, {
        raw: { width, height: whole.height, channels, pageHeight: height },
        limitInputPixels: false,
      })
    : open(whole)
  const written = await encoder(pipeline, format, drawing, hasAlpha, animationOf(input, drawing)).toBuffer()
  return { kind: 'drawn', bytes: written, format, width, height: moves ? height : whole.height }
}

const LONGEST_DELAY = 65_535

/** The delays asked for, of so many pages: a single one is that of all. */
const delaysOf = ({ delay }: Drawing, pages: number): number[] | undefined =>
  delay?.length === 1 ? Array.from({ length: pages }, () => delay[0]!) : delay && [...delay]

function animationOf({ meta, page, pages }: Identified, drawing: Drawing): Animation {
  const loop = drawing.loop ?? meta.loop
  const delay = delaysOf(drawing, pages) ?? meta.delay?.slice(page, page + pages)
  return {
    ...(loop !== undefined && { loop: Math.min(loop, 65_535) }),
    ...(delay && { delay: delay.map(one => Math.min(one, LONGEST_DELAY)) }),
  }
}

function description(input: Identified, raw: Raw, drawing: Drawing, pages: number): Drawn {
  const { width, height } = raw
  const channels = endsGrey(drawing) ? raw.channels - 2 : raw.channels
  const { angle, flip, flop } = turnOf(drawing)
  const wasTurned = angle !== 0 || flip || flop || (input.meta.orientation ?? 1) > 1
  const { loop = input.meta.loop } = drawing
  const delay = delaysOf(drawing, pages) ?? input.meta.delay
  const text = described(input.meta, { width, height, channels, pages, wasTurned, loop, delay })
  return { kind: 'drawn', bytes: Buffer.from(text), format: 'json', width, height }
}
