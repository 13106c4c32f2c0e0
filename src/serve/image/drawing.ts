// From the keys of a query to a drawing: every option, its aliases, bounds and defaults in one place. What is out of
// bounds falls back, and never is an error.
import type { Align, Drawing, Fit, MaskShape, PictureFormat } from '../../model/drawing.ts'
import { colour } from './colour.ts'
import { between, flag, float, integer, length, list, NONE } from './numbers.ts'
import { unescaped } from './query.ts'

/** One drawing being read; the first that says a thing is believed. */
type Draft = { -readonly [K in keyof Drawing]: Drawing[K] }
type Keys = ReadonlyMap<string, string | undefined>

/** What a key without `=` has for a value. */
const BARE = String(NONE)

const FITS: Readonly<Record<string, Fit>> = {
  inside: 'inside',
  outside: 'outside',
  cover: 'cover',
  fill: 'fill',
  contain: 'contain',
  fit: 'inside',
  fitup: 'inside',
  square: 'cover',
  squaredown: 'cover',
  absolute: 'fill',
  letterbox: 'contain',
}
/** Old names that also mean `we`. */
const NOT_LARGER = new Set(['fit', 'squaredown'])

const ALIGNS: Readonly<Record<string, Align>> = {
  t: 'top',
  l: 'left',
  r: 'right',
  b: 'bottom',
  center: 'center',
  top: 'top',
  right: 'right',
  bottom: 'bottom',
  left: 'left',
  'top-left': 'top-left',
  'top-right': 'top-right',
  'bottom-left': 'bottom-left',
  'bottom-right': 'bottom-right',
  entropy: 'entropy',
  attention: 'attention',
}

const MASKS: readonly string[] = [
  'circle',
  'ellipse',
  'triangle',
  'triangle-180',
  'pentagon',
  'pentagon-180',
  'hexagon',
  'square',
  'star',
  'heart',
] satisfies MaskShape[]

const OUTPUTS: Readonly<Record<string, PictureFormat | 'json'>> = {
  jpg: 'jpg',
  jpeg: 'jpg',
  png: 'png',
  gif: 'gif',
  tiff: 'tiff',
  tif: 'tiff',
  webp: 'webp',
  avif: 'avif',
  av1: 'avif',
  json: 'json',
}

/** #C83658 and #D8E74F. */
const DUOTONE = {
  start: { red: 200, green: 54, blue: 88, alpha: 255 },
  stop: { red: 216, green: 231, blue: 79, alpha: 255 },
}

/** As in the model's limits: no more delays than pages. */
const MOST_PAGES = 256

/** The drawing that the keys ask for. Absent fields were not asked for, or not well. */
export function drawingOf(keys: Keys): Drawing {
  const draft: Draft = {}
  for (const [key, given] of keys) READERS[key]?.(unescaped(given ?? BARE), draft, keys)
  return draft
}

type Reader = (value: string, draft: Draft, keys: Keys) => void

/** A reader for one field: what `read` makes of the value, nothing when that is undefined. */
const field =
  <K extends keyof Draft>(name: K, read: (value: string, keys: Keys) => Draft[K] | undefined): Reader =>
  (value, draft, keys) => {
    const found = read(value, keys)
    if (found !== undefined) draft[name] = found
  }

const within =
  (read: (value: string) => number, least: number, most: number) =>
  (value: string): number | undefined =>
    between(read(value), least, most)

const cutPart =
  (name: 'x' | 'y' | 'width' | 'height'): Reader =>
  (value, draft) => {
    const given = length(value)
    draft.cut = { ...draft.cut, ...(given && !draft.cut?.[name] && { [name]: given }) }
  }

const READERS: Readonly<Record<string, Reader>> = {
  w: field('width', length),
  h: field('height', length),
  dpr: field('dpr', within(float, 0, 8)),
  fit(value, draft) {
    if (NOT_LARGER.has(value)) draft.withoutEnlargement ??= true
    const fit = FITS[value] ?? (value.startsWith('crop') ? 'cover' : undefined)
    if (fit) draft.fit = fit
  },
  we(value, draft) {
    draft.withoutEnlargement ??= flag(value)
  },
  cbg: field('padding', colour),
  a: readAlign,
  fpx: focusPart('x'),
  fpy: focusPart('y'),
  cx: cutPart('x'),
  cy: cutPart('y'),
  cw: cutPart('width'),
  ch: cutPart('height'),
  crop(value, draft) {
    const parts = list(value, 4).map(integer)
    if (parts.length < 4) return
    const [width, height, x, y] = parts.map(pixels => ({ pixels: Math.max(pixels, 0) }))
    draft.cut = { width: width!, height: height!, x: x!, y: y!, ...draft.cut }
  },
  precrop: field('cutFirst', flag),
  trim: field('trim', (value, keys) => {
    const threshold = between(integer(value), 1, 254)
    const background = keys.get('tbg')
    return threshold === undefined
      ? undefined
      : { threshold, ...(background !== undefined && { background: colour(unescaped(background)) }) }
  }),
  ro: field('turn', integer),
  rbg: field('turnBackground', colour),
  flip: field('flip', flag),
  flop: field('flop', flag),
  mask: field('mask', value => (MASKS.includes(value) ? (value as MaskShape) : undefined)),
  mtrim: field('maskTrim', flag),
  mbg: field('maskBackground', colour),
  bg: field('background', colour),
  blur: field('blur', value => {
    const sigma = float(value)
    return sigma === 0 ? undefined : (between(sigma, 0.3, 1000) ?? 'mild')
  }),
  sharp: readSharpen,
  bri: field('brightness', within(integer, -100, 100)),
  con: field('contrast', within(integer, -100, 100)),
  gam: field('gamma', value => {
    const exponent = float(value)
    return exponent === 0 ? undefined : (between(exponent, 1, 3) ?? 2.2)
  }),
  mod: readModulate,
  sat: readModulate,
  hue: readModulate,
  filt(value, draft, keys) {
    if (value === 'greyscale' || value === 'sepia' || value === 'negate') draft.filter = value
    if (value !== 'duotone') return
    draft.filter = 'duotone'
    const [start, stop] = [keys.get('start'), keys.get('stop')]
    draft.duotone = {
      start: start === undefined ? DUOTONE.start : colour(unescaped(start)),
      stop: stop === undefined ? DUOTONE.stop : colour(unescaped(stop)),
    }
  },
  tint: field('tint', colour),
  output: field('output', value => OUTPUTS[value]),
  q: field('quality', within(integer, 1, 100)),
  l: field('level', within(integer, 0, 9)),
  af: field('adaptiveFilter', flag),
  il: field('interlaced', flag),
  ll: field('lossless', flag),
  n: field('pages', value => {
    const pages = integer(value)
    return pages === -1 || pages > 0 ? pages : undefined
  }),
  page: field('page', within(integer, -2, 100_000)),
  loop: field('loop', within(integer, 0, 65_535)),
  delay: field('delay', value => {
    const delays = list(value, MOST_PAGES).map(integer)
    return delays.length > 0 && delays.every(delay => delay >= 0) ? delays : undefined
  }),
  fsol: field('fastShrink', flag),
}

