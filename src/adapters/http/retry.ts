// Retry-After (RFC 9110, 10.2.3): seconds or a date.
import { httpDate, untilHeader } from '../../model/http-date.ts'
import { DAY, type Instant, SECOND } from '../../model/time.ts'

/** The moment it means, at most two days away: longer is more often a mistake than a wish. */
export function retryAt(value: string | undefined, now: Instant, date?: string): Instant | undefined {
  if (value === undefined) return undefined
  const named = httpDate(value)
  const wait = /^\s*\d+\s*$/.test(value)
    ? Number(value) * SECOND
    : named === undefined
      ? undefined
      : untilHeader(named, httpDate(date), now)
  return wait === undefined ? undefined : now + Math.min(Math.max(wait, 0), 2 * DAY)
}
