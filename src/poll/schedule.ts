// When a source is looked at again: by its own rhythm, never sooner than it asks, spread out, and never never.
import { digest } from '../model/digest.ts'
import type { FeedRhythm } from '../model/entry.ts'
import type { Headers, Validators } from '../model/ports.ts'
import { DAY, type Duration, HOUR, type Instant } from '../model/time.ts'
import type { Deadly } from './drafting.ts'
import { freshness, LONGEST_FRESHNESS } from './freshness.ts'
import type { Move } from './moved.ts'
import { type Published, rhythmNow, turnover } from './rhythm.ts'

/** What the frontier remembers of a source. Losing it costs one full poll. */
export interface SourceState {
  /** The address in stet.yml that all this is about. */
  readonly of?: string
  readonly validators?: Validators
  /** The server sends the same bytes again although it is shown what it called them. */
  readonly ignored?: boolean
  /** Digest of the last body that was read: the same bytes under new validators are not read again. */
  readonly body?: string
  /** Digest of the last body that seemed to be cut short. */
  readonly cut?: string
  readonly lastTry?: Instant
  readonly lastSuccess?: Instant
  /** Answers in a row on which reading had to be ended. */
  readonly killed?: number
  /** Entries of the last answer on which it had to be, and how often, by digest. */
  readonly deadly?: Deadly
  /** In a row. */
  readonly failures?: number
  /** In words, when the last try failed. */
  readonly error?: string
  /** Looks in a row that brought nothing. */
  readonly quiet?: number
  readonly published?: Published
  readonly asked?: FeedRhythm
  /** How long the last whole answer was fresh; holds for a 304 that does not say. */
  readonly lasts?: Duration
  readonly moved?: Move
  /** The articles that the feed listed when it was last read, in its order: beginnings of their ids. */
  readonly shows?: readonly string[]
  /** What its entries said for whose articles pages are asked, by the same beginnings. */
  readonly said?: Readonly<Record<string, string>>
  /** Articles that it dropped while it went on listing those behind them, and when that was seen. */
  readonly dropped?: Readonly<Record<string, Instant>>
  /** First 410 of a row of nothing else. */
  readonly goneSince?: Instant
  /** Said to be gone for good; only the keeper starts it again. */
  readonly stopped?: boolean
}

const QUARANTINED = 'quarantined: '

/** In words, of a source that so many died of, one after another: threads that read it, or whole processes. */
export const quarantine = (source: string, deaths: number, why = ''): string =>
  `${QUARANTINED}${deaths} times in a row whoever asked it did not live to tell${why && ` (${why})`}; \`stet poll ${source}\` asks once more`

export const isQuarantined = ({ error }: SourceState): boolean => error?.startsWith(QUARANTINED) === true

export interface Pace {
  /** The least and the most time between two polls of a source that answers. */
  readonly least: Duration
  readonly most: Duration
  /** The keeper's own word for this source: he may ask for more than the source offers. */
  readonly chosen?: boolean
}

/** Errors back off to this, and no further. */
const LONGEST_REST = DAY
/** Of a wait, so much may be added by chance; of one that a server has named, no more than an hour. */
const CHANCE = 0.25
const NAMED = HOUR
/** Whoever sends no validators sends everything every time: once a day is enough, unless it says otherwise. */
const UNCONDITIONAL = DAY
/** A last try further in the future was made by a clock that has been set back since. */
const CLOCK_STEP = DAY

/**
 * The next poll after an answer. `before` is the state that the answer met, `state` the one it leaves; the wait is the
 * source's own rhythm within the pace, or what the source asks for if that is longer, and a little more by chance.
 */
export function nextAfterSuccess(
  id: string,
  before: SourceState,
  state: SourceState,
  headers: Headers,
  now: Instant,
  pace: Pace,
): Instant {
  const asked = Math.max(freshness(headers, now) ?? state.lasts ?? 0, wished(state.asked))
  const free = state.validators !== undefined || pace.chosen === true || saysWhen(state, headers, now)
  const own = ownWait(state, free, now, pace)
  // All that were found at once, or were left alone together, would come back together.
  const scattered =
    free && inStep(before, own, now) ? pace.least + chance(id, now) * Math.max(own - pace.least, 0) : own
  const wait = Math.max(scattered * (1 + CHANCE * chance(`${id}+`, now)), afterNamed(id, now, asked))
  return notSkipped(Math.round(now + wait), state.asked)
}

