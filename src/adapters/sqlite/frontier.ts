// The schedule in one SQLite file, .stet/frontier.db. One machine, but more than one process may ask.
import type { DatabaseSync } from 'node:sqlite'
import { StetError } from '../../model/error.ts'
import type { Claim, Frontier, Lease, Owner, Task } from '../../model/frontier.ts'
import { migrate, openDatabase, undo } from './database.ts'
import { sqliteFault } from './fault.ts'

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

/**
 * Opens or makes the schedule at `path`; a `trusted` one is not looked through first, which takes as long as it is large.
 * Throws StetError 'damaged'.
 */
export async function sqliteFrontier(path: string, { trusted = false } = {}): Promise<Frontier> {
  // Its loss costs one full poll, so it need not wait for the disk.
  const db = openDatabase(path, { lossy: true })
  migrate(db, STEPS, path)
  // Small, and worth nothing when it is wrong: found out here rather than halfway through a poll.
  try {
    const check = trusted ? "select 'ok' as quick_check" : 'pragma quick_check(1)'
    const { quick_check: found } = db.prepare(check).get() as { quick_check: string }
    if (found !== 'ok') throw new StetError('damaged', `${path} is damaged: ${found}`)
  } catch (error) {
    db.close()
    throw sqliteFault(error, path) ?? error
  }

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
    async owners(now) {
      const rows = db
        .prepare(
          'select owner as name, count(*) as hosts from hosts where owner is not null and until > ? group by owner order by owner',
        )
        .all(now)
      return (rows as unknown as Owner[]).map(({ name, hosts }) => ({ name, hosts }))
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
  const take = db.prepare('update hosts set owner = ?, epoch = ?, until = ? where host = ?')
  const until = claim.now + claim.hold
  return [...claimable(db, claim)].slice(0, claim.hosts).map(([host, rows]) => {
    const epoch = rows[0]!.epoch + 1
    take.run(claim.owner, epoch, until, host)
    return { host, epoch, until, tasks: rows.slice(0, claim.tasks).map(suspected) }
  })
}

/** Whose host was not given back: whoever had it in hand has died, perhaps of this. Here nobody counts how often. */
const suspected = ({ suspect, ...row }: ClaimedRow): Task => ({
  ...taskOf(row),
  ...(suspect === 1 && { deaths: 1 }),
})

interface ClaimedRow extends TaskRow {
  readonly epoch: number
  readonly suspect: number
}

/** Tasks that may be claimed, by host, the longest overdue first. */
function claimable(db: DatabaseSync, claim: Claim): Map<string, ClaimedRow[]> {
  const which = claim.only ? 'tasks.id in (select value from json_each(?))' : 'due <= ?'
  const rows = db
    .prepare(
      `select tasks.id, tasks.host, due, tasks.state, epoch, owner is not null as suspect
       from tasks join hosts using (host)
       where ${which} and until <= ? order by due, id`,
    )
    .all(
      claim.only ? JSON.stringify(claim.only) : claim.all ? Number.MAX_SAFE_INTEGER : claim.now,
      claim.alone ? Number.MAX_SAFE_INTEGER : claim.now,
    ) as unknown as ClaimedRow[]
  return Map.groupBy(rows, ({ host }) => host)
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    undo(db)
    throw error
  }
}
