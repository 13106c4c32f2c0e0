// The record: what sources did with articles after they were kept, as pages, feeds and figures.
import type { DocumentEntry } from '../formats/feed/document.ts'
import type { Article } from '../model/article.ts'
import { type Change, type ChangeFigures, type ChangeQuery, placeOfChange } from '../model/change.ts'
import { digest } from '../model/digest.ts'
import { WRITERS } from './feeds.ts'
import { html } from './html.ts'
import type { Known } from './known.ts'
import { pageCount, pageRange } from './pages.ts'
import { FEED_ENTRIES, short } from './tally.ts'
import { changeTitle, figuresKey, linkOf, recordPage, recordTitle, type Told } from './templates/changes.ts'
import {
  type FeedFormat,
  keyOfRecord,
  RECORD_KINDS,
  type RecordList,
  recordAddress,
  recordFeedAddress,
} from './urls.ts'

const queryOf = (record: RecordList): Pick<ChangeQuery, 'source' | 'kinds'> => {
  if (record.of === 'kind') return { kinds: [record.kind] }
  return record.of === 'source' ? { source: record.source } : {}
}

/** Changes with the articles they happened to. */
async function withArticles({ site }: Known, changes: readonly Change[]): Promise<Told[]> {
  const ids = [...new Set(changes.map(({ article }) => article))]
  const articles = new Map((await site.store.articles(ids)).map(article => [article.id, article]))
  return changes.flatMap(change => {
    const article = articles.get(change.article)
    return article ? [{ change, article }] : []
  })
}

/** One page of a record; undefined when there is no such page, or nothing in the record of a source. */
export async function recordText(
  known: Known,
  record: RecordList,
  page: number | undefined,
): Promise<string | undefined> {
  const { store } = known.site
  const query = queryOf(record)
  const count = await store.countChanges(query)
  const pages = pageCount(count)
  if ((count === 0 && record.of === 'source') || (page !== undefined && page > pages)) return undefined
  const { offset, limit } = pageRange(count, page)
  const changes = await store.changes({ ...query, order: 'oldest', offset, limit })
  const told = (await withArticles(known, changes)).reverse()
  const figures = page === undefined ? await figuresOf(known, record) : []
  return recordPage(known, { record, told, figures, count, pages, ...(page !== undefined && { page }) })
}

const asked = new WeakMap<Known, Promise<readonly ChangeFigures[]>>()

/** Of the sources that changed something; counted once for a build, or for a request. */
function allFigures(known: Known): Promise<readonly ChangeFigures[]> {
  const figures =
    asked.get(known) ??
    known.site.store
      .changeFigures()
      .then(all => all.filter(({ edited, withdrawn, returned }) => edited + withdrawn + returned > 0))
  asked.set(known, figures)
  return figures
}

/** What a record shows of them: one of a single kind nothing, since all are with the whole. */
async function figuresOf(known: Known, record: RecordList): Promise<readonly ChangeFigures[]> {
  if (record.of === 'kind') return []
  const all = await allFigures(known)
  return record.of === 'source' ? all.filter(({ source }) => source === record.source) : all
}

/** The latest changes of a record as a feed. */
export async function recordFeed(
  known: Known,
  record: RecordList,
  format: FeedFormat,
): Promise<string | undefined> {
  const { config, texts, absolute } = known
  const changes = await known.site.store.changes({ ...queryOf(record), order: 'newest', limit: FEED_ENTRIES })
  if (changes.length === 0 && record.of === 'source') return undefined
  const told = await withArticles(known, changes)
  return WRITERS[format]({
    title: `${recordTitle(known, record)}${texts.titleGap}${config.title}`,
    description: texts.recordLead,
    home: absolute(recordAddress(record)),
    self: absolute(recordFeedAddress(record, format)),
    language: config.language,
    updated: changes[0]?.at ?? 0,
    hubs: [],
    entries: told.map(one => entryOf(known, one)),
  })
}

function entryOf(known: Known, { change, article }: Told): DocumentEntry {
  const title = changeTitle(known, { change, article })
  const address = linkOf(known, { change, article })
  return {
    id: `urn:sha256:${digest(`${change.article} ${change.kind} ${placeOfChange(change)}`)}`,
    url: known.absolute(address),
    title: `${known.texts.kinds[change.kind]}: ${title}`,
    html: html`<p>${known.texts.kinds[change.kind]}: ${title}</p>${change.from !== undefined && html`<p><del>${change.from}</del> → <ins>${article.title}</ins></p>`}<p>${known.sourceTitle(change.source)}</p>`
      .html,
    published: change.at,
    updated: change.at,
    authors: [],
    tags: [change.kind, known.sourceTitle(change.source)],
    enclosures: [],
  }
}

export interface RecordTally {
  readonly record: RecordList
  /** A digest of each change with what is shown of its article, oldest first. */
  readonly items: readonly string[]
  /** What its figures say, as far as a page shows it. */
  readonly figures: string
}

const BATCH = 1000

/** Every record of the site with digests of what is in it. One walk over the changes, oldest first. */
export async function recordTallies(known: Known): Promise<RecordTally[]> {
  const { store } = known.site
  const records: RecordList[] = [{ of: 'all' }, ...RECORD_KINDS.map(kind => ({ of: 'kind', kind }) as const)]
  const found = new Map(records.map(record => [keyOfRecord(record), { record, items: [] as string[] }]))
  for (let offset = 0; ; offset += BATCH) {
    const changes = await store.changes({ order: 'oldest', offset, limit: BATCH })
    for (const { change, article } of await withArticles(known, changes)) {
      const item = short(JSON.stringify(change), shownOf(known, article))
      for (const record of recordsOf(change)) {
        const key = keyOfRecord(record)
        const one = found.get(key) ?? { record, items: [] }
        found.set(key, one)
        one.items.push(item)
      }
    }
    if (changes.length < BATCH) break
  }
  const figures = await Promise.all(
    [...found.values()].map(async ({ record }) => figuresKey(known, await figuresOf(known, record))),
  )
  return [...found.values()].map((one, i) => ({ ...one, figures: figures[i]! }))
}

const recordsOf = ({ kind, source }: Change): RecordList[] => [
  { of: 'all' },
  { of: 'source', source },
  ...RECORD_KINDS.filter(one => one === kind).map(kind => ({ of: 'kind', kind }) as const),
]

/** What the record shows of an article. */
const shownOf = (known: Known, article: Article): string =>
  `${known.book.addressOf(article)} ${article.language} ${known.titleOf(article)} ${known.sourceTitle(article.source)}`
