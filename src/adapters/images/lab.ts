// CIELAB (D65) and sRGB, for the adjustments that keep lightness.
import type { Colour } from '../../model/drawing.ts'

type Lab = readonly [lightness: number, a: number, b: number]

/** IEC 61966-2-1. */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255
  return v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92
})

const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
const cube = (t: number): number => (t ** 3 > 0.008856 ? t ** 3 : (t - 16 / 116) / 7.787)

export function labOf({ red, green, blue }: Colour): Lab {
  const [r, g, b] = [LINEAR[red]!, LINEAR[green]!, LINEAR[blue]!]
  const x = root((r * 0.4124564 + g * 0.3575761 + b * 0.1804375) / 0.95047)
  const y = root(r * 0.2126729 + g * 0.7151522 + b * 0.072175)
  const z = root((r * 0.0193339 + g * 0.119192 + b * 0.9503041) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** L of a pixel, 0 to 100. */
export const lightnessOf = (red: number, green: number, blue: number): number =>
  116 * root(LINEAR[red]! * 0.2126729 + LINEAR[green]! * 0.7151522 + LINEAR[blue]! * 0.072175) - 16

/** The nearest sRGB colour. */
export function fromLab([lightness, a, b]: Lab): [number, number, number] {
  const fy = (lightness + 16) / 116
  const x = 0.95047 * cube(fy + a / 500)
  const y = cube(fy)
  const z = 1.08883 * cube(fy - b / 200)
  return [
    encoded(x * 3.2404542 - y * 1.5371385 - z * 0.4985314),
    encoded(-x * 0.969266 + y * 1.8760108 + z * 0.041556),
    encoded(x * 0.0556434 - y * 0.2040259 + z * 1.0572252),
  ]
}

function encoded(linear: number): number {
  const v = Math.min(Math.max(linear, 0), 1)
  return Math.round(255 * (v > 0.0031308 ? 1.055 * v ** (1 / 2.4) - 0.055 : 12.92 * v))
}

/** 256 colours on the straight way from one to another through Lab. */
export function duotoneTable(start: Colour, stop: Colour): Uint8ClampedArray {
  const [from, to] = [labOf(start), labOf(stop)]
  const colours = new Uint8ClampedArray(3 * 256)
  for (let i = 0; i < 256; i++) {
    const at = (n: 0 | 1 | 2): number => to[n] * (i / 255) + from[n] * (1 - i / 255)
    colours.set(fromLab([at(0), at(1), at(2)]), 3 * i)
  }
  return colours
}
