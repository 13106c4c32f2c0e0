// All documents of the site, and for each a digest of what it is made from: found by walking over the catalogue once.
import { type Article, dateOf } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { ShownPicture } from '../model/picture.ts'
import { day as dayOf, month as monthOf } from '../model/time.ts'
import { revisionsOf } from './articles.ts'
import { type Known, know } from './known.ts'
import { oldAddress } from './moved.ts'
import { pageCount } from './pages.ts'
import { variantsOf } from './pictures.ts'
import type { Site } from './site.ts'
import { step } from './steps.ts'
import { short, type Tally, tally } from './tally.ts'
import type { ArticleInputs } from './templates/article.ts'
import {
  FIXED_ADDRESSES,
  feedAddress,
  formatsOf,
  hasFeeds,
  indexAddress,
  keyOf,
  type List,
  listAddress,
  monthAddress,
  NAMED_AXES,
  pictureAddress,
  plainAddress,
  type Route,
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
}

const BATCH = 1000

/** Every address of the site, articles first; each once. */
export async function* addresses(site: Site): AsyncGenerator<string> {
  for await (const { address } of plan(await know(site))) yield address
}

/** Every document of the site. One walk, oldest article first; memory grows with the number of lists, not of articles. */
export async function* plan(
  known: Known,
  walked?: (article: Article, item: string) => void,
): AsyncGenerator<Planned> {
  const lists = new Map<string, { list: List; tally: Tally }>()
  const months = new Map<string, string>()
  const shown = new Map<string, ShownPicture>()
  const beside = neighbouring()
  const said = sourceDigests(known)
  const enter = (list: List, item: string): void => {
    const key = keyOf(list)
    const found = lists.get(key) ?? { list, tally: tally() }
    lists.set(key, found)
    found.tally.add(item)
  }
  const old = new Set<string>()
  for await (const article of walk(known.site.store)) {
    const item = short(JSON.stringify(article), said(article.source))
    walked?.(article, item)
    const before = oldAddress(article)
    if (before !== undefined && !old.has(before)) {
      old.add(before)
      yield { address: before, inputs: short(item, before), route: route(before)!, moved: article }
    }
    for (const list of listsOf(article)) enter(list, item)
    for (const kept of article.pictures ?? []) shown.set(kept.digest, kept)
    const month = monthOf(dateOf(article))
    months.set(month, short(months.get(month), item))
    const done = beside.next(article, item)
    if (done) yield* articleDocuments(known, done)
  }
  for (const last of beside.rest()) yield* articleDocuments(known, last)
  yield* pictureDocuments(known, shown)
  if (lists.size === 0) lists.set('all', { list: { axis: 'all' }, tally: tally() })
  for (const [key, { tally }] of lists) known.counts.set(key, tally.count)
  for (const { list, tally } of lists.values()) yield* listDocuments(known, list, tally)
  yield* calendarDocuments(lists, months)
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

/** The lists that an article stands in, each once. */
function listsOf(article: Article): List[] {
  const named = (axis: 'category' | 'tag', values: readonly string[]): List[] =>
    [...new Set(values)].filter(value => value !== '').map(value => ({ axis, value }))
  return [
    { axis: 'all' },
    { axis: 'source', value: article.source },
    ...named('category', article.categories),
    ...named('tag', article.tags),
    ...(article.author === '' ? [] : [{ axis: 'author', value: article.author } as const]),
    { axis: 'day', value: dayOf(dateOf(article)) },
  ]
}

/** An article between its neighbours in its source, with a digest of what the catalogue and its source say of it. */
interface Placed {
  readonly article: Article
  readonly item: string
  readonly older?: Article
  readonly newer?: Article
}

/** Gives each article its neighbours once the newer one is known. */
function neighbouring() {
  const waiting = new Map<string, Placed>()
  return {
    next(article: Article, item: string): Placed | undefined {
      const before = waiting.get(article.source)
      waiting.set(article.source, before ? { article, item, older: before.article } : { article, item })
      return before && { ...before, newer: article }
    },
    rest: () => waiting.values(),
  }
}

async function* articleDocuments(known: Known, placed: Placed): AsyncGenerator<Planned> {
  const { item, ...inputs } = { ...placed, revisions: await revisionsOf(known, placed.article) }
  const { older, newer, revisions } = inputs
  const own = short(
    item,
    older && linked(known, older),
    newer && linked(known, newer),
    revisions.length > 0 ? JSON.stringify(revisions) : undefined,
  )
  for (const n of [undefined, ...revisions.map(({ n }) => n)]) {
    const address = known.book.addressOf(placed.article, n)
    yield { address, inputs: own, route: route(address)!, article: inputs }
    if (n !== undefined) continue
    const plain = plainAddress(address, 'md')
    yield { address: plain, inputs: item, route: route(plain)!, article: inputs }
  }
}

/** What a neighbour's page shows of an article. */
const linked = ({ book }: Known, article: Article): string =>
  `${book.addressOf(article)} ${dateOf(article)} ${article.language} ${article.title}`

function* listDocuments(known: Known, list: List, tally: Tally): Generator<Planned> {
  const name = nameIn(known, list)
  for (let page = 1; page <= pageCount(tally.count); page++)
    yield {
      address: listAddress(list, page),
      inputs: short(name, tally.page(page)),
      route: { kind: 'list', list, page },
    }
  // The front page says how many sources there are too.
  const inputs = list.axis === 'all' ? '' : short(name, tally.own())
  yield { address: listAddress(list), inputs, route: { kind: 'list', list } }
  if (!hasFeeds(list)) return
  for (const format of formatsOf(list)) {
    const address = feedAddress(list, format)
    yield { address, inputs: short(name, tally.feed()), route: { kind: 'feed', list, format } }
  }
}

/** What a list's pages say of the list itself. */
const nameIn = ({ sources }: Known, list: List): string =>
  list.axis === 'source' ? JSON.stringify(sources.get(list.value) ?? list) : ''

function* calendarDocuments(
  lists: ReadonlyMap<string, { list: List; tally: Tally }>,
  months: ReadonlyMap<string, string>,
): Generator<Planned> {
  const days = [...lists.values()]
    .filter(({ list }) => list.axis === 'day')
    .map(({ list, tally }) => `${(list as { value: string }).value} ${step(tally.count)}`)
  for (const [year, of] of Map.groupBy(days, day => day.slice(0, 4)))
    yield { address: yearAddress(year), inputs: short(...of), route: { kind: 'year', year } }
  for (const [month, of] of Map.groupBy(days, day => day.slice(0, 7)))
    yield { address: monthAddress(month), inputs: short(...of), route: { kind: 'month', month } }
  for (const [month, inputs] of months)
    yield { address: sitemapAddress(month), inputs, route: { kind: 'sitemap', month } }
}
