// Whose turn it is at a host, among many workers: also what is asked besides a host's tasks, its pages and pictures, is
// only asked by its owner, so that pauses and rests are kept.
import { setTimeout as wait } from 'node:timers/promises'
import type { Lease, SharedFrontier } from '../model/frontier.ts'
import type { Clock, Turn, Web, WebRequest } from '../model/ports.ts'
import { type Duration, MINUTE, SECOND } from '../model/time.ts'
import { hostOf } from '../model/url.ts'

export interface Owners {
  /** The schedule, of whose claims is known here. */
  readonly frontier: SharedFrontier
  /** `web` that asks only hosts that are this worker's; of others it says that they rest. */
  owned(web: Web): Web
  close(): Promise<void>
}

const PATIENCE: Duration = 5 * SECOND
const TRY: Duration = 200
/** When what could not be asked may be tried again. */
const LATER: Duration = MINUTE

interface OwnedHost {
  /** Held for its tasks; absent for one that is held only for what is asked besides. */
  isClaimed: boolean
  lease: Lease
  /** Requests under way. */
  count: number
  /** Waits for the last of them. */
  idle: (() => void)[]
}

export interface OwnerRules {
  readonly owner: string
  readonly hold: Duration
  readonly clock: Clock
  /** How long is waited for a host that another has. */
  readonly patience?: Duration
}

export function ownersOf(
  frontier: SharedFrontier,
  { owner, hold, clock, patience = PATIENCE }: OwnerRules,
): Owners {
  const mine = new Map<string, OwnedHost>()
  const taking = new Map<string, Promise<boolean>>()

  const timer = setInterval(() => {
    for (const [host, one] of mine)
      if (!one.isClaimed) void (one.count > 0 ? leaseOn(host, one) : giveBack(host, one)).catch(() => {})
  }, hold / 5).unref()

  async function leaseOn(host: string, one: OwnedHost): Promise<void> {
    if (!(await frontier.extend(one.lease, clock.now() + hold)) && mine.get(host) === one) mine.delete(host)
  }

  async function giveBack(host: string, one: OwnedHost): Promise<void> {
    if (mine.get(host) === one) mine.delete(host)
    await frontier.release(one.lease)
  }

  async function own(host: string): Promise<boolean> {
    for (const until = performance.now() + patience; ; ) {
      if (mine.has(host)) return true
      const lease = await frontier.own(host, { owner, now: clock.now(), hold })
      if (lease) {
        mine.set(host, { isClaimed: false, lease, count: 0, idle: [] })
        return true
      }
      if (performance.now() > until) return false
      await wait(TRY)
    }
  }

  async function take(host: string): Promise<boolean> {
    for (;;) {
      const one = mine.get(host)
      if (one) {
        one.count++
        return true
      }
      const asked = taking.get(host) ?? own(host).finally(() => taking.delete(host))
      taking.set(host, asked)
      if (!(await asked)) return false
    }
  }

  function done(host: string): void {
    const one = mine.get(host)
    if (!one || --one.count > 0) return
    for (const wake of one.idle.splice(0)) wake()
  }

  async function release(lease: Lease): Promise<void> {
    const one = mine.get(lease.host)
    if (one?.lease.epoch === lease.epoch) {
      if (one.count > 0) await new Promise<void>(resolve => one.idle.push(resolve))
      mine.delete(lease.host)
    }
    await frontier.release(lease)
  }

  async function turnAt(url: string, { turn }: WebRequest): Promise<Turn> {
    const host = hostOf(url)
    const isOwned = host === '' || (await take(host))
    if (!isOwned)
      return {
        kind: 'stay',
        reason: 'resting',
        message: `${host} is asked by another worker`,
        until: clock.now() + LATER,
      }
    const given: Turn = turn ? await turn(url) : { kind: 'go', end() {} }
    if (given.kind === 'stay') {
      done(host)
      return given
    }
    return {
      kind: 'go',
      end() {
        given.end()
        done(host)
      },
    }
  }

  return {
    frontier: {
      ...frontier,
      async claim(claim) {
        const leases = await frontier.claim(claim)
        for (const lease of leases) mine.set(lease.host, { isClaimed: true, lease, count: 0, idle: [] })
        return leases
      },
      async extend(lease, until) {
        const holds = await frontier.extend(lease, until)
        if (!holds && mine.get(lease.host)?.lease.epoch === lease.epoch) mine.delete(lease.host)
        return holds
      },
      release,
    },
    owned: web => ({
      get: (url, request = {}) => web.get(url, { ...request, turn: at => turnAt(at, request) }),
      close: () => web.close(),
    }),
    async close() {
      clearInterval(timer)
      await Promise.all([...mine].map(([host, one]) => giveBack(host, one)))
    },
  }
}
