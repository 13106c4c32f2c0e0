// What an answer means for a source: what it brings is kept, and the next poll is set.
import { digest } from '../model/digest.ts'
import type { Feed } from '../model/entry.ts'
import { keysOf } from '../model/identity.ts'
import type { Clock, Fetched, Key, Store } from '../model/ports.ts'
import type { Source, SourceFacts } from '../model/source.ts'
import { DAY } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import type { Captures } from './captures.ts'
import type { Draft } from './draft.ts'
import type { Keeper } from './keep.ts'
import { type Outcome, wordsFor } from './outcome.ts'
import { nextAfterFailure, nextAfterSuccess, type Pace, rhythmOf, type SourceState } from './schedule.ts'

/** What concluding stands on. */
export interface Desk {
  readonly clock: Clock
  readonly store: Store
  readonly keeper: Keeper
  /** Absent when exchanges are not kept. */
  readonly captures: Captures | undefined
  readonly pace: Pace
  /** Keys of articles that the keeper has redacted: an answer that holds one is not captured. */
  readonly redacted: ReadonlySet<Key>
  /** What each source has said of itself, by id; brought up to date here. */
  readonly facts: Map<string, SourceFacts>
}

export interface Concluded {
  readonly next: SourceState
  readonly outcome: Outcome
  readonly due: number
}

/** Takes an answer to its end: kept, remembered, scheduled. Throws only when the archive cannot be written to. */
export async function conclude(
  got: Fetched,
  state: SourceState,
  source: Source,
  desk: Desk,
): Promise<Concluded> {
  const now = desk.clock.now()
  const pace = paceOf(source, desk.pace)
  switch (got.kind) {
    case 'unchanged': {
      const next = succeeded(state, now)
      return {
        next,
        outcome: { kind: 'unchanged' },
        due: nextAfterSuccess(source.id, next, got.headers, now, pace),
      }
    }
    case 'fresh':
      return freshAnswer(got, state, source, desk)
    case 'gone': {
      if (got.status === 410 && state.goneSince !== undefined && now - state.goneSince >= DAY)
        return {
          next: { ...state, lastTry: now, stopped: true },
          outcome: { kind: 'stopped', why: wordsFor(got) },
          due: now + 365 * DAY,
        }
      const goneSince = got.status === 410 ? (state.goneSince ?? now) : undefined
      return failed({ ...state, ...(goneSince !== undefined && { goneSince }) }, wordsFor(got), source, desk)
    }
    case 'refused':
      return failed(state, wordsFor(got), source, desk, got.retryAt)
    case 'failed':
      return failed(state, wordsFor(got), source, desk)
  }
}

const paceOf = (source: Source, pace: Pace): Pace =>
  source.interval === undefined
    ? pace
    : { least: source.interval, most: Math.max(source.interval, pace.most) }

function succeeded(state: SourceState, now: number): SourceState {
  const { error: _, failures: __, goneSince: ___, ...rest } = state
  return { ...rest, lastTry: now, lastSuccess: now }
}

