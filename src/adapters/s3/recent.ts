// Objects that this process wrote or read a moment ago: a poll reads each post it wrote several times. Keys are never
// written twice with other bytes, so what is here is right.
import type { Bucket } from './bucket.ts'

/** Bytes kept at most, and the largest object that is. */
const MOST = 24 << 20
const LARGEST = 256 << 10

export interface Recent {
  get(key: string): Uint8Array | undefined
  put(key: string, bytes: Uint8Array): void
  forget(key: string): void
}

/** The least recently used go first. */
export function recentObjects(most = MOST): Recent {
  const objects = new Map<string, Uint8Array>()
  let size = 0
  const forget = (key: string): void => {
    size -= objects.get(key)?.length ?? 0
    objects.delete(key)
  }
  return {
    forget,
    get(key) {
      const bytes = objects.get(key)
      if (!bytes) return undefined
      objects.delete(key)
      objects.set(key, bytes)
      // What is handed out may be changed by whoever has it.
      return bytes.slice()
    },
    put(key, bytes) {
      if (bytes.length > LARGEST || bytes.length > most) return
      forget(key)
      objects.set(key, bytes.slice())
      size += bytes.length
      for (const oldest of objects.keys()) {
        if (size <= most) break
        forget(oldest)
      }
    },
  }
}

/** A bucket whose objects of files are remembered; all else is asked for each time. */
export function remembering(bucket: Bucket, recent: Recent): Bucket {
  const isFile = (key: string): boolean => key.startsWith('files/')
  return {
    ...bucket,
    async get(key, range) {
      if (!isFile(key)) return bucket.get(key, range)
      const known = recent.get(key)
      if (known) return range ? known.slice(range.offset, range.offset + range.length) : known
      const bytes = await bucket.get(key, range)
      if (bytes && !range) recent.put(key, bytes)
      return bytes
    },
    async put(key, bytes, options) {
      const done = await bucket.put(key, bytes, options)
      if (isFile(key)) recent.put(key, bytes)
      return done
    },
    async remove(key) {
      recent.forget(key)
      await bucket.remove(key)
    },
  }
}

/** Reads of one bundle after which it is fetched whole, and bundles held. */
const OFTEN = 3
const HELD = 6

interface Opened {
  reads: number
  whole?: Promise<Uint8Array | undefined>
}

/** A bucket whose bundles are fetched whole when several of their files are read: files are mostly read month by month. */
export function readingBundles(bucket: Bucket): Bucket {
  const opened = new Map<string, Opened>()
  return {
    ...bucket,
    async get(key, range) {
      if (!range || !key.startsWith('bundles/')) return bucket.get(key, range)
      const bundle = opened.get(key) ?? { reads: 0 }
      opened.delete(key)
      opened.set(key, bundle)
      if (opened.size > HELD) opened.delete(opened.keys().next().value!)
      if (++bundle.reads > OFTEN)
        bundle.whole ??= bucket.get(key).catch(error => {
          // The next who asks tries again.
          opened.delete(key)
          throw error
        })
      const whole = await bundle.whole
      return whole ? whole.slice(range.offset, range.offset + range.length) : bucket.get(key, range)
    },
    async remove(key) {
      opened.delete(key)
      await bucket.remove(key)
    },
  }
}
