// Moving an archive: every file from one place to another, each compared by its SHA-256 on both sides. What was moved by a
// run that was killed is not moved again.
import { createHash } from 'node:crypto'
import type { Digest } from '../model/digest.ts'
import { StetError } from '../model/error.ts'
import type { Archive, ArchiveFile } from '../model/ports.ts'

/** The folders that are an archive. */
const FOLDERS = ['_posts', '_revisions', 'pictures', 'captures', 'log', 'state'] as const
/** Files and bytes held in memory at a time. */
const FILES = 500
const BYTES = 32 << 20
/** Read beside one another where that is no work for this machine. */
const PARALLEL = 16

/** An archive that may know more of its files than it must. */
export interface Movable extends Archive {
  /** A file's SHA-256 where it is known without reading it. */
  digest?(path: string): Promise<Digest | undefined>
  /** Writes many files, in whatever form is best for those that will not change. */
  fill?(files: readonly ArchiveFile[]): Promise<void>
}

export interface MoveReport {
  readonly files: number
  readonly bytes: number
  /** Of them: there already, and the same. */
  readonly there: number
  /** At the destination alone, and removed there. */
  readonly removed: number
}

export interface MoveRules {
  /** The destination holds what an earlier run of this move brought: what the archive has no more goes there too. */
  readonly goesOn: boolean
  readonly dryRun: boolean
  /** How the destination is called, for messages. */
  readonly name: string
  readonly progress: (step: 'Moving' | 'Verifying', done: number, total: number) => void
}

/**
 * Copies every file and then reads every file of the destination, comparing. Throws StetError 'usage' when the destination
 * holds files of something else, 'damaged' when one did not arrive as it is.
 */
export async function move(from: Movable, to: Movable, rules: MoveRules): Promise<MoveReport> {
  const paths = await pathsOf(from)
  const wanted = new Set(paths)
  const strangers = (await pathsOf(to)).filter(path => !wanted.has(path))
  if (strangers.length > 0 && !rules.goesOn)
    throw new StetError(
      'usage',
      `${rules.name} holds ${strangers.length} files that this archive does not have, ${strangers[0]} is the first: name an empty place, or remove them there.`,
    )
  const digests = new Map<string, Digest>()
  const report = await copy(from, to, paths, digests, rules)
  if (!rules.dryRun) {
    if (strangers.length > 0) await to.remove(strangers)
    await verify(to, digests, rules)
  }
  return { ...report, removed: strangers.length }
}

async function pathsOf(archive: Archive): Promise<string[]> {
  const paths: string[] = []
  for (const folder of FOLDERS) for await (const path of archive.list(folder)) paths.push(path)
  return paths
}

async function copy(
  from: Movable,
  to: Movable,
  paths: readonly string[],
  digests: Map<string, Digest>,
  { dryRun, progress }: MoveRules,
): Promise<Omit<MoveReport, 'removed'>> {
  let bytes = 0
  let there = 0
  let done = 0
  for await (const batch of batches(from, paths)) {
    const missing: string[] = []
    await each(batch, async ({ path, size }) => {
      const digest = await digestIn(from, path)
      digests.set(path, digest)
      bytes += size
      if ((await to.size(path)) === size && (await digestIn(to, path)) === digest) there++
      else missing.push(path)
    })
    if (!dryRun && missing.length > 0) await put(from, to, missing.sort())
    done += batch.length
    progress('Moving', done, paths.length)
  }
  return { files: paths.length, bytes, there }
}

async function put(from: Movable, to: Movable, paths: readonly string[]): Promise<void> {
  const whole: ArchiveFile[] = []
  for (const path of paths) {
    const size = (await from.size(path)) ?? 0
    if (size > BYTES) await putInPieces(from, to, path, size)
    else whole.push({ path, bytes: (await from.read(path)) ?? new Uint8Array() })
  }
  if (whole.length > 0) await (to.fill ?? to.write)(whole)
}

/** A file that is not to be held in memory. */
async function putInPieces(from: Movable, to: Movable, path: string, size: number): Promise<void> {
  await to.remove([path])
  for (let at = 0; at < size; at += BYTES)
    await to.append(path, (await from.readRange(path, at, BYTES)) ?? new Uint8Array())
}

interface Sized {
  readonly path: string
  readonly size: number
}

async function* batches(archive: Archive, paths: readonly string[]): AsyncGenerator<Sized[]> {
  let batch: Sized[] = []
  let bytes = 0
  for (const path of paths) {
    const size = (await archive.size(path)) ?? 0
    if (batch.length === FILES || (batch.length > 0 && bytes + size > BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push({ path, size })
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** Reads every file where it now is. */
async function verify(
  to: Movable,
  digests: ReadonlyMap<string, Digest>,
  { name, progress }: MoveRules,
): Promise<void> {
  let done = 0
  await each([...digests], async ([path, digest]) => {
    if ((await digestRead(to, path)) !== digest)
      throw new StetError(
        'damaged',
        `${path} is not in ${name} as it is in the archive: run the command again; the archive is untouched.`,
      )
    progress('Verifying', ++done, digests.size)
  })
}

const digestIn = async (archive: Movable, path: string): Promise<Digest> =>
  (await archive.digest?.(path)) ?? digestRead(archive, path)

/** By reading the file, a piece at a time. */
async function digestRead(archive: Archive, path: string): Promise<Digest> {
  const size = (await archive.size(path)) ?? 0
  const hash = createHash('sha256')
  if (size <= BYTES) return hash.update((await archive.read(path)) ?? new Uint8Array()).digest('hex')
  for (let at = 0; at < size; at += BYTES)
    hash.update((await archive.readRange(path, at, BYTES)) ?? new Uint8Array())
  return hash.digest('hex')
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker))
}
