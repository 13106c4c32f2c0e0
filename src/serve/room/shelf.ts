// What a reader looks at: unread, starred, all; of a source, a folder, a label; or what a search finds.
import type { Article } from '../../model/article.ts'
import type { ItemQuery } from '../../model/catalogue.ts'
import type { MarkKind } from '../../model/mark.ts'
import { search } from '../../publish/search.ts'
import type { Parameters } from '../parameters.ts'
import { whole } from '../parameters.ts'
import type { Subscriptions } from '../subscriptions.ts'
import type { Visit } from './visit.ts'

export const SHOWS = ['unread', 'starred', 'all'] as const
export type Show = (typeof SHOWS)[number]

/** A choice of articles, as it stands in an address. */
export interface Shelf {
  readonly show: Show
  readonly source?: string
  readonly category?: string
  readonly label?: string
  readonly words?: string
}

export const PER_SHELF = 50
const LONGEST = 300

export function shelfIn(query: Parameters): Shelf {
  const show = SHOWS.find(one => one === query.one('show')) ?? (query.one('q').trim() ? 'all' : 'unread')
  const text = (name: string): string => query.one(name).trim().slice(0, LONGEST)
  return {
    show,
    ...(text('source') && { source: text('source') }),
    ...(text('category') && { category: text('category') }),
    ...(text('label') && { label: text('label') }),
    ...(text('q') && { words: text('q') }),
  }
}

/** The shelf behind a question mark, with more. */
export function shelfQuery(shelf: Shelf, more: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams()
  if (shelf.show !== 'unread' || shelf.words) asked.set('show', shelf.show)
  if (shelf.source) asked.set('source', shelf.source)
  if (shelf.category) asked.set('category', shelf.category)
  if (shelf.label) asked.set('label', shelf.label)
  if (shelf.words) asked.set('q', shelf.words)
  for (const [name, value] of Object.entries(more)) asked.set(name, value)
  const text = asked.toString()
  return text && `?${text}`
}

/** What a shelf asks of the catalogue. */
export function itemsOn(
  shelf: Shelf,
  reader: string,
  { folder }: Subscriptions,
): Omit<ItemQuery, 'order' | 'limit'> {
  const marks: MarkKind[] = [
    ...(shelf.show === 'starred' ? (['starred'] as const) : []),
    ...(shelf.label ? [`label:${shelf.label}` as const] : []),
  ]
  const members = shelf.category === undefined ? undefined : (folder(shelf.category)?.members ?? [])
  const sources = shelf.source !== undefined ? [shelf.source] : members?.map(({ id }) => id)
  return {
    reader,
    ...(marks.length > 0 && { with: marks }),
    ...(shelf.show === 'unread' && { without: ['read'] }),
    ...(sources && { sources }),
  }
}

export interface OnShelf {
  readonly articles: readonly Article[]
  readonly marks: ReadonlyMap<number, readonly MarkKind[]>
  /** What leads to the next page; undefined at the end. */
  readonly next?: Readonly<Record<string, string>>
}

/** One page of a shelf, the latest arrivals first; of a search, the newest first. */
export async function onShelf(visit: Visit, shelf: Shelf, known: Subscriptions): Promise<OnShelf> {
  const { store } = visit.house.site()
  const reader = visit.session!.user.name
  const found = shelf.words ? await searched(visit, shelf) : await listed(visit, shelf, known)
  const articles = await store.byNumbers(found.numbers)
  return {
    articles,
    marks: await store.marksOn(reader, found.numbers),
    ...(found.next && { next: found.next }),
  }
}

interface Numbers {
  readonly numbers: readonly number[]
  readonly next?: Readonly<Record<string, string>>
}

async function listed(
  { house, session, query }: Visit,
  shelf: Shelf,
  known: Subscriptions,
): Promise<Numbers> {
  const before = whole(query.one('before'), 0, Number.MAX_SAFE_INTEGER)
  const items = await house.site().store.items({
    ...itemsOn(shelf, session!.user.name, known),
    ...(before > 0 && { below: before }),
    order: 'latest',
    limit: PER_SHELF + 1,
  })
  const numbers = items.slice(0, PER_SHELF).map(({ number }) => number)
  return { numbers, ...(items.length > PER_SHELF && { next: { before: String(numbers.at(-1)) } }) }
}

/** Of what was found, what the marks let through: a page may be short, and the next one still have more. */
async function searched({ house, session, query }: Visit, shelf: Shelf): Promise<Numbers> {
  const { index, store, archive } = house.site()
  if (!index) return { numbers: [] }
  const offset = whole(query.one('offset'), 0, 10_000)
  const facets = shelf.source ? [`source:${shelf.source}`] : []
  const { results, total } = await search(
    shelf.words!,
    { index, store, archive },
    { offset, limit: PER_SHELF, facets },
  )
  const all = results.map(({ article }) => article.number)
  const marks = await store.marksOn(session!.user.name, all)
  const has = (number: number, kind: MarkKind): boolean => (marks.get(number) ?? []).includes(kind)
  const numbers = all.filter(
    number =>
      (shelf.show !== 'unread' || !has(number, 'read')) &&
      (shelf.show !== 'starred' || has(number, 'starred')),
  )
  return { numbers, ...(offset + PER_SHELF < total && { next: { offset: String(offset + PER_SHELF) } }) }
}
