// A folder of derived files, bounded: when it grows beyond its size, what was not used for longest goes.
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Cache } from '../../model/ports.ts'
import { TEMPORARY } from './place.ts'

/** Uses of a file are noted on disk at most so often, in ms. */
const NOTE = 3_600_000
/** When it is full, so much of it is emptied, so that not each new file costs an old one. */
const SPARE = 0.05

/** Keys are letters, digits and `-._`; nothing else becomes a path. */
const isKey = (key: string): boolean => /^[\w][\w.-]{2,200}$/.test(key)

interface Entry {
  size: number
  used: number
}

/** At most `most` bytes under `root`. Files are whole or absent; none is flushed. */
export function folderCache(root: string, most: number): Cache {
  let entries: Promise<Map<string, Entry>> | undefined
  let total = 0
  let serial = 0
  let emptying: Promise<void> = Promise.resolve()
  const pathOf = (key: string): string => join(root, key.slice(0, 2), key)

  async function scan(): Promise<Map<string, Entry>> {
    const found: [string, Entry][] = []
    const files = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const file of files) {
      if (!file.isFile()) continue
      const path = join(file.parentPath, file.name)
      // Another process may be writing it; the next start finds it gone or old.
      if (file.name.startsWith(TEMPORARY)) continue
      const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }))
      total += size
      found.push([file.name, { size, used: mtimeMs }])
    }
    return new Map(found.sort(([, a], [, b]) => a.used - b.used))
  }

  function known(): Promise<Map<string, Entry>> {
    entries ??= scan()
    return entries
  }

  async function used(key: string): Promise<void> {
    const all = await known()
    const entry = all.get(key)
    if (!entry) return
    all.delete(key)
    all.set(key, entry)
    const now = Date.now()
    if (now - entry.used < NOTE) return
    entry.used = now
    await utimes(pathOf(key), now / 1000, now / 1000).catch(() => {})
  }

  async function makeRoom(all: Map<string, Entry>): Promise<void> {
    if (total <= most) return
    for (const [key, { size }] of all) {
      if (total <= most * (1 - SPARE)) break
      all.delete(key)
      total -= size
      await rm(pathOf(key), { force: true }).catch(() => {})
    }
  }

  async function write(key: string, bytes: Uint8Array): Promise<void> {
    const path = pathOf(key)
    const temporary = join(dirname(path), `${TEMPORARY}${process.pid}-${serial++}`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  }

  return {
    async get(key) {
      if (!isKey(key)) return undefined
      try {
        const bytes = await readFile(pathOf(key))
        void used(key)
        return bytes
      } catch {
        return undefined
      }
    },
    async put(key, bytes) {
      if (!isKey(key) || bytes.length > most) return
      const all = await known()
      try {
        await write(key, bytes)
      } catch {
        return
      }
      total += bytes.length - (all.get(key)?.size ?? 0)
      all.delete(key)
      all.set(key, { size: bytes.length, used: Date.now() })
      emptying = emptying.then(() => makeRoom(all))
      await emptying
    },
  }
}
