// Looking again: the pages of articles that were kept are revisited, ever more seldom, to see what became of them. Only
// while the source is alive, one page of a host after the other, and never more than the schedule asks for.
import { type Frontier, type Lease, sourceTask, type Task, type TaskResult } from '../model/frontier.ts'
import type { Source, SourceId } from '../model/source.ts'
import { DAY, type Duration, HOUR, type Instant } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { holding, SHORT_HOLD } from './holding.ts'
import {
  type Done,
  type Follow,
  isLookedAt,
  type LookDeps,
  type Looking,
  type LookReport,
  type LookRules,
  NO_LOOKS,
  type Outcome,
  waitsForItsFeed,
} from './look-rules.ts'
import { articleOfTask, countedFrom, type LookState, lookTask, nextStep, shownId } from './look-state.ts'
import { NEVER, type SourceState } from './schedule.ts'
import { noteSites } from './site-seen.ts'

const HOLD = 30 * 60_000
const holdOf = ({ shared }: LookDeps): Duration => (shared ? SHORT_HOLD : HOLD)
/** Hosts looked at side by side. */
const HOSTS = 16
/** A source that was not read for longer may be down as a whole; one whose last tries failed, sooner. */
const ALIVE: Duration = 15 * DAY
const DOWN: Duration = 2 * DAY
/** What vanished from its feed out of turn, or came back to it, is looked at unless that was done a while ago. */
const HINTED: Duration = 6 * HOUR

/** Does the looks that are due. The archive must be locked by the caller. Nothing a server does makes it throw. */
export async function lookAgain(
  sources: readonly Source[],
  rules: LookRules,
  deps: LookDeps,
): Promise<LookReport> {
  if (rules.steps.length === 0) return NO_LOOKS
  const follows = await followed(sources, deps.frontier)
  await enlist(follows, rules, deps)
  if (rules.planOnly) return NO_LOOKS
  const { looks, clock, store } = deps
  const claim = {
    owner: 'looks',
    now: clock.now(),
    hold: holdOf(deps),
    alone: deps.shared !== true,
    tasks: rules.perHost,
  }
  const due = await looks.claim({ ...claim, hosts: Number.MAX_SAFE_INTEGER })
  const outcomes = due.length > 0 ? await inTurn(due, follows, rules, deps) : []
  const hinted = await hints(follows, deps)
  const more =
    hinted.length > 0 ? await looks.claim({ ...claim, hosts: Number.MAX_SAFE_INTEGER, only: hinted }) : []
  if (more.length > 0) outcomes.push(...(await inTurn(more, follows, rules, deps)))
  await noteSites(outcomes, store, clock.now())
  return reportOf(outcomes)
}

const reportOf = (outcomes: readonly Outcome[]): LookReport => ({
  looked: outcomes.filter(({ looked }) => looked).length,
  edited: outcomes.filter(({ edited }) => edited).length,
  withdrawn: outcomes.flatMap(({ withdrawn }) => withdrawn ?? []),
  returned: outcomes.flatMap(({ returned }) => returned ?? []),
})

async function followed(sources: readonly Source[], frontier: Frontier): Promise<Map<SourceId, Follow>> {
  const tasks = await frontier.tasks(sources.map(({ id }) => sourceTask(id)))
  const states = new Map(tasks.map(({ id, state }) => [id, state as SourceState]))
  return new Map(
    sources.map(source => {
      const state = states.get(sourceTask(source.id)) ?? {}
      return [source.id, { source, state, shows: new Set(state.shows) }]
    }),
  )
}

/** Where it is remembered up to which article number all have been put on the schedule. */
const ENLISTED = 'enlisted'
const AT_ONCE = 1000

/** Puts articles on the schedule that came since the last time. Those whose steps are over by now get none. */
async function enlist(
  follows: ReadonlyMap<SourceId, Follow>,
  { steps }: LookRules,
  { looks, store, clock }: LookDeps,
): Promise<void> {
  const now = clock.now()
  for (;;) {
    const { upTo = 0, at = now } = ((await looks.host(ENLISTED)) ?? {}) as { upTo?: number; at?: Instant }
    if (at > now + DAY) await setBack(steps, looks, now)
    const items = await store.items({ reader: '', above: upTo, order: 'arrival', limit: AT_ONCE })
    const last = items.at(-1)
    if (!last) return looks.setHost(ENLISTED, { upTo, at: now })
    const tasks = (await store.byNumbers(items.map(({ number }) => number))).flatMap((article): Task[] => {
      const follow = follows.get(article.source)
      if (!follow || !isLookedAt(article, follow.source)) return []
      const since = countedFrom(article, follow.shows.has(shownId(article.id)))
      // A clock that was set back: what was taken then is looked at as if it were taken now.
      const due = nextStep(steps, Math.min(since, now), now)
      const state: LookState = { since: Math.min(since, now) }
      return due === undefined
        ? []
        : [{ id: lookTask(article.id), host: hostOf(article.url!), due, state: { ...state } }]
    })
    if (tasks.length > 0) await looks.add(tasks)
    await looks.setHost(ENLISTED, { upTo: last.number, at: now })
    if (items.length < AT_ONCE) return
  }
}

