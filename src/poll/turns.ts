// Taking turns: so many requests to one host at a time with a pause between them, and so many to all hosts together.
import type { Duration } from '../model/time.ts'

/** Real time, whatever the calendar says: pauses are owed to other people's machines. */
export interface Pacer {
  /** Milliseconds, from any moment on, never stepping back. */
  now(): number
  wait(ms: Duration): Promise<void>
}

export interface Turns {
  /** Resolves when `host` may be asked, `pause` after it was asked last; what it resolves to gives the turn back. */
  take(host: string, pause: Duration): Promise<() => void>
}

interface Queue {
  under: number
  /** When a request to it last began or ended. */
  last: number
  readonly waiting: (() => void)[]
}

const queue = (): Queue => ({ under: 0, last: Number.NEGATIVE_INFINITY, waiting: [] })

/** Turns for `perHost` requests under way to one host and `total` to all. */
export function turns(perHost: number, total: number, pacer: Pacer): Turns {
  const hosts = new Map<string, Queue>()
  const all = queue()

  async function enter(at: Queue, width: number): Promise<void> {
    while (at.under >= width) await new Promise<void>(resolve => at.waiting.push(resolve))
    at.under++
  }
  function leave(at: Queue): void {
    at.under--
    at.last = pacer.now()
    at.waiting.shift()?.()
  }

  return {
    async take(host, pause) {
      const here = hosts.get(host) ?? queue()
      hosts.set(host, here)
      await enter(here, perHost)
      for (;;) {
        const left = here.last + pause - pacer.now()
        if (!(left > 0)) break
        await pacer.wait(Math.ceil(left))
      }
      here.last = pacer.now()
      await enter(all, total)
      return () => {
        leave(all)
        leave(here)
      }
    },
  }
}
