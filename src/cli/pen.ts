// The archive as a worker among many writes to it: each round with the pen, which is taken for it and given back.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { HeldPen, Pen } from '../adapters/postgres/pen.ts'
import type { Archive } from '../model/ports.ts'
import type { Fence } from './engine.ts'
import { withWrites } from './lock.ts'

interface InHand {
  readonly held: HeldPen
  isOver: boolean
}

/** Brings in order what one left who died with the pen. */
export type Heal = (after: NonNullable<HeldPen['after']>) => Promise<void>

export interface Penned<A extends Archive> {
  readonly archive: A
  readonly fence: Fence
}

/** `heal` is called with the pen in hand, before anything else is done with it. */
export function penned<A extends Archive & { readonly refresh?: () => Promise<void> }>(
  archive: A,
  pen: Pen,
  heal: Heal,
): Penned<A> {
  const inHand = new AsyncLocalStorage<InHand>()
  let last: Promise<unknown> = Promise.resolve()

  /** Runs with the pen; what runs inside does not take it again. */
  function hold<T>(work: () => Promise<T>, adding?: string): Promise<T> {
    const mine = inHand.getStore()
    if (mine && !mine.isOver) {
      mine.held.must()
      return work()
    }
    // Within this process one after the other, without asking the database whose turn it is.
    const turn = last.then(() => take(work, adding))
    last = turn.catch(() => {})
    return turn
  }

  async function take<T>(work: () => Promise<T>, adding: string | undefined): Promise<T> {
    const held = await pen.take(Number.POSITIVE_INFINITY, adding)
    const mine: InHand = { held, isOver: false }
    try {
      return await inHand.run(mine, async () => {
        // What others wrote with the pen is known before anything is decided with it.
        await archive.refresh?.()
        if (held.after) await heal(held.after)
        return work()
      })
    } finally {
      mine.isOver = true
      await held.release()
    }
  }

  const fence: Fence = () => {
    const mine = inHand.getStore()
    return mine && !mine.isOver ? mine.held : undefined
  }
  return {
    archive: { ...withWrites(archive, hold), alone: <T>(work: () => Promise<T>) => hold(work) },
    fence,
  }
}
