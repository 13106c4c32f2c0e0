// A poll: sources that are due are asked, host by host, and what they bring is kept.

import { type Frontier, sourceTask, type Task } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import type { AgainDeps } from './again.ts'
import { setUp } from './desk.ts'
import { enlist } from './enlist.ts'
import { holding, SHORT_HOLD } from './holding.ts'
import { inParallel, pollHost, type Work } from './host.ts'
import { type LookDeps, type LookReport, NO_LOOKS } from './look-rules.ts'
import { lookAgain } from './looks.ts'
import type { Outcome } from './outcome.ts'
import { followedIn, type PollDeps, type Polled, type PollReport, type PollRules } from './polled.ts'
import { isAstray, stateOf } from './schedule.ts'

/** Which sources: those due, all, or these by id. */
export type Which = 'due' | 'all' | readonly string[]

/** A claim of one who is alone is for so long; a poll of one host's sources takes less. */
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
  const followed = followedIn(sources)
  const chosen =
    which === 'due' || which === 'all' ? followed : sources.filter(({ id }) => which.includes(id))
  await enlist(chosen, followed, deps)
  const byTask = new Map(chosen.map(source => [sourceTask(source.id), source]))
  const ids = await wanted(which, byTask, deps)
  const polled: Polled[] = []
  const { desk, pageDesk, keeper, room, close } = await setUp(followed, rules, deps)
  await claimAndPoll(ids, {
    deps,
    rules,
    desk,
    room,
    sourceOf: task => byTask.get(task.id),
    asked: which !== 'due',
    named: which !== 'due' && which !== 'all',
    tell: one => {
      polled.push(one)
      told(one, polled.length, ids.length)
    },
  })
  await room.settled()
  // What was quarantined is asked once more when its keeper names the source.
  if (which !== 'due' && which !== 'all') await release(new Set(which), deps)
  const again = rules.pages ? await pagesAgain(followed, { ...deps, ...pageDesk, keeper }) : 0
  const looked = await look(followed, which, rules, { ...deps, ...pageDesk, keeper })
  await close()
  const sum = (kind: 'added' | 'revised'): number =>
    polled.reduce((n, one) => n + brought(one.outcome)[kind], 0)
  return { polled, added: sum('added'), revised: sum('revised') + again + looked.edited, looked }
}

const brought = (outcome: Outcome): { added: number; revised: number } =>
  outcome.kind === 'kept' || outcome.kind === 'failed'
    ? { added: outcome.added ?? 0, revised: outcome.revised ?? 0 }
    : { added: 0, revised: 0 }

async function release(sources: ReadonlySet<string>, deps: PollDeps): Promise<void> {
  const { looks } = deps
  await (await import('./again.ts')).releasePages(sources, deps)
  if (looks) await (await import('./look-quarantine.ts')).releaseLooks(sources, { ...deps, looks })
}

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
  const { deps } = work
  const { frontier, clock, shared } = deps
  const hold = shared ? SHORT_HOLD : HOLD
  const done = new Set<string>()
  for (;;) {
    const only = ids.filter(id => !done.has(id))
    if (only.length === 0) return
    const leases = await frontier.claim({
      owner: 'poll',
      now: clock.now(),
      hold,
      hosts: Number.MAX_SAFE_INTEGER,
      tasks: TASKS,
      alone: shared !== true,
      only,
    })
    if (leases.length === 0 || work.room.failed) return
    const held = holding(leases, hold, deps)
    try {
      await inParallel(leases, work.rules.hosts, async lease => {
        await pollHost(lease, { ...work, holds: one => held.has(one) })
        held.let(lease)
        await frontier.release(lease)
      })
    } finally {
      held.end()
    }
    for (const lease of leases) for (const task of lease.tasks) done.add(task.id)
  }
}
