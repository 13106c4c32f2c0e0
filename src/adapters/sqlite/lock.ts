// One writer at a time: an exclusive transaction on a lock file. The kernel frees it when the process dies, however it
// dies; a file with a process id in it would have to be believed.
import { existsSync, rmSync, statSync, truncateSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StetError } from '../../model/error.ts'
import { sqliteFault } from './fault.ts'

export interface Lock {
  release(): void
}

/**
 * Takes the lock, waiting up to `wait` ms for it. Throws StetError 'locked' when another process keeps it, 'unwritable'
 * when the file cannot be opened.
 */
export function takeLock(path: string, wait = 0): Lock {
  try {
    return held(path, wait)
  } catch (error) {
    const fault = sqliteFault(error, path)
    if (fault?.code === 'locked')
      throw new StetError(
        'locked',
        `another stet is writing to this archive (${path} is held): wait for it, or stop it.`,
      )
    if (!emptied(path, fault)) throw fault ?? error
    return held(path, wait)
  }
}

/** Whether somebody holds the lock. Waits for nobody, and holds nobody up for longer than a look takes. */
export function isHeld(path: string): boolean {
  if (!existsSync(path)) return false
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      db.prepare('select 1 from sqlite_schema').get()
      return false
    } finally {
      db.close()
    }
  } catch (error) {
    return sqliteFault(error, path)?.code === 'locked'
  }
}

function held(path: string, wait: number): Lock {
  const db = new DatabaseSync(path, { timeout: wait })
  try {
    // A rollback journal would be written beside it; the lock holds nothing worth one.
    db.exec('pragma journal_mode = off; pragma locking_mode = exclusive; begin exclusive')
    return { release: () => db.close() }
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Makes an empty lock of whatever another tool has put in its place; false when that is not what is wrong. A file is
 * emptied and not removed: somebody who holds it goes on holding it.
 */
export function emptied(path: string, fault: StetError | undefined): boolean {
  if (fault?.code !== 'damaged') return false
  if (statSync(path).isDirectory()) rmSync(path, { recursive: true })
  else truncateSync(path, 0)
  return true
}
