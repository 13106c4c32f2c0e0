// The documents of lists: their pages, numbered ones too, and feeds; of days, with the sitemap of their month.
import { MOST_PAGES } from '../formats/sitemap/write.ts'
import type { Article } from '../model/article.ts'
import type { Known } from './known.ts'
import type { Planned } from './planned.ts'
import { daysOf, listOf, nameIn, stateIn } from './sections.ts'
import { type Entry, type Part, short, type Tally, tally } from './tally.ts'
import { feedAddress, formatsOf, hasFeeds, type List, listAddress, sitemapAddress } from './urls.ts'

/** A list as far as it has been walked. */
export interface Walking {
  readonly list: List
  readonly section: string
  readonly tally: Tally
}

export const walking = (list: List, section = listOf(list)): Walking => ({ list, section, tally: tally() })

/** Enters an article; a numbered page that will not change any more comes out. */
export function* enter(known: Known, to: Walking, item: string, article: Entry): Generator<Planned> {
  if (to.tally.add(item, article)) yield numberedPage(known, to, to.tally.settled(), false)
}

/** What is known of the articles that a document shows. */
const shown = (entries: readonly Entry[]): { articles: readonly Article[]; shows?: readonly number[] } =>
  typeof entries[0] === 'number'
    ? { articles: [], shows: entries as readonly number[] }
    : { articles: entries as readonly Article[] }

function numberedPage(
  known: Known,
  { list, section }: Walking,
  { page, digest, articles }: Part & { readonly page: number },
  isLast: boolean,
): Planned {
  const { shows, ...inHand } = shown(articles)
  // Of the pages behind it, a numbered page shows only whether there is one.
  const listing = { list, ...inHand, count: articles.length, pages: isLast ? page : page + 1, page }
  return {
    address: listAddress(list, page),
    section,
    inputs: short(nameIn(known, list), digest),
    route: { kind: 'list', list, page },
    listing,
    ...(shows && { shows }),
  }
}

/** The last numbered page of a list whose walk is over, its own page, and its feeds. */
export function* listDocuments(known: Known, walked: Walking): Generator<Planned> {
  const { list, tally, section } = walked
  const name = nameIn(known, list)
  const last = tally.last()
  if (last) yield numberedPage(known, walked, last, true)
  const { digest, articles } = tally.own()
  const { shows, ...inHand } = shown(articles)
  yield {
    address: listAddress(list),
    section,
    // The front page says how many sources there are too.
    inputs: list.axis === 'all' ? '' : short(name, digest, stateIn(known, list) || undefined),
    route: { kind: 'list', list },
    listing: { list, ...inHand, count: tally.count, pages: last?.page ?? 0 },
    ...(shows && { shows }),
  }
  if (!hasFeeds(list)) return
  const feed = tally.feed()
  const { articles: entries, ...numbers } = shown(feed.articles)
  for (const format of formatsOf(list))
    yield {
      address: feedAddress(list, format),
      section,
      inputs: short(name, feed.digest),
      route: { kind: 'feed', list, format },
      entries,
      ...numbers,
    }
}

/** The pages of days and the sitemaps of months: a day is over when an article of a later one comes. */
export function calendar(known: Known) {
  let day: Walking | undefined
  let month: { readonly name: string; readonly articles: Entry[]; readonly items: string[] } | undefined

  function* endMonth(): Generator<Planned> {
    if (!month) return
    const { name, articles, items } = month
    const { articles: entries, ...numbers } = shown(articles.slice(0, MOST_PAGES))
    yield {
      address: sitemapAddress(name),
      section: daysOf(name),
      inputs: short(...items),
      route: { kind: 'sitemap', month: name },
      entries,
      ...numbers,
    }
  }

  return {
    *add(on: string, item: string, article: Entry): Generator<Planned> {
      const name = on.slice(0, 7)
      if (!day || (day.list as { value: string }).value !== on) {
        if (day) yield* listDocuments(known, day)
        day = walking({ axis: 'day', value: on }, daysOf(name))
      }
      if (month?.name !== name) {
        yield* endMonth()
        month = { name, articles: [], items: [] }
      }
      yield* enter(known, day, item, article)
      month.items.push(item)
      month.articles.push(article)
    },
    *rest(): Generator<Planned> {
      if (day) yield* listDocuments(known, day)
      yield* endMonth()
    },
  }
}