/** The clock had been ahead: what was put on the schedule then would be waited for in vain. */
async function setBack(steps: readonly Duration[], looks: Frontier, now: Instant): Promise<void> {
  const astray = (await looks.tasks()).filter(({ state }) => (state as unknown as LookState).since > now)
  if (astray.length === 0) return
  await looks.remove(astray.map(({ id }) => id))
  await looks.add(
    astray.map(({ id, host, state }) => ({
      id,
      host,
      due: nextStep(steps, now, now)!,
      state: { ...state, since: now },
    })),
  )
}

/** Articles that their feeds dropped out of turn, and withdrawn ones that are back in them. */
async function hints(
  follows: ReadonlyMap<SourceId, Follow>,
  { looks, store, clock }: LookDeps,
): Promise<string[]> {
  const now = clock.now()
  const dropped = [...follows.values()].flatMap(({ state }) => Object.entries(state.dropped ?? {}))
  const found: string[] = []
  for (const [begin, at] of dropped) {
    const [article] = await store.byPrefix(begin, 1)
    const [task] = article ? await looks.tasks([lookTask(article.id)]) : []
    const { last = 0 } = (task?.state ?? {}) as unknown as LookState
    if (task && task.due !== NEVER && last < at && now - last > HINTED) found.push(task.id)
  }
  return found
}

async function inTurn(
  leases: readonly Lease[],
  follows: ReadonlyMap<SourceId, Follow>,
  rules: LookRules,
  deps: LookDeps,
): Promise<Done[]> {
  const { decider } = await import('./look-outcome.ts')
  const decide = decider(deps)
  const outcomes: Done[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < leases.length) {
      const lease = leases[next++]!
      outcomes.push(...(await lookAtHost(lease, follows, rules, decide, deps)))
      held.let(lease)
      await deps.looks.release(lease)
    }
  }
  const held = holding(leases, holdOf(deps), { ...deps, frontier: deps.looks })
  await Promise.all(Array.from({ length: Math.min(HOSTS, leases.length) }, worker)).finally(held.end)
  return outcomes
}

type Decide = (looking: Looking) => Promise<Outcome>

async function lookAtHost(
  lease: Lease,
  follows: ReadonlyMap<SourceId, Follow>,
  rules: LookRules,
  decide: Decide,
  { looks, store, clock, log }: LookDeps,
): Promise<Done[]> {
  const ids = lease.tasks.map(({ id }) => articleOfTask(id))
  const articles = new Map((await store.articles(ids)).map(article => [lookTask(article.id), article]))
  const outcomes: Done[] = []
  for (const task of lease.tasks) {
    if (rules.isOver()) break
    const article = articles.get(task.id)
    const follow = article && follows.get(article.source)
    if (!article || !follow || !isLookedAt(article, follow.source)) {
      await looks.remove([task.id])
      continue
    }
    const state = task.state as unknown as LookState
    const apart = task.deaths !== undefined || (state.killed ?? 0) > 0
    const looking = { article, state, follow, steps: rules.steps, apart }
    const now = clock.now()
    const outcome: Outcome =
      isAlive(follow, now) && !waitsForItsFeed(looking, now)
        ? await decide(looking)
        : { due: now + DAY, state, looked: false }
    if (outcome.looked) outcomes.push({ ...outcome, article })
    const left: TaskResult[] =
      outcome.due === undefined ? [] : [{ id: task.id, due: outcome.due, state: { ...outcome.state } }]
    await looks.complete(lease, left)
    if (left.length === 0) await looks.remove([task.id])
    log.debug('looked', { article: article.id, saw: outcome.state.saw ?? 'nothing' })
  }
  return outcomes
}

/** The source was read not long ago, and has not been stopped or paused. */
const isAlive = ({ source, state }: Follow, now: Instant): boolean =>
  !source.paused &&
  state.stopped !== true &&
  state.lastSuccess !== undefined &&
  Math.abs(now - state.lastSuccess) <= (state.failures ? DOWN : ALIVE + (source.interval ?? 0))
