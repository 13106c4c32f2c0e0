// The journal on the store, and the local map that follows it. A segment is written under the next number, where nothing
// is yet; whoever finds the number taken reads what stands there and tries the one after.
import { setTimeout as wait } from 'node:timers/promises'
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import { takeLock } from '../sqlite/lock.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectMap } from './map.ts'
import {
  journalKey,
  type Milestone,
  milestoneKey,
  type Op,
  readMilestone,
  readSegment,
  writeSegment,
} from './segment.ts'
import { lastMilestone, loadSnapshot } from './snapshot.ts'

/** Segments asked for at once by one who is far behind. */
const AHEAD = 16
/** Between two tries to take the local lock, in ms, and how long at most. */
const TRY = 5
const LONGEST = 120_000

export interface JournalOptions {
  /** Unlike any other's: host, process, a number of this run, and `machine` at its end. */
  readonly writer: string
  /** This folder on this machine. */
  readonly machine: string
  /** This run holds the archive for writing: it stops when another takes it over. */
  readonly keeper: boolean
  /** The store refuses to replace what is there when it is asked to. */
  readonly conditional: boolean
  /** A file that processes of this machine lock while one of them writes a segment. */
  readonly lock: string
  readonly now: () => number
}

export interface Journal {
  /** Throws StetError 'damaged' when the map and the store do not belong together. */
  verify(): Promise<void>
  /** Takes in what others wrote until now. */
  refresh(): Promise<void>
  /**
   * Writes what `decide` says to be done, given the map as it then is; it is asked again when somebody else was faster.
   * Durable when it resolves. Throws StetError 'locked' when another run has taken the archive over.
   */
  commit(decide: () => readonly Op[]): Promise<void>
  /** Does something while no process of this machine writes a segment. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Writes where nothing is; false when something else is there. */
  putNew(key: string, bytes: Uint8Array): Promise<boolean>
}

