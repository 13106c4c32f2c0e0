// All documents of the site, and for each a digest of what it is made from: found by walking over the catalogue once.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { DAY, day as dayOf } from '../model/time.ts'
import { recordTallies } from './changes.ts'
import { unlistedOf } from './gathering.ts'
import { type Known, know } from './known.ts'
import { pageCount, pageRange } from './pages.ts'
import { variantsOf } from './pictures.ts'
import { calendar, enter, listDocuments, type Walking, walking } from './plan-lists.ts'
import { articleDocuments, oldDocuments, type Placed, type Planned } from './planned.ts'
import { nearby } from './related.ts'
import { listsOf, type Row, type RowPicture, rowOf, saidBy } from './rows.ts'
import { ALWAYS, picturesOf } from './sections.ts'
import type { Site } from './site.ts'
import { shade, step } from './steps.ts'
import { FEED_ENTRIES, short } from './tally.ts'
import {
  FEED_FORMATS,
  FIXED_ADDRESSES,
  indexAddress,
  keyOf,
  type List,
  monthAddress,
  NAMED_AXES,
  pictureAddress,
  recordAddress,
  recordFeedAddress,
  route,
  yearAddress,
} from './urls.ts'

const BATCH = 1000

/** Every address of the site, articles first; each once. */
export async function* addresses(site: Site): AsyncGenerator<string> {
  for await (const { address } of plan(await know(site))) yield address
}

/**
 * Every document of the site. One walk, oldest article first: what a document shows is handed on with it, so that nobody
 * asks for it again. `walked` gets a row for each article. Memory grows with the lists and these rows, not with the
 * articles.
 */
export async function* plan(known: Known, walked?: (row: Row) => void): AsyncGenerator<Planned> {
  const lists = new Map<string, Walking>()
  const rest = remaining()
  const beside = neighbouring()
  const said = saidBy(known.sources.values())
  const time = calendar(known)
  const near = nearby()
  const old = oldDocuments()
  const pending: Placed[] = []
  const isPending = (number: number): boolean => known.gathering?.pending.has(number) === true
  for await (const article of walk(known.site.store)) {
    const row = rowOf(article, said)
    const { item } = row
    walked?.(row)
    rest.add(row, isPending(row.number))
    yield* old(article, item)
    if (!isPending(row.number)) yield* time.add(dayOf(row.date), item, article)
    for (const list of listsOf(row, known.gathering)) {
      const key = keyOf(list)
      const found = lists.get(key) ?? walking(list)
      lists.set(key, found)
      yield* enter(known, found, item, article)
    }
    const done = beside.next({ article, item, related: near.next(article) })
    if (done && isPending(done.article.number)) pending.push(done)
    else if (done) yield* articleDocuments(known, done)
  }
  const isThere = (list: List): boolean => lists.has(keyOf(list))
  for (const last of [...pending, ...beside.rest()])
    yield* articleDocuments(
      known,
      isPending(last.article.number) ? { ...last, unlisted: unlistedOf(last.article, isThere) } : last,
    )
  if (lists.size === 0) lists.set('all', walking({ axis: 'all' }))
  for (const found of lists.values()) yield* listDocuments(known, found)
  yield* time.rest()
  yield* rest.documents(known)
}

async function* walk(store: Store): AsyncGenerator<Article> {
  for (let offset = 0; ; offset += BATCH) {
    const articles = await store.find({ order: 'oldest', offset, limit: BATCH })
    yield* articles
    if (articles.length < BATCH) return
  }
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

/** What follows from the rows alone, when all have been added. */
export function remaining() {
  const shown = new Map<string, RowPicture>()
  const days = new Map<number, number>()
  return {
    add({ date, pictures }: Row, isPending: boolean): void {
      for (const kept of pictures) shown.set(kept.digest, kept)
      if (isPending) return
      const day = Math.floor(date / DAY)
      days.set(day, (days.get(day) ?? 0) + 1)
    },
    async *documents(
      known: Known,
      wants: (section: string) => boolean = () => true,
    ): AsyncGenerator<Planned> {
      yield* pictureDocuments(known, shown, wants)
      yield* calendarDocuments(known, days)
      yield* recordDocuments(known)
      for (const axis of NAMED_AXES) yield fixed(indexAddress(axis))
      for (const address of FIXED_ADDRESSES)
        if (address !== '/CNAME' || known.config.cname !== '')
          yield VARYING.has(address) ? fixed(address) : { ...fixed(address), inputs: 'same' }
    },
  }
}

/** The sizes of every kept picture that some article shows. */
function* pictureDocuments(
  { site }: Known,
  shown: ReadonlyMap<string, RowPicture>,
  wants: (section: string) => boolean,
): Generator<Planned> {
  if (!site.pictures) return
  const { version } = site.pictures.images
  for (const kept of shown.values()) {
    const section = picturesOf(kept.digest)
    if (!wants(section)) continue
    for (const variant of variantsOf(kept))
      yield {
        address: pictureAddress(variant),
        section,
        inputs: short(kept.digest, kept.type, version),
        route: { kind: 'picture', ...variant },
      }
  }
}

/** The pages of months and years, from the articles of each day. */
function* calendarDocuments(known: Known, counts: ReadonlyMap<number, number>): Generator<Planned> {
  const gathers = (time: string): string | undefined =>
    known.gathering?.day.startsWith(time) ? 'gathers' : undefined
  const days = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([day, count]) => `${dayOf(day * DAY)} ${step(count)} ${shade(count)}`)
  for (const [year, of] of Map.groupBy(days, day => day.slice(0, 4)))
    yield {
      address: yearAddress(year),
      section: ALWAYS,
      inputs: short(...of, gathers(year)),
      route: { kind: 'year', year },
    }
  for (const [month, of] of Map.groupBy(days, day => day.slice(0, 7)))
    yield {
      address: monthAddress(month),
      section: ALWAYS,
      inputs: short(...of, gathers(month)),
      route: { kind: 'month', month },
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
        section: ALWAYS,
        inputs: short(name, ...shown(page), page === pages ? 'last' : undefined),
        route: { kind: 'changes', record, page },
      }
    yield {
      address: recordAddress(record),
      section: ALWAYS,
      inputs: short(name, String(items.length), ...shown(), figures),
      route: { kind: 'changes', record },
    }
    for (const format of FEED_FORMATS)
      yield {
        address: recordFeedAddress(record, format),
        section: ALWAYS,
        inputs: short(name, ...items.slice(-FEED_ENTRIES)),
        route: { kind: 'changeFeed', record, format },
      }
  }
}

/** A document whose address says all, made in every build: there are few. */
const fixed = (address: string): Planned => ({
  ...{ address, section: ALWAYS, inputs: '', route: route(address)! },
})

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
