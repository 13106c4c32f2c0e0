// A cache in memory, for tests.
import type { Cache } from '../../model/ports.ts'

/** Keeps at most `most` bytes. */
export function memoryCache(most = Number.POSITIVE_INFINITY): Cache {
  const all = new Map<string, Uint8Array>()
  let total = 0
  const drop = (key: string): void => {
    total -= all.get(key)?.length ?? 0
    all.delete(key)
  }
  return {
    async get(key) {
      const found = all.get(key)
      if (found) {
        all.delete(key)
        all.set(key, found)
      }
      return found
    },
    async put(key, bytes) {
      drop(key)
      if (bytes.length > most) return
      all.set(key, bytes)
      total += bytes.length
      for (const oldest of all.keys()) {
        if (total <= most) break
        drop(oldest)
      }
    },
  }
}
