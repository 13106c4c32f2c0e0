// Every document of the site from its address. The build asks for all, the server for one: both get the same bytes.

import { dateOf } from '../model/article.ts'
import type { AxisValue } from '../model/catalogue.ts'
import { articleAt, articleText, inputsOf, revisionsOf, revisionText } from './articles.ts'
import { recordFeed, recordText } from './changes.ts'
import { feedText, opmlText, sitemapIndexText, sitemapPagesText, sitemapText } from './feeds.ts'
import { hasHistory } from './has-history.ts'
import { HEALTH_FORMATS, healthFeed, healthPage, lookedText } from './health.ts'
import { historyText } from './history.ts'
import { type Known, know } from './known.ts'
import { holdings, listing } from './listing.ts'
import { favicon } from './look/favicon.ts'
import { script } from './look/script.ts'
import { searching } from './look/searching.ts'
import { styleOf } from './look/style.ts'
import { worker } from './look/worker.ts'
import { llms, openSearch, robots, webManifest } from './machine.ts'
import { mementoOf, timemapText } from './memento.ts'
import { movedText } from './moved.ts'
import { valueNamed } from './names.ts'
import { type Variant, variantBytes, variantsOf, variantType } from './pictures.ts'
import { plainTextOf } from './plain.ts'
import type { Document, Memento, Shown, Site } from './site.ts'
import { step } from './steps.ts'
import { archivePage, monthPage, yearPage } from './templates/calendar.ts'
import {
  aboutPage,
  colophonPage,
  feedsPage,
  frontPage,
  holdingsText,
  indexPage,
  listPage,
  missingPage,
} from './templates/pages.ts'
import { searchPage } from './templates/search.ts'
import {
  decoded,
  FEED_AXES,
  type Fixed,
  fileOf,
  type List,
  type NamedAxis,
  type PlainForm,
  type Route,
  route,
} from './urls.ts'

const PAGE = 'text/html; charset=utf-8'
const XML = 'application/xml; charset=utf-8'
const FEED_TYPES = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
} as const
const PLAIN_TYPES = { md: 'text/markdown; charset=utf-8', txt: 'text/plain; charset=utf-8' } as const
const FIXED_TYPES: Readonly<Record<Fixed, string>> = {
  archive: PAGE,
  about: PAGE,
  feeds: PAGE,
  search: PAGE,
  colophon: PAGE,
  missing: PAGE,
  health: PAGE,
  healthRss: FEED_TYPES.rss,
  healthAtom: FEED_TYPES.atom,
  healthJson: FEED_TYPES.json,
  looked: 'text/javascript; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
  sitemaps: XML,
  sitemapPages: XML,
  robots: 'text/plain; charset=utf-8',
  llms: 'text/plain; charset=utf-8',
  manifest: 'application/manifest+json; charset=utf-8',
  worker: 'text/javascript; charset=utf-8',
  searching: 'text/javascript; charset=utf-8',
  nojekyll: 'text/plain; charset=utf-8',
  cname: 'text/plain; charset=utf-8',
  opensearch: 'application/opensearchdescription+xml; charset=utf-8',
  style: 'text/css; charset=utf-8',
  script: 'text/javascript; charset=utf-8',
  favicon: 'image/svg+xml; charset=utf-8',
}

/**
 * The document at an address of the site, `/2021/04/14/3f9c02d1.html`, percent-encoded or not, without base path and
 * query; undefined when the site has none there. `/404.html` is the page to show then.
 */
export async function render(url: string, site: Site): Promise<Document | undefined> {
  return renderKnown(url, await know(site))
}

