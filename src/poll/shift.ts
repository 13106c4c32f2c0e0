// A shift of one worker among many: hosts that are due are claimed, asked and given back, until nothing is due or the
// shift is over. Each host has one owner at a time, and an owner who is too late writes no more.
import type { Lease, SharedFrontier, Task } from '../model/frontier.ts'
import { sourceTask } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { type Duration, MINUTE } from '../model/time.ts'
import { type AgainDeps, askHost, wantsOf } from './again.ts'
import { setUp } from './desk.ts'
import type { Every } from './holding.ts'
import { pollHost, type Work } from './host.ts'
import { type LookReport, NO_LOOKS } from './look-rules.ts'
import { lookAgain } from './looks.ts'
import { followedIn, type PollDeps, type Polled, type PollRules } from './polled.ts'

export interface ShiftRules extends PollRules {
  /** Names this worker among all. */
  readonly owner: string
  /** For how long a host is leased; it is leased on while it is asked. */
  readonly hold: Duration
  /** No request takes longer: none is begun so shortly before the end of a lease. */
  readonly longest: Duration
}

export interface ShiftDeps extends PollDeps {
  readonly frontier: SharedFrontier
  readonly every: Every
}

/** Looks again at what was kept before, for one who keeps house for all. */
export async function lookShift(
  sources: readonly Source[],
  rules: PollRules,
  deps: PollDeps,
): Promise<LookReport> {
  const { looks } = deps
  if (!looks || !rules.looks) return NO_LOOKS
  const followed = followedIn(sources)
  const { pageDesk, keeper, close } = await setUp(followed, rules, deps)
  const looked = await lookAgain(followed, rules.looks, { ...deps, ...pageDesk, keeper, looks })
  await close()
  return looked
}

export interface ShiftReport {
  readonly polled: number
  readonly added: number
  readonly revised: number
}

/** Tasks of one host in one lease: few, so that others get their turn. */
const TASKS = 50
/** A task that this worker's stet.yml does not know: another's may. */
const UNKNOWN: Duration = 10 * MINUTE

/**
 * Works until `signal`, or until nothing is due. Throws what the keeper of the archive must know: a disk or a database
 * that cannot be written to. What was under way is then asked again by whoever claims it next.
 */
export async function workShift(
  sources: readonly Source[],
  rules: ShiftRules,
  deps: ShiftDeps,
  signal: AbortSignal,
  told: (polled: Polled) => void = () => {},
): Promise<ShiftReport> {
  const { frontier, clock } = deps
  const followed = followedIn(sources)
  const byTask = new Map(followed.map(source => [sourceTask(source.id), source]))
  const { desk, pageDesk, keeper, room, close } = await setUp(followed, rules, deps)
  const sum = { polled: 0, added: 0, revised: 0 }
  const leases = leasesOf(rules, deps)
  const work: Work = {
    deps,
    rules,
    desk,
    room,
    sourceOf: task => byTask.get(task.id),
    asked: false,
    holds: lease => leases.holds(lease) && !signal.aborted,
    counting: ({ id }, deaths) => frontier.setDeaths(id, deaths),
    tell: one => {
      sum.polled++
      if (one.outcome.kind === 'kept') {
        sum.added += one.outcome.added
        sum.revised += one.outcome.revised
      }
      told(one)
    },
  }
  const counting = work.counting
  const pageDeps: AgainDeps = { ...deps, ...pageDesk, keeper, ...(counting && { counting }) }
  const wants = wantsOf(followed)

  async function workOn(lease: Lease, asked: () => void): Promise<void> {
    const of = (kind: (task: Task) => boolean): Lease => ({ ...lease, tasks: lease.tasks.filter(kind) })
    const isPage = ({ id }: Task): boolean => id.startsWith('page:')
    const isKnown = ({ id }: Task): boolean => byTask.has(id)
    const pages = of(isPage)
    await pollHost(of(isKnown), work, () => {
      if (pages.tasks.length === 0) asked()
    })
    if (pages.tasks.length > 0 && work.holds!(lease)) sum.revised += await askHost(pages, wants, pageDeps)
    const unknown = of(task => !isKnown(task) && !isPage(task))
    const due = clock.now() + UNKNOWN
    if (unknown.tasks.length > 0)
      await frontier.complete(
        lease,
        unknown.tasks.map(({ id, state }) => ({ id, due, state })),
      )
  }

  try {
    await claimAll(leases, workOn, () => signal.aborted || room.failed, rules.hosts)
    await room.settled()
  } finally {
    leases.end()
    await close()
  }
  return sum
}

interface Leases {
  claim(hosts: number): Promise<Lease[]>
  /** True while it is this worker's for long enough to ask. */
  holds(lease: Lease): boolean
  release(lease: Lease): Promise<void>
  end(): void
}

/** Claims and leases on. */
function leasesOf({ owner, hold, longest }: ShiftRules, { frontier, clock, log, every }: ShiftDeps): Leases {
  const inHand = new Map<string, { readonly lease: Lease; until: number }>()
  async function leaseOn(lease: Lease): Promise<void> {
    const until = clock.now() + hold
    const held = inHand.get(lease.host)
    if (held?.lease !== lease) return
    if (await frontier.extend(lease, until)) held.until = until
    else inHand.delete(lease.host)
  }
  const end = every(hold / 5, () => {
    for (const { lease } of inHand.values())
      leaseOn(lease).catch(error =>
        log.warn('a lease could not be prolonged', { host: lease.host, why: String(error) }),
      )
  })
  return {
    async claim(hosts) {
      const now = clock.now()
      const leases = await frontier.claim({ owner, now, hold, hosts, tasks: TASKS })
      for (const lease of leases) inHand.set(lease.host, { lease, until: lease.until })
      return leases
    },
    holds(lease) {
      const held = inHand.get(lease.host)
      return held?.lease.epoch === lease.epoch && clock.now() < held.until - longest
    },
    async release(lease) {
      inHand.delete(lease.host)
      await frontier.release(lease)
    },
    end,
  }
}

/**
 * So many hosts asked side by side; one of which nothing more is asked makes room for another, while what it brought is
 * still being kept. Throws the first failure, when all have ended.
 */
async function claimAll(
  leases: Leases,
  workOn: (lease: Lease, asked: () => void) => Promise<void>,
  isOver: () => boolean,
  width: number,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const asking = new Set<Lease>()
  let failure: { error: unknown } | undefined
  let change = Promise.withResolvers<void>()

  function begin(lease: Lease): void {
    const asked = (): void => {
      asking.delete(lease)
      change.resolve()
    }
    asking.add(lease)
    const one = workOn(lease, asked)
      .then(() => leases.release(lease))
      .catch(error => {
        failure ??= { error }
      })
      .finally(() => {
        underWay.delete(one)
        asked()
      })
    underWay.add(one)
  }

  while (!isOver() && !failure) {
    change = Promise.withResolvers()
    const free = width - asking.size
    // Few claims for many hosts, not one for each that is done.
    const claimed = free >= Math.max(1, width / 4) ? await leases.claim(free) : undefined
    for (const lease of claimed ?? []) begin(lease)
    if (claimed?.length === 0 && underWay.size === 0) break
    await change.promise
  }
  await Promise.all(underWay)
  if (failure) throw failure.error
}
