// Adjustments of colour, one after the other on raw pixels, in the order in which they are documented.
import type { Colour, Drawing } from '../../model/drawing.ts'
import { duotoneTable, fromLab, labOf, lightnessOf } from './lab.ts'
import { open, pixels, type Raw, throughTable } from './raw.ts'

export type Step = (raw: Raw) => Promise<Raw> | Raw

/** The steps of a drawing, from turning freely to the background under it. */
export function stepsOf(drawing: Drawing): Step[] {
  return [turned, brightened, modulated, contrasted, gammaed, sharpened, filtered, blurred, tinted, grounded]
    .map(step => step(drawing))
    .filter(step => step !== undefined)
}

const css = ({ red: r, green: g, blue: b, alpha }: Colour) => ({ r, g, b, alpha: alpha / 255 })

const turned = ({ turn = 0, turnBackground }: Drawing): Step | undefined =>
  turn % 90 === 0
    ? undefined
    : raw =>
        pixels(
          open(raw).rotate(turn, {
            background: turnBackground ? css(turnBackground) : { r: 0, g: 0, b: 0, alpha: 0 },
          }),
        )

/** A table from what becomes of each value; values beyond 0 and 255 are cut off. */
const table = (of: (value: number) => number): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: 256 }, (_, value) => Math.trunc(of(value)))

const brightened = ({ brightness }: Drawing): Step | undefined => {
  if (!brightness) return undefined
  const values = table(value => value + 2.55 * brightness)
  return raw => throughTable(raw, values)
}

const modulated = ({ modulate }: Drawing): Step | undefined =>
  modulate && (raw => pixels(open(raw).modulate(modulate)))

/** Sigmoidal contrast, midpoint one half; negative is the inverse curve. */
function contrasted({ contrast }: Drawing): Step | undefined {
  if (!contrast) return undefined
  const slope = Math.abs(contrast * 0.3)
  const sigmoid = (u: number): number => 1 / (1 + Math.exp(slope * (0.5 - u)))
  const low = sigmoid(0)
  const high = sigmoid(1)
  const curve =
    contrast > 0
      ? (u: number) => (sigmoid(u) - low) / (high - low)
      : (u: number) => {
          const x = u * (high - low) + low
          return 0.5 - Math.log((1 - x) / x) / slope
        }
  const values = table(value => 255 * curve(value / 255))
  return raw => throughTable(raw, values)
}

const gammaed = ({ gamma }: Drawing): Step | undefined => {
  if (gamma === undefined) return undefined
  const values = table(value => 255 * (value / 255) ** gamma + 0.5)
  return raw => throughTable(raw, values)
}

const sharpened = ({ sharpen }: Drawing): Step | undefined => {
  if (sharpen === undefined) return undefined
  if (sharpen === 'mild') return raw => pixels(open(raw).sharpen())
  const { sigma, flat: m1, jagged: m2 } = sharpen
  return raw => pixels(open(raw).sharpen({ sigma, m1, m2 }))
}

const SEPIA: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0.3588, 0.7044, 0.1368],
  [0.299, 0.587, 0.114],
  [0.2392, 0.4696, 0.0912],
]

function filtered({ filter, duotone }: Drawing): Step | undefined {
  switch (filter) {
    case undefined:
      return undefined
    case 'greyscale':
      return grey
    case 'sepia':
      return raw => pixels(open(raw).recomb(SEPIA))
    case 'negate':
      return raw =>
        throughTable(
          raw,
          table(value => 255 - value),
        )
    case 'duotone':
      return async raw => mapped(await grey(raw), duotoneTable(duotone!.start, duotone!.stop))
  }
}

/** Grey in three channels. Raw grey pixels come out of the library without their alpha: it is put back. */
async function grey(raw: Raw): Promise<Raw> {
  const plain = await pixels(open(raw).greyscale())
  if (raw.channels === 3) return plain
  const data = Buffer.from(raw.data)
  for (let from = 0, to = 0; to < data.length; from += 3, to += 4) plain.data.copy(data, to, from, from + 3)
  return { ...raw, data }
}

/** Grey pixels to the colours of a table of 256. */
function mapped(raw: Raw, colours: Uint8ClampedArray): Raw {
  const data = Buffer.from(raw.data)
  for (let at = 0; at < data.length; at += raw.channels) {
    const from = 3 * data[at]!
    for (let c = 0; c < 3; c++) data[at + c] = colours[from + c]!
  }
  return { ...raw, data }
}

const blurred = ({ blur }: Drawing): Step | undefined => {
  if (blur === undefined) return undefined
  return blur === 'mild' ? raw => pixels(open(raw).blur()) : raw => pixels(open(raw).blur(blur))
}

/** The lightness of the picture with the chroma of the colour. */
function tinted({ tint }: Drawing): Step | undefined {
  if (!tint || tint.alpha === 0) return undefined
  const [, a, b] = labOf(tint)
  // A thousand steps of lightness are finer than eight bits.
  const colours = new Uint8ClampedArray(3 * 1001)
  for (let i = 0; i <= 1000; i++) colours.set(fromLab([i / 10, a, b]), 3 * i)
  return raw => {
    const data = Buffer.from(raw.data)
    for (let at = 0; at < data.length; at += raw.channels) {
      const from = 3 * Math.round(10 * lightnessOf(data[at]!, data[at + 1]!, data[at + 2]!))
      for (let c = 0; c < 3; c++) data[at + c] = colours[from + c]!
    }
    return { ...raw, data }
  }
}

/** The colour under what is transparent; a half transparent one leaves the rest transparent. */
function grounded({ background }: Drawing): Step | undefined {
  if (!background || background.alpha === 0) return undefined
  return raw => (raw.channels === 4 ? under(raw, background) : raw)
}

function under(raw: Raw, { red, green, blue, alpha }: Colour): Raw {
  const channels = alpha === 255 ? 3 : 4
  const data = Buffer.alloc(raw.width * raw.height * channels)
  const ground = [red, green, blue]
  for (let from = 0, to = 0; from < raw.data.length; from += 4, to += channels) {
    const own = raw.data[from + 3]! / 255
    const rest = (alpha / 255) * (1 - own)
    const all = own + rest
    for (let c = 0; c < 3; c++)
      data[to + c] = all === 0 ? 0 : Math.round((raw.data[from + c]! * own + ground[c]! * rest) / all)
    if (channels === 4) data[to + 3] = Math.round(255 * all)
  }
  return { ...raw, data, channels }
}
