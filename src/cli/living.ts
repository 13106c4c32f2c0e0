// The archive as a server sees it over months: when another process makes the catalogue anew, the server goes over to it.
import type { Store } from '../model/catalogue.ts'
import { messageOf } from '../model/error.ts'
import { SECOND } from '../model/time.ts'
import type { Site } from '../publish/site.ts'
import type { Context } from './context.ts'
import { WHOLE } from './whole.ts'
import type { World } from './wire.ts'

/** How often the file is looked at, at most. */
const LOOK = SECOND / 2
/** Answers under way may still read the old catalogue for so long. */
const LINGER = 60 * SECOND

export interface Living {
  /** The site now. */
  site(): Site
  close(): Promise<void>
}

/** A site over the catalogue of `world`, and over each that takes its place. `replaced` is called when one has. */
export function livingSite(
  context: Context,
  world: World,
  first: Site,
  replaced: () => Promise<void>,
): Living {
  const { engine } = world
  let current = first
  let file = engine.stamp()
  let looked = performance.now()
  let changing = false
  const old = new Set<Store>()

  async function change(to: number): Promise<void> {
    // Still being made: the old one, deleted but open, answers until the new one is whole.
    if ((await engine.peek(WHOLE)) === undefined) return
    const before = current.store
    const { store, index } = await engine.open()
    await index.close()
    current = { ...current, store }
    file = to
    await replaced()
    context.log.info('went over to the new catalogue')
    if (before === world.store) return
    old.add(before)
    setTimeout(() => old.delete(before) && before.close(), LINGER).unref()
  }

  return {
    site() {
      const now = performance.now()
      if (changing || now - looked < LOOK) return current
      looked = now
      const there = engine.stamp()
      if (there === 0 || there === file) return current
      changing = true
      change(there)
        .catch(error => context.log.warn('the new catalogue cannot be opened', { why: messageOf(error) }))
        .finally(() => {
          changing = false
        })
      return current
    },
    async close() {
      if (current.store !== world.store) await current.store.close()
      for (const store of old) await store.close()
    },
  }
}