function focusPart(name: 'x' | 'y'): Reader {
  return (value, draft, keys) => {
    const share = between(float(value), 0, 1)
    if (share !== undefined && !isOlder(keys, name))
      draft.focus = { x: 0.5, y: 0.5, ...draft.focus, [name]: share }
  }
}

/** True when an old `a=focal-X-Y` stands before fpx or fpy: then that is believed. */
function isOlder(keys: Keys, name: 'x' | 'y'): boolean {
  const order = [...keys.keys()]
  return OLD_FOCUS.test(keys.get('a') ?? '') && order.indexOf('a') < order.indexOf(`fp${name}`)
}

const OLD_FOCUS = /^(?:focal|crop)[^-]*-/

/** `focal-X-Y` and `crop-X-Y` in percent are older ways to name the focal point. */
function readAlign(value: string, draft: Draft, keys: Keys): void {
  if (!value.startsWith('focal') && !value.startsWith('crop-')) {
    const align = ALIGNS[value]
    if (align) draft.align = align
    return
  }
  draft.align = 'focal'
  if (!OLD_FOCUS.test(value)) return
  const [x, y] = value
    .slice(value.indexOf('-') + 1)
    .split('-')
    .filter(Boolean)
    .map(part => between(integer(part), 0, 100))
  const order = [...keys.keys()]
  const isFirst = (name: string): boolean => !keys.has(name) || order.indexOf('a') < order.indexOf(name)
  draft.focus = {
    x: isFirst('fpx') ? (x ?? 50) / 100 : (draft.focus?.x ?? 0.5),
    y: isFirst('fpy') ? (y ?? 50) / 100 : (draft.focus?.y ?? 0.5),
  }
}

/** `sharp=sigma` with sharpf and sharpj, or `sharp=flat,jagged,sigma`; without a sigma, or with none of it, nothing. */
function readSharpen(value: string, draft: Draft, keys: Keys): void {
  const parts = list(value, 3).map(float)
  const single = parts.length === 1
  const given = single ? parts[0] : parts[2]
  if (given === undefined || given === 0) return
  const sigma = between(given, 0.000001, 10)
  if (sigma === undefined) {
    draft.sharpen = 'mild'
    return
  }
  const order = [...keys.keys()]
  const slope = (name: string, listed: number | undefined, usual: number): number => {
    const own = keys.has(name) ? float(unescaped(keys.get(name) ?? BARE)) : undefined
    const beside = single ? undefined : listed
    const isFirst = beside === undefined || order.indexOf(name) < order.indexOf('sharp')
    return between((isFirst ? own : beside) ?? beside ?? NONE, 0, 1_000_000) ?? usual
  }
  draft.sharpen = { sigma, flat: slope('sharpf', parts[0], 1), jagged: slope('sharpj', parts[1], 2) }
}

/** `mod=brightness,saturation,hue`, or `sat` and `hue` by themselves; read as one, whichever comes first. */
function readModulate(_: string, draft: Draft, keys: Keys): void {
  if (draft.modulate) return
  const order = [...keys.keys()]
  const listed = list(unescaped(keys.get('mod') ?? ''), 3).map(float)
  const part = (name: string, at: number): number | undefined => {
    const own = keys.has(name) ? float(unescaped(keys.get(name) ?? BARE)) : undefined
    const beside = listed[at]
    if (own === undefined || beside === undefined) return own ?? beside
    return order.indexOf(name) < order.indexOf('mod') ? own : beside
  }
  const factor = (value: number | undefined): number => between(value ?? NONE, 0, 10_000) ?? 1
  const modulate = {
    brightness: factor(keys.has('mod') ? (listed[0] ?? NONE) : undefined),
    saturation: factor(part('sat', 1)),
    hue: Math.trunc(part('hue', 2) ?? 0) % 360,
  }
  if (modulate.brightness !== 1 || modulate.saturation !== 1 || modulate.hue !== 0) draft.modulate = modulate
}