/** By its rhythm within the pace; more seldom where each look costs the whole feed. */
function ownWait(state: SourceState, free: boolean, now: Instant, pace: Pace): Duration {
  const safe = Math.max(turnover(state.published, now) / 2, pace.least)
  const own = Math.min(clamp(rhythmNow(state.published, state.quiet ?? 0, now), pace.least, pace.most), safe)
  if (!free) return Math.max(own, Math.min(UNCONDITIONAL, safe))
  return state.ignored && !pace.chosen ? Math.max(own, Math.min(2 * pace.most, safe)) : own
}

const saysWhen = ({ asked, lasts }: SourceState, headers: Headers, now: Instant): boolean =>
  (asked?.ttl ?? asked?.every ?? lasts ?? freshness(headers, now) ?? 0) > 0

/** New, or not looked at for much longer than its wait. */
const inStep = ({ lastTry }: SourceState, own: Duration, now: Instant): boolean =>
  lastTry === undefined || now - lastTry > 2 * own + DAY

/** The next poll after the nth failure in a row, or when the server says. Never more than a day by itself. */
export function nextAfterFailure(
  id: string,
  state: SourceState,
  now: Instant,
  pace: Pace,
  retryAt?: Instant,
): Instant {
  const doubled = pace.least * 2 ** Math.min((state.failures ?? 1) - 1, 10)
  const rest = Math.max(Math.min(doubled, LONGEST_REST / (1 + CHANCE)), pace.chosen ? pace.least : 0)
  const wait = Math.max(rest * (1 + CHANCE * chance(id, now)), afterNamed(id, now, (retryAt ?? now) - now))
  return notSkipped(Math.round(now + wait), state.asked)
}

/** After a first 410: a day later, when a second one counts. */
export const nextAfterGone = (id: string, now: Instant): Instant => Math.round(now + afterNamed(id, now, DAY))

/** When something that could not be asked is tried again: after `until`, not all at once. */
export const nextAfterRest = (id: string, until: Instant, now: Instant): Instant =>
  Math.round(Math.max(until, now) + chance(id, now) * NAMED)

/** What is remembered, unless the keeper has given the source another address since: then it begins anew. */
export const stateOf = (remembered: SourceState, url: string): SourceState =>
  remembered.of === undefined || remembered.of === url ? remembered : { of: url }

/** Stopped sources wait for their keeper. */
export const NEVER: Instant = 8.64e15

/** True when a wait was set by a clock that was ahead: it would be waited for in vain. */
export const isAstray = ({ lastTry, stopped }: SourceState, now: Instant): boolean =>
  !stopped && lastTry !== undefined && lastTry > now + CLOCK_STEP

/** The next moment from `now` on that is not within the hours and days that the feed says to skip. */
export const unlessSkipped = (state: SourceState, now: Instant): Instant => notSkipped(now, state.asked)

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

const wished = (rhythm: FeedRhythm | undefined): Duration =>
  Math.min(Math.max(rhythm?.ttl ?? 0, rhythm?.every ?? 0), LONGEST_FRESHNESS)

/** Between 0 and 1, another for each source and time, the same when it is told again. */
const chance = (id: string, now: Instant): number =>
  Number.parseInt(digest(`${id} ${now}`).slice(0, 8), 16) / 0xffffffff

/** A little after a wait that was asked for: whoever named it named it to others too. */
const afterNamed = (id: string, now: Instant, wait: Duration): Duration =>
  wait > 0 ? wait + chance(`${id}!`, now) * Math.min(CHANCE * wait, NAMED) : 0

/** Moved out of the hours and days (UTC) in which the feed says that nothing comes, at most a week; the minute stays. */
function notSkipped(at: Instant, rhythm: FeedRhythm | undefined): Instant {
  for (let hours = 0; hours < 7 * 24; hours++) {
    const date = new Date(at + hours * HOUR)
    if (!rhythm?.skipHours?.includes(date.getUTCHours()) && !rhythm?.skipDays?.includes(date.getUTCDay()))
      return date.getTime()
  }
  return at
}

/** One to eight hours, as most readers are well served by. */
export const USUAL_PACE: Pace = { least: HOUR, most: 8 * HOUR }
