// Which feeds a page offers: those it names in its head, those it links to, and where feeds usually are.

import { oneLine } from '../model/text.ts'
import { resolve } from '../model/url.ts'
import { parsePage } from './parse.ts'
import { attr, elements, isTag, type Node, textOf } from './tree.ts'

export interface FoundFeed {
  readonly url: string
  readonly title: string
  /** A media type; '' when the page does not say. */
  readonly type: string
}

const TYPES = /^(?:application|text)\/(?:rss|atom|rdf|x\.atom|x-rss|x-atom)\+xml$|^application\/feed\+json$/i
// Types that feeds share with other files: believed only together with an address that looks like a feed.
const VAGUE_TYPES = /^(?:application|text)\/(?:xml|json|rdf|rss|atom|x-rss\+xml)$/i
const FEED_ADDRESS =
  /(?:^|[/._?&=-])(?:rss2?|atom|feeds?|index\.rdf|rss\d*|xmlfeed)(?:$|[/._?&=-])|\.(?:rss|rdf|atom)$|(?:^|\/)(?:feed|index|atom|rss)\.(?:xml|json)$/i
const COMMENTS = /comment|评论|評論|kommentar|commentaire/i
// Buttons of readers and directories that carry a feed's address, and pages that are about feeds.
const NO_FEED = /\.(?:html?|png|jpe?g|gif|svg|css|js)$|^\/(?:help|about|faq)/i
const MAX_FOUND = 60

interface Ranked extends FoundFeed {
  readonly rank: number
}

/**
 * The feeds of a page, the likeliest first: `<link rel=alternate>` with a feed's type, `rel=feed`, then links whose
 * address looks like a feed's; those of comments last. Addresses are absolute, each once. `base` is the page's own.
 */
export function discoverFeeds(html: string, base: string): FoundFeed[] {
  const root = parsePage(html)
  const at = baseOf(root, base)
  const found = new Map<string, Ranked>()
  for (const one of elements(root, 'link', 'a')) {
    const feed = isTag(one, 'link') ? fromLink(one, at) : fromAnchor(one, at)
    if (!feed || feed.url === base) continue
    const before = found.get(feed.url)
    if (!before || feed.rank < before.rank) found.set(feed.url, feed)
  }
  return [...found.values()]
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_FOUND)
    .map(({ url, title, type }) => ({ url, title, type }))
}

/** The address that relative ones of a page start from. */
export function baseOf(root: Node, address: string): string {
  const given = elements(root, 'base')
    .map(one => attr(one, 'href'))
    .find(href => href !== undefined)
  return (given === undefined ? undefined : resolve(given, address)) ?? address
}

function fromLink(link: Node, base: string): Ranked | undefined {
  const rel = (attr(link, 'rel') ?? '').toLowerCase().split(/\s+/)
  const type = (attr(link, 'type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const url = resolve(attr(link, 'href') ?? '', base)
  if (url === undefined || rel.includes('stylesheet')) return undefined
  const isFeed =
    rel.includes('feed') ||
    (rel.includes('alternate') && (TYPES.test(type) || (VAGUE_TYPES.test(type) && looksLikeFeed(url))))
  // WordPress offers its programming interface and oEmbed the same way.
  if (!isFeed || /oembed|\/wp-json\//i.test(url + type)) return undefined
  return ranked(url, oneLine(attr(link, 'title') ?? ''), type, 0)
}

function fromAnchor(anchor: Node, base: string): Ranked | undefined {
  const href = attr(anchor, 'href')
  if (href === undefined) return undefined
  const url = resolve(href, base)
  if (url === undefined || !looksLikeFeed(url)) return undefined
  const type = (attr(anchor, 'type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const here = URL.parse(base)?.hostname.replace(/^www\./, '') ?? ''
  const isOwn = (URL.parse(url)?.hostname ?? '').endsWith(here)
  return ranked(url, oneLine(attr(anchor, 'title') ?? textOf(anchor)).slice(0, 200), type, isOwn ? 20 : 40)
}

function looksLikeFeed(address: string): boolean {
  const url = URL.parse(address)
  if (!url || NO_FEED.test(url.pathname)) return false
  return /^feeds?\.|^rss\./.test(url.hostname) || FEED_ADDRESS.test(url.pathname + url.search)
}

/** Feeds of the whole site before those of a part, both before those of comments. */
function ranked(url: string, title: string, type: string, rank: number): Ranked {
  const path = URL.parse(url)?.pathname ?? ''
  const comments = COMMENTS.test(url) || COMMENTS.test(title) ? 100 : 0
  const part = /\/(?:tag|category|author|topic)s?\//i.test(path)
    ? 10
    : Math.min(path.split('/').length - 1, 9)
  return { url, title, type, rank: rank + comments + part / 10 }
}

const PATHS = [
  'feed',
  'rss',
  'feed.xml',
  'atom.xml',
  'rss.xml',
  'index.xml',
  'feed.json',
  'feed/',
  'rss/',
  'atom',
  'feeds/posts/default',
  'index.rdf',
  '?feed=rss2',
  'rss/index.xml',
  'blog/feed',
]

/** Where feeds usually are: beside the page first, then at the site's root. Nothing is asked. */
export function guesses(base: string): string[] {
  const url = URL.parse(base)
  if (!url || !/^https?:$/.test(url.protocol)) return []
  const folder = new URL(
    url.pathname.endsWith('/') || /\.[a-z]{2,5}$/i.test(url.pathname) ? '.' : `${url.pathname}/`,
    url,
  )
  folder.search = folder.hash = ''
  const all = [folder.href, `${url.origin}/`].flatMap(from => PATHS.map(path => new URL(path, from).href))
  return [...new Set(all)]
}
