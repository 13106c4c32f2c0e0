// A poll: sources that are due are asked, host by host, and what they bring is kept.

import type { Store } from '../model/catalogue.ts'
import { type Frontier, type Lease, sourceTask, type Task, type TaskResult } from '../model/frontier.ts'
import type { Archive, Clock, Log, Web } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { hostOf } from '../model/url.ts'
import type { RuleBook } from '../page/rules/book.ts'
import type { AgainDeps } from './again.ts'
import { conclude } from './answer.ts'
import type { Bounds } from './bounds.ts'
import { openCaptures } from './captures.ts'
import { type Desk, withoutMark } from './feed.ts'
import { openKeeper } from './keep.ts'
import { type LookDeps, type LookReport, type LookRules, NO_LOOKS } from './look-rules.ts'
import { lookAgain } from './looks.ts'
import { addressNow } from './moved.ts'
import type { Outcome } from './outcome.ts'
import type { PageDesk } from './pages.ts'
import { redactedKeys } from './redacted.ts'
import { type Room, room } from './room.ts'
import { isAstray, type Pace, stateOf, unlessSkipped } from './schedule.ts'

export interface PollDeps {
  readonly clock: Clock
  /** With manners (politeness.ts): it waits its turn at every host. */
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Frontier
  /** The schedule of looks at what was kept; absent where none are done. */
  readonly looks?: Frontier
  readonly log: Log
}

export interface PollRules {
  /** Hosts asked at a time. */
  readonly hosts: number
  /** Sources of one host asked at a time. */
  readonly perHost: number
  readonly pace: Pace
  readonly bounds: Bounds
  readonly keepCaptures: boolean
  /** Named in every capture file. */
  readonly software: string
  /** The keeper's rules for single sites' pages; none where no pages are to be asked for. */
  readonly pages?: RuleBook
  /** How articles' pages are looked at again. */
  readonly looks?: LookRules
}

export interface Polled {
  readonly source: Source
  readonly outcome: Outcome
}

export interface PollReport {
  readonly polled: readonly Polled[]
  readonly added: number
  readonly revised: number
  /** What looking again brought. */
  readonly looked: LookReport
}

/** Which sources: those due, all, or these by id. */
export type Which = 'due' | 'all' | readonly string[]

/** A claim is for so long; a poll of one host's sources takes less. */
const HOLD = 10 * 60_000
/** Tasks taken of one host at a time. */
const TASKS = 200
/** Answers in memory while they are being kept, and their bytes together. */
const ANSWERS = 48
const BYTES = 64 * 1024 * 1024

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
  const ids = await wanted(which, byTask, deps)
  const pageDesk: PageDesk = {
    clock: deps.clock,
    web: deps.web,
    captures: rules.keepCaptures ? captures : undefined,
    rules: rules.pages,
  }
  const work: Work = {
    deps,
    rules,
    desk: {
      clock: deps.clock,
      store: deps.store,
      keeper,
      captures: rules.keepCaptures ? captures : undefined,
      pace: rules.pace,
      bounds: rules.bounds,
      redacted: await redactedKeys(deps.store),
      facts: new Map((await deps.store.sources()).map(facts => [facts.id, facts])),
      ...(rules.pages && { pages: { ...pageDesk, frontier: deps.frontier } }),
    },
    room: room(ANSWERS, BYTES),
    sourceOf: task => byTask.get(task.id),
    asked: which !== 'due',
    tell: one => {
      polled.push(one)
      told(one, polled.length, ids.length)
    },
  }
  await claimAndPoll(ids, work)
  await work.room.settled()
  const again = rules.pages ? await pagesAgain(followed, { ...deps, ...pageDesk, keeper }) : 0
  const looked = await look(followed, which, rules, { ...deps, ...pageDesk, keeper })
  await captures.close()
  const sum = (kind: 'added' | 'revised'): number =>
    polled.reduce((n, one) => n + brought(one.outcome)[kind], 0)
  return { polled, added: sum('added'), revised: sum('revised') + again + looked.edited, looked }
}

const brought = (outcome: Outcome): { added: number; revised: number } =>
  outcome.kind === 'kept' || outcome.kind === 'failed'
    ? { added: outcome.added ?? 0, revised: outcome.revised ?? 0 }
    : { added: 0, revised: 0 }

