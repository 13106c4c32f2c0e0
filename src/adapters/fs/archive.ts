// The archive as a folder: every write goes to a temporary file beside its place, is flushed, renamed over it, and the
// folder is flushed, so that a power cut leaves the old file or the new one, never half of one.
import { constants, type Dirent, readFileSync, statSync } from 'node:fs'
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Archive, ArchiveFile } from '../../model/ports.ts'
import { systemFault } from './fault.ts'
import { TEMPORARY } from './place.ts'
import { threadWriter } from './writer.ts'

/** The folders that are the archive; derived ones (.stet, _site) and the keeper's other files are not touched. */
const FOLDERS = ['_posts', '_revisions', 'pictures', 'captures', 'log', 'state']
/** Writes under way at once: enough to keep a disk busy, few enough not to run out of file handles. */
const PARALLEL = 32
/** Files written together: each is an open one until it is flushed. */
const OPEN = 200
/** Files in one batch from which a thread that writes pays for its start. */
const MANY = 100

export interface FolderOptions {
  /** Reads hold their thread up: cheaper by half where it has nothing else to do. */
  readonly blocking?: boolean
  /** Called when a temporary file could not be removed: `sweep` has something to do when the disk works again. */
  readonly littered?: () => void
}

/**
 * The archive in `root`, which must exist. Errors name the file; ENOSPC, EROFS and EACCES become 'unwritable'.
 */
export function folderArchive(root: string, { blocking = false, littered }: FolderOptions = {}): Archive {
  const known = new Set<string>()
  const writeMany = threadWriter(root)
  const whole = blocking ? async (path: string) => readFileSync(path) : (path: string) => readFile(path)
  let serial = 0

  async function ensureFolder(folder: string): Promise<void> {
    if (known.has(folder)) return
    const first = await mkdir(join(root, folder), { recursive: true })
    // New folders must be findable after a power cut: flush each parent from the first that was made.
    if (first !== undefined) {
      for (let at = folder; ; at = dirname(at)) {
        await flushFolder(join(root, dirname(at)))
        if (join(root, at) === first || at === '.') break
      }
    }
    known.add(folder)
  }

  /** Writes files beside their places, all of them before the first is flushed: one flush then serves many. */
  async function writeTemporaries(files: readonly ArchiveFile[]): Promise<Beside[]> {
    const beside: Beside[] = []
    try {
      await each(files, async file => {
        await naming(file.path, async () => {
          const folder = dirname(file.path)
          await ensureFolder(folder)
          const temporary = join(root, folder, `${TEMPORARY}${process.pid}-${serial++}`)
          const handle = await open(temporary, 'wx')
          beside.push({ file, temporary, handle })
          await handle.writeFile(file.bytes)
        })
      })
      await each(beside, ({ file, handle }) => naming(file.path, () => handle.sync()))
      return beside
    } catch (error) {
      await discard(beside, littered)
      throw error
    } finally {
      await Promise.all(beside.map(({ handle }) => handle.close()))
    }
  }

  async function place(files: readonly ArchiveFile[]): Promise<void> {
    const beside = await writeTemporaries(files)
    try {
      await each(beside, ({ file, temporary }) =>
        naming(file.path, () => rename(temporary, join(root, file.path))),
      )
    } catch (error) {
      await discard(beside, littered)
      throw error
    }
  }

  /** Those that were there already. A hard link, unlike a rename, never replaces. */
  async function placeNew(files: readonly ArchiveFile[]): Promise<string[]> {
    const there: string[] = []
    const missing: ArchiveFile[] = []
    await each(files, async file => {
      if (await naming(file.path, () => exists(join(root, file.path)))) there.push(file.path)
      else missing.push(file)
    })
    const beside = await writeTemporaries(missing)
    try {
      await each(beside, async ({ file, temporary }) => {
        if (!(await naming(file.path, () => linkNew(temporary, join(root, file.path))))) there.push(file.path)
      })
    } finally {
      await discard(beside, littered)
    }
    return there
  }

  async function flushFolders(files: readonly ArchiveFile[]): Promise<void> {
    const folders = new Set(files.map(file => dirname(file.path)))
    await Promise.all([...folders].map(folder => flushFolder(join(root, folder))))
  }

  return {
    read: path => naming(path, () => absentAsUndefined(whole(join(root, path)))),
    readRange: (path, offset, length) =>
      naming(path, () =>
        absentAsUndefined(withFile(join(root, path), 'r', handle => readAt(handle, offset, length))),
      ),
    // Mostly asked whether a path is free: a look at a name is quicker than an error made and thrown.
    size: path => naming(path, async () => statSync(join(root, path), { throwIfNoEntry: false })?.size),
    async write(files) {
      if (files.length >= MANY) {
        await writeMany(files).catch(error => {
          littered?.()
          throw named(error.path, error)
        })
        return
      }
      for (const part of chunks(files)) {
        await place(part)
        await flushFolders(part)
      }
    },
    async create(files) {
      const there: string[] = []
      for (const part of chunks(files)) {
        there.push(...(await placeNew(part)))
        await flushFolders(part)
      }
      return new Set(there)
    },
    append: (path, bytes) =>
      naming(path, async () => {
        await ensureFolder(dirname(path))
        const before = (await absentAsUndefined(stat(join(root, path))))?.size
        await withFile(join(root, path), 'a', async handle => {
          await handle.writeFile(bytes)
          await handle.sync()
        })
        if (before === undefined) await flushFolder(join(root, dirname(path)))
        return before ?? 0
      }),
    truncate: (path, size) =>
      naming(path, () =>
        withFile(join(root, path), 'r+', async handle => {
          await handle.truncate(size)
          await handle.sync()
        }),
      ),
    async remove(paths) {
      await each(paths, path => naming(path, () => rm(join(root, path), { force: true })))
      const folders = new Set(paths.map(path => dirname(path)))
      await Promise.all([...folders].map(folder => absentAsUndefined(flushFolder(join(root, folder)))))
    },
    list: folder => walk(root, folder),
    async sweep() {
      let swept = 0
      for (const folder of FOLDERS) swept += await sweepFolder(join(root, folder))
      return swept
    },
  }
}

