// Which articles the keeper has redacted, by the keys under which their sources may send them again.
import type { Key, Store } from '../model/catalogue.ts'

/** Keys as JSON: answers that hold them are captured no more. */
const NOTE = 'redacted'

/** The keys by which redacted articles are recognised in what sources send. */
export async function redactedKeys(store: Store): Promise<ReadonlySet<Key>> {
  return new Set(JSON.parse((await store.note(NOTE)) ?? '[]') as Key[])
}

/** Adds keys of articles that were redacted. */
export async function noteRedacted(store: Store, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return
  const all = new Set([...(await redactedKeys(store)), ...keys])
  await store.setNote(NOTE, JSON.stringify([...all]))
}
