// Polling one host: its sources are asked in turn, and what they bring is taken to its end while the next is asked.
import type { Lease, Task, TaskResult } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { conclude } from './answer.ts'
import { type Counting, isDeadly, unharmed } from './deadly.ts'
import { type Desk, withoutMark } from './feed.ts'
import { addressNow } from './moved.ts'
import type { PollDeps, Polled, PollRules } from './polled.ts'
import type { Room } from './room.ts'
import { NEVER, quarantine, type SourceState, stateOf, unlessSkipped } from './schedule.ts'

/** What polling a host stands on. */
export interface Work {
  readonly deps: PollDeps
  readonly rules: PollRules
  readonly desk: Desk
  readonly room: Room
  readonly sourceOf: (task: Task) => Source | undefined
  /** The keeper said which: then nobody's hours are skipped. */
  readonly asked: boolean
  /** He named them, one by one. */
  readonly named?: boolean
  readonly tell: (polled: Polled) => void
  /** False when a lease has been lost or will soon be: nothing more is asked. Absent where none can be lost. */
  readonly holds?: (lease: Lease) => boolean
  /** Notes how many died of a task. Absent where nobody counts. */
  readonly counting?: Counting
}

/**
 * One host's sources, a few at a time; what came is kept while the next is asked. `asked` is called when nothing more is
 * asked of it, and the promise is kept when all that came is. The lease is the caller's to end.
 */
export async function pollHost(lease: Lease, work: Work, asked: () => void = () => {}): Promise<void> {
  const { web, frontier } = work.deps
  const complete = together((results: readonly TaskResult[]) => frontier.complete(lease, results))
  const concluding: Promise<void>[] = []
  await inParallel(lease.tasks, work.rules.perHost, async task => {
    await work.room.free()
    const source = work.sourceOf(task)
    if (!source || work.room.failed || work.holds?.(lease) === false) return
    const state = toAsk(stateOf(task.state, source.url), work)
    if (isDeadly(task, state.killed) && !state.stopped) return complete(quarantined(task, source, work))
    const from = work.asked ? 0 : unlessSkipped(state, work.deps.clock.now())
    if (from > work.deps.clock.now()) return complete({ id: task.id, due: from, state: task.state })
    const { validators } = state
    const got = await unharmed(task, { ...work.desk, web }, work.counting).web.get(
      withoutMark(addressNow(source.url, state.moved)),
      validators ? { validators } : {},
    )
    const { deaths } = task
    const asking = { ...(deaths !== undefined && { deaths }), ...(work.named && { named: true }) }
    const end = conclude(got, state, source, deskFor(task, state, work), asking).then(
      async ({ next, outcome, due }) => {
        await complete({ id: task.id, due, state: { ...next, of: source.url } })
        work.tell({ source, outcome })
      },
    )
    work.room.hold(got.kind === 'fresh' ? got.body.length : 0, end)
    concluding.push(end)
  })
  asked()
  await Promise.allSettled(concluding)
}

/** Entries that are to be tried once more are had only with the whole feed. */
function toAsk(state: SourceState, { named }: Work): SourceState {
  if (!named || state.deadly === undefined) return state
  const { validators: _, body: __, ...rest } = state
  return rest
}

/** The same desk for a task that others died of: it is read apart. */
function deskFor(task: Task, { killed = 0 }: SourceState, { desk, deps, counting }: Work): Desk {
  if (task.deaths === undefined && killed === 0) return desk
  const { keeper, captures } = unharmed(task, { ...desk, web: deps.web }, counting)
  const reader = desk.reader.apart
  return {
    ...desk,
    keeper,
    captures,
    reader,
    ...(desk.pages && { pages: { ...desk.pages, captures: desk.pages.captures && captures, reader } }),
  }
}

function quarantined(task: Task, source: Source, { deps, tell }: Work): TaskResult {
  const now = deps.clock.now()
  const before = stateOf(task.state, source.url)
  const why = quarantine(source.id, (task.deaths ?? 0) + (before.killed ?? 0))
  const state: SourceState = { ...before, lastTry: now, error: why, stopped: true }
  deps.log.error('quarantined', { source: source.id, deaths: task.deaths })
  tell({ source, outcome: { kind: 'stopped', why } })
  return { id: task.id, due: NEVER, state: { ...state, of: source.url } }
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

export async function inParallel<T>(
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
