// When a source is looked at again: by its own rhythm, never sooner than it asks, spread out, and never never.
import { digest } from '../model/digest.ts'
import type { Entry, FeedRhythm } from '../model/entry.ts'
import type { Headers, Validators } from '../model/ports.ts'
import { DAY, type Duration, HOUR, type Instant, MINUTE, SECOND } from '../model/time.ts'

/** What the frontier remembers of a source. Losing it costs one full poll. */
export interface SourceState {
  readonly validators?: Validators
  /** Digest of the last body that was read: the same bytes under new validators are not read again. */
  readonly body?: string
  /** Digest of the last body that seemed to be cut short. */
  readonly cut?: string
  readonly lastTry?: Instant
  readonly lastSuccess?: Instant
  /** In a row. */
  readonly failures?: number
  /** In words, when the last try failed. */
  readonly error?: string
  /** Typical time between two entries. */
  readonly rhythm?: Duration
  readonly asked?: FeedRhythm
  /** First 410 of a row of nothing else. */
  readonly goneSince?: Instant
  /** Said to be gone for good; only the keeper starts it again. */
  readonly stopped?: boolean
}

export interface Pace {
  /** The least and the most time between two polls of a source that answers. */
  readonly least: Duration
  readonly most: Duration
}

/** Errors back off to this, and no further. */
const LONGEST_REST = DAY
/** Freshness beyond this is a mistake more often than a wish. */
const LONGEST_FRESHNESS = 7 * DAY

/** The median time between the newest entries; undefined when there are too few dates to tell. */
export function rhythmOf(entries: readonly Entry[]): Duration | undefined {
  const dates = entries
    .flatMap(entry => entry.published ?? entry.updated ?? [])
    .sort((a, b) => b - a)
    .slice(0, 30)
  if (dates.length < 4) return undefined
  const gaps = dates.slice(1).map((date, i) => dates[i]! - date)
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)]
}

/** Cache-Control max-age less Age, else Expires, from a 200 or a 304 (RFC 9111); 0 when there is none. */
export function freshness(headers: Headers, now: Instant): Duration {
  const get = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1]
  const control = get('cache-control') ?? ''
  if (/no-store|no-cache/i.test(control)) return 0
  const maxAge = /(?:^|[\s,])max-age=(\d+)/i.exec(control)
  const expires = maxAge ? Number.NaN : Date.parse(get('expires') ?? '')
  const lasts = maxAge ? Number(maxAge[1]) * SECOND - Number(get('age') ?? 0) * SECOND : expires - now
  return Number.isFinite(lasts) ? Math.min(Math.max(lasts, 0), LONGEST_FRESHNESS) : 0
}

/** The next poll after an answer: half the source's rhythm within the pace, or later if it asks for that. */
export function nextAfterSuccess(
  id: string,
  state: SourceState,
  headers: Headers,
  now: Instant,
  pace: Pace,
): Instant {
  const own = clamp((state.rhythm ?? pace.most) / 2, pace.least, pace.most)
  const asked = Math.max(freshness(headers, now), askedBy(state.asked))
  return notSkipped(spread(id, now, Math.max(own, asked)), state.asked)
}

/** The next poll after the nth failure in a row, or when the server says. */
export function nextAfterFailure(
  id: string,
  state: SourceState,
  now: Instant,
  pace: Pace,
  retryAt?: Instant,
): Instant {
  const rest = Math.min(pace.least * 2 ** Math.min((state.failures ?? 1) - 1, 10), LONGEST_REST)
  return Math.max(spread(id, now, rest), retryAt ?? 0)
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

function askedBy(rhythm: FeedRhythm | undefined): Duration {
  return Math.min(Math.max(rhythm?.ttl ?? 0, rhythm?.every ?? 0), DAY)
}

/** Up to a tenth later, differently for each source and time, so that sources do not come to march in step. */
function spread(id: string, now: Instant, wait: Duration): Instant {
  const share = Number.parseInt(digest(`${id} ${now}`).slice(0, 8), 16) / 0xffffffff
  return Math.round(now + wait + share * Math.max(wait / 10, MINUTE))
}

/** Moved out of the hours and days (UTC) in which the feed says that nothing comes, at most a week. */
function notSkipped(at: Instant, rhythm: FeedRhythm | undefined): Instant {
  let next = at
  for (let hours = 0; hours < 7 * 24; hours++) {
    const date = new Date(next)
    if (!rhythm?.skipHours?.includes(date.getUTCHours()) && !rhythm?.skipDays?.includes(date.getUTCDay()))
      return next
    next = at - (at % HOUR) + (hours + 1) * HOUR + (at % MINUTE)
  }
  return at
}
