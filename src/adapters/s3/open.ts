// Opening an archive on object storage: the local map brought up to the journal, and the archive taken for writing.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { BucketAddress } from './address.ts'
import { archiveOver, type ObjectArchive, type Role } from './archive.ts'
import { type Bucket, openBucket, type Patience } from './bucket.ts'
import { openJournal } from './journal.ts'
import { takeLease } from './lease.ts'
import { type ObjectMap, openMap } from './map.ts'
import { readingBundles, recentObjects, remembering } from './recent.ts'

export interface ObjectArchiveOptions {
  readonly address: BucketAddress
  /** A folder of this machine for what is derived from the store. */
  readonly state: string
  readonly role: Role
  readonly now: () => number
  readonly patience?: Partial<Patience>
  /** Segments after which a snapshot is taken. */
  readonly snapshotAfter?: number
  /** Where the store cannot refuse a second writer: how long one waits to see whether there is one, in ms. */
  readonly settle?: number
  /** No read is answered by what was written: for one who wants to know what the store holds. */
  readonly exact?: boolean
}

/** See ObjectArchiveOptions. */
const SNAPSHOT = 256
const SETTLE = 1500

/** Opens the archive; a new one begins with its first write. Throws StetError 'config', 'unavailable', 'locked', 'damaged'. */
export async function objectArchive(options: ObjectArchiveOptions): Promise<ObjectArchive> {
  const { address, state, role, now, settle = SETTLE, snapshotAfter = SNAPSHOT } = options
  const plain = readingBundles(openBucket(address, options.patience))
  const bucket = options.exact ? plain : remembering(plain, recentObjects())
  const map = mapIn(state, bucket)
  try {
    const conditional = await isConditional(bucket, map, role)
    const machine = machineOf(map)
    const writer = `${hostname()} ${process.pid} ${randomUUID()} ${machine}`
    const run = { name: `${role} ${process.pid} ${randomUUID()}`, now }
    const keeper = role === 'keeper'
    const journalOf = () =>
      openJournal(bucket, map, {
        writer,
        machine,
        keeper,
        conditional,
        lock: join(state, 'objects.lock'),
        now,
      })
    let journal = journalOf()
    if (role !== 'follower') {
      await journal.verify()
      await journal.refresh()
    }
    const lease = keeper ? await takeLease(bucket, { writer, machine, conditional, settle }) : undefined
    if (keeper) {
      // What was written until the moment it was taken is another's good right.
      await journal.refresh()
      journal = journalOf()
    }
    return archiveOver({
      role,
      now,
      snapshotAfter,
      bucket,
      map,
      journal,
      conditional,
      run,
      machine,
      end: async () => lease?.end(),
    })
  } catch (error) {
    map.close()
    throw error
  }
}

/** The local map, begun anew where it is damaged. Throws StetError 'config' when it is of another bucket. */
function mapIn(state: string, bucket: Bucket): ObjectMap {
  const path = join(state, 'objects.db')
  const open = (): ObjectMap => {
    try {
      return openMap(path)
    } catch (error) {
      if (!(error instanceof StetError && error.code === 'damaged')) throw error
      for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true, recursive: true })
      return openMap(path)
    }
  }
  let map = open()
  const of = map.note('bucket')
  if (of !== undefined && of !== bucket.name) {
    // It follows another archive, and is derived.
    map.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    map = open()
  }
  map.setNote('bucket', bucket.name)
  return map
}

function machineOf(map: ObjectMap): string {
  const known = map.note('machine')
  if (known !== undefined) return known
  const machine = randomUUID()
  map.setNote('machine', machine)
  return machine
}

const PROBE = 'probe'
const CONTENT = Buffer.from('stet asks whether this store refuses to replace it.\n')

/** Whether the store refuses to replace what is there; tried out once for each map. */
async function isConditional(bucket: Bucket, map: ObjectMap, role: string): Promise<boolean> {
  const known = map.note('conditional')
  if (known !== undefined || role === 'follower') return known === 'yes'
  await bucket.put(PROBE, CONTENT)
  const replaced = await bucket.put(PROBE, CONTENT, { absent: true }).catch(error => {
    // Stores that know of no such thing may refuse the header itself.
    if (error instanceof StetError && /HTTP (400|501)/.test(error.message)) return true
    throw error
  })
  map.setNote('conditional', replaced ? 'no' : 'yes')
  return !replaced
}
