// Commands of stet run in processes of their own, one at a time: a poll does not hold up answers, gives its memory back,
// and may be ended at any moment, since one that was killed is healed by the next.
import { spawn } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Instant } from '../model/time.ts'
import { type Context, EXIT } from './context.ts'

export interface Runner {
  /** Runs a command on this archive, after those that were asked for before. True when it did its work. */
  run(args: readonly string[]): Promise<boolean>
  /** The command under way. */
  readonly under: readonly string[] | undefined
  /** When the one under way was begun. */
  readonly since: Instant | undefined
}

const MAIN = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))

/** The words of the commands go where ours go. The signal ends the one under way, and no other is begun. */
export function runner(context: Context, signal: AbortSignal): Runner {
  let last: Promise<unknown> = Promise.resolve()
  let under: readonly string[] | undefined
  let since: Instant | undefined
  return {
    run(args) {
      const mine = last.then(async () => {
        if (signal.aborted) return false
        under = args
        since = context.clock.now()
        try {
          return await ran(context, args, signal)
        } finally {
          under = undefined
          since = undefined
        }
      })
      last = mine.catch(() => {})
      return mine
    },
    get under() {
      return under
    },
    get since() {
      return since
    },
  }
}

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
