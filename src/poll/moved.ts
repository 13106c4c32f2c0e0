// Where a source has moved to. A redirect is believed when every hop of it is permanent, when it was seen again on another
// day, and when what it leads to is a feed: a login page for one evening must not take a source away.
import type { Hop } from '../model/ports.ts'
import { DAY, type Instant } from '../model/time.ts'

export interface Move {
  /** The address in stet.yml that this is about; another one there makes it void. */
  readonly from: string
  /** The address that is asked instead. */
  readonly at?: string
  /** Where it is now permanently redirected to, and since when. */
  readonly to?: string
  readonly since?: Instant
}

const PERMANENT = new Set([301, 308])
/** Failures in a row after which the address in stet.yml is tried again. */
const LOST = 3

/** The address to ask: where the source has moved to, else the keeper's. */
export const addressNow = (url: string, moved: Move | undefined): string =>
  (moved?.from === url ? moved.at : undefined) ?? url

/** Where an answer came from, when every hop to it was permanent; undefined when there was none. */
export const movedForGood = (hops: readonly Hop[]): string | undefined =>
  hops.length > 1 && isItsOwn(hops) ? hops.at(-1)!.url : undefined

/** What is known after an answer that was a feed, or the same feed as before. */
export function afterAnswer(
  url: string,
  before: Move | undefined,
  hops: readonly Hop[],
  now: Instant,
): Move | undefined {
  const moved = before?.from === url ? before : undefined
  const stay = moved?.at === undefined ? undefined : { from: url, at: moved.at }
  const to = movedForGood(hops)
  if (to === undefined) return stay
  // From a safe connection to one that others can change is no move to follow by oneself.
  if (hops[0]!.url.startsWith('https:') && !to.startsWith('https:')) return stay
  if (moved?.to !== to || moved.since === undefined || moved.since > now)
    return { ...stay, from: url, to, since: now }
  return now - moved.since >= DAY ? { from: url, at: to } : moved
}

/** After so many failures in a row at the new address the old one is asked again. */
export const afterFailure = (moved: Move | undefined, failures: number): Move | undefined =>
  failures >= LOST ? undefined : moved

/** True when an answer came from the source itself, and not from where it only points for the moment. */
export const isItsOwn = (hops: readonly Hop[]): boolean =>
  hops.slice(0, -1).every(({ status }) => PERMANENT.has(status))
