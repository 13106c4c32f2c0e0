// Files put in their places by calls that block, for a thread that has nothing else to do: half the processor time of
// calls that do not. The promise is the same: temporary name, flush, rename, flush of the folder.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArchiveFile } from '../../model/ports.ts'

/** Names that are given to files that are not finished; nothing else in an archive begins so. */
export const TEMPORARY = '.stet-tmp-'

/** Where a failure happened; `cause` is the system's error. */
export class PlaceError extends Error {
  readonly path: string
  constructor(path: string, cause: unknown) {
    super(path, { cause })
    this.path = path
  }
}

/** A function that writes or replaces files under `root`, each whole, all durable when it returns. Throws PlaceError. */
export function placer(root: string): (files: readonly ArchiveFile[]) => void {
  const known = new Set<string>()
  let serial = 0

  function ensureFolder(folder: string): void {
    if (known.has(folder)) return
    const first = mkdirSync(join(root, folder), { recursive: true })
    // New folders must be findable after a power cut: flush each parent from the first that was made.
    if (first !== undefined)
      for (let at = folder; ; at = dirname(at)) {
        flushFolder(join(root, dirname(at)))
        if (join(root, at) === first || at === '.') break
      }
    known.add(folder)
  }

  function writeBeside({ path, bytes }: ArchiveFile, temporary: string): void {
    ensureFolder(dirname(path))
    const handle = openSync(temporary, 'wx')
    try {
      // ext4, XFS and Btrfs begin to write a file that was cut as soon as it is closed. So all are on their way before
      // the first is waited for, and share the file system's transactions.
      ftruncateSync(handle, 0)
      writeFileSync(handle, bytes)
    } finally {
      closeSync(handle)
    }
  }

  return files => {
    const beside = files.map(file => ({
      file,
      temporary: join(root, dirname(file.path), `${TEMPORARY}${process.pid}-thread-${serial++}`),
    }))
    try {
      for (const { file, temporary } of beside) naming(file.path, () => writeBeside(file, temporary))
      for (const { file, temporary } of beside) naming(file.path, () => flush(temporary, 'r+'))
      for (const { file, temporary } of beside)
        naming(file.path, () => renameSync(temporary, join(root, file.path)))
    } catch (error) {
      for (const { temporary } of beside) discard(temporary)
      throw error
    }
    for (const folder of new Set(files.map(({ path }) => dirname(path))))
      naming(folder, () => flushFolder(join(root, folder)))
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // It was never made; should it be there after all, it is swept with what killed runs leave.
  }
}

function flush(path: string, flags: string): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Flushes the names in a folder. Windows has no such thing. */
function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r')
}

function naming(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new PlaceError(path, error)
  }
}
