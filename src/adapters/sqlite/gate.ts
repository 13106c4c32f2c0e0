// Who opens a database and who takes one away take turns. SQLite finds a database's log by its name, so a process that
// opened the old file and then looks for its log finds that of the file put in its place: errors, or worse. Once the first
// page is read, a database that is taken away harms nobody.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite'
import { StetError } from '../../model/error.ts'
import { sqliteFault } from './fault.ts'
import { emptied } from './lock.ts'

/** An empty file that only locks are taken on, as many as open databases beside it at a time. */
const GATE = 'gate'
/** Longer than anybody takes to open a database or to remove a few, in milliseconds. */
const PATIENCE = 10_000

const SHARED = 'begin; select 1 from sqlite_schema'
const ALONE = 'begin exclusive'

/**
 * A database that no other process takes away while it is opened, up to and with the first read of it, nor while it is
 * closed: whoever closes it last removes its log. Throws SQLite's errors, and StetError 'locked' when its turn does not
 * come.
 */
export class StayingDatabase extends DatabaseSync {
  readonly #path: string

  constructor(path: string, options: DatabaseSyncOptions = {}, first = 'pragma schema_version') {
    super(path, { ...options, open: false })
    this.#path = path
    // Two that make a file at once would wait for each other.
    whileItStays(path, isMade(path) ? SHARED : ALONE, () => {
      super.open()
      try {
        this.exec(first)
      } catch (error) {
        super.close()
        throw error
      }
    })
  }

  override close(): void {
    whileItStays(this.#path, SHARED, () => super.close())
  }
}

const isMade = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0

const whileItStays = (path: string, turn: string, work: () => void): void =>
  path === ':memory:' ? work() : inTurn(dirname(path), turn, work)

/** Removes the databases of a folder whose names are `going`, with their logs, while no other process opens one. */
export function removeDatabases(folder: string, going: (name: string) => boolean): void {
  inTurn(folder, ALONE, () => {
    for (const name of readdirSync(folder))
      if (going(name.replace(/-(?:wal|shm|journal)$/, '')))
        // A log may go on its own, with the last who had it open.
        rmSync(join(folder, name), { recursive: true, force: true })
  })
}

function inTurn(folder: string, turn: string, work: () => void): void {
  const gate = entered(join(folder, GATE), turn)
  try {
    work()
  } finally {
    gate?.close()
  }
}

/** Undefined where there can be no gate: nothing can be taken away in a folder that nobody writes to. */
function entered(path: string, turn: string): DatabaseSync | undefined {
  let gate: DatabaseSync | undefined
  try {
    gate = new DatabaseSync(path, { timeout: PATIENCE })
    // A journal would be written beside it; it holds nothing worth one.
    gate.exec(`pragma journal_mode = off; ${turn}`)
    return gate
  } catch (error) {
    gate?.close()
    const fault = sqliteFault(error, path)
    if (fault?.code === 'locked')
      throw new StetError(
        'locked',
        `another stet makes the databases beside ${path} anew: wait for it, or stop it.`,
        { cause: error },
      )
    return emptied(path, fault) ? entered(path, turn) : undefined
  }
}