export function openJournal(bucket: Bucket, map: ObjectMap, options: JournalOptions): Journal {
  const { writer, machine, keeper, conditional, lock, now } = options
  let opened = false
  let opener = map.note('opener') ?? ''
  let last: Promise<unknown> = Promise.resolve()
  let refreshing: Promise<void> | undefined

  async function putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    const same = async (): Promise<boolean> => equal(await bucket.get(key), bytes)
    // A try whose answer was lost may have been the one that wrote it.
    if (conditional) return (await bucket.put(key, bytes, { absent: true })) || same()
    const there = await bucket.get(key)
    if (there) return equal(there, bytes)
    await bucket.put(key, bytes)
    return same()
  }

  /** Takes in the segments that follow; false when there is none. */
  async function follow(count: number): Promise<boolean> {
    const { seq } = map.position()
    const keys = Array.from({ length: count }, (_, i) => journalKey(seq + 1 + i))
    const found = await Promise.all(keys.map(key => bucket.get(key)))
    for (const [i, bytes] of found.entries()) {
      if (!bytes) return i > 0
      const segment = readSegment(bytes, `${bucket.name}/${keys[i]}`)
      const at = map.position()
      if (at.seq === segment.seq - 1 && at.digest !== segment.prev)
        throw new StetError(
          'damaged',
          `${bucket.name}/${keys[i]} does not follow on ${journalKey(at.seq)} as this machine knows it: two machines wrote at once, or the bucket was brought back from a backup. Remove .stet/objects.db here and run \`stet doctor\`.`,
        )
      map.apply(segment, digest(bytes), segment.writer.endsWith(machine))
    }
    return true
  }

  async function catchUp(): Promise<void> {
    for (;;) {
      if (map.position().seq === 0 && map.position().milestone < 0) await jump()
      for (let count = 1; await follow(count); count = AHEAD);
      // Nothing follows: this is the end, or what follows has been put into a snapshot and cleared away.
      const { milestone } = map.position()
      const next = await milestoneAt(milestone + 1)
      if (!next) return
      if (isBehind(next)) map.reached(milestone + 1, next.seq, false)
      else await jump()
    }
  }

  /**
   * The map has what a milestone stands after. Where the segment was cleared away at once, one who slept may have
   * written another under its number, and died before he could take it back: that is no part of the archive.
   */
  function isBehind(milestone: Milestone): boolean {
    const { seq, digest: known } = map.position()
    return milestone.seq < seq || (milestone.seq === seq && (milestone.digest ?? known) === known)
  }

  const milestoneAt = async (n: number) => {
    const bytes = await bucket.get(milestoneKey(n))
    return bytes && readMilestone(bytes, `${bucket.name}/${milestoneKey(n)}`)
  }

  /** Goes to the last milestone, if it is ahead. */
  async function jump(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const found = await lastMilestone(bucket, map.position().milestone)
      if (!found || isBehind(found)) return
      if (await loadSnapshot(bucket, map, found)) return
      // A newer one may have taken its place meanwhile.
      if (tries === 3)
        throw new StetError(
          'damaged',
          `${bucket.name}/${found.snapshot} is not there: restore it from a backup of the bucket.`,
        )
    }
  }

  function mustBeKeeper(): void {
    const current = map.note('opener') ?? ''
    if (!keeper || current === (opened ? writer : opener)) return
    const [host, pid] = current.split(' ')
    throw new StetError(
      'locked',
      `another stet (process ${pid} on ${host}) has begun to write to ${bucket.name}; this one stops. What it kept is safe: run one at a time.`,
    )
  }

  /** Without conditional writes: the last segment must still be the one we know. */
  async function mustFollow(seq: number, known: string): Promise<void> {
    if (conditional || seq === 0) return
    const bytes = await bucket.get(journalKey(seq))
    if (bytes && digest(bytes) !== known)
      throw new StetError(
        'locked',
        `${bucket.name}/${journalKey(seq)} was written by two machines at once, and this store does not prevent it: let one machine write, remove .stet/objects.db here, and run \`stet doctor\`.`,
      )
  }

  async function write(decide: () => readonly Op[]): Promise<void> {
    for (;;) {
      mustBeKeeper()
      const ops = decide()
      if (ops.length === 0) return
      const at = map.position()
      await mustFollow(at.seq, at.digest)
      const segment = {
        seq: at.seq + 1,
        prev: at.digest,
        writer,
        at: new Date(now()).toISOString(),
        opens: keeper && !opened,
        ops,
      }
      const bytes = writeSegment(segment)
      if (!(await putNew(journalKey(segment.seq), bytes))) {
        await catchUp()
        continue
      }
      // One who slept long may have written where a snapshot had cleared the ground.
      const milestone = await milestoneAt(at.milestone + 1)
      if (milestone && milestone.seq >= segment.seq) {
        await bucket.remove(journalKey(segment.seq))
        await catchUp()
        continue
      }
      map.apply(segment, digest(bytes), true)
      if (segment.opens) opened = true
      return
    }
  }

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    const held = await taken(lock)
    try {
      return await work()
    } finally {
      held.release()
    }
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => locked(work))
    last = mine.catch(() => {})
    return mine
  }

  async function verify(): Promise<void> {
    const { seq, digest: known, milestone, since } = map.position()
    if (seq === 0) return
    if (seq > since) {
      const bytes = await bucket.get(journalKey(seq))
      if (bytes && digest(bytes) === known) return
      if (!bytes && (await milestoneAt(milestone + 1))) return
    } else if (await milestoneAt(milestone)) return
    throw new StetError(
      'damaged',
      `${bucket.name} is not what this machine has seen of it: its journal lacks ${journalKey(seq)}. It was brought back from an older backup, or is another archive. If it is right as it is, remove .stet/objects.db and run \`stet rebuild\`.`,
    )
  }

  return {
    verify,
    putNew,
    async refresh() {
      // One that is under way may have looked before what the caller knows of was written.
      await refreshing?.catch(() => {})
      refreshing ??= catchUp().finally(() => {
        refreshing = undefined
      })
      await refreshing
      if (!opened && !keeper) opener = map.note('opener') ?? ''
    },
    commit: decide => inTurn(() => write(decide)),
    alone: inTurn,
  }
}

/** The lock, waited for without holding this thread up. */
async function taken(path: string): Promise<{ release(): void }> {
  const started = performance.now()
  for (;;) {
    try {
      return takeLock(path)
    } catch (error) {
      const isHeld = error instanceof StetError && error.code === 'locked'
      if (!isHeld || performance.now() - started > LONGEST) throw error
      await wait(TRY)
    }
  }
}

const equal = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && Buffer.compare(a, b) === 0
