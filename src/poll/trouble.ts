// From what is known of a source to what is wrong with it. Pure: the same facts at the same time give the same answer.
// Slow to conclude: each rule names how much it must have seen, and what stands ends only when the usual is back.
import type { Trouble, TroubleKind } from '../model/health.ts'
import type { SourceId } from '../model/source.ts'
import { DAY, type Duration, HOUR, type Instant } from '../model/time.ts'
import { type Arrival, type Habit, patience, quantile } from './habit.ts'
import { isQuarantined, type SourceState } from './schedule.ts'
import { isSettled, type SiteSeen } from './site-seen.ts'

export interface SourceFactsNow {
  readonly source: SourceId
  /** The address in stet.yml. */
  readonly url: string
  readonly state: SourceState
  readonly habit: Habit
  /** What looks at its articles say of its site; absent where it is as it was, or not looked at. */
  readonly site?: SiteSeen
  /** What is said of it already. */
  readonly standing: ReadonlyMap<TroubleKind, Trouble>
}

/** Failures in a row, and time without an answer, that make an outage worth a word. */
const FAILURES = 3
const OUTAGE: Duration = DAY

/** All that is wrong with one source. */
export function troublesOf(facts: SourceFactsNow, now: Instant): Trouble[] {
  const { source, state } = facts
  // Nobody said that it is gone.
  if (isQuarantined(state))
    return [
      {
        kind: 'errors',
        source,
        ...(state.lastSuccess !== undefined && { since: state.lastSuccess }),
        why: state.error!,
      },
    ]
  if (state.stopped)
    return [{ kind: 'stopped', source, ...(state.goneSince !== undefined && { since: state.goneSince }) }]
  const found = [
    errors(state, now),
    moved(facts),
    silent(facts),
    summaries(facts),
    pictures(facts),
    repeats(facts),
    unfound(facts, now),
  ]
  return found.flatMap(trouble => (trouble ? [{ ...trouble, source }] : []))
}

function errors({ failures = 0, lastSuccess, error }: SourceState, now: Instant): Trouble | undefined {
  if (failures < FAILURES || now - (lastSuccess ?? 0) < OUTAGE) return undefined
  return {
    kind: 'errors',
    ...(lastSuccess !== undefined && { since: lastSuccess }),
    ...(error !== undefined && { why: error }),
  }
}

const moved = ({ url, state: { moved } }: SourceFactsNow): Trouble | undefined =>
  moved?.from === url && moved.at !== undefined ? { kind: 'moved', url: moved.at } : undefined

/** It answered, and had nothing new: an outage of theirs or ours is no silence. */
function silent({ habit, state }: SourceFactsNow): Trouble | undefined {
  const usual = patience(habit)
  if (!usual || state.lastSuccess === undefined) return undefined
  const pause = state.lastSuccess - habit.latest
  return pause > usual.limit
    ? { kind: 'silent', since: habit.latest, usual: usual.longest, now: pause }
    : undefined
}

/** Bytes that a post has besides its text. */
const FRAME = 900
/** Articles in a row that show it, and before them that show what is usual. */
const RECENT = 6
const BEFORE = 20
/** Shorter texts were no articles before either. */
const ARTICLE = 1200
const SHORT = 0.35

const textOf = ({ bytes }: Arrival): number => Math.max(bytes - FRAME, 0)

function summaries({ habit: { arrivals }, standing }: SourceFactsNow): Trouble | undefined {
  const stands = standing.get('summaries')
  const last = arrivals.slice(-3).map(textOf)
  if (stands?.usual !== undefined)
    return last.filter(length => length >= SHORT * stands.usual!).length >= 2 ? undefined : stands
  const before = arrivals.slice(0, -RECENT).map(textOf)
  if (before.length < BEFORE) return undefined
  const recent = arrivals.slice(-RECENT)
  const sorted = before.sort((a, b) => a - b)
  const usual = quantile(sorted, 0.5)
  const longest = Math.max(...recent.map(textOf))
  if (usual < ARTICLE || longest >= SHORT * usual || longest >= quantile(sorted, 0.15)) return undefined
  return { kind: 'summaries', since: recent[0]!.at, usual, now: longest }
}

const PICTURED = 8
const MOSTLY = 0.7

function pictures({ habit: { arrivals }, standing }: SourceFactsNow): Trouble | undefined {
  const stands = standing.get('pictures')
  if (stands) return arrivals.slice(-2).some(({ pictured }) => pictured) ? undefined : stands
  const before = arrivals.slice(0, -PICTURED)
  const recent = arrivals.slice(-PICTURED)
  const usual = before.filter(({ pictured }) => pictured).length / Math.max(before.length, 1)
  if (before.length < BEFORE || usual < MOSTLY || recent.some(({ pictured }) => pictured)) return undefined
  return { kind: 'pictures', since: recent[0]!.at, usual, now: 0 }
}

const TURNS = 10

function repeats({ habit: { arrivals }, standing }: SourceFactsNow): Trouble | undefined {
  const stands = standing.get('repeats')
  if (stands) return arrivals.slice(-5).some(({ again }) => again) ? stands : undefined
  const recent = arrivals.slice(-TURNS)
  const again = recent.filter(one => one.again)
  return again.length >= TURNS / 2
    ? { kind: 'repeats', since: again[0]!.at, usual: 0, now: again.length / recent.length }
    : undefined
}

function unfound({ site }: SourceFactsNow, now: Instant): Trouble | undefined {
  if (!site || isSettled(site, now)) return undefined
  return { kind: 'unfound', since: site.since, upTo: site.newest, usual: site.of, now: site.missing }
}

/** A clock set back by more than this is wrong, now or before. */
const STEP: Duration = HOUR
/** Of the sources that can be judged, more than half at once: not they are silent. */
const ALL_AT_ONCE = { least: 3, share: 0.5 }

/**
 * All that is wrong, of every source and of the looking itself. `allowed` is the longest time between two polls that the
 * keeper finds in order. While the clock cannot be right nothing else is said.
 */
export function troubles(sources: readonly SourceFactsNow[], now: Instant, allowed: Duration): Trouble[] {
  const tries = sources.flatMap(({ state }) => state.lastTry ?? [])
  const last = tries.length > 0 ? tries.reduce((most, at) => Math.max(most, at)) : undefined
  if (last !== undefined && now < last - STEP) return [{ kind: 'clock', since: last, now }]
  const found = sources.flatMap(facts => troublesOf(facts, now))
  if (allSilent(sources, found))
    return [{ kind: 'clock', now }, ...found.filter(({ kind }) => kind !== 'silent')]
  return last !== undefined && now - last > allowed
    ? [{ kind: 'job', since: last, now: now - last }, ...found]
    : found
}

/** Silence of most sources that begins in one moment says more about this clock, or this network, than about them. */
function allSilent(sources: readonly SourceFactsNow[], found: readonly Trouble[]): boolean {
  const before = new Set(sources.filter(({ standing }) => standing.has('silent')).map(({ source }) => source))
  const fresh = found.filter(({ kind, source }) => kind === 'silent' && !before.has(source!))
  const judged = sources.filter(({ habit, state }) => patience(habit) && !state.stopped)
  return fresh.length >= ALL_AT_ONCE.least && fresh.length > ALL_AT_ONCE.share * (judged.length - before.size)
}
