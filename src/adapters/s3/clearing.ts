// Writing snapshots of the map, and clearing away what they make superfluous.
import { randomBytes } from 'node:crypto'
import { digest } from '../../model/digest.ts'
import type { Bucket } from './bucket.ts'
import { each } from './each.ts'
import type { Journal } from './journal.ts'
import type { ObjectMap } from './map.ts'
import {
  journalKey,
  type Milestone,
  milestoneKey,
  readMilestone,
  type Snapshot,
  writeBlock,
  writeJson,
} from './segment.ts'
import { snapshotAt } from './snapshot.ts'

/** Files in one block: some 300 KB. */
const BLOCK = 4000

/** Makes a key unlike every earlier one. */
const nonce = (): string => randomBytes(4).toString('hex')

interface Drawn {
  readonly snapshot: Snapshot
  readonly blocks: readonly { readonly key: string; readonly bytes: Uint8Array }[]
}

/** The map as blocks; those in which nothing changed are the earlier ones. */
function draw(map: ObjectMap, before: Snapshot | undefined): Drawn {
  return map.still(() => {
    const { seq, digest: head } = map.position()
    const changed = map.changed()
    const earlier = before?.blocks ?? []
    const made: { key: string; bytes: Uint8Array }[] = []
    const blocks: Snapshot['blocks'][number][] = []
    const ranges = earlier.length > 0 ? earlier : [{ first: '', key: '' }]
    for (const [i, block] of ranges.entries()) {
      const from = i === 0 ? '' : block.first
      const to = ranges[i + 1]?.first
      const isChanged = changed.some(path => path >= from && (to === undefined || path < to))
      if (block.key !== '' && !isChanged) {
        blocks.push(block)
        continue
      }
      const files = map.range(from, to)
      for (let n = 0; n < files.length; n += BLOCK) {
        const bytes = writeBlock(files.slice(n, n + BLOCK))
        const key = `snapshots/blocks/${digest(bytes).slice(0, 32)}-${nonce()}`
        made.push({ key, bytes })
        blocks.push({ first: n === 0 ? from : files[n]!.path, key })
      }
    }
    const opener = map.note('opener') ?? ''
    return { snapshot: { seq, digest: head, opener, cleared: clearedTo(map), blocks }, blocks: made }
  })
}

/**
 * Writes a snapshot of the map and the milestone that leads to it, then clears away what nobody needs any more: segments
 * and blocks that an earlier snapshot made superfluous, or with `forget` all that is older than this one, so that names of
 * removed files are found nowhere.
 */
export async function takeSnapshot(
  bucket: Bucket,
  map: ObjectMap,
  journal: Journal,
  forget: boolean,
): Promise<void> {
  await journal.alone(async () => {
    const { milestone: n, since } = map.position()
    const before = n < 0 ? undefined : await milestoneOf(bucket, n)
    const earlier = before && (await snapshotAt(bucket, before.snapshot))
    const { snapshot, blocks } = draw(map, earlier)
    if (snapshot.seq === since && !forget) return
    await each(blocks, async ({ key, bytes }) => {
      await bucket.put(key, bytes)
    })
    const text = writeJson(snapshot)
    // Two snapshots of one moment may say the same: the one that is cleared away must not be the other.
    const key = `snapshots/${String(snapshot.seq).padStart(10, '0')}-${digest(text).slice(0, 32)}-${nonce()}`
    await bucket.put(key, text)
    // Taken: another machine made one too. Its own is as good; ours is found by `stet doctor` and cleared away.
    const milestone: Milestone = { seq: snapshot.seq, digest: snapshot.digest, snapshot: key }
    if (!(await journal.putNew(milestoneKey(n + 1), writeJson(milestone)))) return
    map.reached(n + 1, snapshot.seq, true)
    await clear(bucket, map, forget ? snapshot.seq : since)
    const older = n < 1 ? undefined : await milestoneOf(bucket, n - 1)
    const oldest = older && (await snapshotAt(bucket, older.snapshot))
    const kept = new Set(
      [...snapshot.blocks, ...(forget ? [] : (earlier?.blocks ?? []))].map(block => block.key),
    )
    const gone = [...(oldest?.blocks ?? []), ...(forget ? (earlier?.blocks ?? []) : [])].map(
      block => block.key,
    )
    await each(
      [
        ...new Set(gone.filter(block => !kept.has(block))),
        ...(older ? [older.snapshot] : []),
        ...(forget && before ? [before.snapshot] : []),
      ],
      object => bucket.remove(object),
    )
  })
}

async function milestoneOf(bucket: Bucket, n: number): Promise<Milestone | undefined> {
  const bytes = await bucket.get(milestoneKey(n))
  return bytes && readMilestone(bytes, `${bucket.name}/${milestoneKey(n)}`)
}

const clearedTo = (map: ObjectMap): number => Number(map.note('cleared') ?? 0)

/** Removes the segments up to a number. */
async function clear(bucket: Bucket, map: ObjectMap, last: number): Promise<void> {
  const from = clearedTo(map) + 1
  const keys = Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => journalKey(from + i))
  await each(keys, key => bucket.remove(key))
  map.setNote('cleared', String(Math.max(last, from - 1)))
}
