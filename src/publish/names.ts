// What values of an axis are called: which value a name in an address means, and how a value reads.
import type { Store } from '../model/catalogue.ts'
import { isDigested, type NamedAxis, nameOf } from './urls.ts'

type Names = ReadonlyMap<string, string>

const known = new WeakMap<Store, Map<NamedAxis, Names>>()

/**
 * The value behind a name; undefined when no article has it. Most names are their own value; the others are looked up
 * in a table that is kept, and made again when it lacks one.
 */
export async function valueNamed(store: Store, axis: NamedAxis, name: string): Promise<string | undefined> {
  if (nameOf(axis, name) === name) return name
  if (!isDigested(name)) return undefined
  const tables = known.get(store) ?? new Map<NamedAxis, Names>()
  known.set(store, tables)
  const found = tables.get(axis)?.get(name)
  if (found !== undefined) return found
  const fresh = await digested(store, axis)
  tables.set(axis, fresh)
  return fresh.get(name)
}

async function digested(store: Store, axis: NamedAxis): Promise<Names> {
  const names = new Map<string, string>()
  for (const { value } of await store.values(axis)) {
    const name = nameOf(axis, value)
    if (name !== value) names.set(name, value)
  }
  return names
}

/**
 * A tag, category or author as readers see it. Posts that were brought in before the importer read them right have `&#38;`
 * or `&amp;` for `&`, and nothing else of HTML. Lists and addresses go by the value as it is kept: no post is written
 * again, no address moves (docs/decisions/0109).
 */
export const shownName = (value: string): string =>
  value.includes('&') ? value.replace(/&(?:amp|#38);/g, '&') : value
