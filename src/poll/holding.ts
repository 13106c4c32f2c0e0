// Leases kept while they are in hand: short ones, prolonged again and again, so that what a killed process had is soon
// free for others.
import type { Frontier, Lease } from '../model/frontier.ts'
import type { Clock, Log } from '../model/ports.ts'
import { type Duration, SECOND } from '../model/time.ts'

/** Calls back again and again after so many ms, until what it returns is called. */
export type Every = (time: Duration, call: () => void) => () => void

/** As long as a lease lasts without being prolonged, where others wait for its host. */
export const SHORT_HOLD: Duration = 90 * SECOND

export interface Holding {
  /** True while the lease has not been lost, as far as is known. */
  has(lease: Lease): boolean
  /** It is given back: nothing more is done about it. */
  let(lease: Lease): void
  end(): void
}

/** Prolongs leases at a fifth of `hold`. Without `every` they last as long as they were claimed for. */
export function holding(
  leases: readonly Lease[],
  hold: Duration,
  deps: {
    readonly frontier: Frontier
    readonly clock: Clock
    readonly log: Log
    readonly every?: Every | undefined
  },
): Holding {
  const inHand = new Set(leases)
  async function prolong(lease: Lease): Promise<void> {
    if (!(await deps.frontier.extend(lease, deps.clock.now() + hold))) inHand.delete(lease)
  }
  const end = deps.every?.(hold / 5, () => {
    for (const lease of inHand)
      prolong(lease).catch(error =>
        deps.log.warn('a lease could not be prolonged', { host: lease.host, why: String(error) }),
      )
  })
  return {
    has: lease => inHand.has(lease),
    let: lease => void inHand.delete(lease),
    end: () => end?.(),
  }
}
