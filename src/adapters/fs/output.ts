// The built site as a folder. Derived files: each whole or absent, but not flushed; a build can be run again.
import {
  closeSync,
  type Dirent,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { readFile, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Output } from '../../model/ports.ts'
import { TEMPORARY } from './place.ts'

export interface FolderOutput extends Output {
  /** Removes what killed builds left half written; files of a process that lives are its own. */
  sweep(): void
}

export function folderOutput(root: string): FolderOutput {
  const known = new Set<string>()
  let serial = 0

  function folderOf(path: string): string {
    const folder = dirname(path)
    if (!known.has(folder)) {
      mkdirSync(folder, { recursive: true })
      known.add(folder)
    }
    return folder
  }

  function replace(path: string, bytes: Uint8Array | string): void {
    const temporary = join(folderOf(path), `${TEMPORARY}${process.pid}-${threadId}-${serial++}`)
    writeFileSync(temporary, bytes)
    renameSync(temporary, path)
  }

  /** False when there is a file already. Half as dear as a temporary name and a rename. */
  function create(path: string, bytes: Uint8Array | string): boolean {
    folderOf(path)
    let file: number
    try {
      file = openSync(path, 'wx')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
    try {
      writeFileSync(file, bytes)
      return true
    } finally {
      closeSync(file)
    }
  }

  return {
    // At once and not through the pool of threads: that costs more than the small files themselves, and a build that is
    // long enough has another core for it.
    async write(files, { anew = false } = {}) {
      for (const file of files) {
        const path = `${root}${sep}${file.path}`
        if (anew && (create(path, file.bytes) || isSame(path, file.bytes))) continue
        replace(path, file.bytes)
      }
    },
    async remove(paths) {
      for (const path of paths) await rm(join(root, path), { force: true })
      for (const folder of new Set(paths.map(dirname))) await removeEmpty(root, folder)
      known.clear()
    },
    async read(path) {
      try {
        return await readFile(join(root, path))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    has: async path => existsSync(join(root, path)),
    moment: Date.now,
    touched(paths, since) {
      const base = `${root}${sep}`
      return paths.filter(path => {
        const found = statSync(base + path, { throwIfNoEntry: false })
        return found === undefined || found.mtimeMs > since
      })
    },
    sweep() {
      for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        const name = basename(path)
        const pid = name.startsWith(TEMPORARY) ? Number.parseInt(name.slice(TEMPORARY.length), 10) : 0
        if (pid > 0 && !isAlive(pid)) rmSync(join(root, path), { force: true })
      }
    },
    async list() {
      const found: string[] = []
      listInto(found, root, '')
      return found.sort()
    },
  }
}

/** A build that knows of no earlier one leaves alone what is as it would write it. */
function isSame(path: string, bytes: Uint8Array | string): boolean {
  try {
    return readFileSync(path).equals(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** At once: asking the pool of threads for each of many small folders costs more than reading them. */
function listInto(found: string[], root: string, folder: string): void {
  for (const entry of entriesIn(join(root, folder))) {
    const path = folder + entry.name
    if (entry.isDirectory()) listInto(found, root, `${path}/`)
    else if (entry.isFile()) found.push(path)
  }
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== '.' && at !== ''; at = dirname(at)) {
    try {
      await rmdir(join(root, at))
    } catch {
      return // not empty, or gone: either is what was wanted
    }
  }
}
