// Every address of the site, made and read in this one place. An address is a path from the site's root, `/`-led and
// not percent-encoded; `href` makes it fit for a page, `absolute` for a feed. Addresses are unique by construction.
import { type Article, dateOf } from '../model/article.ts'
import { digest } from '../model/digest.ts'
import { slug } from '../model/slug.ts'
import { DAY, day } from '../model/time.ts'
import type { Variant, VariantFormat } from './pictures.ts'
import type { SiteConfig } from './site.ts'

/** Axes whose values have a list of their own under a name. */
export type NamedAxis = 'source' | 'category' | 'tag' | 'author'

/** A list of articles: all, those of one value, or those of one UTC day. */
export type List =
  | { readonly axis: 'all' }
  | { readonly axis: NamedAxis; readonly value: string }
  | { readonly axis: 'day'; readonly value: string }

/** One name for each list, for maps. */
export const keyOf = (list: List): string => ('value' in list ? `${list.axis}:${list.value}` : list.axis)

export type FeedFormat = 'rss' | 'atom' | 'json'

/** Kinds of change that have a record of their own. */
export const RECORD_KINDS = ['edited', 'retitled', 'withdrawn', 'returned'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** The record of what sources did: all of it, of one kind, or of one source. */
export type RecordList =
  | { readonly of: 'all' }
  | { readonly of: 'kind'; readonly kind: RecordKind }
  | { readonly of: 'source'; readonly source: string }

/** One name for each record, for maps. */
export const keyOfRecord = (record: RecordList): string =>
  record.of === 'kind' ? record.kind : record.of === 'source' ? `source:${record.source}` : 'all'

/** Forms of an article without HTML: Markdown with its particulars in front, and the text alone. */
export const PLAIN_FORMS = ['md', 'txt'] as const
export type PlainForm = (typeof PLAIN_FORMS)[number]

/** What an address asks for. As `route` reads it, a value of a named axis is still the name that stands for it. */
export type Route =
  | { readonly kind: 'list'; readonly list: List; readonly page?: number }
  | { readonly kind: 'article'; readonly day: string; readonly hex: string; readonly revision?: number }
  | { readonly kind: 'plain'; readonly day: string; readonly hex: string; readonly form: PlainForm }
  /** An article's states side by side. */
  | { readonly kind: 'history'; readonly day: string; readonly hex: string }
  | { readonly kind: 'changes'; readonly record: RecordList; readonly page?: number }
  | { readonly kind: 'changeFeed'; readonly record: RecordList; readonly format: FeedFormat }
  /** The states of an article, for programs: only a server has it. */
  | { readonly kind: 'timemap'; readonly day: string; readonly hex: string }
  | { readonly kind: 'moved'; readonly address: string; readonly day: string }
  /** A file of the index for searching without a server: only a build has them. */
  | { readonly kind: 'shelf' }
  | { readonly kind: 'index'; readonly axis: NamedAxis }
  | { readonly kind: 'feed'; readonly list: List; readonly format: FeedFormat }
  | { readonly kind: 'year'; readonly year: string }
  | { readonly kind: 'month'; readonly month: string }
  | { readonly kind: 'sitemap'; readonly month: string }
  | ({ readonly kind: 'picture' } & Variant)
  | { readonly kind: Fixed }

const FIXED = {
  '/archive/': 'archive',
  '/about/': 'about',
  '/colophon/': 'colophon',
  '/feeds/': 'feeds',
  '/search/': 'search',
  '/health/': 'health',
  '/health/feed.xml': 'healthRss',
  '/health/atom.xml': 'healthAtom',
  '/health/feed.json': 'healthJson',
  '/looked.js': 'looked',
  '/404.html': 'missing',
  '/sources.opml': 'opml',
  '/sitemap.xml': 'sitemaps',
  '/sitemap-pages.xml': 'sitemapPages',
  '/robots.txt': 'robots',
  '/llms.txt': 'llms',
  '/manifest.webmanifest': 'manifest',
  '/sw.js': 'worker',
  '/opensearch.xml': 'opensearch',
  '/style.css': 'style',
  '/site.js': 'script',
  '/search.js': 'searching',
  '/favicon.svg': 'favicon',
  '/.nojekyll': 'nojekyll',
  '/CNAME': 'cname',
} as const
export type Fixed = (typeof FIXED)[keyof typeof FIXED]

/** The addresses that every site has, whatever is in it. */
export const FIXED_ADDRESSES = Object.keys(FIXED) as readonly (keyof typeof FIXED)[]

const FOLDERS: Readonly<Record<NamedAxis, string>> = {
  source: 'sources',
  category: 'categories',
  tag: 'tags',
  author: 'authors',
}
const AXES = new Map(Object.entries(FOLDERS).map(([axis, folder]) => [folder, axis as NamedAxis]))
const FEEDS: Readonly<Record<FeedFormat, string>> = { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' }
export const FEED_FORMATS = Object.keys(FEEDS) as readonly FeedFormat[]

/**
 * The feeds of a list. The whole archive has all three formats; other lists have RSS, which every reader reads (a
 * server answers for the others too): an article then changes one feed of each of its lists and not three.
 */
export const formatsOf = (list: List): readonly FeedFormat[] => (list.axis === 'all' ? FEED_FORMATS : ['rss'])

export const NAMED_AXES = Object.keys(FOLDERS) as readonly NamedAxis[]
/** The named axes whose values have feeds. */
export const FEED_AXES: readonly NamedAxis[] = ['source', 'category', 'tag']

const DIGESTED = /-[0-9a-f]{8}$/
const SOURCE_ID = /^[\p{L}\p{N}\p{M}-]{1,90}$/u

/**
 * A value's name in an address. One that is its own slug, in lower case and without such an ending, stands as it is;
 * any other has eight digits of its digest behind it, so that no two values ever share a name, on disks without case
 * neither. Source ids are names already.
 */
export function nameOf(axis: NamedAxis, value: string): string {
  if (axis === 'source' && SOURCE_ID.test(value)) return value
  const plain = slug(value, 80).toLowerCase()
  return plain === value && !DIGESTED.test(value) ? value : `${plain}-${digest(value).slice(0, 8)}`
}

/** True when a name says nothing of its value, which must be looked up among all values. */
export const isDigested = (name: string): boolean => DIGESTED.test(name)

const folderOf = (list: List): string => {
  if (list.axis === 'all') return '/'
  if (list.axis === 'day') return `/${list.value.replaceAll('-', '/')}/`
  return `/${FOLDERS[list.axis]}/${nameOf(list.axis, list.value)}/`
}

/** A list's own page, or the nth of its older ones, counted from the oldest. */
export const listAddress = (list: List, page?: number): string =>
  page === undefined ? folderOf(list) : `${folderOf(list)}page/${page}.html`

export const feedAddress = (list: List, format: FeedFormat): string => folderOf(list) + FEEDS[format]

/** The page that lists all values of an axis. */
export const indexAddress = (axis: NamedAxis): string => `/${FOLDERS[axis]}/`

export const yearAddress = (year: string): string => `/${year}/`
export const monthAddress = (month: string): string => `/${month.replace('-', '/')}/`
export const sitemapAddress = (month: string): string => `/sitemap-${month}.xml`

/** The day and the digits that name an article: those of its file, given once, whatever its date becomes. */
export function namedBy(article: Pick<Article, 'id' | 'path' | 'published' | 'taken'>): {
  day: string
  hex: string
} {
  const found = /\/(\d{4}-\d\d-\d\d)-[^/]*\.md$/.exec(article.path)
  return { day: found?.[1] ?? day(dateOf(article)), hex: article.id.slice(0, 8) }
}

/** An article's page, or the page of its nth earlier state. `hex` are the first digits of its id. */
export const articleAddress = (on: string, hex: string, revision?: number): string =>
  `/${on.replaceAll('-', '/')}/${hex}${revision === undefined ? '' : `.r${revision}`}.html`

const DAYS_BEFORE_1970 = 719_528

/** A number for the short address of an article; `hex` may be all of its id. */
// Below 2^53 until the year 5741; after that two ids that differ in their last bit count as contested.
export const keyOfAddress = (on: string, hex: string): number =>
  (Date.parse(on) / DAY + DAYS_BEFORE_1970) * 2 ** 32 + Number.parseInt(hex.slice(0, 8), 16)

/** The page that compares an article's states. */
export const historyAddress = (page: string): string => page.replace(/\.html$/, '.history.html')

const recordFolder = (record: RecordList): string => {
  if (record.of === 'kind') return `/changes/${record.kind}/`
  return record.of === 'source' ? `/changes/source/${nameOf('source', record.source)}/` : '/changes/'
}

/** A record's own page, or the nth of its older ones, counted from the oldest. */
export const recordAddress = (record: RecordList, page?: number): string =>
  page === undefined ? recordFolder(record) : `${recordFolder(record)}page/${page}.html`
export const recordFeedAddress = (record: RecordList, format: FeedFormat): string =>
  recordFolder(record) + FEEDS[format]

/** An article's page in another form. */
export const plainAddress = (page: string, form: PlainForm): string => page.replace(/\.html$/, `.${form}`)
/** The list of an article's states, beside its page. */
/** Where a state of an article is asked for by its time (RFC 7089): only a server answers there. */
export const timegateAddress = (page: string): string => page.replace(/\.html$/, '.timegate')

/** The article that such an address names. */
export function timegateAt(address: string): { day: string; hex: string } | undefined {
  const page = /^(\/.*)\.timegate$/.exec(address)
  const named = page ? route(`${page[1]}.html`) : undefined
  return named?.kind === 'article' && named.revision === undefined ? named : undefined
}

export const timemapAddress = (page: string): string => page.replace(/\.html$/, '.timemap')

/** A copy of a kept picture in one of its sizes. */
export const pictureAddress = ({ digest, width, format }: Variant): string =>
  `/pictures/${digest}-${width}.${format}`

/** What an address asks for; undefined for one that the site never has. */
export function route(address: string): Route | undefined {
  const fixed = FIXED[address as keyof typeof FIXED]
  if (fixed) return { kind: fixed }
  const sitemap = /^\/sitemap-(\d{4}-\d\d)\.xml$/.exec(address)
  if (sitemap) return { kind: 'sitemap', month: sitemap[1]! }
  if (/^\/search\/(?:new|(?:old|mid|docs|text)\/[0-9a-z-]+)\.js$/.test(address)) return { kind: 'shelf' }
  const picture = /^\/pictures\/([0-9a-f]{64})-([1-9]\d{0,4})\.(avif|jpg|webp)$/.exec(address)
  if (picture)
    return {
      kind: 'picture',
      digest: picture[1]!,
      width: Number(picture[2]),
      format: picture[3] as VariantFormat,
    }
  const parts = address.split('/').slice(1)
  if (parts[0] === 'changes') return inRecord(parts.slice(1))
  const axis = AXES.get(parts[0] ?? '')
  if (axis) {
    if (parts.length === 2) return parts[1] === '' ? { kind: 'index', axis } : undefined
    return parts[1] ? inList({ axis, value: parts[1] }, parts.slice(2)) : undefined
  }
  if (/^\d{4}$/.test(parts[0]!)) return inTime(parts)
  return inList({ axis: 'all' }, parts) ?? moved(address)
}

function inTime(parts: readonly string[]): Route | undefined {
  const [year = '', month = '', dayOf = ''] = parts
  if (parts.length === 2) return month === '' ? { kind: 'year', year } : undefined
  if (!/^\d\d$/.test(month)) return undefined
  if (parts.length === 3) return dayOf === '' ? { kind: 'month', month: `${year}-${month}` } : undefined
  if (!/^\d\d$/.test(dayOf)) return undefined
  const on = `${year}-${month}-${dayOf}`
  const article =
    parts.length === 4 && /^([0-9a-f]{8}|[0-9a-f]{32})(?:\.r([1-9]\d{0,5}))?\.html$/.exec(parts[3]!)
  if (article)
    return { kind: 'article', day: on, hex: article[1]!, ...(article[2] && { revision: Number(article[2]) }) }
  const history = parts.length === 4 && /^([0-9a-f]{8}|[0-9a-f]{32})\.history\.html$/.exec(parts[3]!)
  if (history) return { kind: 'history', day: on, hex: history[1]! }
  const timemap = parts.length === 4 && /^([0-9a-f]{8}|[0-9a-f]{32})\.timemap$/.exec(parts[3]!)
  if (timemap) return { kind: 'timemap', day: on, hex: timemap[1]! }
  const plain = parts.length === 4 && /^([0-9a-f]{8}|[0-9a-f]{32})\.(md|txt)$/.exec(parts[3]!)
  if (plain) return { kind: 'plain', day: on, hex: plain[1]!, form: plain[2] as PlainForm }
  return inList({ axis: 'day', value: on }, parts.slice(3)) ?? moved(`/${parts.join('/')}`)
}

function inRecord(parts: readonly string[]): Route | undefined {
  const [first = '', second] = parts
  const kind = RECORD_KINDS.find(one => one === first)
  const isSource = first === 'source' && second !== undefined && second !== ''
  const record: RecordList = kind
    ? { of: 'kind', kind }
    : isSource
      ? { of: 'source', source: second }
      : { of: 'all' }
  const rest = parts.slice(kind ? 1 : isSource ? 2 : 0)
  if (rest.length === 1 && rest[0] === '') return { kind: 'changes', record }
  if (rest.length === 2 && rest[0] === 'page') {
    const page = /^([1-9]\d{0,8})\.html$/.exec(rest[1]!)
    return page ? { kind: 'changes', record, page: Number(page[1]) } : undefined
  }
  const format = rest.length === 1 && FEED_FORMATS.find(format => FEEDS[format] === rest[0])
  return format ? { kind: 'changeFeed', record, format } : undefined
}

/** The address that Jekyll gave a post, `/category/2021/04/14/title.html`: the predecessor's links go on leading here. */
function moved(address: string): Route | undefined {
  const found = /^\/(?:[^/]+\/){0,8}(\d{4})\/(\d\d)\/(\d\d)\/(?![0-9a-f]{8}\b)[^/]+\.html$/.exec(address)
  return found ? { kind: 'moved', address, day: `${found[1]}-${found[2]}-${found[3]}` } : undefined
}

function inList(list: List, rest: readonly string[]): Route | undefined {
  if (rest.length === 1 && rest[0] === '') return { kind: 'list', list }
  if (rest.length === 2 && rest[0] === 'page') {
    const page = /^([1-9]\d{0,8})\.html$/.exec(rest[1]!)
    return page ? { kind: 'list', list, page: Number(page[1]) } : undefined
  }
  const format = rest.length === 1 && FEED_FORMATS.find(format => FEEDS[format] === rest[0])
  if (!format || !hasFeeds(list)) return undefined
  return { kind: 'feed', list, format }
}

/** Whether a list can be followed. */
export const hasFeeds = (list: List): boolean =>
  list.axis === 'all' || FEED_AXES.some(axis => axis === list.axis)

/** The address in a request or a link, brought into its one form; undefined for one that is not well encoded. */
export function decoded(address: string): string | undefined {
  try {
    return decodeURIComponent(address)
  } catch {
    return undefined
  }
}

/** Where a built site has the file of an address. */
export const fileOf = (address: string): string =>
  address.endsWith('/') ? `${address.slice(1)}index.html` : address.slice(1)

/** An address as a link in a page. */
export const href = (config: Pick<SiteConfig, 'basePath'>, address: string): string =>
  encodeURI(config.basePath.slice(0, -1) + address)

/** An address as other sites and feed readers need it. */
export const absolute = (config: Pick<SiteConfig, 'url'>, address: string): string =>
  config.url + encodeURI(address.slice(1))
