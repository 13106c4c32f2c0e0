// What an answer means for a source: what it brings is kept, and the next poll is set.
import { digest } from '../model/digest.ts'
import type { Fetched } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { DAY, type Instant } from '../model/time.ts'
import { DEADLY } from './deadly.ts'
import { contentType, type Desk, isPage, keepFeed, type Remembered } from './feed.ts'
import { freshness } from './freshness.ts'
import { droppedFrom } from './look-state.ts'
import { afterAnswer, afterFailure, isItsOwn } from './moved.ts'
import { type Outcome, wordsFor } from './outcome.ts'
import type { Ended, FeedAnswer } from './reader.ts'
import { publishedIn } from './rhythm.ts'
import {
  NEVER,
  nextAfterFailure,
  nextAfterGone,
  nextAfterRest,
  nextAfterSuccess,
  type Pace,
  quarantine,
  type SourceState,
} from './schedule.ts'

export interface Concluded {
  readonly next: SourceState
  readonly outcome: Outcome
  readonly due: Instant
}

/** How the question came about. */
export interface Asking {
  /** So many, one after another, died of this source. */
  readonly deaths?: number
  /** The keeper named it: what was left alone is tried once more. */
  readonly named?: boolean
}

/** Takes an answer to its end: kept, remembered, scheduled. Throws only when the archive cannot be written to. */
export async function conclude(
  got: Fetched,
  state: SourceState,
  source: Source,
  desk: Desk,
  asking: Asking = {},
): Promise<Concluded> {
  switch (got.kind) {
    case 'unchanged':
      return unchangedAnswer(got, state, source, desk)
    case 'fresh':
      return freshAnswer(got, state, source, desk, asking)
    case 'gone':
      return goneAnswer(got, state, source, desk)
    case 'refused':
      return failed(state, wordsFor(got), source, desk, got.retryAt)
    case 'failed':
      if (got.reason === 'resting' && got.retryAt !== undefined)
        return rested(state, wordsFor(got), got.retryAt, source, desk)
      return failed(state, wordsFor(got), source, desk)
  }
}

const paceOf = (source: Source, pace: Pace): Pace =>
  source.interval === undefined
    ? pace
    : { least: source.interval, most: Math.max(source.interval, pace.most), chosen: true }

type Answer<Kind extends Fetched['kind']> = Extract<Fetched, { kind: Kind }>
type Fresh = Answer<'fresh'>

/** The state after an answer that was good; what a failure left is forgotten. */
function succeeded(state: SourceState, got: Fresh | Answer<'unchanged'>, source: Source, now: Instant) {
  const {
    error: _,
    failures: __,
    goneSince: ___,
    stopped: ____,
    killed: _____,
    moved: before,
    ...rest
  } = state
  const moved = afterAnswer(source.url, before, got.hops, now)
  return { ...rest, lastTry: now, lastSuccess: now, ...(moved && { moved }) }
}

/** Where it has just been decided that the source has moved to. */
function newHome(before: SourceState, next: SourceState): { moved?: string } {
  const at = next.moved?.at
  return at !== undefined && at !== before.moved?.at ? { moved: at } : {}
}

function unchangedAnswer(
  got: Answer<'unchanged'>,
  state: SourceState,
  source: Source,
  desk: Desk,
): Concluded {
  // Said to somebody who has not asked, it would keep every news away for good.
  if (state.validators?.url !== got.url)
    return failed(
      state,
      'bad answer: it says that nothing changed (304), which was not the question',
      source,
      desk,
    )
  const now = desk.clock.now()
  const { ignored: _, ...rest } = succeeded(state, got, source, now)
  const next = { ...rest, quiet: (state.quiet ?? 0) + 1 }
  const due = nextAfterSuccess(source.id, state, next, got.headers, now, paceOf(source, desk.pace))
  return { next, outcome: { kind: 'unchanged', ...newHome(state, next) }, due }
}

function goneAnswer(got: Answer<'gone'>, state: SourceState, source: Source, desk: Desk): Concluded {
  const now = desk.clock.now()
  const why = wordsFor(got)
  const { goneSince, ...rest } = state
  // Where it only points for the moment something else may be gone than the source.
  if (got.status !== 410 || !isItsOwn(got.hops)) return failed(rest, why, source, desk)
  const since = goneSince !== undefined && goneSince <= now ? goneSince : now
  if (now - since >= DAY) {
    const next = { ...state, lastTry: now, error: why, stopped: true }
    return { next, outcome: { kind: 'stopped', why }, due: NEVER }
  }
  const { next, outcome } = failed({ ...rest, goneSince: since }, why, source, desk)
  return { next, outcome, due: nextAfterGone(source.id, since) }
}

/** Its host is left in peace: nothing was asked, and nothing is known that was not known before. */
function rested(state: SourceState, why: string, until: Instant, source: Source, desk: Desk): Concluded {
  const due = nextAfterRest(source.id, until, desk.clock.now())
  return { next: state, outcome: { kind: 'rests', why, until }, due }
}

