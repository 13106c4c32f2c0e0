// One writer of files at a time: a lock file for this machine, and the pen where many machines share a database.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { HeldPen } from '../adapters/postgres/pen.ts'
import type { Archive } from '../model/ports.ts'
import { SECOND } from '../model/time.ts'
import type { Engine, Fence } from './engine.ts'

/** How long a command waits for its turn: workers give the pen back after each round. */
const PATIENCE = 15 * SECOND

export interface ArchiveLock {
  /** What changes of the catalogue belong to. */
  readonly fence: Fence
  /** The archive, written to only as long as the lock is held. */
  guard<A extends Archive>(archive: A): A
  release(): Promise<void>
}

/** Names a process among all that share a database, for people too. */
export const processName = (): string => `${hostname()} ${process.pid} ${randomBytes(4).toString('hex')}`

/** Locks an archive for as long as one command writes to it. Throws StetError 'locked'. */
export async function lockArchive(derived: string, engine: Engine): Promise<ArchiveLock> {
  const { takeLock } = await import('../adapters/sqlite/lock.ts')
  const lock = takeLock(join(derived, 'lock'), 3000)
  const free = (): Promise<void> => Promise.resolve(lock.release())
  if (!engine.fleet) return { fence: () => undefined, guard: archive => archive, release: free }
  try {
    const pen = await engine.fleet.pen(processName())
    const held = await pen.take(PATIENCE).catch(async error => {
      await pen.close()
      throw error
    })
    return {
      fence: () => held,
      guard: archive => guarded(archive, held),
      async release() {
        await held.release()
        await pen.close()
        await free()
      },
    }
  } catch (error) {
    await free()
    throw error
  }
}

/** An archive that is not written to when the pen may be another's. */
function guarded<A extends Archive>(archive: A, held: HeldPen): A {
  return withWrites(archive, write => {
    held.must()
    return write()
  })
}

/** An archive whose every write goes through `around`, which is told what file is added to. */
export function withWrites<A extends Archive>(
  archive: A,
  around: <T>(write: () => Promise<T>, adding?: string) => Promise<T>,
): A {
  return {
    ...archive,
    write: async files => around(() => archive.write(files)),
    create: async files => around(() => archive.create(files)),
    append: async (path, bytes) => around(() => archive.append(path, bytes), path),
    truncate: async (path, size) => around(() => archive.truncate(path, size)),
    remove: async paths => around(() => archive.remove(paths)),
    sweep: async () => around(() => archive.sweep()),
  }
}
