// Claims and what follows from them, as SQL over the two tables of a schedule. Whoever changes tasks of a host locks the
// host first, hosts in order, so that no two wait for each other.
import type { Claim, Lease, Task, TaskResult } from '../../model/frontier.ts'
import type { Instant } from '../../model/time.ts'
import type { Client } from './connection.ts'

export interface Tables {
  readonly hosts: string
  readonly tasks: string
}

export interface TaskRow {
  readonly id: string
  readonly host: string
  readonly due: number
  readonly state: string
  readonly deaths?: number
}

export const taskOf = ({ id, host, due, state, deaths = 0 }: TaskRow): Task => ({
  id,
  host,
  due,
  state: JSON.parse(state),
  ...(deaths > 0 && { deaths }),
})

interface Held {
  readonly host: string
  readonly epoch: number
}

/** Leases free hosts with due tasks, the longest overdue first; hosts that another claims at this moment are passed by. */
export async function claimHosts(client: Client, tables: Tables, claim: Claim): Promise<Lease[]> {
  const { owner, now, hold } = claim
  const names = await claimable(client, tables, claim)
  if (names.length === 0) return []
  const until = now + hold
  const { rows: leased } = await client.query<Held & { deaths: number }>(
    `update ${tables.hosts} set owner = $1, epoch = epoch + 1, until = $2, ready = $2,
       deaths = case when owner is null then 0 else deaths + 1 end
     where host = any($3) returning host, epoch, deaths`,
    [owner, until, names],
  )
  const suspect = leased.filter(({ deaths }) => deaths > 0).map(({ host }) => host)
  const calm = suspect.length > 0 ? names.filter(name => !suspect.includes(name)) : names
  // In statements of their own: they see what those have done who had these hosts before.
  const given = [
    ...(await tasksOf(client, tables, calm, claim)),
    // One at a time, and counted: perhaps it is what they died of.
    ...(await countDeaths(client, tables, await tasksOf(client, tables, suspect, { ...claim, tasks: 1 }))),
  ]
  const tasks = Map.groupBy(given, ({ host }) => host)
  // What they were ready for was done or moved meanwhile.
  await giveBack(
    client,
    tables,
    leased.filter(({ host }) => !tasks.has(host)),
  )
  const epochs = new Map(leased.map(({ host, epoch }) => [host, epoch]))
  return names.flatMap(host => {
    const mine = tasks.get(host)
    return mine ? [{ host, epoch: epochs.get(host)!, until, tasks: mine }] : []
  })
}

/** Names of hosts that may be claimed, which are locked now. */
async function claimable(client: Client, { hosts, tasks }: Tables, claim: Claim): Promise<string[]> {
  const { now, only, all, alone, hosts: limit } = claim
  const isPlain = !only && !all && !alone
  const wanted = only ? 'id = any($1)' : 'due <= $1'
  const { rows } = isPlain
    ? await client.query<{ host: string }>(
        `select host from ${hosts} where ready <= $1 order by ready limit $2 for update skip locked`,
        [now, limit],
      )
    : await client.query<{ host: string }>(
        `select h.host from ${hosts} as h
           join (select host, min(due) as due, min(id) as id from ${tasks} where ${wanted} group by host) as t
             on t.host = h.host
         where h.until <= $2 order by t.due, t.id limit $3 for update of h skip locked`,
        [only ?? (all ? Number.MAX_SAFE_INTEGER : now), alone ? Number.MAX_SAFE_INTEGER : now, limit],
      )
  return rows.map(({ host }) => host)
}

async function tasksOf(
  client: Client,
  { tasks }: Tables,
  names: readonly string[],
  { now, only, all, tasks: limit }: Claim,
): Promise<Task[]> {
  if (names.length === 0) return []
  const wanted = only ? 't.id = any($2)' : 't.due <= $2'
  const { rows } = await client.query<TaskRow>(
    `select t.id, t.host, t.due, t.state from unnest($1::text[]) as given(host)
       cross join lateral (select * from ${tasks} as t where t.host = given.host and ${wanted}
         order by t.due, t.id limit $3) as t`,
    [names, only ?? (all ? Number.MAX_SAFE_INTEGER : now), limit],
  )
  return rows.map(taskOf)
}

async function countDeaths(client: Client, { tasks }: Tables, given: readonly Task[]): Promise<Task[]> {
  if (given.length === 0) return []
  const { rows } = await client.query<TaskRow>(
    `update ${tasks} set deaths = deaths + 1 where id = any($1) returning id, host, due, state, deaths`,
    [given.map(({ id }) => id)],
  )
  return rows.map(taskOf)
}

/** Leases a host that nobody has, with or without tasks; undefined while another has it. */
export async function ownHost(
  client: Client,
  { hosts }: Tables,
  host: string,
  { owner, now, hold }: Pick<Claim, 'owner' | 'now' | 'hold'>,
): Promise<Lease | undefined> {
  const until = now + hold
  const { rows } = await client.query<Held>(
    `insert into ${hosts} as h (host, owner, epoch, until, ready) values ($1, $2, 1, $3, $3)
     on conflict (host) do update set owner = $2, epoch = h.epoch + 1, until = $3, ready = $3,
       deaths = case when h.owner is null then 0 else h.deaths end
     where h.until <= $4 returning host, epoch`,
    [host, owner, until, now],
  )
  return rows[0] && { host, epoch: rows[0].epoch, until, tasks: [] }
}

