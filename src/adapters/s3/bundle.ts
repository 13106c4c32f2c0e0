// Bundles: the small files of a month that is over, one after the other in one object and read by range. A thousand posts
// then cost one object to move, copy and keep. At its end a bundle says itself what is in it, so that it can be read without
// the journal.
import { randomBytes } from 'node:crypto'
import { digest } from '../../model/digest.ts'
import type { ArchiveFile } from '../../model/ports.ts'
import { month } from '../../model/time.ts'
import { each } from './each.ts'
import type { ObjectMap } from './map.ts'
import { fetchParts, type Piece, upload, type Writing } from './objects.ts'
import type { Known, Part } from './segment.ts'

/** Folders that are divided by months, and whose files are written once and seldom again. */
const FOLDERS = ['_posts', '_revisions']
/** The beginning of a path that names a month. */
const MONTHLY = /^(?:_posts|_revisions)\/\d{4}\/\d\d(?=\/)/
/** Larger files stay objects of their own. */
const SMALL = 64 << 10
/** Fewer files are not worth one. */
const FEW = 50
/** The same where they need not be read first. */
const FEW_AT_ONCE = 8
/** Most bytes of one: it is written anew when a file leaves it. */
const MOST = 4 << 20
/** Files put together at a time, so that no poll waits long. */
const AT_ONCE = 2000

export interface Bundled {
  readonly piece: Piece
  /** Where each file lies in it. */
  readonly parts: ReadonlyMap<string, Part>
}

/** Several files as one object. `folder` names it. */
export function bundleOf(
  folder: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Bundled {
  let offset = 0
  const index = files.map(({ path, bytes }) => {
    const row = [path, offset, bytes.length, digest(bytes)] as const
    offset += bytes.length
    return row
  })
  const list = Buffer.from(index.map(row => `${JSON.stringify(row)}\n`).join(''))
  // The last twelve digits say how long the list before them is.
  const bytes = Buffer.concat([
    ...files.map(file => file.bytes),
    list,
    Buffer.from(String(list.length).padStart(12, '0')),
  ])
  const name = digest(bytes)
  const key = `bundles/${folder}/${name.slice(0, 32)}-${randomBytes(4).toString('hex')}`
  return {
    piece: { bytes, part: { key, size: bytes.length, digest: name } },
    parts: new Map(index.map(([path, at, size, of]) => [path, { key, size, digest: of, offset: at }])),
  }
}

/** Bundles what is due; returns how many files it put together. */
export async function bundleMonths(deps: Writing): Promise<number> {
  const { map, run } = deps
  const current = month(run.now())
  let left = AT_ONCE
  for (const folder of monthsIn(map)) {
    if (left <= 0) break
    const over = folder.split('/').slice(1, 3).join('-') < current
    const note = `bundled ${folder}`
    if (!over || map.note(note) === current) continue
    const files = map.range(`${folder}/`, `${folder}0`).filter(isLoose)
    const due = files.slice(0, left)
    if (due.length >= FEW)
      for (const some of inSizes(due, ({ parts }) => parts[0]!.size)) left -= await bundle(folder, some, deps)
    if (due.length === files.length) map.setNote(note, current)
  }
  return AT_ONCE - left
}

/**
 * Writes small files of months that are over, where enough of one month come together and none is there yet, straight into
 * bundles; returns the others.
 */
export async function fillBundles(
  files: readonly ArchiveFile[],
  { bucket, map, run, commit }: Writing,
): Promise<ArchiveFile[]> {
  const current = month(run.now())
  const groups = Map.groupBy(files, ({ path, bytes }) => {
    const folder = MONTHLY.exec(path)?.[0]
    const isOver = folder !== undefined && folder.split('/').slice(1, 3).join('-') < current
    return isOver && bytes.length > 0 && bytes.length <= SMALL && map.size(path) === undefined ? folder : ''
  })
  const loose = [...(groups.get('') ?? [])]
  for (const [folder, group] of groups) {
    if (folder === '') continue
    if (group.length < FEW_AT_ONCE) {
      loose.push(...group)
      continue
    }
    const whole = group.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes) }))
    for (const some of inSizes(whole, ({ bytes }) => bytes.length)) {
      const { piece, parts } = bundleOf(folder, some)
      await upload(bucket, map, run, [piece])
      await commit(() => [...parts].map(([path, part]) => ({ op: 'set', path, parts: [part] })))
    }
  }
  return loose
}

/** A small file in an object of its own. */
const isLoose = ({ parts }: Known): boolean =>
  parts.length === 1 && parts[0]!.offset === undefined && parts[0]!.size <= SMALL

function* monthsIn(map: ObjectMap): Generator<string> {
  for (const folder of FOLDERS) {
    let after: string | undefined
    for (;;) {
      const path = map.page(folder, after, 1)[0]?.path
      if (path === undefined) break
      const of = path.split('/').slice(0, 3).join('/')
      if (/\/\d{4}\/\d\d$/.test(of)) yield of
      // Past everything in that month.
      after = `${of}0`
    }
  }
}

/** Runs of files of up to MOST bytes. */
function* inSizes<T>(files: readonly T[], sizeOf: (file: T) => number): Generator<T[]> {
  let some: T[] = []
  let size = 0
  for (const file of files) {
    const own = sizeOf(file)
    if (size + own > MOST && some.length > 0) {
      yield some
      some = []
      size = 0
    }
    some.push(file)
    size += own
  }
  if (some.length > 0) yield some
}

async function bundle(
  folder: string,
  files: readonly Known[],
  { bucket, map, run, commit }: Writing,
): Promise<number> {
  const read: { path: string; bytes: Uint8Array; key: string }[] = []
  await each([...files.entries()], async ([i, { path, parts }]) => {
    const bytes = await fetchParts(bucket, parts)
    if (bytes) read[i] = { path, bytes, key: parts[0]!.key }
  })
  const whole = read.filter(Boolean)
  const { piece, parts } = bundleOf(folder, whole)
  await upload(bucket, map, run, [piece])
  await commit(() =>
    whole
      // Whatever became another file meanwhile stays what it is.
      .filter(({ path, key }) => map.parts(path)?.[0]?.key === key)
      .map(({ path }) => ({ op: 'set', path, parts: [parts.get(path)!] })),
  )
  return whole.length
}

/** Writes a bundle anew with the files that are still in it. */
export async function rebundle(key: string, { bucket, map, run, commit }: Writing): Promise<void> {
  const files = map.within(key)
  if (files.length === 0) return
  const read: { path: string; bytes: Uint8Array }[] = []
  await each([...files.entries()], async ([i, { path, parts }]) => {
    const bytes = await fetchParts(
      bucket,
      parts.filter(part => part.key === key),
    )
    if (bytes) read[i] = { path, bytes }
  })
  const { piece, parts } = bundleOf(key.split('/').slice(1, -1).join('/'), read.filter(Boolean))
  await upload(bucket, map, run, [piece])
  await commit(() =>
    files.flatMap(({ path }) => {
      const now = map.parts(path) ?? []
      const moved = parts.get(path)
      if (!moved || !now.some(part => part.key === key)) return []
      return [{ op: 'set' as const, path, parts: now.map(part => (part.key === key ? moved : part)) }]
    }),
  )
}
