// Files as objects: each state of a file, and each part that was added to one, is an object of its own whose key names the
// file and the digest of the bytes. No key is ever written twice with other bytes.
import { randomBytes } from 'node:crypto'
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { ArchiveFile } from '../../model/ports.ts'
import type { Bucket } from './bucket.ts'
import { each } from './each.ts'
import type { ObjectMap } from './map.ts'
import type { Op, Part } from './segment.ts'

/** Bytes that are to become a part of a file. */
export interface Piece {
  readonly part: Part
  readonly bytes: Uint8Array
}

/** The name of a run of this program, for what it leaves behind when it is killed. */
export interface Run {
  readonly name: string
  readonly now: () => number
}

/** What one needs to write files. */
export interface Writing {
  readonly bucket: Bucket
  readonly map: ObjectMap
  readonly run: Run
  commit(decide: () => readonly Op[]): Promise<void>
}

/** Where bytes of a file will lie. The last digits are new each time: what is cleared away is never what is put anew. */
export function pieceOf(path: string, content: Uint8Array | string): Piece {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const name = digest(bytes)
  const key = `files/${path}/${name.slice(0, 32)}-${randomBytes(4).toString('hex')}`
  return { part: { key, size: bytes.length, digest: name }, bytes }
}

/** One for a file's bytes; none for an empty file. */
export const piecesOf = ({ path, bytes }: ArchiveFile): Piece[] =>
  bytes.length === 0 ? [] : [pieceOf(path, bytes)]

/** What the journal says of pieces. */
export const partsOf = (pieces: readonly Piece[]): Part[] => pieces.map(({ part }) => part)

/** Puts pieces where they will lie. No file is made of them until the journal says so. */
export async function upload(
  bucket: Bucket,
  map: ObjectMap,
  run: Run,
  pieces: readonly Piece[],
): Promise<void> {
  map.begin(
    pieces.map(({ part }) => part.key),
    run.name,
    run.now(),
  )
  await each(pieces, async ({ part, bytes }) => {
    await bucket.put(part.key, bytes)
  })
}

/** Removes objects of which no file is made any more. What cannot be removed now is left for `sweep`. */
export async function clearStrays(
  bucket: Bucket,
  map: ObjectMap,
  isOver: (run: string, since: number) => boolean,
): Promise<number> {
  const keys = map.strays(isOver)
  await each(keys, key => bucket.remove(key))
  if (keys.length > 0) map.settle(keys)
  return keys.length
}

/** The bytes of parts, one after the other; undefined when one of them is not there. Throws StetError 'damaged'. */
export async function fetchParts(bucket: Bucket, parts: readonly Part[]): Promise<Uint8Array | undefined> {
  const found: Uint8Array[] = []
  let missing = false
  await each([...parts.entries()], async ([i, part]) => {
    const bytes = await bucket.get(
      part.key,
      part.offset === undefined ? undefined : { offset: part.offset, length: part.size },
    )
    if (!bytes) missing = true
    else found[i] = sound(bucket, part, bytes)
  })
  if (missing) return undefined
  return found.length === 1 ? found[0] : Buffer.concat(found)
}

function sound(bucket: Bucket, part: Part, bytes: Uint8Array): Uint8Array {
  if (digest(bytes) === part.digest) return bytes
  throw new StetError(
    'damaged',
    `${bucket.name}/${part.key} is not what was written (${bytes.length} of ${part.size} bytes, or others): restore it from a backup of the bucket.`,
  )
}

/** A stretch of a file; undefined when a part of it is not there. */
export async function fetchRange(
  bucket: Bucket,
  parts: readonly Part[],
  offset: number,
  length: number,
): Promise<Uint8Array | undefined> {
  const wanted: { key: string; offset: number; length: number }[] = []
  let start = 0
  for (const part of parts) {
    const from = Math.max(offset, start)
    const to = Math.min(offset + length, start + part.size)
    if (from < to)
      wanted.push({ key: part.key, offset: (part.offset ?? 0) + from - start, length: to - from })
    start += part.size
  }
  const found: Uint8Array[] = []
  let missing = false
  await each([...wanted.entries()], async ([i, { key, ...range }]) => {
    const bytes = await bucket.get(key, range)
    if (bytes) found[i] = bytes
    else missing = true
  })
  if (missing) return undefined
  return found.length === 1 ? found[0] : Buffer.concat(found)
}

/** The parts of a file's first bytes, and the bytes of one that must be cut. */
export function cut(
  parts: readonly Part[],
  size: number,
): { whole: Part[]; rest: { part: Part; length: number } | undefined } {
  const whole: Part[] = []
  let start = 0
  for (const part of parts) {
    if (start + part.size <= size) whole.push(part)
    else if (start < size) return { whole, rest: { part, length: size - start } }
    start += part.size
  }
  return { whole, rest: undefined }
}