/** A file written under a temporary name beside its place. */
interface Beside {
  readonly file: ArchiveFile
  readonly temporary: string
  readonly handle: FileHandle
}

const discard = (beside: readonly Beside[], littered: (() => void) | undefined): Promise<unknown> =>
  Promise.all(beside.map(({ temporary }) => rm(temporary, { force: true }).catch(() => littered?.())))

const chunks = <T>(items: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / OPEN) }, (_, i) => items.slice(i * OPEN, (i + 1) * OPEN))

/** False when the path was taken meanwhile. */
async function linkNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (code(error) === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(code(error))) throw error
    // File systems without hard links (FAT sticks): one writer holds the lock, so looking first was enough.
    await copyFile(temporary, path, constants.COPYFILE_EXCL)
    await withFile(path, 'r+', handle => handle.sync())
    return true
  }
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  const entries = (await absentAsUndefined(readdir(join(root, folder), { withFileTypes: true }))) ?? []
  // A folder sorts as `name/`, so that paths come out in the order of their code units.
  const keyed = entries.map((entry: Dirent) => ({
    entry,
    key: entry.isDirectory() ? `${entry.name}/` : entry.name,
  }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  for (const { entry } of keyed) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* walk(root, path)
    else if (entry.isFile() && !entry.name.startsWith(TEMPORARY)) yield path
  }
}

async function sweepFolder(folder: string): Promise<number> {
  const entries = (await absentAsUndefined(readdir(folder, { withFileTypes: true }))) ?? []
  let swept = 0
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) swept += await sweepFolder(path)
    else if (entry.name.startsWith(TEMPORARY)) {
      await rm(path, { force: true })
      swept++
    }
  }
  return swept
}

async function withFile<T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

/** Flushes the names in a folder. Windows has no such thing. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await withFile(path, 'r', handle => handle.sync())
}

const exists = async (path: string): Promise<boolean> => (await absentAsUndefined(stat(path))) !== undefined

async function absentAsUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (code(error) === 'ENOENT' || code(error) === 'ENOTDIR') return undefined
    throw error
  }
}

const code = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw named(path, error)
  }
}

/** An error that says which file it is about and what to do, where something can be done. */
const named = (path: string, error: unknown): unknown => systemFault(error, path) ?? error

/** Does `work` for all, PARALLEL at a time; after the first failure nothing new is begun. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  let failed = false
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++]!)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const done = await Promise.allSettled(Array.from({ length: Math.min(PARALLEL, items.length) }, worker))
  for (const result of done) if (result.status === 'rejected') throw result.reason
}
