// One writer at a time: an exclusive transaction on a lock file. The kernel frees it when the process dies, however it
// dies; a file with a process id in it would have to be believed.
import { DatabaseSync } from 'node:sqlite'
import { StetError } from '../../model/error.ts'

export interface Lock {
  release(): void
}

/** Takes the lock, waiting up to `wait` ms for it. Throws StetError 'locked' when another process keeps it. */
export function takeLock(path: string, wait = 0): Lock {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { timeout: wait })
    // A rollback journal would be written beside it; the lock holds nothing worth one.
    db.exec('pragma journal_mode = off; pragma locking_mode = exclusive; begin exclusive')
    const held = db
    return { release: () => held.close() }
  } catch (error) {
    db?.close()
    // SQLITE_BUSY
    if ((error as { errcode?: number }).errcode === 5)
      throw new StetError(
        'locked',
        `another stet is writing to this archive (${path} is held): wait for it, or stop it.`,
      )
    throw error
  }
}
