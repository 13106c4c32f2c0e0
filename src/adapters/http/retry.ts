// Retry-After (RFC 9110, 10.2.3): seconds or a date.
import { DAY, type Instant, SECOND } from '../../model/time.ts'

/** The moment it means, at most two days away: longer is more often a mistake than a wish. */
export function retryAt(value: string | undefined, now: Instant): Instant | undefined {
  if (value === undefined) return undefined
  const at = /^\s*\d+\s*$/.test(value) ? now + Number(value) * SECOND : Date.parse(value)
  if (Number.isNaN(at)) return undefined
  return Math.min(Math.max(at, now), now + 2 * DAY)
}
