// The journal's form: what became of which file, in segments that are never changed once they are there.
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'

/** A stretch of an object that is a file or a part of one. */
export interface Part {
  readonly key: string
  readonly size: number
  /** Of these bytes. */
  readonly digest: Digest
  /** Where they begin, in an object that holds several files. */
  readonly offset?: number
}

/** What becomes of one file. */
export type Op =
  | { readonly op: 'set'; readonly path: string; readonly parts: readonly Part[] }
  | { readonly op: 'add'; readonly path: string; readonly part: Part }
  | { readonly op: 'drop'; readonly path: string }

export interface Segment {
  /** Ascending by one from 1. */
  readonly seq: number
  /** Digest of the segment before; '' before the first. */
  readonly prev: Digest | ''
  /** Who wrote it: one run of one program. */
  readonly writer: string
  /** By the writer's clock, ISO. */
  readonly at: string
  /** The writer's first: whoever held the archive before it is to stop. */
  readonly opens: boolean
  readonly ops: readonly Op[]
}

/** All files as they are after a segment, in blocks that hold stretches of the alphabet. */
export interface Snapshot {
  readonly seq: number
  readonly digest: Digest | ''
  /** Who was the last to begin writing. */
  readonly opener: string
  /** Segments up to this number have been cleared away. */
  readonly cleared: number
  readonly blocks: readonly { readonly first: string; readonly key: string }[]
}

/** A numbered, lasting pointer to a snapshot: the way to the head of the journal. It names no file. */
export interface Milestone {
  readonly seq: number
  /** Of that segment; older milestones do not say. */
  readonly digest?: Digest | ''
  readonly snapshot: string
}

export const journalKey = (seq: number): string => `journal/${String(seq).padStart(10, '0')}`
export const milestoneKey = (n: number): string => `milestones/${String(n).padStart(10, '0')}`

type Row = [key: string, size: number, digest: Digest, offset?: number]
const rowOf = ({ key, size, digest, offset }: Part): Row =>
  offset === undefined ? [key, size, digest] : [key, size, digest, offset]
const partOf = ([key, size, digest, offset]: Row): Part =>
  offset === undefined ? { key, size, digest } : { key, size, digest, offset }

/** Parts as they are kept in a row of the local map. */
export const writeParts = (parts: readonly Part[]): string => JSON.stringify(parts.map(rowOf))
export const readParts = (text: string): Part[] => (JSON.parse(text) as Row[]).map(partOf)

type Line = { set: string; parts: Row[] } | { add: string; part: Row } | { drop: string }

function lineOf(op: Op): Line {
  if (op.op === 'set') return { set: op.path, parts: op.parts.map(rowOf) }
  return op.op === 'add' ? { add: op.path, part: rowOf(op.part) } : { drop: op.path }
}

function opOf(line: Line): Op {
  if ('set' in line) return { op: 'set', path: line.set, parts: line.parts.map(partOf) }
  if ('add' in line) return { op: 'add', path: line.add, part: partOf(line.part) }
  if ('drop' in line) return { op: 'drop', path: line.drop }
  throw new StetError(
    'unreadable',
    'the journal of the bucket has an entry of a newer stet, which this one cannot follow: update it.',
  )
}

/** A segment as bytes. Equal bytes are the same segment: the writer's name is in it. */
export function writeSegment({ ops, ...head }: Segment): Uint8Array {
  return Buffer.from(JSON.stringify({ stet: 1, ...head, ops: ops.map(lineOf) }))
}

/** Throws StetError 'damaged', naming `key`. */
export function readSegment(bytes: Uint8Array, key: string): Segment {
  const { stet: _, ops, ...head } = parsed<Omit<Segment, 'ops'> & { ops: Line[] }>(bytes, key)
  return { ...head, ops: ops.map(opOf) }
}

export const writeJson = (value: Milestone | Snapshot): Uint8Array =>
  Buffer.from(JSON.stringify({ stet: 1, ...value }))
export const readMilestone = (bytes: Uint8Array, key: string): Milestone => parsed(bytes, key)
export const readSnapshot = (bytes: Uint8Array, key: string): Snapshot => parsed(bytes, key)

export interface Known {
  readonly path: string
  readonly parts: readonly Part[]
}

export const writeBlock = (files: readonly Known[]): Uint8Array =>
  gzipSync(files.map(({ path, parts }) => `${JSON.stringify([path, parts.map(rowOf)])}\n`).join(''))

/** Throws StetError 'damaged', naming `key`. */
export function readBlock(bytes: Uint8Array, key: string): Known[] {
  try {
    return gunzipSync(bytes)
      .toString()
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [path, rows] = JSON.parse(line) as [string, Row[]]
        return { path, parts: rows.map(partOf) }
      })
  } catch (cause) {
    throw damaged(key, cause)
  }
}

function parsed<T>(bytes: Uint8Array, key: string): T & { stet: number } {
  let value: (T & { stet?: unknown }) | undefined
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw damaged(key, cause)
  }
  if (value?.stet !== 1)
    throw new StetError(
      'unreadable',
      `${key} was written by a newer stet, or by something else: update this one.`,
    )
  return value as T & { stet: number }
}

const damaged = (key: string, cause: unknown): StetError =>
  new StetError('damaged', `${key} cannot be read: restore it from a backup of the bucket.`, { cause })
