// Polling on schedule beside the server, each round in a process of its own.
import { statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../model/error.ts'
import { sourceTask } from '../model/frontier.ts'
import { type Duration, type Instant, MINUTE, SECOND } from '../model/time.ts'
import { NEVER } from '../poll/schedule.ts'
import type { Context } from './context.ts'
import type { Runner } from './runner.ts'
import { readDurations } from './values.ts'
import { openFrontier, openLooks, type World } from './wire.ts'

export interface RoundRules {
  /** Ends the polling, and a round under way with it. */
  readonly signal: AbortSignal
  /** Write the site when there is something new. */
  readonly build: boolean
  readonly runner: Runner
  /** Told after each round. */
  readonly done?: () => Promise<void>
}

/** How often stet.yml is looked at while nothing is due. */
const LOOK = 2 * SECOND
const LONGEST = 10 * MINUTE
/** Before every moment. */
const NEVER_YET = Number.NEGATIVE_INFINITY

/** Rounds of polling until the signal. What fails in one is said, and does not end the others. */
export async function keepPolling(context: Context, world: World, rules: RoundRules): Promise<void> {
  const { signal, runner } = rules
  let built: number | undefined
  while (!signal.aborted) {
    let next = MINUTE
    // Taken before the round reads the file: a change made meanwhile makes the next round come at once.
    const seen = stamp(world.config.file)
    try {
      const began = context.clock.now()
      const good = (await dueIn(context, world)) > 0 || (await runner.run(['poll']))
      if (rules.build && !signal.aborted && (await hasNews(world, built))) {
        if (await runner.run(['build'])) built = began
      }
      if (!signal.aborted) await rules.done?.()
      if (good) next = Math.min(Math.max(await dueIn(context, world), 5 * SECOND), LONGEST)
    } catch (error) {
      context.say(`This round failed: ${messageOf(error)}`)
    }
    await rest(next, world.config.file, seen, signal)
  }
}

/** ms until a source is due, 0 or less when one is: a source that the schedule does not know yet is due at once. */
async function dueIn(context: Context, world: World): Promise<Duration> {
  const frontier = await openFrontier(world.config)
  try {
    const known = new Set((await frontier.tasks()).map(({ id }) => id))
    const fresh = context
      .config()
      .sources.some(
        ({ id, url, paused }) => !paused && url !== '' && url !== '-' && !known.has(sourceTask(id)),
      )
    if (fresh) return 0
    const due = Math.min((await frontier.nextDue()) ?? NEVER, await lookDue(world))
    return due - context.clock.now()
  } finally {
    await frontier.close()
  }
}

/** When a page is to be looked at again. */
async function lookDue({ config }: World): Promise<Instant> {
  if (readDurations(config.settings['looks.after'])?.length === 0) return NEVER
  const looks = await openLooks(config)
  try {
    return (await looks.nextDue()) ?? NEVER
  } finally {
    await looks.close()
  }
}

/** True when articles or their pictures came or changed after the moment the last site was built from, or none was. */
const hasNews = async ({ store }: World, built: number | undefined): Promise<boolean> =>
  built === undefined ||
  (await store.count({ since: built })) > 0 ||
  (await store.countChanges({ from: built })) > 0 ||
  ((await store.pictures.illustratedAt()) ?? NEVER_YET) >= built

/** Waits so long, or until a file is another than the one seen before, or the signal. */
async function rest(time: Duration, file: string, seen: string, signal: AbortSignal): Promise<void> {
  for (let left = time; left > 0 && !signal.aborted; left -= LOOK) {
    await wait(Math.min(left, LOOK), undefined, { signal }).catch(() => {})
    if (stamp(file) === seen) continue
    // Whoever changed it, perhaps `stet add`, may be at work still.
    await wait(LOOK, undefined, { signal }).catch(() => {})
    return
  }
}

/** Size and inode too: two writes within one tick of the file system's clock have the same time. */
function stamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}
