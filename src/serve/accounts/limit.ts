// How often somebody may try a password: by address and by name and address, never by name alone, so that nobody can
// lock another out.
import { type Duration, type Instant, MINUTE, SECOND } from '../../model/time.ts'

/** Failures for one name from one address, and for all names from one address, before one has to wait. */
const FREE_BY_NAME = 5
const FREE_BY_ADDRESS = 20
/** Failures so long ago are forgotten. */
const MEMORY = 15 * MINUTE
const LONGEST_WAIT = 15 * MINUTE
/** Addresses remembered; beyond it the oldest are forgotten. */
const MOST = 10_000

interface Failures {
  count: number
  last: Instant
}

export interface LoginLimit {
  /** How long to wait before the next try; 0 for not at all. */
  wait(name: string, address: string, now: Instant): Duration
  failed(name: string, address: string, now: Instant): void
  succeeded(name: string, address: string): void
}

export function loginLimit(): LoginLimit {
  const failures = new Map<string, Failures>()

  function waitFor(key: string, free: number, now: Instant): Duration {
    const found = failures.get(key)
    if (!found || now - found.last > MEMORY || found.count < free) return 0
    const rest = Math.min(SECOND * 2 ** Math.min(found.count - free + 1, 20), LONGEST_WAIT)
    return Math.max(0, found.last + rest - now)
  }

  function note(key: string, now: Instant): void {
    const before = failures.get(key)
    const count = before && now - before.last <= MEMORY ? before.count + 1 : 1
    failures.delete(key)
    failures.set(key, { count, last: now })
    if (failures.size > MOST) failures.delete(failures.keys().next().value!)
  }

  const both = (name: string, address: string): string => `${address}\n${name}`
  return {
    wait: (name, address, now) =>
      Math.max(waitFor(both(name, address), FREE_BY_NAME, now), waitFor(address, FREE_BY_ADDRESS, now)),
    failed(name, address, now) {
      note(both(name, address), now)
      note(address, now)
    },
    succeeded(name, address) {
      failures.delete(both(name, address))
      // Many people may come from one address: a good try is none of its failures.
      const all = failures.get(address)
      if (all) all.count = Math.max(0, all.count - 1)
    },
  }
}
