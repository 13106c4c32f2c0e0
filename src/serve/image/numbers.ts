// Values of the picture service's query as it reads them: leniently, and never as an error.
import type { Length } from '../../model/drawing.ts'

/** No side and no number may be greater. */
const MOST = 10_000_000
/** What is no number, and what has no value, reads as this. */
export const NONE = -1

/** The integer a value begins with (`100px` is 100, `1e2` is 1); NONE when there is none or it is beyond all use. */
export function integer(value: string): number {
  const found = /^\s*([+-]?\d+)/.exec(value)
  const number = found ? Number(found[1]) : NONE
  return number > MOST || number < -(2 ** 31) ? NONE : number
}

/** The decimal number a value begins with; NONE as for integers. */
export function float(value: string): number {
  const found = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(value)
  const number = found ? Number(found[1]) : NONE
  return number > MOST || Number.isNaN(number) ? NONE : number
}

/** A key that is there is true, but for the values `false` and `0`. */
export const flag = (value: string): boolean => value !== 'false' && value !== '0'

/** Pixels, or `N%` of a side with N from 0 to 100; undefined for anything else. */
export function length(value: string): Length | undefined {
  const percent = /^(.*?)(?:%25|%)$/s.exec(value)
  if (percent) {
    const share = /^\s*[+-]?[\d.]/.test(percent[1]!) ? float(percent[1]!) : NONE
    return share >= 0 && share <= 100 ? { share: share / 100 } : undefined
  }
  const pixels = integer(value)
  return pixels < 0 ? undefined : { pixels }
}

/** The value when it lies within bounds, else undefined. */
export const between = (value: number, least: number, most: number): number | undefined =>
  value >= least && value <= most ? value : undefined

/** The parts between commas, empty ones left out, at most so many. */
export const list = (value: string, most: number): string[] =>
  value
    .split(',')
    .filter(part => part !== '')
    .slice(0, most)
