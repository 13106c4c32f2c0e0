// node:sqlite under Kysely: the few methods that its SQLite dialect calls, with statements kept ready.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { StetError } from '../../model/error.ts'

/** Statements kept ready; beyond it the oldest is forgotten. */
const STATEMENTS = 200

/**
 * Opens (and makes) a database in write-ahead mode. A transaction is durable when it is committed; with `lossy` the last
 * ones may be gone after a power cut, but never half. Throws StetError 'damaged' for a file that is no database.
 */
export function openDatabase(path: string, { lossy = false } = {}): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { timeout: 10_000 })
    db.exec('pragma journal_mode = wal; pragma temp_store = memory; pragma cache_size = -8000')
    db.exec(`pragma synchronous = ${lossy ? 'normal' : 'full'}`)
    return db
  } catch (error) {
    db?.close()
    throw asStetError(path, error)
  }
}

/** Brings the schema up to date, step by step, each in a transaction of its own. */
export function migrate(db: DatabaseSync, steps: readonly (readonly string[])[], path: string): void {
  try {
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
    if (version > steps.length)
      throw new StetError(
        'unreadable',
        `${path} was written by a newer stet (schema ${version}): update this one, or remove the file and run \`stet rebuild\`.`,
      )
    for (let at = version; at < steps.length; at++)
      db.exec(`begin immediate; ${steps[at]!.join(';')}; pragma user_version = ${at + 1}; commit`)
  } catch (error) {
    throw asStetError(path, error)
  }
}

function asStetError(path: string, error: unknown): unknown {
  const { errcode, errstr } = error as { errcode?: number; errstr?: string }
  // SQLITE_CORRUPT and SQLITE_NOTADB: derived data, so the way out is always the same.
  if (errcode !== undefined && ((errcode & 0xff) === 11 || (errcode & 0xff) === 26))
    return new StetError(
      'damaged',
      `${path} is damaged (${errstr}). It is derived: remove it and run \`stet rebuild\`.`,
      {
        cause: error,
      },
    )
  return error
}

/** Kysely over an open database. Queries run at once, in order; one transaction at a time. */
export function kyselyOver<Tables>(db: DatabaseSync): Kysely<Tables> {
  const ready = new Map<string, StatementSync>()
  function statement(sql: string): StatementSync {
    let found = ready.get(sql)
    if (!found) {
      found = db.prepare(sql)
      ready.set(sql, found)
      if (ready.size > STATEMENTS) ready.delete(ready.keys().next().value!)
    }
    return found
  }
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        prepare: sql => {
          // A transaction that reads before it writes must not find that another has written in between.
          const prepared = statement(sql === 'begin' ? 'begin immediate' : sql)
          return {
            reader: prepared.columns().length > 0,
            // node:sqlite's rows have no prototype; what leaves here are plain objects.
            all: parameters => prepared.all(...(parameters as never[])).map(row => ({ ...row })),
            run: parameters => prepared.run(...(parameters as never[])),
            iterate: parameters => prepared.iterate(...(parameters as never[])) as IterableIterator<unknown>,
          }
        },
        close: () => db.close(),
      },
    }),
  })
}
