// A poll: sources that are due are asked, host by host, and what they bring is kept.
import { readFeed } from '../formats/feed/read.ts'
import { digest } from '../model/digest.ts'
import type { Feed } from '../model/entry.ts'
import type {
  Archive,
  Clock,
  Fetched,
  Frontier,
  Lease,
  Log,
  Store,
  Task,
  TaskResult,
  Web,
} from '../model/ports.ts'
import { sourceTask } from '../model/ports.ts'
import type { Source, SourceFacts } from '../model/source.ts'
import { DAY, type Duration, HOUR } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { type Captures, openCaptures } from './captures.ts'
import { type Draft, draftOf, entryDigest, sharedAddresses } from './draft.ts'
import { type Keeper, openKeeper } from './keep.ts'
import { type Outcome, wordsFor } from './outcome.ts'
import { nextAfterFailure, nextAfterSuccess, type Pace, rhythmOf, type SourceState } from './schedule.ts'

export interface PollDeps {
  readonly clock: Clock
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Frontier
  readonly log: Log
  /** Waits; real time, whatever the clock says. */
  readonly pause: (ms: Duration) => Promise<void>
}

export interface PollRules {
  /** Hosts asked at a time. */
  readonly hosts: number
  /** Requests under way to one host, and the least pause between two of them. */
  readonly perHost: number
  readonly pause: Duration
  readonly pace: Pace
  readonly keepCaptures: boolean
  /** Named in every capture file. */
  readonly software: string
}

export interface Polled {
  readonly source: Source
  readonly outcome: Outcome
}

export interface PollReport {
  readonly polled: readonly Polled[]
  readonly added: number
  readonly revised: number
}

/** Which sources: those due, all, or these by id. */
export type Which = 'due' | 'all' | readonly string[]

/** A claim is for so long; a poll of one host's sources takes less. */
const HOLD = 10 * 60_000
/** Tasks taken of one host at a time. */
const TASKS = 200

/**
 * Polls once. The archive must be locked by the caller. Nothing a source does makes it throw; a disk that cannot be
 * written to does (StetError 'unwritable'), and then the sources under way are simply asked again next time.
 */
export async function poll(
  sources: readonly Source[],
  which: Which,
  rules: PollRules,
  deps: PollDeps,
  told: (polled: Polled, done: number, total: number) => void = () => {},
): Promise<PollReport> {
  const followed = sources.filter(source => !source.paused && source.url !== '' && source.url !== '-')
  const chosen =
    which === 'due' || which === 'all' ? followed : sources.filter(({ id }) => which.includes(id))
  await enlist(chosen, followed, deps)
  const startedAt = deps.clock.now()
  const active = new Set(followed.map(({ id }) => id))
  const keeper = await openKeeper(deps, id => active.has(id))
  const captures = openCaptures(deps.archive, deps.store, rules.software, startedAt)
  const byTask = new Map(chosen.map(source => [sourceTask(source.id), source]))
  const polled: Polled[] = []
  const only = which === 'due' ? undefined : [...byTask.keys()]
  const total = await dueCount(only, byTask, deps)
  const work: Work = {
    deps,
    rules,
    keeper,
    captures,
    facts: new Map((await deps.store.sources()).map(facts => [facts.id, facts])),
    sourceOf: task => byTask.get(task.id),
    tell: one => {
      polled.push(one)
      told(one, polled.length, total)
    },
  }
  await claimAndPoll(only, work)
  await captures.close()
  const sum = (kind: 'added' | 'revised'): number =>
    polled.reduce((n, one) => n + brought(one.outcome)[kind], 0)
  return { polled, added: sum('added'), revised: sum('revised') }
}

const brought = (outcome: Outcome): { added: number; revised: number } =>
  outcome.kind === 'kept' || outcome.kind === 'failed'
    ? { added: outcome.added ?? 0, revised: outcome.revised ?? 0 }
    : { added: 0, revised: 0 }

interface Work {
  readonly deps: PollDeps
  readonly rules: PollRules
  readonly keeper: Keeper
  readonly captures: Captures
  /** What each source has said of itself, by id. */
  readonly facts: Map<string, SourceFacts>
  readonly sourceOf: (task: Task) => Source | undefined
  readonly tell: (polled: Polled) => void
}

/** The frontier knows the sources that are followed, and no others. */
async function enlist(
  chosen: readonly Source[],
  followed: readonly Source[],
  { frontier, clock }: PollDeps,
): Promise<void> {
  const wanted = new Map([...chosen, ...followed].map(source => [sourceTask(source.id), source]))
  const known = new Map((await frontier.tasks()).map(task => [task.id, task]))
  const missing = [...wanted].filter(([id, source]) => known.get(id)?.host !== hostFor(source))
  if (missing.length > 0)
    await frontier.add(
      missing.map(([id, source]) => ({ id, host: hostFor(source), due: clock.now(), state: {} })),
    )
  const gone = [...known.keys()].filter(id => id.startsWith('source:') && !wanted.has(id))
  if (gone.length > 0) await frontier.remove(gone)
}

/** Files and pipes have no host to be polite to. */
const hostFor = (source: Source): string => hostOf(source.url) || `file:${source.id}`