/** Makes tasks due at once. */
export async function hurryTasks(
  client: Client,
  tables: Tables,
  ids: readonly string[],
  now: Instant,
): Promise<void> {
  const names = await lockHosts(client, tables, ids, [])
  await client.query(`update ${tables.tasks} set due = $2 where id = any($1) and due > $2`, [ids, now])
  await setReady(client, tables, names)
}

/** Hosts given back are ready when their first task is due. */
export async function giveBack(
  client: Client,
  { hosts, tasks }: Tables,
  leases: readonly Held[],
): Promise<void> {
  if (leases.length === 0) return
  await client.query(
    `update ${hosts} as h set owner = null, until = 0,
       ready = (select min(due) from ${tasks} as t where t.host = h.host)
     from unnest($1::text[], $2::bigint[]) as given(host, epoch)
     where h.host = given.host and h.epoch = given.epoch`,
    [leases.map(({ host }) => host), leases.map(({ epoch }) => epoch)],
  )
}

const nameOf = ({ host, epoch }: Held): string => `${epoch} ${host}`

/** Stores the results of those leases that hold; says of each whether it does. */
export async function completeAll(
  client: Client,
  { hosts, tasks }: Tables,
  given: readonly { readonly lease: Lease; readonly results: readonly TaskResult[] }[],
): Promise<boolean[]> {
  const { rows } = await client.query<Held>(
    `select h.host, h.epoch from ${hosts} as h
       join (select distinct * from unnest($1::text[], $2::bigint[]) as given(host, epoch)) as given
         on h.host = given.host and h.epoch = given.epoch
     order by h.host for update of h`,
    [given.map(({ lease }) => lease.host), given.map(({ lease }) => lease.epoch)],
  )
  const holding = new Set(rows.map(nameOf))
  const answers = given.map(({ lease }) => holding.has(nameOf(lease)))
  const results = given.flatMap(({ results }, i) => (answers[i] ? results : []))
  const last = [...new Map(results.map(result => [result.id, result])).values()]
  if (last.length > 0)
    await client.query(
      `update ${tasks} as t set due = given.due, state = given.state, deaths = 0
       from unnest($1::text[], $2::bigint[], $3::text[]) as given(id, due, state) where t.id = given.id`,
      [last.map(({ id }) => id), last.map(({ due }) => due), last.map(({ state }) => JSON.stringify(state))],
    )
  return answers
}

/** Prolongs those leases that hold; says of each whether it does. */
export async function extendAll(
  client: Client,
  { hosts }: Tables,
  given: readonly { readonly lease: Lease; readonly until: Instant }[],
): Promise<boolean[]> {
  const { rows } = await client.query<Held>(
    `update ${hosts} as h set until = given.until, ready = given.until
     from unnest($1::text[], $2::bigint[], $3::bigint[]) as given(host, epoch, until)
     where h.host = given.host and h.epoch = given.epoch and h.owner is not null returning h.host, h.epoch`,
    [
      given.map(({ lease }) => lease.host),
      given.map(({ lease }) => lease.epoch),
      given.map(({ until }) => until),
    ],
  )
  const holding = new Set(rows.map(nameOf))
  return given.map(({ lease }) => holding.has(nameOf(lease)))
}

/** Adds tasks; one that is there keeps its due time and state, but moves to this host. */
export async function addTasks(client: Client, tables: Tables, given: readonly Task[]): Promise<void> {
  const last = [...new Map(given.map(task => [task.id, task])).values()]
  const ids = last.map(({ id }) => id)
  const names = await lockHosts(
    client,
    tables,
    ids,
    last.map(({ host }) => host),
  )
  await client.query(
    `insert into ${tables.tasks} (id, host, due, state)
       select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
     on conflict (id) do update set host = excluded.host`,
    [
      ids,
      last.map(({ host }) => host),
      last.map(({ due }) => due),
      last.map(({ state }) => JSON.stringify(state)),
    ],
  )
  await setReady(client, tables, names)
}

export async function removeTasks(client: Client, tables: Tables, ids: readonly string[]): Promise<void> {
  const names = await lockHosts(client, tables, ids, [])
  await client.query(`delete from ${tables.tasks} where id = any($1)`, [ids])
  await setReady(client, tables, names)
}

/** Locks the hosts of these tasks and some more, made where they are missing; returns their names. */
async function lockHosts(
  client: Client,
  { hosts, tasks }: Tables,
  ids: readonly string[],
  more: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ host: string }>(
    `select distinct host from ${tasks} where id = any($1)`,
    [ids],
  )
  const names = [...new Set([...rows.map(({ host }) => host), ...more])].sort()
  await client.query(`insert into ${hosts} (host) select unnest($1::text[]) on conflict do nothing`, [names])
  await client.query(`select from ${hosts} where host = any($1) order by host for update`, [names])
  return names
}

/** When hosts that nobody has may be claimed, after their tasks have changed. */
const setReady = (client: Client, { hosts, tasks }: Tables, names: readonly string[]) =>
  client.query(
    `update ${hosts} as h set ready = (select min(due) from ${tasks} as t where t.host = h.host)
     where h.host = any($1) and h.owner is null`,
    [names],
  )
