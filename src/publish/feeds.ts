// What other programs take from the site: full-text feeds of every list, the list of sources, sitemaps.
import { writeAtom } from '../formats/atom/write.ts'
import type { DocumentEntry, FeedDocument } from '../formats/feed/document.ts'
import { writeJsonFeed } from '../formats/jsonfeed/write.ts'
import { writeOpml } from '../formats/opml/write.ts'
import { writeRss } from '../formats/rss/write.ts'
import { MOST_PAGES, writeSitemap, writeSitemapIndex } from '../formats/sitemap/write.ts'
import type { Article } from '../model/article.ts'
import { resolve } from '../model/url.ts'
import { pendingFor } from './gathering.ts'
import { html } from './html.ts'
import type { Known } from './known.ts'
import { queryOf } from './listing.ts'
import { shownName } from './names.ts'
import { outside } from './outside.ts'
import { fallbackVariant, type Variant, withOwnPictures } from './pictures.ts'
import type { Shown } from './site.ts'
import { FEED_ENTRIES } from './tally.ts'
import { leadPicture } from './templates/lead.ts'
import { withdrawnText } from './templates/withdrawn.ts'
import {
  type FeedFormat,
  feedAddress,
  indexAddress,
  keyOf,
  type List,
  listAddress,
  NAMED_AXES,
  pictureAddress,
  sitemapAddress,
} from './urls.ts'

/** How each format is written. */
export const WRITERS: Readonly<Record<FeedFormat, (document: FeedDocument) => string>> = {
  rss: writeRss,
  atom: writeAtom,
  json: writeJsonFeed,
}

/** Characters of HTML after which a feed takes no further entry: readers fetch it again and again. */
const ENOUGH = 400_000

/** What a list's feeds hold. */
interface Entries {
  readonly entries: readonly DocumentEntry[]
  /** False when an article's file was missing or damaged: it is left out, for readers would keep what we say of it. */
  readonly isWhole: boolean
}

/** Lists just read: the three formats of a list are mostly made one after the other. */
const RECENT = 4
const recent = new WeakMap<Known, Map<string, Promise<Entries>>>()

/** Whether hubs are told of news in the feeds of a list, so that these may name them: the site's and each source's. */
export const isTold = ({ axis }: List): boolean => axis === 'all' || axis === 'source'

/**
 * The newest articles of a list with their full text; undefined when there is no such list. Who knows the articles
 * (newest first) gives them.
 */
export async function feedText(
  known: Known,
  list: List,
  format: FeedFormat,
  articles?: readonly Article[],
): Promise<Shown | undefined> {
  const { entries, isWhole } = await recentEntries(known, list, articles)
  if (entries.length === 0 && isWhole && list.axis !== 'all') return undefined
  const { config, texts, sources } = known
  const facts = list.axis === 'source' ? sources.get(list.value) : undefined
  const title = known.titleOfList(list)
  const body = WRITERS[format]({
    title: list.axis === 'all' ? title : `${title}${texts.titleGap}${config.title}`,
    description: facts?.description || config.description || texts.tagline,
    home: known.absolute(listAddress(list)),
    self: known.absolute(feedAddress(list, format)),
    language: facts?.language ?? config.language,
    updated: Math.max(0, ...entries.map(({ updated }) => updated)),
    hubs: isTold(list) ? config.hubs : [],
    entries,
  })
  return { body, isWhole }
}

function recentEntries(known: Known, list: List, articles: readonly Article[] | undefined): Promise<Entries> {
  const kept = recent.get(known) ?? new Map<string, Promise<Entries>>()
  recent.set(known, kept)
  const key = keyOf(list)
  const found = kept.get(key) ?? entriesOf(known, list, articles)
  kept.delete(key)
  kept.set(key, found)
  for (const oldest of kept.keys()) if (kept.size > RECENT) kept.delete(oldest)
  return found
}

async function entriesOf(known: Known, list: List, given: readonly Article[] | undefined): Promise<Entries> {
  const articles = given ?? (await newestOf(known, list))
  const entries: DocumentEntry[] = []
  let isWhole = true
  let size = 0
  for (const article of articles) {
    const text = await known.html(article)
    if (text !== undefined) entries.push(entryOf(known, article, text))
    else isWhole = false
    size += text?.length ?? 0
    if (size > ENOUGH) break
  }
  return { entries, isWhole }
}

