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
  const said = [...new Set(sides.flatMap(({ draft }) => draft?.keys.filter(isSameKey) ?? []))]
  const ids = await store.lookup([...new Set([...said, ...sides.flatMap(({ keys }) => keys)])])
  const saidOf = Map.groupBy(said, key => ids.get(key))
  const claims = new Map<Key, number>()
  for (const { keys, draft } of sides) {
    const named = keys.filter(key => ids.has(key)).flatMap(key => saidOf.get(ids.get(key)) ?? [])
    for (const key of new Set([...(draft?.keys.filter(isSameKey) ?? []), ...named]))
      claims.set(key, (claims.get(key) ?? 0) + 1)
  }
  return sides.flatMap(({ draft }) =>
    draft ? [{ ...draft, keys: draft.keys.filter(key => (claims.get(key) ?? 0) < 2) }] : [],
  )
}
