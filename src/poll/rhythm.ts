// How often a source publishes, from the dates of what it lists.
import type { Entry } from '../model/entry.ts'
import { DAY, type Duration, HOUR, type Instant, MINUTE } from '../model/time.ts'

/** What the dates of a feed say about its pace. Silence since then makes it slower without looking again. */
export interface Published {
  /** The oldest of the newest entries that are counted. */
  readonly from: Instant
  /** Moments of publication since: entries within a quarter of an hour came together. */
  readonly moments: number
  /** The oldest date in the whole list, when the list is one that drops what is old: it reaches back so far. */
  readonly reaches?: Instant
}

const COUNTED = 30
const TOGETHER = 15 * MINUTE
/** Shorter lists may be all there is; they show nothing of what was dropped. */
const LIST = 8
/** Without dates: between two looks at first, and how much longer after each that brought nothing. */
const UNKNOWN = 2 * HOUR
const SLOWER = 1.5

/** Undefined when there are too few dates to tell. */
export function publishedIn(entries: readonly Entry[], now: Instant): Published | undefined {
  const dates = entries
    .flatMap(entry => entry.published ?? entry.updated ?? [])
    .filter(date => date <= now + DAY)
    .map(date => Math.min(date, now))
    .sort((a, b) => b - a)
  if (dates.length < 4) return undefined
  const newest = dates.slice(0, COUNTED)
  return {
    from: newest.at(-1)!,
    moments: new Set(newest.map(date => Math.floor(date / TOGETHER))).size,
    ...(dates.length >= LIST && { reaches: dates.at(-1)! }),
  }
}

/** The time between two moments of publication as it looks now; longer with each look that brought nothing where dates are missing. */
export function rhythmNow(published: Published | undefined, quiet: number, now: Instant): Duration {
  if (!published) return UNKNOWN * SLOWER ** Math.min(quiet, 10)
  return Math.max(now - published.from, 0) / Math.max(published.moments, 1)
}

/** The time in which the list is new from end to end: whoever looks less often than that loses news. */
export const turnover = (published: Published | undefined, now: Instant): Duration =>
  published?.reaches === undefined ? Number.POSITIVE_INFINITY : Math.max(now - published.reaches, 0)
