// Dates in HTTP headers (RFC 9110, 5.6.7): always Greenwich, in one of three spellings.
import { DAY, type Duration, type Instant } from './time.ts'

/** The moment a header names; undefined for what is none, like the `0` and `-1` that mean the past. */
export function httpDate(value: string | undefined): Instant | undefined {
  const text = value?.trim() ?? ''
  if (!/[a-z]{3}/i.test(text) || !/\d:\d\d/.test(text)) return undefined
  // asctime names no zone; Date.parse would take the machine's.
  const at = Date.parse(/\b(?:gmt|utc?|[a-z])$|[+-]\d{4}$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(at) ? undefined : at
}

/** What a server asks for in earnest ends within so long. */
const NEAR = 8 * DAY

/**
 * How long it is to a moment that a header names. By the answer's own `Date`, so that a server whose clock is wrong
 * still means what it says; by our clock where only that makes sense of it.
 */
export function untilHeader(at: Instant, date: Instant | undefined, now: Instant): Duration {
  const ours = at - now
  const theirs = date === undefined ? ours : at - date
  const sensible = (time: Duration): boolean => time > 0 && time <= NEAR
  return !sensible(theirs) && sensible(ours) ? ours : theirs
}
