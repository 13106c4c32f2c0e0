// Dates as readers see them: in the site's time zone, in the interface's language, the same on every machine.
import { DAY, type Instant, iso, MINUTE } from '../model/time.ts'
import { type Html, html } from './html.ts'
import type { Texts } from './texts.ts'

/** A moment taken apart in a time zone. */
export interface LocalTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** `01:39`. */
  readonly clock: string
  /** `UTC`, `UTC+8`, `UTC−3:30`. */
  readonly zone: string
}

export interface Dates {
  local(at: Instant): LocalTime
  /** The day in the site's zone, `2021-04-14`. */
  key(at: Instant): string
  /** `2021年4月14日`. */
  day(at: Instant): Html
  /** The time of day. */
  clock(at: Instant): Html
  /** Day, time and zone; `name` is the microformat's class. */
  full(at: Instant, name?: string): Html
}

const QUARTER = 15 * MINUTE

const two = (n: number): string => String(n).padStart(2, '0')

/** Minutes by which a zone is ahead of UTC at a moment. Formatting is slow, so most days ask once for both their ends. */
function offsets(timezone: string): (at: Instant) => number {
  if (timezone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  let known = new Map<Instant, number>()
  const ask = (at: Instant): number => {
    const before = known.get(at)
    if (before !== undefined) return before
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const local = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute)
    const minutes = Math.round((local - at) / MINUTE)
    if (known.size > 20_000) known = new Map()
    known.set(at, minutes)
    return minutes
  }
  return at => {
    const start = Math.floor(at / DAY) * DAY
    const minutes = ask(start)
    // Clocks are changed on a quarter of an hour.
    return minutes === ask(start + DAY) ? minutes : ask(Math.floor(at / QUARTER) * QUARTER)
  }
}

function zoneName(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const rest = size % 60
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${two(rest)}` : ''}`
}

/** Dates for one site. */
export function dates(timezone: string, texts: Texts): Dates {
  const offset = offsets(timezone)
  const local = (at: Instant): LocalTime => {
    const minutes = offset(at)
    const there = new Date(at + minutes * MINUTE)
    return {
      year: there.getUTCFullYear(),
      month: there.getUTCMonth() + 1,
      day: there.getUTCDate(),
      weekday: there.getUTCDay(),
      clock: `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`,
      zone: zoneName(minutes),
    }
  }
  const time = (at: Instant, shown: string): Html => html`<time datetime="${iso(at)}">${shown}</time>`
  return {
    local,
    key: at => {
      const { year, month, day } = local(at)
      return `${year}-${two(month)}-${two(day)}`
    },
    day: at => time(at, texts.day(local(at))),
    clock: at => time(at, local(at).clock),
    full: (at, name) => {
      const there = local(at)
      const shown = `${texts.day(there)} ${there.clock} ${there.zone}`
      return name === undefined
        ? time(at, shown)
        : html`<time class="${name}" datetime="${iso(at)}">${shown}</time>`
    },
  }
}