async function dueCount(
  only: readonly string[] | undefined,
  byTask: ReadonlyMap<string, Source>,
  deps: PollDeps,
): Promise<number> {
  if (only) return only.length
  const now = deps.clock.now()
  return (await deps.frontier.tasks()).filter(task => task.due <= now && byTask.has(task.id)).length
}

async function claimAndPoll(only: readonly string[] | undefined, work: Work): Promise<void> {
  const { frontier, clock } = work.deps
  const done = new Set<string>()
  for (;;) {
    const left = only?.filter(id => !done.has(id))
    if (left?.length === 0) return
    const leases = await frontier.claim({
      owner: 'poll',
      now: clock.now(),
      hold: HOLD,
      hosts: Number.MAX_SAFE_INTEGER,
      tasks: TASKS,
      alone: true,
      ...(left && { only: left }),
    })
    if (leases.length === 0) return
    await inParallel(leases, work.rules.hosts, lease => pollHost(lease, work))
    for (const lease of leases) for (const task of lease.tasks) done.add(task.id)
  }
}

/** One host's sources, a few at a time with a pause between requests. */
async function pollHost(lease: Lease, work: Work): Promise<void> {
  let first = true
  await inParallel(lease.tasks, work.rules.perHost, async task => {
    if (!first) await work.deps.pause(work.rules.pause)
    first = false
    const source = work.sourceOf(task)
    if (!source) return
    const { result, outcome } = await pollTask(task, source, work)
    await work.deps.frontier.complete(lease, [result])
    work.tell({ source, outcome })
  })
  await work.deps.frontier.release(lease)
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
}

async function pollTask(
  task: Task,
  source: Source,
  work: Work,
): Promise<{ result: TaskResult; outcome: Outcome }> {
  const state = task.state as SourceState
  const got = await work.deps.web.get(source.url, state.validators ? { validators: state.validators } : {})
  const { next, outcome, due } = await concluded(got, state, source, work)
  return { result: { id: task.id, due, state: { ...next } }, outcome }
}

interface Concluded {
  readonly next: SourceState
  readonly outcome: Outcome
  readonly due: number
}

async function concluded(got: Fetched, state: SourceState, source: Source, work: Work): Promise<Concluded> {
  const now = work.deps.clock.now()
  const pace = paceOf(source, work.rules.pace)
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
      return freshAnswer(got, state, source, work)
    case 'gone': {
      if (got.status === 410 && state.goneSince !== undefined && now - state.goneSince >= DAY)
        return {
          next: { ...state, lastTry: now, stopped: true },
          outcome: { kind: 'stopped', why: wordsFor(got) },
          due: now + 365 * DAY,
        }
      const goneSince = got.status === 410 ? (state.goneSince ?? now) : undefined
      return failed({ ...state, ...(goneSince !== undefined && { goneSince }) }, wordsFor(got), source, work)
    }
    case 'refused':
      return failed(state, wordsFor(got), source, work, got.retryAt)
    case 'failed':
      return failed(state, wordsFor(got), source, work)
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

function failed(state: SourceState, why: string, source: Source, work: Work, retryAt?: number): Concluded {
  const now = work.deps.clock.now()
  const next = { ...state, lastTry: now, failures: (state.failures ?? 0) + 1, error: why }
  const due = nextAfterFailure(source.id, next, now, paceOf(source, work.rules.pace), retryAt)
  return { next, outcome: { kind: 'failed', why }, due }
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

async function freshAnswer(got: Fresh, state: SourceState, source: Source, work: Work): Promise<Concluded> {
  const now = work.deps.clock.now()
  const body = digest(got.body)
  const pace = paceOf(source, work.rules.pace)
  const { validators: _, ...rest } = succeeded(state, now)
  const answered = { ...rest, body, ...(got.validators && { validators: got.validators }) }
  if (body === state.body)
    return {
      next: answered,
      outcome: { kind: 'unchanged' },
      due: nextAfterSuccess(source.id, answered, got.headers, now, pace),
    }
  const read = readFeed(got.body, { url: got.url, ...contentType(got) })
  if (read.kind !== 'feed') return failed(state, `not a feed: ${read.message}`, source, work)
  const kept = await keepFeed(read.feed, got, source, work)
  if (read.feed.cut) {
    const cut = failed(state, 'cut short: the whole entries before the cut were kept', source, work)
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
  work: Work,
): Promise<{ added: number; revised: number }> {
  const { store, clock } = work.deps
  const digests = feed.entries.map(entry => entryDigest(source.id, entry))
  const seen = await store.seen(digests)
  const facts = newFacts(feed, got.url, source, work.facts)
  const fresh = feed.entries.flatMap((entry, i) =>
    seen.has(digests[i]!) ? [] : [{ entry, digest: digests[i]! }],
  )
  if (fresh.length === 0 && !facts) return { added: 0, revised: 0 }
  const capture =
    fresh.length > 0 && work.rules.keepCaptures
      ? await capturing(got, source, work.captures, clock.now())
      : undefined
  const shared = sharedAddresses(feed)
  const drafts: Draft[] = []
  for (const { entry, digest } of fresh) drafts.push(draftOf(entry, digest, feed, source, shared, capture))
  return work.keeper.keep({ drafts, present: new Set(digests), live: true, ...(facts && { facts }) })
}

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

/** One to eight hours, as most readers are well served by. */
export const USUAL_PACE: Pace = { least: HOUR, most: 8 * HOUR }
