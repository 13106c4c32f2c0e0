// SQLite files as stet opens them: write-ahead, migrated step by step, and behind the catalogue's SQL.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StetError } from '../../model/error.ts'
import { type Database, PLAIN, type Sql, type Value } from '../sql/sql.ts'
import { sqliteFault } from './fault.ts'
import { StayingDatabase } from './gate.ts'

/** Statements kept ready; beyond it the oldest is forgotten. */
const STATEMENTS = 200

/**
 * Opens (and makes) a database in write-ahead mode. A transaction is durable when it is committed; with `lossy` the last
 * ones may be gone after a power cut, but never half. Throws StetError 'damaged' for a file that is no database.
 */
export function openDatabase(path: string, { lossy = false } = {}): DatabaseSync {
  try {
    return new StayingDatabase(
      path,
      { timeout: 10_000 },
      `pragma journal_mode = wal; pragma synchronous = ${lossy ? 'normal' : 'full'}; pragma temp_store = memory; pragma cache_size = -8000`,
    )
  } catch (error) {
    throw sqliteFault(error, path) ?? error
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
    for (let at = version; at < steps.length; at++) migrateStep(db, steps[at]!, at)
  } catch (error) {
    throw sqliteFault(error, path) ?? error
  }
}

/** One step, unless another process that opened the same new file has taken it meanwhile. */
function migrateStep(db: DatabaseSync, step: readonly string[], at: number): void {
  db.exec('begin immediate')
  try {
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
    if (version === at) db.exec(`${step.join(';')}; pragma user_version = ${at + 1}`)
    db.exec('commit')
  } catch (error) {
    undo(db)
    throw error
  }
}

/** Ends a transaction that failed; SQLite may have ended it already, when the disk failed. */
export function undo(db: DatabaseSync): void {
  if (db.isTransaction) db.exec('rollback')
}

/** An open database behind the catalogue's SQL: statements are kept ready, one transaction at a time. */
export function databaseOver(db: DatabaseSync): Database {
  const ready = new Map<string, StatementSync>()
  let last: Promise<unknown> = Promise.resolve()

  function statement(text: string): StatementSync {
    let found = ready.get(text)
    if (!found) {
      found = db.prepare(text)
      ready.set(text, found)
      if (ready.size > STATEMENTS) ready.delete(ready.keys().next().value!)
    }
    return found
  }

  const inside: Sql = {
    dialect: PLAIN,
    // node:sqlite's rows have no prototype; what leaves here are plain objects.
    all: async <Row>(text: string, values: readonly Value[] = []) =>
      statement(text)
        .all(...values)
        .map(row => ({ ...row })) as Row[],
    run: async (text, values = []) => {
      statement(text).run(...values)
    },
  }

  /** After everything that was asked before: nobody sees half of another's transaction. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }

  return {
    dialect: PLAIN,
    all: (text, values) => inTurn(() => inside.all(text, values)),
    run: (text, values) => inTurn(() => inside.run(text, values)),
    transaction: work =>
      inTurn(async () => {
        // At once, not at the first write: what is read before it must still be so when it is written.
        db.exec('begin immediate')
        try {
          const result = await work(inside)
          db.exec('commit')
          return result
        } catch (error) {
          undo(db)
          throw error
        }
      }),
    makeRoom: async () => {},
    foreignChanges: () =>
      inTurn(async () => {
        const { data_version } = statement('pragma data_version').get() as { data_version: number }
        return data_version
      }),
    close: () => inTurn(async () => db.close()),
  }
}