function failed(state: SourceState, why: string, source: Source, desk: Desk, retryAt?: number): Concluded {
  const now = desk.clock.now()
  const next = { ...state, lastTry: now, failures: (state.failures ?? 0) + 1, error: why }
  const due = nextAfterFailure(source.id, next, now, paceOf(source, desk.pace), retryAt)
  return { next, outcome: { kind: 'failed', why }, due }
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

async function freshAnswer(got: Fresh, state: SourceState, source: Source, desk: Desk): Promise<Concluded> {
  const now = desk.clock.now()
  const body = digest(got.body)
  const pace = paceOf(source, desk.pace)
  const { validators: _, ...rest } = succeeded(state, now)
  const answered = { ...rest, body, ...(got.validators && { validators: got.validators }) }
  if (body === state.body)
    return {
      next: answered,
      outcome: { kind: 'unchanged' },
      due: nextAfterSuccess(source.id, answered, got.headers, now, pace),
    }
  // Reading feeds and cleaning pages is most of the program: a pass without news need not load it.
  const { readFeed } = await import('../formats/feed/read.ts')
  const read = readFeed(got.body, { url: got.url, ...contentType(got) })
  if (read.kind !== 'feed') return failed(state, `not a feed: ${read.message}`, source, desk)
  const kept = await keepFeed(read.feed, got, source, desk)
  // The same bytes again are not cut: it is how this publisher ends a feed.
  if (read.feed.cut && body !== state.cut) {
    const cut = failed(
      { ...state, cut: body },
      'cut short: the whole entries before the cut were kept',
      source,
      desk,
    )
    return {
      ...cut,
      outcome: { kind: 'failed', why: cut.next.error ?? '', added: kept.added, revised: kept.revised },
    }
  }
  const rhythm = rhythmOf(read.feed.entries)
  const next = { ...answered, asked: read.feed.rhythm, ...(rhythm !== undefined && { rhythm }) }
  return {
    next,
    outcome: { kind: 'kept', ...kept, entries: read.feed.entries.length },
    due: nextAfterSuccess(source.id, next, got.headers, now, pace),
  }
}

const contentType = (got: Fresh): { contentType?: string } => {
  const value = got.headers.find(([name]) => name === 'content-type')?.[1]
  return value === undefined ? {} : { contentType: value }
}

/** Entries that are not known as they stand are drafted and kept; the exchange is captured before they name it. */
async function keepFeed(
  feed: Feed,
  got: Fresh,
  source: Source,
  desk: Desk,
): Promise<{ added: number; revised: number }> {
  const { store, clock } = desk
  const { draftOf, entryDigest, sharedAddresses } = await import('./draft.ts')
  const digests = feed.entries.map(entry => entryDigest(source.id, entry))
  const seen = await store.seen(digests)
  const facts = newFacts(feed, got.url, source, desk.facts)
  const fresh = feed.entries.flatMap((entry, i) =>
    seen.has(digests[i]!) ? [] : [{ entry, digest: digests[i]! }],
  )
  if (fresh.length === 0 && !facts) return { added: 0, revised: 0 }
  const capture =
    fresh.length > 0 && desk.captures && !holdsRedacted(feed, source, desk.redacted)
      ? await capturing(got, source, desk.captures, clock.now())
      : undefined
  const shared = sharedAddresses(feed)
  const drafts: Draft[] = []
  for (const { entry, digest } of fresh) drafts.push(draftOf(entry, digest, feed, source, shared, capture))
  return desk.keeper.keep({ drafts, present: new Set(digests), live: true, ...(facts && { facts }) })
}

const holdsRedacted = (feed: Feed, source: Source, redacted: ReadonlySet<Key>): boolean =>
  redacted.size > 0 &&
  feed.entries.some(({ id, idFrom, url }) =>
    keysOf({
      source: source.id,
      ...(idFrom === 'id' && { guid: id }),
      ...(url !== undefined && { url }),
    }).some(key => redacted.has(key)),
  )

const capturing = (got: Fresh, source: Source, captures: Captures, at: number): Promise<string> =>
  got.exchange
    ? captures.exchange(got.exchange, at)
    : captures.resource(source.url, contentType(got).contentType ?? 'application/octet-stream', got.body, at)

/** What the feed says of itself, when that is not what it said before. */
function newFacts(
  feed: Feed,
  url: string,
  source: Source,
  known: Map<string, SourceFacts>,
): SourceFacts | undefined {
  const facts: SourceFacts = {
    id: source.id,
    title: source.title ?? (feed.title || hostOf(source.url) || source.id),
    description: feed.description,
    // A path on this machine is nobody else's business.
    url: /^https?:/.test(url) ? url : '',
    ...(feed.home !== undefined && { home: feed.home }),
    ...(feed.language !== undefined && { language: feed.language }),
    ...(feed.icon !== undefined && { icon: feed.icon }),
    ...(feed.image !== undefined && { image: feed.image }),
  }
  if (JSON.stringify(known.get(source.id)) === JSON.stringify(facts)) return undefined
  known.set(source.id, facts)
  return facts
}
