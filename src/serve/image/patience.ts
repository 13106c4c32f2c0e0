// Counting who asks how often, in windows of time.
import type { Duration, Instant } from '../../model/time.ts'

export interface Counter {
  /** Counts one; false when it is one too many in this window. */
  takes(who: string, now: Instant): boolean
}

/** Those counted at once; more begin a new window for all. */
const MANY = 20_000

/** At most so many for each in every window; 0 counts nobody. */
export function counter(most: number, window: Duration): Counter {
  let counts = new Map<string, number>()
  let began = 0
  return {
    takes(who, now) {
      if (most === 0) return true
      if (now - began >= window || counts.size >= MANY) {
        counts = new Map()
        began = now
      }
      const count = (counts.get(who) ?? 0) + 1
      counts.set(who, count)
      return count <= most
    },
  }
}
