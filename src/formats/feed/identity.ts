// Keeps the entries of one feed apart: ids that repeat get what tells their entries apart added.
import { digestOf } from '../../model/digest.ts'
import type { Entry } from '../../model/entry.ts'

/**
 * The same entries with ids that do not repeat. An id that several entries share gets the address added, in all of
 * them, so that it does not depend on which came first; if that repeats too, a digest of the title. Entries that are
 * the same in all of these are one: the first is kept.
 */
export function distinct(entries: readonly Entry[], repairs: Set<string>): readonly Entry[] {
  if (new Set(entries.map(entry => entry.id)).size === entries.length) return entries
  repairs.add('ids repeat')
  const byAddress = tellApart(entries, entry =>
    entry.url === undefined || entry.url === entry.id ? '' : entry.url,
  )
  const byTitle = tellApart(byAddress, entry => digestOf(entry.title).slice(0, 8))
  const kept = new Map<string, Entry>()
  for (const entry of byTitle) if (!kept.has(entry.id)) kept.set(entry.id, entry)
  if (kept.size < entries.length) repairs.add('doubled entries were dropped')
  return [...kept.values()]
}

function tellApart(entries: readonly Entry[], mark: (entry: Entry) => string): readonly Entry[] {
  const marks = new Map<string, Set<string>>()
  for (const entry of entries) {
    const known = marks.get(entry.id) ?? new Set()
    marks.set(entry.id, known.add(mark(entry)))
  }
  return entries.map(entry => {
    const added = marks.get(entry.id)!.size > 1 ? mark(entry) : ''
    return added === '' ? entry : { ...entry, id: `${entry.id} ${added}` }
  })
}

/** The id of an entry that has neither an id nor an address: what it says. */
export const hashOf = (title: string, published: string | undefined, html: string | undefined): string =>
  `sha256:${digestOf(title, published, title === '' ? html : undefined)}`
