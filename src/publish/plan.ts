// All documents of the site, and for each a digest of what it is made from: found by walking over the catalogue once.
import { MOST_PAGES } from '../formats/sitemap/write.ts'
import { type Article, dateOf } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { ShownPicture } from '../model/picture.ts'
import { day as dayOf } from '../model/time.ts'
import { revisionsOf } from './articles.ts'
import { recordTallies } from './changes.ts'
import { hasHistory } from './has-history.ts'
import { type Known, know } from './known.ts'
import { oldAddress } from './moved.ts'
import { pageCount, pageRange } from './pages.ts'
import { variantsOf } from './pictures.ts'
import { nearby } from './related.ts'
import type { Site } from './site.ts'
import { step } from './steps.ts'
import { FEED_ENTRIES, type Part, short, type Tally, tally } from './tally.ts'
import type { ArticleInputs } from './templates/article.ts'
import type { Listing } from './templates/list.ts'
import {
  FEED_FORMATS,
  FIXED_ADDRESSES,
  feedAddress,
  formatsOf,
  hasFeeds,
  historyAddress,
  indexAddress,
  keyOf,
  type List,
  listAddress,
  monthAddress,
  NAMED_AXES,
  namedBy,
  pictureAddress,
  plainAddress,
  type Route,
  recordAddress,
  recordFeedAddress,
  route,
  sitemapAddress,
  yearAddress,
} from './urls.ts'

/** A document to be made. */
export interface Planned {
  readonly address: string
  /** Of what the document is made from, the code and the configuration aside; '' when only making it tells. */
  readonly inputs: string
  /** What the address asks for, with values instead of names. */
  readonly route: Route
  /** What an article's page needs, already known from the walk. */
  readonly article?: ArticleInputs
  /** The article that an old address leads to. */
  readonly moved?: Article
  /** What a list's page shows, already known from the walk. */
  readonly listing?: Listing
  /** What a feed or a month's sitemap has, already known from the walk: a feed newest first, a sitemap oldest first. */
  readonly entries?: readonly Article[]
}

const BATCH = 1000

/** Every address of the site, articles first; each once. */
export async function* addresses(site: Site): AsyncGenerator<string> {
  for await (const { address } of plan(await know(site))) yield address
}

interface Walking {
  readonly list: List
  readonly tally: Tally
}

/**
 * Every document of the site. One walk, oldest article first: what a document shows is handed on with it, so that nobody
 * asks for it again. Memory grows with the number of lists, not of articles.
 */
export async function* plan(
  known: Known,
  walked?: (article: Article, item: string) => void,
): AsyncGenerator<Planned> {
  const lists = new Map<string, Walking>()
  const shown = new Map<string, ShownPicture>()
  const beside = neighbouring()
  const said = sourceDigests(known)
  const time = calendar(known)
  const near = nearby()
  const old = new Set<string>()
  for await (const article of walk(known.site.store)) {
    const item = short(JSON.stringify(article), said(article.source))
    walked?.(article, item)
    const before = oldAddress(article)
    if (before !== undefined && !old.has(before)) {
      old.add(before)
      yield {
        address: before,
        inputs: short(item, before),
        route: { kind: 'moved', address: before, day: dayOf(dateOf(article)) },
        moved: article,
      }
    }
    yield* time.add(article, item)
    for (const list of listsOf(article)) {
      const key = keyOf(list)
      const found = lists.get(key) ?? { list, tally: tally() }
      lists.set(key, found)
      if (found.tally.add(item, article)) yield numberedPage(known, found, found.tally.settled(), false)
    }
    for (const kept of article.pictures ?? []) shown.set(kept.digest, kept)
    const done = beside.next({ article, item, related: near.next(article) })
    if (done) yield* articleDocuments(known, done)
  }
  for (const last of beside.rest()) yield* articleDocuments(known, last)
  yield* pictureDocuments(known, shown)
  if (lists.size === 0) lists.set('all', { list: { axis: 'all' }, tally: tally() })
  for (const found of lists.values()) yield* listDocuments(known, found)
  yield* time.rest()
  yield* recordDocuments(known)
  for (const axis of NAMED_AXES) yield fixed(indexAddress(axis))
  for (const address of FIXED_ADDRESSES)
    if (address !== '/CNAME' || known.config.cname !== '')
      yield VARYING.has(address) ? fixed(address) : { ...fixed(address), inputs: 'same' }
}

