// The schedule in one SQLite file, .stet/frontier.db. One machine, but more than one process may ask.
import type { DatabaseSync } from 'node:sqlite'
import type { Claim, Frontier, Lease, Task } from '../../model/ports.ts'
import { migrate, openDatabase } from './database.ts'

const STEPS = [
  [
    'create table hosts (host text primary key, owner text, epoch integer not null default 0, until integer not null default 0) without rowid',
    'create table tasks (id text primary key, host text not null, due integer not null, state text not null) without rowid',
    'create index tasks_due on tasks (due)',
    'create index tasks_host on tasks (host, due)',
  ],
  ['alter table hosts add column state text'],
]

interface TaskRow {
  readonly id: string
  readonly host: string
  readonly due: number
  readonly state: string
}

const taskOf = (row: TaskRow): Task => ({
  id: row.id,
  host: row.host,
  due: row.due,
  state: JSON.parse(row.state),
})

/** Opens or makes the schedule at `path`. Throws StetError 'damaged'. */
export async function sqliteFrontier(path: string): Promise<Frontier> {
  // Its loss costs one full poll, so it need not wait for the disk.
  const db = openDatabase(path, { lossy: true })
  migrate(db, STEPS, path)

  const held = db.prepare('select 1 from hosts where host = ? and epoch = ?')
  const update = db.prepare('update tasks set due = ?, state = ? where id = ?')

  /** True while nobody else has claimed the host since. */
  const holds = (lease: Lease): boolean => held.get(lease.host, lease.epoch) !== undefined

  return {
    async add(tasks) {
      const insert = db.prepare(
        'insert into tasks (id, host, due, state) values (?, ?, ?, ?) on conflict (id) do update set host = excluded.host',
      )
      const host = db.prepare('insert into hosts (host) values (?) on conflict do nothing')
      transaction(db, () => {
        for (const task of tasks) {
          insert.run(task.id, task.host, task.due, JSON.stringify(task.state))
          host.run(task.host)
        }
      })
    },
    async remove(ids) {
      db.prepare('delete from tasks where id in (select value from json_each(?))').run(JSON.stringify(ids))
    },
    async claim(claim) {
      return transaction(db, () => claimHosts(db, claim))
    },
    async extend(lease, until) {
      return (
        db
          .prepare('update hosts set until = ? where host = ? and epoch = ?')
          .run(until, lease.host, lease.epoch).changes === 1
      )
    },
    async complete(lease, results) {
      return transaction(db, () => {
        if (!holds(lease)) return false
        for (const result of results) update.run(result.due, JSON.stringify(result.state), result.id)
        return true
      })
    },
    async release(lease) {
      db.prepare('update hosts set owner = null, until = 0 where host = ? and epoch = ?').run(
        lease.host,
        lease.epoch,
      )
    },
    async tasks(ids) {
      const rows = ids
        ? db
            .prepare('select * from tasks where id in (select value from json_each(?)) order by id')
            .all(JSON.stringify(ids))
        : db.prepare('select * from tasks order by id').all()
      return (rows as unknown as TaskRow[]).map(taskOf)
    },
    async host(name) {
      const row = db.prepare('select state from hosts where host = ?').get(name) as
        | { state: string | null }
        | undefined
      return row?.state == null ? undefined : JSON.parse(row.state)
    },
    async setHost(name, state) {
      db.prepare(
        'insert into hosts (host, state) values (?, ?) on conflict (host) do update set state = excluded.state',
      ).run(name, JSON.stringify(state))
    },
    async nextDue() {
      const { due } = db.prepare('select min(due) as due from tasks').get() as { due: number | null }
      return due ?? undefined
    },
    async close() {
      db.close()
    },
  }
}

function claimHosts(db: DatabaseSync, claim: Claim): Lease[] {
  const due = claim.all || claim.only ? Number.MAX_SAFE_INTEGER : claim.now
  const only = claim.only ? JSON.stringify(claim.only) : null
  const hosts = db
    .prepare(
      `select tasks.host, hosts.epoch from tasks join hosts using (host)
       where tasks.due <= ?1 and (?2 is null or tasks.id in (select value from json_each(?2))) and hosts.until <= ?3
       group by tasks.host order by min(tasks.due), tasks.host limit ?4`,
    )
    .all(due, only, claim.alone ? Number.MAX_SAFE_INTEGER : claim.now, claim.hosts) as {
    host: string
    epoch: number
  }[]
  const take = db.prepare('update hosts set owner = ?, epoch = ?, until = ? where host = ?')
  const tasks = db.prepare(
    `select * from tasks where host = ?1 and due <= ?2 and (?3 is null or id in (select value from json_each(?3)))
     order by due, id limit ?4`,
  )
  return hosts.map(({ host, epoch }) => {
    const until = claim.now + claim.hold
    take.run(claim.owner, epoch + 1, until, host)
    const rows = tasks.all(host, due, only, claim.tasks) as unknown as TaskRow[]
    return { host, epoch: epoch + 1, until, tasks: rows.map(taskOf) }
  })
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}
