// Entries that stand in one feed side by side are two articles, though they say the same at the same moment: what is in
// every episode's notes, a list of dates without hours.
import type { Key, Store } from '../model/catalogue.ts'
import type { Draft } from './draft.ts'
import { isSameKey } from './same.ts'

/** An entry of a feed with the keys of its own, and its draft where it has one. */
export interface Side {
  readonly keys: readonly Key[]
  readonly draft?: Draft
}

/**
 * The drafts of a feed's entries, those without the key of what they say that share it with another entry of that feed:
 * with one that is drafted too, or with one whose article is known by another of its keys.
 */
export async function apart(sides: readonly Side[], store: Pick<Store, 'lookup'>): Promise<readonly Draft[]> {
  const drafts = sides.flatMap(({ draft }) => draft ?? [])
  const times = new Map<Key, number>()
  for (const key of drafts.flatMap(({ keys }) => keys).filter(isSameKey))
    times.set(key, (times.get(key) ?? 0) + 1)
  const there = await store.lookup([...times.keys()])
  const ids = there.size > 0 ? await store.lookup([...new Set(sides.flatMap(({ keys }) => keys))]) : there
  /** Entries by the article that their own keys name. */
  const named = new Map<string, Side[]>()
  for (const side of there.size > 0 ? sides : [])
    for (const id of new Set(side.keys.flatMap(key => ids.get(key) ?? [])))
      named.set(id, [...(named.get(id) ?? []), side])
  const isAnothers = (key: Key, draft: Draft): boolean => {
    const id = there.get(key)
    const others = id === undefined ? [] : (named.get(id) ?? [])
    return times.get(key)! > 1 || others.some(other => other.draft !== draft)
  }
  return drafts.map(draft => {
    const keys = draft.keys.filter(key => !isSameKey(key) || !isAnothers(key, draft))
    return keys.length === draft.keys.length ? draft : { ...draft, keys }
  })
}