/** As `render`, for one who asks for many. */
export async function renderKnown(url: string, known: Known): Promise<Document | undefined> {
  const address = decoded(url.replace(/[?#].*$/s, ''))
  const named = address === undefined ? undefined : route(address)
  if (address === undefined || !named) return undefined
  const asked = await withValue(known, named)
  const shown = asked && (await bodyOf(known, asked))
  if (shown === undefined) return undefined
  const body = typeof shown === 'string' ? shown : shown.body
  return {
    path: fileOf(address),
    type: typeOf(named),
    body,
    status: named.kind === 'missing' ? 404 : 200,
    ...(named.kind === 'picture' && { lasts: true }),
    ...(named.kind === 'article' && (await mementoAt(known, named))),
  }
}

/**
 * The page of an article as the last build wrote it, when that is what `renderKnown` would make now; undefined when it is
 * not, and at any other address. Half the headers and none of the page has to be made.
 */
export async function builtArticle(url: string, known: Known): Promise<Document | undefined> {
  const { built, store } = known.site
  const address = decoded(url)
  const named = address === undefined ? undefined : route(address)
  if (!built?.current || address === undefined || named?.kind !== 'article') return undefined
  if (named.revision !== undefined) return undefined
  const [article, state] = await Promise.all([articleAt(known, named.day, named.hex), store.state()])
  const path = fileOf(address)
  const body = article && (await built.current(path, article.path, state))
  return body && { path, type: PAGE, body, status: 200, ...(await mementoAt(known, named)) }
}

async function mementoAt(
  known: Known,
  { day, hex, revision }: { day: string; hex: string; revision?: number },
): Promise<{ memento?: Memento }> {
  const article = await articleAt(known, day, hex)
  const memento = article && mementoOf(known, article, await revisionsOf(known, article), revision)
  return memento ? { memento } : {}
}

async function timemapBody(
  known: Known,
  { day, hex }: { day: string; hex: string },
): Promise<string | undefined> {
  const article = await articleAt(known, day, hex)
  return article && timemapText(known, article, await revisionsOf(known, article))
}

/** A route with the value that a name in it stands for; undefined when there is none. */
async function withValue({ site: { store } }: Known, asked: Route): Promise<Route | undefined> {
  if (asked.kind !== 'list' && asked.kind !== 'feed') return asked
  const { list } = asked
  if (list.axis === 'all' || list.axis === 'day') return asked
  const value = await valueNamed(store, list.axis, list.value)
  return value === undefined ? undefined : { ...asked, list: { axis: list.axis, value } }
}

/** The media type of what a route leads to. */
export function typeOf(asked: Route): string {
  switch (asked.kind) {
    case 'list':
    case 'article':
    case 'index':
    case 'year':
    case 'month':
    case 'moved':
    case 'history':
    case 'changes':
      return PAGE
    case 'changeFeed':
      return FEED_TYPES[asked.format]
    case 'shelf':
      return 'text/javascript; charset=utf-8'
    case 'plain':
      return PLAIN_TYPES[asked.form]
    case 'feed':
      return FEED_TYPES[asked.format]
    case 'sitemap':
      return XML
    case 'timemap':
      return 'application/link-format'
    case 'picture':
      return variantType(asked)
    default:
      return FIXED_TYPES[asked.kind]
  }
}

/** What stands at a route whose names have become values. */
export function bodyOf(known: Known, asked: Route): Promise<string | Shown | undefined> | string {
  switch (asked.kind) {
    case 'list':
      return listText(known, asked.list, asked.page)
    case 'article':
      return articleBody(known, asked)
    case 'index':
      return indexText(known, asked.axis)
    case 'feed':
      return feedText(known, asked.list, asked.format)
    case 'year':
      return yearText(known, asked.year)
    case 'month':
      return monthText(known, asked.month)
    case 'sitemap':
      return sitemapText(known, asked.month)
    case 'plain':
      return plainBody(known, asked)
    case 'history':
      return historyBody(known, asked)
    case 'changes':
      return recordText(known, asked.record, asked.page)
    case 'changeFeed':
      return recordFeed(known, asked.record, asked.format)
    case 'moved':
      return movedText(known, asked.address, asked.day)
    case 'shelf':
      return Promise.resolve(undefined)
    case 'timemap':
      return timemapBody(known, asked)
    case 'picture':
      return pictureBody(known, asked)
    default:
      return fixedText(known, asked.kind)
  }
}

function fixedText(known: Known, kind: Fixed): Promise<string | undefined> | string {
  switch (kind) {
    case 'archive':
      return known.values('month').then(months => archivePage(known, months))
    case 'about':
      return aboutPage(known)
    case 'colophon':
      return colophonPage(known)
    case 'feeds':
      return feedsText(known)
    case 'search':
      return searchPage(known)
    case 'missing':
      return missingPage(known)
    case 'health':
      return healthPage(known)
    case 'healthRss':
    case 'healthAtom':
    case 'healthJson':
      return healthFeed(known, HEALTH_FORMATS[kind])
    case 'looked':
      return lookedText(known)
    case 'opml':
      return opmlText(known)
    case 'sitemaps':
      return sitemapIndexText(known)
    case 'sitemapPages':
      return sitemapPagesText(known)
    case 'robots':
      return robots(known)
    case 'opensearch':
      return openSearch(known)
    case 'llms':
      return llms(known)
    case 'manifest':
      return webManifest(known)
    case 'worker':
      return worker(known)
    case 'nojekyll':
      return ''
    case 'cname':
      return cname(known)
    case 'style':
      return styleOf(known.site.theme)
    case 'searching':
      return searching
    case 'script':
      return script
    case 'favicon':
      return favicon
  }
}

/** A copy of a kept picture; undefined for a size that no page shows, and when the original is missing or damaged. */
async function pictureBody({ site }: Known, asked: Variant): Promise<Shown | undefined> {
  const { store, archive, pictures } = site
  const [kept] = pictures ? await store.pictures.kept([asked.digest]) : []
  if (!pictures || !kept) return undefined
  if (!variantsOf(kept).some(({ width, format }) => width === asked.width && format === asked.format))
    return undefined
  const body = await variantBytes(kept, asked, pictures, archive)
  return body && { body, isWhole: true }
}

async function listText(known: Known, list: List, page: number | undefined): Promise<string | undefined> {
  const found = await listing(known, list, page)
  if (!found) return undefined
  return list.axis === 'all' && page === undefined
    ? frontPage(known, found, await held(known))
    : listPage(known, found)
}

async function articleBody(
  known: Known,
  asked: { day: string; hex: string; revision?: number },
): Promise<Shown | undefined> {
  const article = await articleAt(known, asked.day, asked.hex)
  if (!article) return undefined
  const inputs = await inputsOf(known, article)
  const { revision } = asked
  return revision === undefined ? articleText(known, inputs) : revisionText(known, inputs, revision)
}

async function historyBody(known: Known, asked: { day: string; hex: string }): Promise<Shown | undefined> {
  const article = await articleAt(known, asked.day, asked.hex)
  return article && hasHistory(article) ? historyText(known, article) : undefined
}

/** Those with most articles first, by steps: so that the order too changes seldom. */
const byCount = (values: readonly AxisValue[]): AxisValue[] =>
  values
    .filter(({ value }) => value !== '')
    .sort((a, b) => step(b.count) - step(a.count) || (a.value < b.value ? -1 : 1))

async function plainBody(
  known: Known,
  { day, hex, form }: { day: string; hex: string; form: PlainForm },
): Promise<Shown | undefined> {
  if (form === 'md' && !known.config.markdown) return undefined
  const article = await articleAt(known, day, hex)
  return article && plainTextOf(known, article, form)
}

/** GitHub Pages serves a site under the host name in this file. */
const cname = async ({ config }: Known): Promise<string | undefined> =>
  config.cname === '' ? undefined : `${config.cname}\n`

const indexText = async (known: Known, axis: NamedAxis): Promise<string> =>
  indexPage(known, axis, byCount(await known.values(axis)))

/** Beyond these a page of all feeds is no help; each list names its own. */
const FEEDS_LISTED = 300

async function feedsText(known: Known): Promise<string> {
  const values = new Map<NamedAxis, readonly AxisValue[]>()
  for (const axis of FEED_AXES) values.set(axis, byCount(await known.values(axis)).slice(0, FEEDS_LISTED))
  return feedsPage(known, values)
}

async function held(known: Known): Promise<string> {
  const found = await holdings(known)
  return holdingsText(known, found, found.oldest && dateOf(found.oldest))
}

async function yearText(known: Known, year: string): Promise<string | undefined> {
  const days = (await known.values('day')).filter(({ value }) => value.startsWith(`${year}-`))
  return days.length === 0 ? undefined : yearPage(known, year, days)
}

async function monthText(known: Known, month: string): Promise<string | undefined> {
  const days = (await known.values('day')).filter(({ value }) => value.startsWith(`${month}-`))
  return days.length === 0 ? undefined : monthPage(known, month, days)
}
