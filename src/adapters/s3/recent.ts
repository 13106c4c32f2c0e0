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