async function newestOf({ site: { store }, gathering }: Known, list: List): Promise<Article[]> {
  const pending = pendingFor(gathering, list)
  const limit = FEED_ENTRIES + pending.size
  const found = await store.find({ ...queryOf(list), order: 'newest', limit })
  return found.filter(({ number }) => !pending.has(number)).slice(0, FEED_ENTRIES)
}

/** `3f9c02d1…` as a URN: it stays what it is when the archive moves to another address. */
const urn = (id: string): string => `urn:uuid:${id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`

/** An article as a feed has it, with its full text. */
export function entryOf(known: Known, article: Article, text: string): DocumentEntry {
  const { config } = known
  const original = outside(article.url)
  const picture = (variant: Variant): string => known.absolute(pictureAddress(variant))
  const shown = known.site.pictures ? article.pictures : undefined
  const lead = shown?.find(({ url }) => url === article.lead?.url)
  const image = lead ? picture(fallbackVariant(lead)) : outside(article.lead?.url)
  const notice =
    article.tombstone && html`<p><strong>${withdrawnText(known, article.tombstone)}</strong></p>\n`
  const about = [
    known.sourceTitle(article.source),
    ...[...article.categories, ...article.tags].map(shownName),
  ]
  return {
    id: urn(article.id),
    url: known.absolute(known.book.addressOf(article)),
    ...(original !== undefined && { externalUrl: original }),
    title: article.title,
    html: withOwnPictures(html`${notice}${leadPicture(article, text)}`.html + text, shown, picture),
    ...(article.published !== undefined && { published: article.published }),
    updated: article.revised,
    authors: article.author === '' ? [] : [{ name: shownName(article.author) }],
    tags: [...new Set(about)],
    ...(image !== undefined && { image }),
    enclosures: article.enclosures.filter(({ url }) => outside(url)),
    ...(article.language && article.language !== config.language && { language: article.language }),
  }
}

/** All sources that others can follow too, OPML 2.0. */
export function opmlText({ config, sources, sourceTitle }: Known): string {
  const outlines = [...sources.values()].flatMap(({ id, url, home }) => {
    const address = resolve(url)
    const outline = { url: address ?? '', title: sourceTitle(id), categories: [] }
    return address ? [outside(home) ? { ...outline, home: home! } : outline] : []
  })
  return writeOpml({ title: config.title, outlines })
}

/** The index of the sitemaps: one for the site's own pages, one for each month. */
export async function sitemapIndexText({ values, absolute }: Known): Promise<string> {
  const months = (await values('month')).map(({ value }) => sitemapAddress(value))
  return writeSitemapIndex(['/sitemap-pages.xml', ...months].map(address => ({ url: absolute(address) })))
}

const OWN_PAGES = ['/', '/archive/', '/about/', '/feeds/', ...NAMED_AXES.map(indexAddress)]

/** Pages that show lists. */
export async function sitemapPagesText({ values, absolute }: Known): Promise<string> {
  const lists: string[] = []
  for (const axis of ['source', 'category'] as const)
    for (const { value } of await values(axis)) if (value !== '') lists.push(listAddress({ axis, value }))
  return writeSitemap(
    [...OWN_PAGES, ...lists].slice(0, MOST_PAGES).map(address => ({ url: absolute(address) })),
  )
}

/** The articles of a UTC month, oldest first, at most as many as a sitemap may have; undefined when there are none. */
export async function sitemapText(known: Known, month: string): Promise<string | undefined> {
  const { store } = known.site
  const pending = known.gathering?.pending
  const limit = MOST_PAGES + (pending?.size ?? 0)
  const articles = (await store.find({ axis: 'month', value: month, order: 'oldest', limit }))
    .filter(({ number }) => !pending?.has(number))
    .slice(0, MOST_PAGES)
  return articles.length === 0 ? undefined : sitemapOf(known, articles)
}

/** The sitemap of some articles. */
export function sitemapOf(known: Known, articles: readonly Article[]): string {
  return writeSitemap(
    articles.map(article => ({
      url: known.absolute(known.book.addressOf(article)),
      modified: article.revised,
    })),
  )
}
