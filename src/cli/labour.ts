// Heavy jobs as a worker does them: one at a time, each a command in a process of its own, which may be ended and gives
// its memory back.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../model/error.ts'
import type { ClaimedJob, JobKind, JobProgress, Jobs } from '../model/jobs.ts'
import { type Duration, SECOND } from '../model/time.ts'
import { type Context, EXIT } from './context.ts'
import { folderOf } from './jobs.ts'
import type { WorkerMetrics } from './worker-metrics.ts'

const MAIN = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))
/** How often a queue without work is looked at, and how often a worker says that it is alive. */
const LOOK: Duration = 3 * SECOND
const BEAT: Duration = 10 * SECOND
/** Characters of what a command said last. */
const SAID = 2000

export interface LabourRules {
  readonly kinds: readonly JobKind[]
  /** Names this worker among all. */
  readonly worker: string
  readonly metrics: WorkerMetrics
  readonly signal: AbortSignal
}

/** Does jobs until the signal; with `once` until none waits. What fails with the database away is tried again. */
export async function labour(context: Context, jobs: Jobs, rules: LabourRules, once = false): Promise<void> {
  const { kinds, worker, signal, metrics } = rules
  if (kinds.length === 0) return
  while (!signal.aborted) {
    const isDone = await one(context, jobs, rules).catch(error => {
      if (once) throw error
      metrics.failed()
      context.log.warn('jobs could not be looked for', { worker, why: messageOf(error) })
      return false
    })
    if (isDone) continue
    if (once) return
    await metrics.waiting(jobs).catch(() => {})
    await wait(LOOK * (1 + Math.random()), undefined, { signal }).catch(() => {})
  }
}

/** Does the job that has waited longest; false when there is none. */
async function one(context: Context, jobs: Jobs, rules: LabourRules): Promise<boolean> {
  const { kinds, worker, signal, metrics } = rules
  const job = await jobs.claim(kinds, worker)
  if (!job) return false
  context.log.info('job', { kind: job.kind, args: job.args.join(' '), tries: job.tries })
  const came = await metrics.timed('job', () => run(context, jobs, job, signal))
  metrics.job(job.kind, came.kind)
  if (came.kind === 'done') await jobs.done(job, came.said)
  else if (came.kind === 'failed') {
    context.say(`stet ${job.args.join(' ')}: ${came.said}`)
    await jobs.failed(job, came.said)
  }
  return true
}

export type Came =
  | { readonly kind: 'done' | 'failed'; readonly said: string }
  /** Given to another meanwhile, or called off: nothing is to be said of it. */
  | { readonly kind: 'lost' }

/** Runs a job's command and says meanwhile that it is being done. */
async function run(context: Context, jobs: Jobs, job: ClaimedJob, signal: AbortSignal): Promise<Came> {
  const child = start(context, job)
  let progress: JobProgress | undefined
  let isLost = false
  child.on('message', message => {
    const { progress: told } = message as { progress?: JobProgress }
    if (told) progress = told
  })
  const beat = setInterval(async () => {
    const isMine = await jobs.beat(job, progress).catch(() => true)
    if (isMine) return
    isLost = true
    child.kill('SIGTERM')
  }, BEAT)
  const end = (): unknown => child.kill('SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  try {
    const said = lastLines(child)
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (isLost) return { kind: 'lost' }
    if (code === EXIT.good || code === EXIT.someSourcesFailed) return { kind: 'done', said: said() }
    return {
      kind: 'failed',
      said: signal.aborted ? 'its worker was stopped' : said() || `it ended (${code})`,
    }
  } finally {
    clearInterval(beat)
    signal.removeEventListener('abort', end)
  }
}

function start(context: Context, { args, cwd }: ClaimedJob): ChildProcess {
  const { config, logFormat } = context.globals
  const globals = ['-C', context.root, '--log', logFormat]
  if (config !== undefined) globals.push('--config', config)
  const folder = folderOf(context.root, cwd)
  return spawn(process.execPath, [...process.execArgv, MAIN, ...globals, ...args], {
    cwd: existsSync(folder) ? folder : context.root,
    env: { ...context.env, STET_JOB: '1' },
    // The last is for how far it is.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** The last line that a command printed, results before the rest; of one that failed, what it said of that. */
function lastLines({ stdout, stderr }: ChildProcess): () => string {
  let out = ''
  let err = ''
  stdout!.setEncoding('utf8').on('data', (part: string) => {
    out = `${out}${part}`.slice(-SAID)
  })
  stderr!.setEncoding('utf8').on('data', (part: string) => {
    err = `${err}${part}`.slice(-SAID)
  })
  const last = (text: string): string => {
    const lines = text.trim().split('\n')
    return (lines.findLast(line => /^stet: |^\w*Error: /.test(line)) ?? lines.at(-1)!).trim()
  }
  return () => last(out) || last(err)
}