function failed(state: SourceState, why: string, source: Source, desk: Desk, retryAt?: Instant): Concluded {
  const now = desk.clock.now()
  const { moved: before, stopped: _, ...rest } = state
  const failures = (state.failures ?? 0) + 1
  const moved = afterFailure(before, failures)
  const next = { ...rest, lastTry: now, failures, error: why, ...(moved && { moved }) }
  const due = nextAfterFailure(source.id, next, now, paceOf(source, desk.pace), retryAt)
  return { next, outcome: { kind: 'failed', why }, due }
}

/** Reading it had to be ended: a failure, and after so many in a row the last that is had of it. */
function endedReading(
  { why }: Ended,
  state: SourceState,
  source: Source,
  desk: Desk,
  { deaths = 0 }: Asking,
): Concluded {
  const killed = (state.killed ?? 0) + deaths + 1
  if (killed < DEADLY) return failed({ ...state, killed }, why, source, desk)
  const words = quarantine(source.id, killed, why)
  const next = { ...state, lastTry: desk.clock.now(), killed, error: words, stopped: true }
  return { next, outcome: { kind: 'stopped', why: words }, due: NEVER }
}

async function freshAnswer(
  got: Fresh,
  state: SourceState,
  source: Source,
  desk: Desk,
  asking: Asking,
): Promise<Concluded> {
  const now = desk.clock.now()
  const body = digest(got.body)
  if (body === state.body) return sameAnswer(got, state, source, desk)
  const read = await readAnswer(got, source, desk)
  if (read.kind === 'ended') return endedReading(read, state, source, desk, asking)
  if (read.kind !== 'feed') return failed(state, `not a feed: ${read.message}`, source, desk)
  const { feed } = read
  const before: Remembered = {
    ...(state.deadly && { deadly: state.deadly }),
    ...(state.said && { said: state.said }),
    again: asking.named === true,
  }
  const entries = await keepFeed(feed, got, source, desk, 'now', before)
  if ('kind' in entries) return endedReading(entries, state, source, desk, asking)
  const { more: morePages, shows, deadly, lost, said, ...kept } = entries
  const beyond = [read.beyond, lost].filter(said => said !== undefined).join('; ')
  // What could not be read is asked for again, a few times.
  const more = morePages || Object.values(deadly ?? {}).some(tries => tries < DEADLY)
  // The same bytes again are not cut: it is how this publisher ends a feed. Its validators are not believed all the same.
  if (feed.cut && body !== state.cut) {
    const why = 'cut short: the whole entries before the cut were kept'
    const cut = failed({ ...state, cut: body }, why, source, desk)
    return { ...cut, outcome: { kind: 'failed', why, added: kept.added, revised: kept.revised } }
  }
  const published = isPart(got) ? state.published : publishedIn(feed.entries, now)
  const {
    published: _,
    lasts: __,
    validators: ___,
    cut: ____,
    body: _____,
    dropped: ______,
    deadly: _______,
    ...rest
  } = succeeded(state, got, source, now)
  const lasts = freshness(got.headers, now)
  const isWhole = !isPart(got) && !feed.cut
  const dropped = isWhole ? droppedFrom(state.shows ?? [], shows, state.dropped ?? {}, now) : state.dropped
  const next: SourceState = {
    ...rest,
    ...(isWhole && { shows }),
    ...(dropped && Object.keys(dropped).length > 0 && { dropped }),
    ...(!more && { body }),
    ...(deadly && { deadly }),
    ...(said && isWhole && { said }),
    quiet: kept.added > 0 ? 0 : (state.quiet ?? 0) + 1,
    asked: feed.rhythm,
    ...(published && { published }),
    ...(lasts !== undefined && { lasts }),
    ...(feed.cut ? { cut: body } : got.validators && !more && { validators: got.validators }),
  }
  return {
    next,
    outcome: {
      kind: 'kept',
      ...kept,
      entries: feed.entries.length,
      ...(beyond !== '' && { beyond }),
      ...newHome(state, next),
    },
    due: nextAfterSuccess(source.id, state, next, got.headers, now, paceOf(source, desk.pace)),
  }
}

const readAnswer = (got: Fresh, source: Source, desk: Desk): Promise<FeedAnswer | Ended> =>
  desk.reader.feed({
    body: got.body,
    url: got.url,
    ...contentType(got),
    ...(isPage(source.url) && { page: true }),
    ...(source.links !== undefined && { links: source.links }),
    bounds: desk.bounds,
  })

/** 226: only what is new, which says nothing of how much there is. */
const isPart = (got: Fresh): boolean => got.hops.at(-1)?.status === 226

/** The bytes of last time, perhaps under another validator. One that is not sent any more is not sent back any more. */
function sameAnswer(got: Fresh, state: SourceState, source: Source, desk: Desk): Concluded {
  const now = desk.clock.now()
  const { validators: shown, lasts: __, ...rest } = succeeded(state, got, source, now)
  const lasts = freshness(got.headers, now)
  const believed = state.cut === undefined ? got.validators : undefined
  const next: SourceState = {
    ...rest,
    quiet: (state.quiet ?? 0) + 1,
    ...(lasts !== undefined && { lasts }),
    ...(believed && { validators: believed }),
    ...(shown?.url === got.url && { ignored: true }),
  }
  const due = nextAfterSuccess(source.id, state, next, got.headers, now, paceOf(source, desk.pace))
  return { next, outcome: { kind: 'unchanged', ...newHome(state, next) }, due }
}
