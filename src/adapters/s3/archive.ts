// The archive as objects of an S3-compatible store: seen from above the same files, below immutable objects and a journal
// that says which of them are which file. The README beside it has the whole form.
import { type Digest, digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { Archive, ArchiveFile } from '../../model/ports.ts'
import { addingTo } from './adding.ts'
import type { Bucket } from './bucket.ts'
import { bundleMonths, fillBundles, rebundle } from './bundle.ts'
import { takeSnapshot } from './clearing.ts'
import { each } from './each.ts'
import type { Journal } from './journal.ts'
import { lastMachine } from './lease.ts'
import type { ObjectMap } from './map.ts'
import { clearStrays, fetchParts, fetchRange, type Piece, partsOf, piecesOf, upload } from './objects.ts'
import type { Op, Part } from './segment.ts'
import { snapshotKeys } from './snapshot.ts'

/**
 * `keeper` holds the archive for writing, against other machines too (a lock of this machine is held by the caller);
 * `reader` may add to files now and then; `follower` reads what a process of this machine has seen of the store.
 */
export type Role = 'keeper' | 'reader' | 'follower'

export interface ObjectArchive extends Archive {
  readonly bucket: Bucket
  /** The store refuses to replace what is there when it is asked to. */
  readonly conditional: boolean
  /** Objects of which no file is made: found by listing the whole bucket. With `remove` they are removed. */
  strays(remove: boolean): Promise<number>
  /** Takes in what other machines wrote until now: what is decided next is decided on that. */
  refresh(): Promise<void>
  /** The SHA-256 of a file that is one part; undefined for others. */
  digest(path: string): Promise<Digest | undefined>
  /** Writes many files: small ones of months that are over straight into bundles. */
  fill(files: readonly ArchiveFile[]): Promise<void>
  /** Puts the small files of months that are over together, a bounded number at a time; returns how many it put. */
  bundle(): Promise<number>
  close(): Promise<void>
}

/** Others' news are asked for at most so often by one who reads, in ms. */
const LOOK = 2000
/** And because a file is not known. */
const MISSES = 200
/** Files in one segment. */
const FILES = 500
const PAGE = 1000
/** The map's note that names of removed files are still to be cleared away. */
const FORGETTING = 'forgetting'
/** What a reader may have under way: younger than so many ms it is no stray. */
const YOUNG = 3_600_000
/** Tries to read a file that changes meanwhile. */
const TRIES = 4

/** What an archive on object storage is made of. */
export interface Opened {
  readonly role: Role
  readonly now: () => number
  /** Segments after which a snapshot is taken. */
  readonly snapshotAfter: number
  readonly bucket: Bucket
  readonly map: ObjectMap
  readonly journal: Journal
  readonly conditional: boolean
  readonly run: { readonly name: string; readonly now: () => number }
  /** This folder on this machine. */
  readonly machine: string
  /** Says that this run writes no more. */
  end(): Promise<void>
}

/** The files that a map and a bucket hold. */
export function archiveOver(opened: Opened): ObjectArchive {
  const { bucket, map, journal, conditional, run, machine, role, now, snapshotAfter } = opened
  let looked = performance.now()
  let missed = Number.NEGATIVE_INFINITY
  let closed = false
  /** One alone, or any where the store lets only one of two snapshots be the next. */
  const mayClear = role === 'keeper' || conditional

  /** Only what another machine wrote can be missing here: one who writes is told of it by the journal. */
  async function fresh(): Promise<void> {
    if (role !== 'reader' || performance.now() - looked < LOOK) return
    looked = performance.now()
    await journal.refresh()
  }

  /** A file that is asked for and not known may be another machine's news. */
  async function lookedAgain(path: string): Promise<Part[] | undefined> {
    if (role === 'keeper' || performance.now() - missed < MISSES) return undefined
    await journal.refresh()
    missed = performance.now()
    return map.parts(path)
  }

  async function commit(decide: () => readonly Op[]): Promise<void> {
    if (role === 'follower') throw new Error('a follower only reads')
    if (role === 'reader' && !conditional && ((await lastMachine(bucket)) ?? machine) !== machine)
      throw new StetError(
        'locked',
        `${bucket.name} is written by another machine, and this store does not refuse a second writer: mark and write there.`,
      )
    await journal.commit(decide)
    await clearStrays(bucket, map, () => false)
    const { seq, since } = map.position()
    if (mayClear && seq - since >= snapshotAfter) await takeSnapshot(bucket, map, journal, false)
  }

  /** What `fetch` makes of a file's parts, looked up again when an object has gone meanwhile. */
  async function reading<T>(
    path: string,
    fetch: (parts: readonly Part[]) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    await fresh()
    for (let nth = 1; ; nth++) {
      const parts = map.parts(path) ?? (await lookedAgain(path))
      if (!parts) return undefined
      const got = await fetch(parts)
      if (got !== undefined) return got
      if (nth === TRIES)
        throw new StetError(
          'damaged',
          `${bucket.name}: an object of ${path} is not there: restore it from a backup of the bucket.`,
        )
      await journal.refresh()
    }
  }

  async function write(files: readonly ArchiveFile[]): Promise<void> {
    const last = [...new Map(files.map(file => [file.path, piecesOf(file)]))]
    const changed = last.filter(([path, pieces]) => !isSame(map.parts(path), partsOf(pieces)))
    const bundled = bundlesOf(
      map,
      changed.map(([path]) => path),
    )
    await upload(
      bucket,
      map,
      run,
      changed.flatMap(([, pieces]) => pieces),
    )
    await commit(() => changed.map(([path, pieces]) => ({ op: 'set', path, parts: partsOf(pieces) })))
    await leaveBundles(bundled)
  }

  async function create(files: readonly ArchiveFile[], there: Set<string>): Promise<void> {
    const made = new Map<string, Piece[]>()
    for (const file of files) {
      if (map.size(file.path) !== undefined || made.has(file.path)) there.add(file.path)
      else made.set(file.path, piecesOf(file))
    }
    await upload(bucket, map, run, [...made.values()].flat())
    await commit(() => {
      for (const path of made.keys()) if (map.size(path) !== undefined) there.add(path)
      return [...made]
        .filter(([path]) => !there.has(path))
        .map(([path, pieces]) => ({ op: 'set', path, parts: partsOf(pieces) }))
    })
  }

  const { append, truncate } = addingTo({ bucket, map, run, commit })

  async function remove(paths: readonly string[]): Promise<void> {
    const there = [...new Set(paths)].filter(path => map.size(path) !== undefined)
    if (there.length === 0) return
    const bundled = bundlesOf(map, there)
    // A name can tell what is to be forgotten: after it no segment and no snapshot has it, whatever happens meanwhile.
    map.setNote(FORGETTING, 'yes')
    await commit(() => there.filter(path => map.size(path) !== undefined).map(path => ({ op: 'drop', path })))
    await leaveBundles(bundled)
    await forget()
  }

  async function forget(): Promise<void> {
    if (!mayClear || map.note(FORGETTING) !== 'yes') return
    await takeSnapshot(bucket, map, journal, true)
    map.setNote(FORGETTING, 'no')
  }

  /** What has left a bundle is not to be found in it: the bundle is written anew without it. */
  async function leaveBundles(keys: readonly string[]): Promise<void> {
    for (const key of keys) await rebundle(key, { bucket, map, run, commit })
  }

  return {
    bucket,
    conditional,
    read: path => reading(path, parts => fetchParts(bucket, parts)),
    readRange: (path, offset, length) => reading(path, parts => fetchRange(bucket, parts, offset, length)),
    async size(path) {
      await fresh()
      return map.size(path)
    },
    async write(files) {
      for (let n = 0; n < files.length; n += FILES) await write(files.slice(n, n + FILES))
    },
    async create(files) {
      const there = new Set<string>()
      for (let n = 0; n < files.length; n += FILES) await create(files.slice(n, n + FILES), there)
      return there
    },
    append,
    truncate,
    remove,
    async *list(folder) {
      await fresh()
      let after: string | undefined
      for (;;) {
        const page = map.page(folder, after, PAGE)
        for (const { path } of page) yield path
        if (page.length < PAGE) return
        after = page.at(-1)!.path
      }
    },
    async sweep() {
      const isOver = (name: string, since: number): boolean =>
        name !== run.name && (name.startsWith('keeper ') || now() - since > YOUNG)
      const swept = await clearStrays(bucket, map, isOver)
      await forget()
      return swept
    },
    refresh: () => journal.refresh(),
    async digest(path) {
      const parts = map.parts(path)
      if (parts?.length === 0) return digest('')
      return parts?.length === 1 ? parts[0]!.digest : undefined
    },
    async fill(files) {
      const loose = await fillBundles(files, { bucket, map, run, commit })
      for (let n = 0; n < loose.length; n += FILES) await write(loose.slice(n, n + FILES))
    },
    bundle: () => bundleMonths({ bucket, map, run, commit }),
    async strays(remove) {
      const keys: string[] = []
      for (const folder of ['files/', 'bundles/', 'snapshots/'])
        for await (const { key, modified } of bucket.list(folder))
          if (!map.isUsed(key) && now() - modified > YOUNG) keys.push(key)
      // What was written while it was listed is not one of them.
      await journal.refresh()
      const lasting = await snapshotKeys(bucket, map.position().milestone)
      const strays = keys.filter(key => !map.isUsed(key) && !lasting.has(key))
      if (remove) await each(strays, key => bucket.remove(key))
      return strays.length
    },
    async close() {
      if (closed) return
      closed = true
      await opened.end().finally(() => map.close())
    },
  }
}

const isSame = (a: readonly Part[] | undefined, b: readonly Part[]): boolean =>
  a !== undefined && a.length === b.length && a.every((part, i) => part.digest === b[i]!.digest)

/** The objects with several files in which these have their bytes. */
const bundlesOf = (map: ObjectMap, paths: readonly string[]): string[] => [
  ...new Set(
    paths.flatMap(path =>
      (map.parts(path) ?? []).filter(part => part.offset !== undefined).map(({ key }) => key),
    ),
  ),
]
