// Lists that take their newest articles in together. On a static site an article would change a file of every tag,
// category, author and day it belongs to; of a large archive these lists are instead brought up to date a few articles
// at a time. Until then an article stands on the front page, in its source's list and in the feeds of both, and the
// lists that lack it say so. What is pending follows from the archive alone: no build remembers it.
import { type Article, dateOf } from '../model/article.ts'
import type { Axis, AxisValue, Store } from '../model/catalogue.ts'
import { DAY, type Duration, day } from '../model/time.ts'
import type { SiteConfig } from './site.ts'
import { keyOf, type List } from './urls.ts'

/** Newest articles by date among which pending ones are: the front page shows more, feeds hold as many. */
export const NEWEST = 30

/** What stands in lists, of an article. */
export type Listed = Pick<Article, 'number' | 'source' | 'categories' | 'tags' | 'author'> & {
  readonly date: number
}

export interface Gathering {
  /** Articles that lists do not have yet, by number. */
  readonly pending: ReadonlyMap<number, Listed>
  /** The newest UTC day of those that they have. */
  readonly day: string
}

/** Where fewer than are gathered arrive in so long a time, each is taken in at once: nobody waits days for the next. */
const LONGEST: Duration = DAY
/** Of an article's number, in a millisecond. */
const NUMBERS = 1000

export type GatherRules = Pick<SiteConfig, 'gather' | 'gatherFrom'>

/** True where lists of an archive of so many articles take in their newest together. */
export const gathers = (articles: number, { gather, gatherFrom }: GatherRules): boolean =>
  gather > 1 && articles >= Math.max(gather, gatherFrom)

/**
 * Of the last to arrive, those that lists have not gathered; `last` are the numbers of as many as are gathered,
 * ascending: they tell when each arrived.
 */
export function openOf(last: readonly number[], articles: number, gather: number): Set<number> {
  const took = (last.at(-1)! - last[0]!) / NUMBERS
  const open = took > LONGEST ? 0 : articles % gather
  return new Set(last.slice(last.length - open))
}

/**
 * Of the last to arrive, those that are pending: not those of an earlier day than what lists have, nor those that are
 * not among the newest. `newest` are the newest by date, newest first, at least NEWEST.
 */
export function gatheringOf(last: ReadonlySet<number>, newest: readonly Listed[]): Gathering {
  const settled = newest.find(({ number }) => !last.has(number))!
  const from = day(settled.date)
  const pending = newest.slice(0, NEWEST).filter(one => last.has(one.number) && day(one.date) >= from)
  return { pending: new Map(pending.map(one => [one.number, one])), day: from }
}

/** The same, asked of the catalogue. */
export async function gatheringIn(store: Store, rules: GatherRules): Promise<Gathering | undefined> {
  const { gather } = rules
  if (gather < 2) return undefined
  const articles = await store.count({})
  if (!gathers(articles, rules)) return undefined
  const last = await store.find({ order: 'latest', limit: gather })
  const numbers = last.map(({ number }) => number).reverse()
  const newest = await store.find({ order: 'newest', limit: NEWEST + gather })
  return gatheringOf(
    openOf(numbers, articles, gather),
    newest.map(article => ({ ...article, date: dateOf(article) })),
  )
}

/** The lists of labels and authors that an article belongs to, each once. */
export function labelsOf({
  categories,
  tags,
  author,
}: Pick<Listed, 'categories' | 'tags' | 'author'>): List[] {
  const named = (axis: 'category' | 'tag', values: readonly string[]): List[] =>
    [...new Set(values)].filter(value => value !== '').map(value => ({ axis, value }))
  return [
    ...named('category', categories),
    ...named('tag', tags),
    ...(author === '' ? [] : [{ axis: 'author', value: author } as const]),
  ]
}

/** The same with its UTC day's. */
export const gatheredLists = (article: Omit<Listed, 'number' | 'source'>): List[] => [
  ...labelsOf(article),
  { axis: 'day', value: day(article.date) },
]

/** Keys of the lists of a pending article's labels that there are not yet: nothing may link to them. */
export const unlistedOf = (
  article: Pick<Listed, 'categories' | 'tags' | 'author'>,
  isThere: (list: List) => boolean,
): Set<string> => new Set(labelsOf(article).flatMap(list => (isThere(list) ? [] : [keyOf(list)])))

/** Numbers of the articles that a list does not have yet. */
export function pendingFor(gathering: Gathering | undefined, list: List): Set<number> {
  const key = keyOf(list)
  const found = new Set<number>()
  for (const one of gathering?.pending.values() ?? [])
    if (gatheredLists(one).some(of => keyOf(of) === key)) found.add(one.number)
  return found
}

/** Values of an axis as lists have them. */
export function gatheredValues(
  gathering: Gathering | undefined,
  axis: Axis,
  values: readonly AxisValue[],
): readonly AxisValue[] {
  if (!gathering || gathering.pending.size === 0 || axis === 'source') return values
  const fewer = new Map<string, number>()
  for (const one of gathering.pending.values())
    for (const value of valuesOf(one, axis)) fewer.set(value, (fewer.get(value) ?? 0) + 1)
  return values
    .map(one => ({ ...one, count: one.count - (fewer.get(one.value) ?? 0) }))
    .filter(({ count }) => count > 0)
}

function valuesOf({ categories, tags, author, date }: Listed, axis: Axis): Iterable<string> {
  if (axis === 'category') return new Set(categories)
  if (axis === 'tag') return new Set(tags)
  if (axis === 'author') return [author]
  return [day(date).slice(0, axis === 'year' ? 4 : axis === 'month' ? 7 : 10)]
}

/** Whether a list may lack articles that came meanwhile, and must say so. */
export function saysGathering(gathering: Gathering | undefined, list: List): boolean {
  if (!gathering || list.axis === 'all' || list.axis === 'source') return false
  return list.axis !== 'day' || list.value === gathering.day
}
