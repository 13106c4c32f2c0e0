// Reading snapshots of the map, so that nobody need read the whole journal. Milestones lead to them: they are numbered
// without a gap, so that a doubling search finds the last without listing.
import type { Bucket } from './bucket.ts'
import { each } from './each.ts'
import type { ObjectMap } from './map.ts'
import {
  type Known,
  type Milestone,
  milestoneKey,
  readBlock,
  readMilestone,
  readSnapshot,
  type Snapshot,
} from './segment.ts'

/** The objects of the last snapshot and the one before: one may still be reading that. */
export async function snapshotKeys(bucket: Bucket, last: number): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const n of [last - 1, last]) {
    const bytes = n < 0 ? undefined : await bucket.get(milestoneKey(n))
    if (!bytes) continue
    const { snapshot } = readMilestone(bytes, `${bucket.name}/${milestoneKey(n)}`)
    keys.add(snapshot)
    for (const { key } of (await snapshotAt(bucket, snapshot))?.blocks ?? []) keys.add(key)
  }
  return keys
}

export interface Found extends Milestone {
  readonly n: number
}

/** The last milestone after `known`; undefined when there is none. Asks about twice the logarithm of their number. */
export async function lastMilestone(bucket: Bucket, known: number): Promise<Found | undefined> {
  const at = async (n: number): Promise<Found | undefined> => {
    const bytes = await bucket.get(milestoneKey(n))
    return bytes && { ...readMilestone(bytes, `${bucket.name}/${milestoneKey(n)}`), n }
  }
  let best: Found | undefined
  let step = 1
  for (let found = await at(known + step); found; found = await at(known + step)) {
    best = found
    step *= 2
  }
  // Between the last that is there and the first that is not.
  for (let low = known + step / 2, high = known + step; best && high - low > 1; ) {
    const middle = Math.floor((low + high) / 2)
    const found = await at(middle)
    if (found) {
      best = found
      low = middle
    } else high = middle
  }
  return best
}

/** Undefined when it is not there (any more). */
export async function snapshotAt(bucket: Bucket, key: string): Promise<Snapshot | undefined> {
  const bytes = await bucket.get(key)
  return bytes && readSnapshot(bytes, `${bucket.name}/${key}`)
}

/** Puts a snapshot into the map; false when it is not there (any more). */
export async function loadSnapshot(
  bucket: Bucket,
  map: ObjectMap,
  { n, seq, snapshot }: Found,
): Promise<boolean> {
  const whole = await snapshotAt(bucket, snapshot)
  if (!whole) return false
  const files: Known[][] = []
  let missing = false
  await each([...whole.blocks.entries()], async ([i, { key }]) => {
    const bytes = await bucket.get(key)
    if (bytes) files[i] = readBlock(bytes, `${bucket.name}/${key}`)
    else missing = true
  })
  if (missing) return false
  map.replace({ seq, digest: whole.digest, milestone: n, since: seq }, whole.opener, files.flat())
  map.setNote('cleared', String(whole.cleared))
  return true
}
