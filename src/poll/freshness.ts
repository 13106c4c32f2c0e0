// How long an answer says that it is fresh (RFC 9111): until then asking again would bring the same.
import { httpDate, untilHeader } from '../model/http-date.ts'
import type { Headers } from '../model/ports.ts'
import { DAY, type Duration, type Instant, SECOND } from '../model/time.ts'

/** Freshness beyond this is a mistake more often than a wish. */
export const LONGEST_FRESHNESS = 7 * DAY

/**
 * Cache-Control max-age, else Expires, less Age, from a 200 or a 304; 0 when the answer is stale at once. Undefined when
 * it says nothing of it: then what was said before still holds.
 */
export function freshness(headers: Headers, now: Instant): Duration | undefined {
  const all = (name: string): string | undefined => {
    const values = headers.filter(([key]) => key === name).map(([, value]) => value)
    return values.length > 0 ? values.join(',') : undefined
  }
  const control = all('cache-control') ?? ''
  if (/(?:^|[\s,])no-(?:store|cache)(?![-\w])/i.test(control)) return 0
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(control)?.[1]
  const expires = all('expires')
  if (maxAge === undefined && expires === undefined) return undefined
  const at = httpDate(expires)
  const lasts =
    maxAge !== undefined
      ? Number(maxAge) * SECOND
      : at === undefined
        ? 0
        : untilHeader(at, httpDate(all('date')), now)
  const age = Number(/^\s*(\d+)/.exec(all('age') ?? '')?.[1] ?? 0) * SECOND
  return Math.min(Math.max(lasts - age, 0), LONGEST_FRESHNESS)
}
