// How often a source speaks, and when it was silent: from the days of its articles.
import type { AxisValue } from '../model/catalogue.ts'
import { DAY } from '../model/time.ts'

export type Unit = 'day' | 'week' | 'month'

export interface Rhythm {
  /** What each of `counts` stands for. */
  readonly unit: Unit
  /** Articles of each unit from the first to the last, the empty ones too. */
  readonly counts: readonly number[]
  /** Articles by year. */
  readonly years: readonly (readonly [year: string, count: number])[]
  /** UTC days, `2021-04-14`. */
  readonly first: string
  readonly last: string
  /** The longest stretches without an article, oldest first. */
  readonly gaps: readonly Gap[]
}

/** Days without an article, the first and the last of them. */
export interface Gap {
  readonly from: string
  readonly until: string
  readonly days: number
}

/** Units that a picture shows at most; a longer time is shown by larger ones. */
const MOST_DAYS = 60
const MOST_WEEKS = 104
/** A shorter silence is none. */
const SILENCE = 14
/** Nor is one that is not so many times as long as nearly all the others. */
const UNUSUAL = 4
const MOST_GAPS = 5

const dayNumber = (day: string): number => Date.parse(day) / DAY
const dayNamed = (number: number): string => new Date(number * DAY).toISOString().slice(0, 10)

/** The rhythm of a source with articles on these days, oldest first; undefined for fewer than two days. */
export function rhythmOf(days: readonly AxisValue[]): Rhythm | undefined {
  const first = days[0]?.value
  const last = days.at(-1)?.value
  if (first === undefined || last === undefined || first === last) return undefined
  const span = dayNumber(last) - dayNumber(first) + 1
  const unit: Unit = span <= MOST_DAYS ? 'day' : span <= MOST_WEEKS * 7 ? 'week' : 'month'
  return {
    unit,
    counts: counted(days, unit, first, last),
    years: byYear(days),
    first,
    last,
    gaps: gapsOf(days),
  }
}

function counted(days: readonly AxisValue[], unit: Unit, first: string, last: string): number[] {
  const place = (day: string): number =>
    unit === 'month'
      ? (Number(day.slice(0, 4)) - Number(first.slice(0, 4))) * 12 +
        Number(day.slice(5, 7)) -
        Number(first.slice(5, 7))
      : Math.floor((dayNumber(day) - dayNumber(first)) / (unit === 'week' ? 7 : 1))
  const counts = new Array<number>(place(last) + 1).fill(0)
  for (const { value, count } of days) counts[place(value)]! += count
  return counts
}

function byYear(days: readonly AxisValue[]): [string, number][] {
  const years = Map.groupBy(days, ({ value }) => value.slice(0, 4))
  return [...years].map(([year, of]) => [year, of.reduce((sum, { count }) => sum + count, 0)])
}

/** Silences that are long, and unusual for the source: many times what nineteen in twenty of its pauses are. */
function gapsOf(days: readonly AxisValue[]): Gap[] {
  const pauses = days.slice(1).map(({ value }, i) => {
    const from = dayNumber(days[i]!.value) + 1
    const until = dayNumber(value) - 1
    return { from, until, days: until - from + 1 }
  })
  const lengths = pauses.map(pause => pause.days).sort((a, b) => a - b)
  const usual = lengths[Math.floor((lengths.length - 1) * 0.95)] ?? 0
  return pauses
    .filter(pause => pause.days >= SILENCE && pause.days >= Math.min(usual * UNUSUAL, 365))
    .sort((a, b) => b.days - a.days || a.from - b.from)
    .slice(0, MOST_GAPS)
    .sort((a, b) => a.from - b.from)
    .map(pause => ({ from: dayNamed(pause.from), until: dayNamed(pause.until), days: pause.days }))
}
