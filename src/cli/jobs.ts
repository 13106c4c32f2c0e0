// Heavy work left to workers: a command line put in the queue instead of run.
import { isAbsolute, relative, resolve } from 'node:path'
import { StetError } from '../model/error.ts'
import { JOB_KINDS, type JobKind, type JobStatus, type Jobs } from '../model/jobs.ts'
import type { Duration } from '../model/time.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { FleetEngine } from './engine.ts'
import { engineOf } from './engines.ts'

/** The flag that leaves a command to a worker. */
export const QUEUE = '--queue'

export const isHeavy = (name: string): name is JobKind => JOB_KINDS.includes(name as JobKind)

/** What many share. Throws StetError 'config' where there is nothing to share. */
export async function fleetOf(config: Config, what: string): Promise<FleetEngine> {
  const { fleet } = await engineOf(config)
  if (fleet) return fleet
  throw new StetError(
    'config',
    `${what} needs a database that many can share: set store (STET_STORE) to postgres://… first.`,
  )
}

/** Puts a command in the queue; says in a line what came of it. `words` are the command line from its name on. */
export async function enqueue(context: Context, words: readonly string[]): Promise<string> {
  const [kind, ...rest] = words
  if (kind === undefined || !isHeavy(kind))
    throw new StetError('usage', `${QUEUE} is for ${JOB_KINDS.join(', ')}`)
  const args = [kind, ...rest.filter(word => word !== QUEUE)]
  if (kind === 'export' && (!args.some(word => /^(?:-o|--output)/.test(word)) || args.includes('-')))
    throw new StetError(
      'usage',
      `stet export ${QUEUE} needs -o with a place: what a worker prints nobody reads.`,
    )
  const jobs = await (await fleetOf(context.config(), QUEUE)).openJobs()
  try {
    const isNew = await jobs.add({ kind, args, cwd: relative(context.root, context.cwd) })
    const line = `stet ${args.join(' ')}`
    return isNew
      ? `In the queue: ${line}. A worker does it; \`stet jobs\` says how far it is.`
      : `It waits in the queue already: ${line}.`
  } finally {
    await jobs.close()
  }
}

/** After news a worker has the site built, a while later: what comes until then is in the same one. */
export const buildLater = (jobs: Jobs, after: Duration): Promise<boolean> =>
  jobs.add({ kind: 'build', args: ['build'], cwd: '' }, after)

/** Where a job's command runs: where it was given, seen from this machine's folder of the archive. */
export const folderOf = (root: string, cwd: string): string => (isAbsolute(cwd) ? cwd : resolve(root, cwd))

/** For people. */
export function wordsOf(job: JobStatus, iso: (at: number) => string): string {
  const name = `stet ${job.args.join(' ')}`
  const again = job.tries > 0 ? `, try ${job.tries + 1}` : ''
  const why = job.said === undefined ? '' : `: ${job.said.replace(/\.$/, '')}`
  switch (job.state) {
    case 'waiting':
      return `${name} waits, from ${iso(job.from)}${why === '' ? '' : `, after a try that failed${why}`}`
    case 'running': {
      const { progress } = job
      const far = progress
        ? `; ${progress.label} ${progress.done}${progress.total > 0 ? `/${progress.total}` : ''} ${progress.unit}`
        : ''
      return `${name} is done by ${job.worker ?? 'a worker'} since ${iso(job.began ?? job.asked)}${again}${far}`
    }
    case 'done':
      return `${name} was done at ${iso(job.ended ?? job.from)}${why}`
    case 'failed':
      return `${name} failed at ${iso(job.ended ?? job.from)}${again}${why}; \`stet jobs retry ${job.id}\` tries again`
  }
}
