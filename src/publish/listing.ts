// What a list page shows, asked of the catalogue.
import type { Article } from '../model/article.ts'
import type { ArticleQuery, Store } from '../model/catalogue.ts'
import { pendingFor } from './gathering.ts'
import type { Known } from './known.ts'
import { pageCount, pageRange } from './pages.ts'
import { rhythmOf } from './rhythm.ts'
import type { Listing } from './templates/list.ts'
import type { Holdings } from './templates/pages.ts'
import type { List } from './urls.ts'

/** The articles of a list, for the catalogue. */
export const queryOf = (list: List): Pick<ArticleQuery, 'axis' | 'value'> => (list.axis === 'all' ? {} : list)

/** One page of a list; undefined when there is no such page, or nothing in a list that is not the whole. */
export async function listing(known: Known, list: List, page?: number): Promise<Listing | undefined> {
  const { store } = known.site
  const pending = pendingFor(known.gathering, list)
  const count = (await store.count(queryOf(list))) - pending.size
  const pages = pageCount(count)
  if ((count === 0 && list.axis !== 'all') || (page !== undefined && page > pages)) return undefined
  const { offset, limit } = pageRange(count, page)
  const articles = await part(store, list, { count, offset, limit, pending })
  const rhythm =
    list.axis === 'source' && page === undefined ? rhythmOf(await store.daysOf(list.value)) : undefined
  return { list, articles, count, pages, ...(page !== undefined && { page }), ...(rhythm && { rhythm }) }
}

/**
 * Part of a list counted from the oldest, newest first. Asks from the nearer end: skipping rows costs too. Pending
 * articles are all near the newest end.
 */
async function part(
  store: Store,
  list: List,
  {
    count,
    offset,
    limit,
    pending,
  }: { count: number; offset: number; limit: number; pending: ReadonlySet<number> },
): Promise<Article[]> {
  const fromNewest = count - offset - limit
  if (fromNewest <= offset && pending.size > 0) {
    const found = await store.find({
      ...queryOf(list),
      ...{ order: 'newest', limit: fromNewest + limit + pending.size },
    })
    return found.filter(({ number }) => !pending.has(number)).slice(fromNewest, fromNewest + limit)
  }
  if (fromNewest <= offset)
    return store.find({ ...queryOf(list), order: 'newest', offset: fromNewest, limit })
  return (await store.find({ ...queryOf(list), order: 'oldest', offset, limit })).reverse()
}

/** The archive in figures. */
export async function holdings(known: Known): Promise<Holdings> {
  const { store } = known.site
  const [articles, highest, [oldest], [last]] = await Promise.all([
    store.count({}),
    store.highestNumber(),
    store.find({ order: 'oldest', limit: 1 }),
    lastOf(store),
  ])
  const sources = await sourceCount(known, `${articles} ${highest}`)
  return { articles, sources, ...(oldest && { oldest }), ...(last && { last }) }
}

/** The last to arrive: article numbers ascend by arrival. */
const lastOf = async (store: Store): Promise<Article[]> => store.byNumbers([await store.highestNumber()])

const sourceCounts = new WeakMap<Store, { readonly at: string; readonly sources: number }>()

/** Sources with articles. Counted again only when articles came or went: it costs more than the rest of a front page. */
async function sourceCount({ values, site: { store } }: Known, at: string): Promise<number> {
  const before = sourceCounts.get(store)
  if (before?.at === at) return before.sources
  const sources = (await values('source')).length
  sourceCounts.set(store, { at, sources })
  return sources
}