/** The sizes of every kept picture that some article shows. */
function* pictureDocuments({ site }: Known, shown: ReadonlyMap<string, ShownPicture>): Generator<Planned> {
  if (!site.pictures) return
  const { version } = site.pictures.images
  for (const kept of shown.values())
    for (const variant of variantsOf(kept))
      yield {
        address: pictureAddress(variant),
        inputs: short(kept.digest, kept.type, version),
        route: { kind: 'picture', ...variant },
      }
}

/** The record of what sources did, and its feeds: all of it, by kind, by source. */
async function* recordDocuments(known: Known): AsyncGenerator<Planned> {
  const records = await recordTallies(known)
  for (const { record, items, figures } of records) {
    const name = record.of === 'source' ? (known.sources.get(record.source)?.title ?? '') : ''
    const pages = pageCount(items.length)
    const shown = (page?: number): readonly string[] => {
      const { offset, limit } = pageRange(items.length, page)
      return items.slice(offset, offset + limit)
    }
    for (let page = 1; page <= pages; page++)
      yield {
        address: recordAddress(record, page),
        inputs: short(name, ...shown(page), page === pages ? 'last' : undefined),
        route: { kind: 'changes', record, page },
      }
    yield {
      address: recordAddress(record),
      inputs: short(name, String(items.length), ...shown(), figures),
      route: { kind: 'changes', record },
    }
    for (const format of FEED_FORMATS)
      yield {
        address: recordFeedAddress(record, format),
        inputs: short(name, ...items.slice(-FEED_ENTRIES)),
        route: { kind: 'changeFeed', record, format },
      }
  }
}

/** For each source a digest of what it says of itself. */
function sourceDigests({ sources }: Known): (id: string) => string {
  const digests = new Map([...sources].map(([id, facts]) => [id, short(JSON.stringify(facts))]))
  return id => digests.get(id) ?? id
}

/** A document whose address says all, made in every build: there are few. */
const fixed = (address: string): Planned => ({ address, inputs: '', route: route(address)! })

/** Of the fixed addresses, those whose documents depend on what is in the archive. */
const VARYING: ReadonlySet<string> = new Set([
  '/archive/',
  '/feeds/',
  '/health/',
  '/health/feed.xml',
  '/health/atom.xml',
  '/health/feed.json',
  '/looked.js',
  '/sources.opml',
  '/sitemap.xml',
  '/sitemap-pages.xml',
])

async function* walk(store: Store): AsyncGenerator<Article> {
  for (let offset = 0; ; offset += BATCH) {
    const articles = await store.find({ order: 'oldest', offset, limit: BATCH })
    yield* articles
    if (articles.length < BATCH) return
  }
}

/** The lists that an article stands in, each once, but for its day's. */
function listsOf(article: Article): List[] {
  const named = (axis: 'category' | 'tag', values: readonly string[]): List[] =>
    [...new Set(values)].filter(value => value !== '').map(value => ({ axis, value }))
  return [
    { axis: 'all' },
    { axis: 'source', value: article.source },
    ...named('category', article.categories),
    ...named('tag', article.tags),
    ...(article.author === '' ? [] : [{ axis: 'author', value: article.author } as const]),
  ]
}

/** An article between its neighbours in its source, with a digest of what the catalogue and its source say of it. */
interface Placed {
  readonly article: Article
  readonly item: string
  readonly related: readonly Article[]
  readonly older?: Article
  readonly newer?: Article
}

/** Gives each article its neighbours once the newer one is known. */
function neighbouring() {
  const waiting = new Map<string, Placed>()
  return {
    next(placed: Placed): Placed | undefined {
      const { article } = placed
      const before = waiting.get(article.source)
      waiting.set(article.source, before ? { ...placed, older: before.article } : placed)
      return before && { ...before, newer: article }
    },
    rest: () => waiting.values(),
  }
}