/** Pages that could not be had before and are due again; what reads them is loaded only when there are some. */
async function pagesAgain(sources: readonly Source[], deps: AgainDeps): Promise<number> {
  const now = deps.clock.now()
  const isDue = (await deps.frontier.tasks()).some(({ id, due }) => id.startsWith('page:') && due <= now)
  return isDue ? (await import('./again.ts')).pagesDue(sources, deps) : 0
}

/** Looks at the pages of what was kept before, where that is due; a poll of named sources asks nobody else. */
async function look(
  sources: readonly Source[],
  which: Which,
  { looks: rules }: PollRules,
  deps: Omit<LookDeps, 'looks'> & { readonly looks?: Frontier },
): Promise<LookReport> {
  const { looks } = deps
  const planOnly = which !== 'due' && which !== 'all'
  return looks && rules ? lookAgain(sources, { ...rules, planOnly }, { ...deps, looks }) : NO_LOOKS
}

interface Work {
  readonly deps: PollDeps
  readonly rules: PollRules
  readonly desk: Desk
  readonly room: Room
  readonly sourceOf: (task: Task) => Source | undefined
  /** The keeper said which: then nobody's hours are skipped. */
  readonly asked: boolean
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

/** Tasks to be done: those named, or all that have not been stopped, or of these the ones that are due. */
async function wanted(
  which: Which,
  byTask: ReadonlyMap<string, Source>,
  { frontier, clock }: PollDeps,
): Promise<string[]> {
  if (which !== 'due' && which !== 'all') return [...byTask.keys()]
  const now = clock.now()
  const isWanted = ({ id, due, state: remembered }: Task): boolean => {
    const state = stateOf(remembered, byTask.get(id)!.url)
    return !state.stopped && (which === 'all' || due <= now || state !== remembered || isAstray(state, now))
  }
  return (await frontier.tasks()).filter(task => byTask.has(task.id) && isWanted(task)).map(({ id }) => id)
}

async function claimAndPoll(ids: readonly string[], work: Work): Promise<void> {
  const { frontier, clock } = work.deps
  const done = new Set<string>()
  for (;;) {
    const only = ids.filter(id => !done.has(id))
    if (only.length === 0) return
    const leases = await frontier.claim({
      owner: 'poll',
      now: clock.now(),
      hold: HOLD,
      hosts: Number.MAX_SAFE_INTEGER,
      tasks: TASKS,
      alone: true,
      only,
    })
    if (leases.length === 0 || work.room.failed) return
    await inParallel(leases, work.rules.hosts, lease => pollHost(lease, work))
    for (const lease of leases) for (const task of lease.tasks) done.add(task.id)
  }
}

/** One host's sources, a few at a time; what came is kept while the next is asked. */
async function pollHost(lease: Lease, work: Work): Promise<void> {
  const { web, frontier } = work.deps
  const complete = together((results: readonly TaskResult[]) => frontier.complete(lease, results))
  const concluding: Promise<void>[] = []
  await inParallel(lease.tasks, work.rules.perHost, async task => {
    await work.room.free()
    const source = work.sourceOf(task)
    if (!source || work.room.failed) return
    const state = stateOf(task.state, source.url)
    const from = work.asked ? 0 : unlessSkipped(state, work.deps.clock.now())
    if (from > work.deps.clock.now()) return complete({ id: task.id, due: from, state: task.state })
    const { validators } = state
    const got = await web.get(
      withoutMark(addressNow(source.url, state.moved)),
      validators ? { validators } : {},
    )
    const end = conclude(got, state, source, work.desk).then(async ({ next, outcome, due }) => {
      await complete({ id: task.id, due, state: { ...next, of: source.url } })
      work.tell({ source, outcome })
    })
    work.room.hold(got.kind === 'fresh' ? got.body.length : 0, end)
    concluding.push(end)
  })
  await Promise.allSettled(concluding)
  await frontier.release(lease)
}

/** Hands on in one call what comes in one turn of the event loop. */
function together<T>(take: (items: readonly T[]) => Promise<unknown>): (item: T) => Promise<void> {
  let waiting: T[] = []
  let taking: Promise<void> | undefined
  return item => {
    waiting.push(item)
    taking ??= new Promise(resolve => setImmediate(resolve)).then(async () => {
      const items = waiting
      waiting = []
      taking = undefined
      await take(items)
    })
    return taking
  }
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
