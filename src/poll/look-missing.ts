// An article that is not at its address: noted the first time, believed when it is seen again on another day.
import type { Article } from '../model/article.ts'
import type { Exchange } from '../model/ports.ts'
import { DAY, type Duration, day, type Instant } from '../model/time.ts'
import { type Sighting, sawWords, type Tombstone } from '../model/tombstone.ts'
import { entomb } from './entomb.ts'
import type { Looked } from './look.ts'
import type { Follow, LookDeps, Looking, Outcome, Unfound } from './look-rules.ts'
import { afterGone, afterMiss, isAnotherDay, type LookState, nextStep, shownId } from './look-state.ts'
import { neighbourhood, type Seen } from './neighbourhood.ts'
import { isSettled, siteSeen } from './site-seen.ts'
import type { Verdict } from './verdict.ts'

type Miss = Extract<Verdict, { kind: 'missing' }>

/** Notes an absence; lays a tombstone when there is evidence enough. */
export async function missing(
  looking: Looking,
  verdict: Miss,
  looked: Looked,
  deps: LookDeps,
  seen: Seen,
): Promise<Outcome> {
  const { article, state, steps } = looking
  const now = deps.clock.now()
  const { validators: _, vain: __, missing: ___, misses: ____, ...rest } = state
  const base: LookState = { ...rest, last: now, saw: sawWords(verdict) }
  if (article.tombstone) {
    const due = afterGone(steps, state.since, article.tombstone.confirmed, now)
    return { due, state: base, looked: true }
  }
  const sightings = await sightingsWith(verdict, looked, state, deps)
  const misses = sightings.length > 1 ? (state.misses ?? 1) + 1 : 1
  const waiting = stillWaiting(looking, { ...base, missing: sightings, misses }, now)
  const judged = await judge(looking, sightings, deps, seen)
  if (judged === 'wait') return waiting
  if (judged === 'listed') return { ...waiting, due: now + DAY, state: { ...waiting.state, misses: 2 } }
  if (judged !== 'gone') return { ...waiting, unfound: { source: article.source, ...judged } }
  const tombstone = stone(sightings, now)
  await entomb(article, tombstone, deps)
  const due = afterGone(steps, state.since, now, now)
  return { due, state: base, looked: true, withdrawn: { ...article, tombstone } }
}

/** The first look of the row, and this one. */
async function sightingsWith(
  { saw, status, url }: Miss,
  { exchange, way }: Looked,
  { missing }: LookState,
  { captures, clock }: LookDeps,
): Promise<Sighting[]> {
  const at = clock.now()
  const keep = async (one: Exchange): Promise<string[]> => {
    const place = await captures?.exchange(one, at)
    return place === undefined ? [] : [place]
  }
  const led = (await Promise.all(way.map(keep))).flat()
  const [capture] = exchange ? await keep(exchange) : []
  const sighting: Sighting = {
    at,
    saw,
    status,
    ...(url !== undefined && { url }),
    ...(capture !== undefined && { capture }),
    ...(led.length > 0 && { way: led }),
  }
  const first = missing?.[0]
  // One from the future was made by a clock that has been set back since.
  return first && first.at <= at ? [first, sighting] : [sighting]
}

function stillWaiting({ article, steps }: Looking, state: LookState, now: Instant): Outcome {
  // Twice in vain at an address that never showed it: perhaps it has no page.
  const isInVain = (state.misses ?? 0) > 2 && state.page === undefined && article.text !== 'page'
  const soon = isInVain ? undefined : afterMiss(state.misses ?? 1, now)
  return { due: soon ?? nextStep(steps, state.since, now), state, looked: true }
}

/** So long one that its feed goes on listing is looked at daily. */
const LISTED_LONG: Duration = 14 * DAY

/** What the looks prove: nothing yet, a withdrawal, or that the whole site has changed. */
async function judge(
  { article, state, follow }: Looking,
  seenMissing: readonly Sighting[],
  deps: LookDeps,
  seen: Seen,
): Promise<'wait' | 'listed' | 'gone' | Omit<Unfound, 'source'>> {
  const now = deps.clock.now()
  const since = seenMissing[0]!.at
  if (seenMissing.length < 2 || !isAnotherDay(since, now)) return 'wait'
  // A source that lists it still, with what it says, has not withdrawn it.
  if (follow.shows.has(shownId(article.id))) return now - since < LISTED_LONG ? 'listed' : 'wait'
  if (!isWell(follow, since)) return 'wait'
  const around = await neighbourhood(article, since, follow, deps, seen)
  if (!around.isWell)
    return around.missing > 0
      ? { missing: around.missing + 1, of: around.of + 1, newest: around.newest }
      : 'wait'
  if (await isOfOldSite(article, deps)) return 'wait'
  // Where nothing was ever seen on a page, its absence says nothing.
  const wasThere = state.page !== undefined || article.text === 'page' || around.found > 0
  return wasThere ? 'gone' : 'wait'
}

/** Of these it stands said that they are not at their addresses because the site has changed. */
async function isOfOldSite({ source, taken }: Article, { store, clock }: LookDeps): Promise<boolean> {
  const site = await siteSeen(source, store)
  return site !== undefined && !isSettled(site, clock.now()) && taken <= site.newest
}

/** The source was read without a fault since something was first missed. */
const isWell = ({ state }: Follow, since: Instant): boolean =>
  (state.failures ?? 0) === 0 && state.lastSuccess !== undefined && state.lastSuccess >= since

function stone(seen: readonly Sighting[], now: Instant): Tombstone {
  const [first, last] = [seen[0]!, seen.at(-1)!]
  const [then, again] = [sawWords(first), sawWords(last)]
  const what = then === again ? then : `${then}, then ${again}`
  return {
    since: first.at,
    confirmed: now,
    why: `${what} at its own address on ${day(first.at)} and again on ${day(last.at)}`,
    kind: 'withdrawn',
    seen,
  }
}
