// How much of a feed is taken: whoever writes it decides what is in it, but not how large the archive's rows become.
import type { Entry, Feed } from '../model/entry.ts'

export interface Bounds {
  /** Entries of one answer; the first ones are taken. */
  readonly entries: number
  /** Characters of a title, a name, a tag. */
  readonly field: number
  /** Characters of the HTML or text of one entry. */
  readonly text: number
}

/** Names and tags of one entry. */
const MOST_LABELS = 200
const MOST_ENCLOSURES = 200

/** The feed within bounds, and in words what was beyond them. */
export function withinBounds(feed: Feed, bounds: Bounds): { feed: Feed; beyond?: string } {
  const entries = feed.entries.length > bounds.entries ? feed.entries.slice(0, bounds.entries) : feed.entries
  const cut = entries.filter(entry => isLarge(entry, bounds)).length
  const said = [
    ...(entries === feed.entries
      ? []
      : [
          `it has ${feed.entries.length} entries, of which the first ${bounds.entries} are taken (keep.maxEntries)`,
        ]),
    ...(cut > 0 ? [`${cut} of its entries are too large and were cut (keep.maxField, keep.maxText)`] : []),
  ]
  if (said.length === 0) return { feed }
  const taken =
    cut > 0 ? entries.map(entry => (isLarge(entry, bounds) ? smaller(entry, bounds) : entry)) : entries
  return { feed: { ...feed, entries: taken }, beyond: said.join('; ') }
}

const isLarge = (entry: Entry, { field, text }: Bounds): boolean =>
  entry.title.length > field ||
  (entry.html?.length ?? 0) > text ||
  (entry.text?.length ?? 0) > text ||
  (entry.summary?.length ?? 0) > text ||
  entry.authors.length > MOST_LABELS ||
  entry.tags.length > MOST_LABELS ||
  entry.enclosures.length > MOST_ENCLOSURES ||
  entry.tags.some(tag => tag.length > field) ||
  entry.authors.some(({ name = '' }) => name.length > field)

function smaller(entry: Entry, { field, text }: Bounds): Entry {
  const { html, text: plain, summary } = entry
  return {
    ...entry,
    title: shortened(entry.title, field),
    authors: entry.authors
      .slice(0, MOST_LABELS)
      .map(author =>
        author.name === undefined ? author : { ...author, name: shortened(author.name, field) },
      ),
    // Half a tag is another tag.
    tags: entry.tags.filter(tag => tag.length <= field).slice(0, MOST_LABELS),
    enclosures: entry.enclosures.slice(0, MOST_ENCLOSURES),
    ...(html !== undefined && { html: shortened(html, text) }),
    ...(plain !== undefined && { text: shortened(plain, text) }),
    ...(summary !== undefined && { summary: shortened(summary, text) }),
  }
}

/** Cut between characters, with a sign that it was. */
const shortened = (value: string, most: number): string =>
  value.length <= most
    ? value
    : `${value
        .slice(0, most)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