async function* articleDocuments(known: Known, placed: Placed): AsyncGenerator<Planned> {
  const { item, ...inputs } = { ...placed, revisions: await revisionsOf(known, placed.article) }
  const { older, newer, revisions, related } = inputs
  const own = short(
    item,
    older && linked(known, older),
    newer && linked(known, newer),
    revisions.length > 0 ? JSON.stringify(revisions) : undefined,
    ...related.map(article => `${linked(known, article)} ${known.sourceTitle(article.source)}`),
  )
  const named = namedIn(known, placed.article)
  for (const n of [undefined, ...revisions.map(({ n }) => n)]) {
    const address = known.book.addressOf(placed.article, n)
    yield {
      address,
      inputs: own,
      route: { kind: 'article', ...named, ...(n !== undefined && { revision: n }) },
      article: inputs,
    }
    if (n !== undefined || !known.config.markdown) continue
    const plain = plainAddress(address, 'md')
    yield { address: plain, inputs: item, route: { kind: 'plain', ...named, form: 'md' }, article: inputs }
  }
  if (!hasHistory(placed.article)) return
  const history = historyAddress(known.book.addressOf(placed.article))
  yield { address: history, inputs: short(item, JSON.stringify(revisions)), route: route(history)! }
}

/** The day and the digits in an article's address. */
function namedIn({ book }: Known, article: Article): { day: string; hex: string } {
  const { day, hex } = namedBy(article)
  return { day, hex: book.isLong(article) ? article.id : hex }
}

/** What a neighbour's page shows of an article. */
const linked = ({ book }: Known, article: Article): string =>
  `${book.addressOf(article)} ${dateOf(article)} ${article.language} ${article.title}`

function numberedPage(
  known: Known,
  { list }: Walking,
  { page, digest, articles }: Part & { readonly page: number },
  isLast: boolean,
): Planned {
  // Of the pages behind it, a numbered page shows only whether there is one.
  const listing = { list, articles, count: articles.length, pages: isLast ? page : page + 1, page }
  return {
    address: listAddress(list, page),
    inputs: short(nameIn(known, list), digest),
    route: { kind: 'list', list, page },
    listing,
  }
}

function* listDocuments(known: Known, walking: Walking): Generator<Planned> {
  const { list, tally } = walking
  const name = nameIn(known, list)
  const last = tally.last()
  if (last) yield numberedPage(known, walking, last, true)
  const { digest, articles } = tally.own()
  // The front page says how many sources there are too.
  const inputs = list.axis === 'all' ? '' : short(name, digest)
  const listing = { list, articles, count: tally.count, pages: last?.page ?? 0 }
  yield { address: listAddress(list), inputs, route: { kind: 'list', list }, listing }
  if (!hasFeeds(list)) return
  const feed = tally.feed()
  for (const format of formatsOf(list)) {
    const address = feedAddress(list, format)
    yield {
      address,
      inputs: short(name, feed.digest),
      route: { kind: 'feed', list, format },
      entries: feed.articles,
    }
  }
}

/** What a list's pages say of the list itself. */
const nameIn = ({ sources }: Known, list: List): string =>
  list.axis === 'source' ? JSON.stringify(sources.get(list.value) ?? list) : ''

/** The pages of days, months and years: an article's day is over when one of a later day comes. */
function calendar(known: Known) {
  const days: string[] = []
  let day: Walking | undefined
  let month: { readonly name: string; readonly articles: Article[]; readonly items: string[] } | undefined

  function* endDay(): Generator<Planned> {
    if (!day) return
    yield* listDocuments(known, day)
    days.push(`${(day.list as { value: string }).value} ${step(day.tally.count)}`)
  }

  function* endMonth(): Generator<Planned> {
    if (!month) return
    const { name, articles, items } = month
    yield {
      address: sitemapAddress(name),
      inputs: short(...items),
      route: { kind: 'sitemap', month: name },
      entries: articles.slice(0, MOST_PAGES),
    }
  }

  return {
    *add(article: Article, item: string): Generator<Planned> {
      const on = dayOf(dateOf(article))
      if (!day || (day.list as { value: string }).value !== on) {
        yield* endDay()
        day = { list: { axis: 'day', value: on }, tally: tally() }
      }
      if (month?.name !== on.slice(0, 7)) {
        yield* endMonth()
        month = { name: on.slice(0, 7), articles: [], items: [] }
      }
      if (day.tally.add(item, article)) yield numberedPage(known, day, day.tally.settled(), false)
      month.items.push(item)
      month.articles.push(article)
    },
    *rest(): Generator<Planned> {
      yield* endDay()
      yield* endMonth()
      for (const [year, of] of Map.groupBy(days, day => day.slice(0, 4)))
        yield { address: yearAddress(year), inputs: short(...of), route: { kind: 'year', year } }
      for (const [month, of] of Map.groupBy(days, day => day.slice(0, 7)))
        yield { address: monthAddress(month), inputs: short(...of), route: { kind: 'month', month } }
    },
  }
}
