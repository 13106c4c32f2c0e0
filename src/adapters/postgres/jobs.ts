// Heavy jobs in PostgreSQL by pg-boss: a queue for each kind, one job of a kind running and one waiting at a time, given
// to another when whoever has it is not heard of any more.
import { PgBoss } from 'pg-boss'
import { messageOf } from '../../model/error.ts'
import { type ClaimedJob, JOB_KINDS, type JobKind, type Jobs, type JobWish } from '../../model/jobs.ts'
import type { Duration } from '../../model/time.ts'
import type { PostgresAddress } from './address.ts'
import { type Connections, connect } from './connection.ts'
import { isLost } from './fault.ts'
import { scheduleSchema } from './frontier.ts'
import { jobRows, jobsNow, jobsSchema, rememberProgress } from './job-rows.ts'
import { migrate } from './migrate.ts'
import { SCHEDULE } from './migrations.ts'

export interface JobRules {
  /** A worker that has not been heard of for so long has lost its job. Ten seconds at least. */
  readonly silence: Duration
  /** How often it is looked for such. */
  readonly watch: Duration
  /** Pause before a job that failed is tried again; doubled each time. */
  readonly pause: Duration
  /** Tries after the first. */
  readonly tries: number
}

const USUAL: JobRules = { silence: 30_000, watch: 15_000, pause: 30_000, tries: 4 }
/** No job takes longer. */
const LONGEST_SECONDS = 12 * 3600
const DAYS_SECONDS = 7 * 24 * 3600

/** A site is built once, however it was asked for; of other kinds only the same command is the same job. */
const keyOf = ({ kind, args }: JobWish): string => (kind === 'build' ? kind : args.join(' '))

/**
 * The queue of an archive. With `watching` this process also looks after the jobs of workers that died, which is what
 * workers do. Throws StetError 'unavailable', 'config' or 'unreadable'.
 */
export async function postgresJobs(
  address: PostgresAddress,
  { watching = false, rules = USUAL }: { readonly watching?: boolean; readonly rules?: JobRules } = {},
): Promise<Jobs> {
  await migrate(address, scheduleSchema(address), SCHEDULE)
  const connections = connect(address)
  const schema = jobsSchema(address)
  const boss = new PgBoss({
    schema,
    db: { executeSql: (text, values) => execute(connections, text, values) },
    supervise: watching,
    superviseIntervalSeconds: rules.watch / 1000,
    monitorIntervalSeconds: rules.watch / 1000,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  // What it does by itself fails while the database is away, and is done again.
  boss.on('error', () => {})
  try {
    await boss.start()
    await makeQueues(boss, rules)
  } catch (error) {
    await connections.close()
    throw error
  }

  const attempt = ({ id, tries }: ClaimedJob) => ({ id, retryCount: tries })
  const kindOf = async (id: string): Promise<JobKind | undefined> =>
    (await jobRows(connections, schema)).find(job => job.id === id)?.kind

  return {
    async add(wish, after = 0) {
      const { kind } = wish
      const id = await boss.send(kind, { ...wish }, { singletonKey: keyOf(wish), startAfter: after / 1000 })
      return id !== null
    },
    async claim(kinds, worker) {
      for (const kind of kinds) {
        const [job] = await boss.fetch<JobWish>(kind, { batchSize: 1 })
        if (!job) continue
        // A field that a newer stet has added is no reason not to do it.
        const { args, cwd } = job.data
        await rememberProgress(connections, address, job.id, worker, undefined)
        return { id: job.id, kind, args, cwd, tries: job.retryCount }
      }
      return undefined
    },
    async beat(job, progress) {
      const isMine = met(await boss.touch(job.kind, attempt(job)))
      if (progress && isMine) await rememberProgress(connections, address, job.id, undefined, progress)
      return isMine
    },
    async done(job, said) {
      await boss.complete(job.kind, attempt(job), { said })
    },
    async failed(job, why) {
      await boss.fail(job.kind, attempt(job), { said: why })
    },
    list: () => jobsNow(connections, address),
    async retry(id) {
      const kind = await kindOf(id)
      return kind !== undefined && met(await boss.retry(kind, id))
    },
    async cancel(id) {
      const kind = await kindOf(id)
      return kind !== undefined && met(await boss.cancel(kind, id))
    },
    async close() {
      await boss.stop({ graceful: false, close: false })
      await connections.close()
    },
  }
}

/** Commands answer how many jobs they were about and how many they met; its types do not say so. */
const met = (response: object): boolean => ((response as { affected?: number }).affected ?? 0) > 0

async function makeQueues(boss: PgBoss, { silence, pause, tries }: JobRules): Promise<void> {
  for (const kind of JOB_KINDS)
    await boss.createQueue(kind, {
      policy: 'stately',
      retryLimit: tries,
      retryDelay: Math.ceil(pause / 1000),
      retryBackoff: true,
      retryDelayMax: 3600,
      heartbeatSeconds: Math.ceil(silence / 1000),
      expireInSeconds: LONGEST_SECONDS,
      deleteAfterSeconds: DAYS_SECONDS,
    })
}

/** Its statements may be several in one, with their own transaction: of one that failed nothing must be left open. */
async function execute(
  connections: Connections,
  text: string,
  values: unknown[] = [],
): Promise<{ rows: never[] }> {
  return connections.use(async client => {
    try {
      return (await client.query(text, values.length > 0 ? values : undefined)) as { rows: never[] }
    } catch (error) {
      if (!isLost(error)) await client.query('rollback').catch(second => messageOf(second))
      throw error
    }
  })
}
