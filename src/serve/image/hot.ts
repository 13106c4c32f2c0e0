// What was asked for lately, in memory: few bytes, gone with the process.

interface Weighs {
  readonly bytes: Uint8Array
}

export interface Shelf<T> {
  get(key: string): T | undefined
  put(key: string, value: T): void
}

/** Bytes on the shelf, bytes of one thing unless told, and things. */
const ALL = 12 * 2 ** 20
const ONE = 512 * 1024
const MANY = 2000

/** A shelf from which the least recently used fall. Things of more than `one` bytes never stand on it. */
export function hotShelf<T extends Weighs>(one = ONE): Shelf<T> {
  const things = new Map<string, T>()
  let weight = 0
  const drop = (key: string): void => {
    weight -= things.get(key)?.bytes.length ?? 0
    things.delete(key)
  }
  return {
    get(key) {
      const found = things.get(key)
      if (found) {
        things.delete(key)
        things.set(key, found)
      }
      return found
    },
    put(key, value) {
      drop(key)
      if (value.bytes.length > one) return
      things.set(key, value)
      weight += value.bytes.length
      for (const oldest of things.keys()) {
        if (weight <= ALL && things.size <= MANY) break
        drop(oldest)
      }
    },
  }
}
