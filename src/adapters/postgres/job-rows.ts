// Jobs as people look at them: the queue's rows, and beside them how far those that run have come.
import {
  JOB_KINDS,
  type JobKind,
  type JobProgress,
  type JobState,
  type JobStatus,
  type JobWish,
} from '../../model/jobs.ts'
import type { PostgresAddress } from './address.ts'
import { type Connections, connect } from './connection.ts'
import { scheduleSchema } from './frontier.ts'

/** Where pg-boss has its tables. */
export const jobsSchema = (address: PostgresAddress): string => `${address.schema}_jobs`

/** Of each kind that ended. */
const SHOWN = 5

interface Row {
  readonly id: string
  readonly name: JobKind
  readonly data: JobWish
  readonly state: string
  readonly asked: Date
  readonly from: Date
  readonly tries: number
  readonly began: Date | null
  readonly ended: Date | null
  readonly output: { readonly said?: string; readonly message?: string } | null
}

const STATES: Readonly<Record<string, JobState>> = {
  created: 'waiting',
  retry: 'waiting',
  active: 'running',
  completed: 'done',
  cancelled: 'failed',
  failed: 'failed',
}

/** Those that wait or run, the longest waiting first, and the last of each kind that ended. */
export async function jobRows(connections: Connections, schema: string): Promise<JobStatus[]> {
  const text = `select id, name, data, state::text, created_on as asked, start_after as from, retry_count as tries,
      started_on as began, completed_on as ended, output
    from (select *, row_number() over (partition by name, state::text in ('completed', 'cancelled', 'failed')
            order by completed_on desc nulls first) as nth from ${schema}.job where name = any($1)) as job
    where state::text not in ('completed', 'cancelled', 'failed') or nth <= $2
    order by completed_on nulls first, created_on`
  const { rows } = await connections.use(client => client.query<Row>(text, [JOB_KINDS, SHOWN]))
  return rows.map(row => ({
    id: row.id,
    kind: row.name,
    args: row.data.args,
    cwd: row.data.cwd,
    state: STATES[row.state] ?? 'waiting',
    asked: row.asked.getTime(),
    from: row.from.getTime(),
    tries: row.tries,
    ...(row.began && row.state === 'active' && { began: row.began.getTime() }),
    ...(row.ended && { ended: row.ended.getTime() }),
    ...(saidBy(row) !== undefined && { said: saidBy(row)! }),
  }))
}

const saidBy = ({ output, state }: Row): string | undefined =>
  output?.said ?? output?.message ?? (state === 'cancelled' ? 'called off' : undefined)

/** The jobs of an archive, without making what is not there. */
export async function listJobs(address: PostgresAddress): Promise<readonly JobStatus[]> {
  const connections = connect(address)
  try {
    const schema = jobsSchema(address)
    const { rows } = await connections.use(client =>
      client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`${schema}.job`]),
    )
    if (!rows[0]?.there) return []
    return await jobsNow(connections, address)
  } finally {
    await connections.close()
  }
}

/** Those that wait or run, with how far they are, and the last that ended. */
export async function jobsNow(connections: Connections, address: PostgresAddress): Promise<JobStatus[]> {
  const rows = await jobRows(connections, jobsSchema(address))
  const told = await progressOf(connections, address, rows)
  return rows.map(row => ({ ...row, ...(row.state === 'running' && told.get(row.id)) }))
}

/** Notes who does a job, or how far it is; a beginning is at its beginning. */
export async function rememberProgress(
  connections: Connections,
  address: PostgresAddress,
  id: string,
  worker: string | undefined,
  progress: JobProgress | undefined,
): Promise<void> {
  const table = `${scheduleSchema(address)}.job_progress`
  await connections.use(async client => {
    if (worker !== undefined) {
      // What ended long ago is of no interest, and grows.
      await client.query(`delete from ${table} where at < now() - interval '8 days'`)
      await client.query(
        `insert into ${table} (id, worker) values ($1, $2)
         on conflict (id) do update set worker = excluded.worker, progress = null, at = now()`,
        [id, worker],
      )
    } else
      await client.query(`update ${table} set progress = $2, at = now() where id = $1`, [
        id,
        JSON.stringify(progress),
      ])
  })
}

async function progressOf(
  connections: Connections,
  address: PostgresAddress,
  jobs: readonly JobStatus[],
): Promise<Map<string, { worker: string; progress?: JobProgress }>> {
  const text = `select id::text, worker, progress from ${scheduleSchema(address)}.job_progress where id = any($1)`
  const { rows } = await connections.use(client =>
    client.query<{ id: string; worker: string; progress: string | null }>(text, [jobs.map(({ id }) => id)]),
  )
  return new Map(
    rows.map(({ id, worker, progress }) => [
      id,
      { worker, ...(progress !== null && { progress: JSON.parse(progress) as JobProgress }) },
    ]),
  )
}
