// Progress on a terminal, and only there: a bar on stderr that leaves nothing behind.
import type { Context } from './context.ts'

export interface Progress {
  /** `total` may grow while the work goes on. */
  at(done: number, total?: number): void
  stop(): void
}

const NONE: Progress = { at: () => {}, stop: () => {} }

/** Who started us hears of progress so often, where he listens. */
const TOLD = 1000

/** Tells the worker that does this as a job. */
function toWorker(send: (message: unknown) => unknown, label: string, known: number, unit: string): Progress {
  let total = known
  let next = 0
  return {
    at(done, all = total) {
      total = all
      const now = performance.now()
      if (now < next) return
      next = now + TOLD
      send({ progress: { label, done, total, unit } })
    },
    stop: () => {},
  }
}

/** A bar labelled with what is being done; nothing at all with -q or when stderr is no terminal. */
export async function progress(
  context: Context,
  label: string,
  total: number,
  unit: string,
): Promise<Progress> {
  if (context.env.STET_JOB && process.send)
    return toWorker(message => process.connected && process.send!(message), label, total, unit)
  if (!context.stderr.isTTY || context.globals.quiet) return NONE
  const { default: cliProgress } = await import('cli-progress')
  const known = total > 0
  const bar = new cliProgress.SingleBar({
    format: known
      ? `${label} {bar} {value}/{total} ${unit}, {eta_formatted} left`
      : `${label} {value} ${unit}, {duration_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    // Its own handler of Ctrl-C would stop the bar and leave the work going on.
    gracefulExit: false,
    stream: context.stderr,
    etaBuffer: 50,
  })
  bar.start(total, 0)
  const end = (signal: NodeJS.Signals): void => {
    stop()
    process.kill(process.pid, signal)
  }
  const stop = (): void => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end)
    bar.stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  return {
    at: (done, all) => {
      if (all !== undefined) bar.setTotal(all)
      bar.update(done)
    },
    stop,
  }
}
