// What one worker does for all, while the others poll: words, pictures, looks at what was kept, the sources' health, git.
import type { Lease, SharedFrontier } from '../model/frontier.ts'
import type { Web } from '../model/ports.ts'
import { type Duration, MINUTE } from '../model/time.ts'
import type { Reader } from '../poll/reader.ts'
import { lookShift } from '../poll/shift.ts'
import { indexWords } from '../poll/words.ts'
import type { Context } from './context.ts'
import { finish, lookLines, rulesOf } from './polling.ts'
import { every } from './pulse.ts'
import { openLooks, type World } from './wire.ts'

/** Leased like a host: no host has such a name. */
const HOUSE = 'house:'
/** It is kept so often, however many workers come by; words are indexed whenever there are some. */
const OFTEN: Duration = MINUTE

export interface HouseDeps {
  readonly frontier: SharedFrontier
  readonly owner: string
  readonly hold: Duration
  readonly reader: Reader
  readonly openWeb: () => Promise<Web>
  /** Whether or not it was done a moment ago. */
  readonly always: boolean
}

/** Keeps house unless another does, or did a moment ago. False when another does. */
export async function keepHouse(context: Context, world: World, deps: HouseDeps): Promise<boolean> {
  const { frontier, owner, hold, always } = deps
  const { clock } = context
  const { at = 0 } = ((await frontier.host(HOUSE)) ?? {}) as { at?: number }
  // Words do not wait: what was kept is looked for.
  const wordsOnly = !always && Math.abs(clock.now() - at) < OFTEN
  if (wordsOnly && (await world.store.unindexed(0, 1)).length === 0) return true
  const lease = await frontier.own(HOUSE, { owner, now: clock.now(), hold })
  if (!lease) return false
  const end = prolonged(lease, frontier, () => clock.now() + hold, hold / 5)
  try {
    if (wordsOnly) {
      await indexWords({ ...world, log: context.log })
      return true
    }
    await lookAtAll(context, world, deps)
    await finish(context, world, 'Poll', [])
    await (await import('./watching.ts')).tellPending(context, world)
    await frontier.setHost(HOUSE, { at: clock.now() })
    return true
  } finally {
    end()
    await frontier.release(lease)
  }
}

/** Leases on until what it returns is called. */
function prolonged(lease: Lease, frontier: SharedFrontier, until: () => number, every: Duration): () => void {
  const timer = setInterval(() => void frontier.extend(lease, until()).catch(() => {}), every).unref()
  return () => clearInterval(timer)
}

async function lookAtAll(context: Context, world: World, deps: HouseDeps): Promise<void> {
  const rules = await rulesOf(world.config)
  if (!rules.looks || rules.looks.steps.length === 0) return
  const looks = await openLooks(world.config)
  const web = await deps.openWeb()
  try {
    const { archive, store } = world
    const { clock, log } = context
    const { frontier } = deps
    const report = await lookShift(world.config.sources, rules, {
      ...{ clock, web, archive, store, frontier, looks, log, reader: deps.reader },
      ...{ shared: true, every },
    })
    for (const line of lookLines(report)) context.say(line)
  } finally {
    await web.close()
    await looks.close()
  }
}
