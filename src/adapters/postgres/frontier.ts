// The schedule in PostgreSQL: hosts are claimed by many workers at once, each passing by what another has in hand, and
// a number that rises with every claim keeps those out who come too late.
import type { Lease, Owner, SharedFrontier, TaskResult } from '../../model/frontier.ts'
import type { Instant } from '../../model/time.ts'
import type { PostgresAddress } from './address.ts'
import { type Client, connect } from './connection.ts'
import {
  addTasks,
  claimHosts,
  completeAll,
  extendAll,
  giveBack,
  hurryTasks,
  ownHost,
  removeTasks,
  type TaskRow,
  taskOf,
} from './leases.ts'
import { migrate } from './migrate.ts'
import { SCHEDULE } from './migrations.ts'
import { together } from './together.ts'

/** Where the schedules of an archive are: they outlast its catalogue, which is made anew now and then. */
export const scheduleSchema = (address: PostgresAddress): string => `${address.schema}_schedule`

/**
 * The schedule of sources or of looks. What is claimed is durable before anybody knows of it; results may be lost with
 * the server's last half second, and are had again. Throws StetError 'unavailable', 'config' or 'unreadable'.
 */
export async function postgresFrontier(
  address: PostgresAddress,
  kind: 'sources' | 'looks' = 'sources',
): Promise<SharedFrontier> {
  const schema = scheduleSchema(address)
  await migrate(address, schema, SCHEDULE)
  const connections = connect(address, schema)
  const tables = { hosts: `${kind}_hosts`, tasks: `${kind}_tasks` }

  /** A transaction that does not wait for the disk. */
  const lightly = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    connections.transaction(async client => {
      await client.query('set local synchronous_commit to off')
      return work(client)
    })
  const complete = together((given: readonly { lease: Lease; results: readonly TaskResult[] }[]) =>
    lightly(client => completeAll(client, tables, given)),
  )
  const extend = together((given: readonly { lease: Lease; until: Instant }[]) =>
    lightly(client => extendAll(client, tables, given)),
  )
  const release = together((leases: readonly Lease[]) =>
    lightly(async client => {
      await giveBack(client, tables, leases)
      return leases.map(() => undefined)
    }),
  )

  const channel = `${schema}_${kind}`
  const wake = (client: Client) => client.query(`notify ${channel}`)

  return {
    add: tasks =>
      connections.transaction(async client => {
        await addTasks(client, tables, tasks)
        await wake(client)
      }),
    remove: ids => connections.transaction(client => removeTasks(client, tables, ids)),
    claim: claim => connections.transaction(client => claimHosts(client, tables, claim)),
    extend: (lease, until) => extend({ lease, until }),
    complete: (lease, results) => complete({ lease, results }),
    release,
    async tasks(ids) {
      const where = ids ? 'where id = any($1)' : ''
      const text = `select id, host, due, state from ${tables.tasks} ${where} order by id`
      const { rows } = await connections.use(client => client.query<TaskRow>(text, ids ? [ids] : []))
      return rows.map(taskOf)
    },
    async host(name) {
      const text = `select state from ${tables.hosts} where host = $1`
      const { rows } = await connections.use(client => client.query<{ state: string | null }>(text, [name]))
      return rows[0]?.state == null ? undefined : JSON.parse(rows[0].state)
    },
    async setHost(name, state) {
      const text = `insert into ${tables.hosts} (host, state) values ($1, $2)
        on conflict (host) do update set state = excluded.state`
      await lightly(client => client.query(text, [name, JSON.stringify(state)]))
    },
    async nextDue() {
      // A host that is leased says only when the lease ends: its tasks are asked.
      const text = `select least(
          (select min(ready) from ${tables.hosts} where owner is null),
          (select min(first.due) from ${tables.hosts} as h
             cross join lateral (select min(due) as due from ${tables.tasks} as t where t.host = h.host) as first
           where h.owner is not null)) as due`
      const { rows } = await connections.use(client => client.query<{ due: number | null }>(text))
      return rows[0]?.due ?? undefined
    },
    own: (host, claim) => connections.transaction(client => ownHost(client, tables, host, claim)),
    hurry: (ids, now) =>
      connections.transaction(async client => {
        await hurryTasks(client, tables, ids, now)
        await wake(client)
      }),
    async setDeaths(id, deaths) {
      const text = `update ${tables.tasks} set deaths = $2 where id = $1`
      await lightly(client => client.query(text, [id, deaths]))
    },
    async owners(now) {
      const text = `select owner as name, count(*) as hosts from ${tables.hosts}
        where owner is not null and until > $1 group by owner order by owner`
      const { rows } = await connections.use(client => client.query<Owner>(text, [now]))
      return rows
    },
    async nextReady() {
      const text = `select min(ready) as ready from ${tables.hosts}`
      const { rows } = await connections.use(client => client.query<{ ready: number | null }>(text))
      return rows[0]?.ready ?? undefined
    },
    listen: heard => connections.listen(channel, heard),
    close: () => connections.close(),
  }
}
