// Polling on schedule beside the server. Each round is a process of its own: it does not hold up answers, gives its
// memory back, and may be ended at any moment, since a poll that was killed is healed by the next.
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { extname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../model/error.ts'
import { sourceTask } from '../model/ports.ts'
import { type Duration, MINUTE, SECOND } from '../model/time.ts'
import { type Context, EXIT } from './context.ts'
import { openFrontier, type World } from './wire.ts'

export interface RoundRules {
  /** Ends the polling, and a round under way with it. */
  readonly signal: AbortSignal
  /** Write the site when there is something new. */
  readonly build: boolean
}

/** How often stet.yml is looked at while nothing is due. */
const LOOK = 2 * SECOND
const LONGEST = 10 * MINUTE

/** Rounds of polling until the signal. What fails in one is said, and does not end the others. */
export async function keepPolling(context: Context, world: World, rules: RoundRules): Promise<void> {
  const { signal } = rules
  let built: number | undefined
  while (!signal.aborted) {
    let next = MINUTE
    // Taken before the round reads the file: a change made meanwhile makes the next round come at once.
    const seen = stamp(world.config.file)
    try {
      const began = context.clock.now()
      const good = (await dueIn(context, world)) > 0 || (await ran(context, ['poll'], signal))
      if (rules.build && !signal.aborted && (await hasNews(world, built))) {
        if (await ran(context, ['build'], signal)) built = began
      }
      if (good) next = Math.min(Math.max(await dueIn(context, world), 5 * SECOND), LONGEST)
    } catch (error) {
      context.say(`This round failed: ${messageOf(error)}`)
    }
    await rest(next, world.config.file, seen, signal)
  }
}

/** ms until a source is due, 0 or less when one is: a source that the schedule does not know yet is due at once. */
async function dueIn(context: Context, world: World): Promise<Duration> {
  const frontier = await openFrontier(world.derived)
  try {
    const known = new Set((await frontier.tasks()).map(({ id }) => id))
    const fresh = context
      .config()
      .sources.some(
        ({ id, url, paused }) => !paused && url !== '' && url !== '-' && !known.has(sourceTask(id)),
      )
    const due = fresh ? undefined : await frontier.nextDue()
    return fresh ? 0 : (due ?? Number.POSITIVE_INFINITY) - context.clock.now()
  } finally {
    await frontier.close()
  }
}

/** True when articles came or changed after the moment the last site was built from, or none was. */
const hasNews = async ({ store }: World, built: number | undefined): Promise<boolean> =>
  built === undefined || (await store.count({ since: built })) > 0

const MAIN = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))

/** Runs a command of stet on this archive in another process, its words going where ours go. True when it did its work. */
function ran(context: Context, args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { config, quiet, verbose, logFormat } = context.globals
  const globals = ['-C', context.root, '--log', logFormat]
  if (config !== undefined) globals.push('--config', config)
  if (quiet) globals.push('--quiet')
  if (verbose) globals.push('--verbose')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, MAIN, ...globals, ...args], {
      cwd: context.cwd,
      env: context.env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const end = (): unknown => child.kill('SIGTERM')
    signal.addEventListener('abort', end, { once: true })
    child.once('error', reject)
    child.once('exit', code => {
      signal.removeEventListener('abort', end)
      resolve(code === EXIT.good || code === EXIT.someSourcesFailed)
    })
  })
}

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
