// What an address leads to: the feeds that are there, and a look at their last entries before anything is followed.
import type { ReasonName } from '../model/error.ts'
import type { Fetched, Web } from '../model/ports.ts'
import type { Preview } from '../serve/keep/keeping.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { followed } from './followed.ts'
import { openWeb } from './wire.ts'

/** Entries shown before a source is followed. */
const ENTRIES = 10

interface FoundFeed {
  readonly url: string
  readonly title: string
  readonly type: string
}

export interface Found {
  readonly feeds: readonly FoundFeed[]
  /** A page without a feed that links to articles. */
  readonly section?: string
  /** Answers that came on the way, by address: the poll that follows need not ask again. */
  readonly had: ReadonlyMap<string, Fetched>
}

/** The feeds an address leads to, likeliest first: itself, or those its page names; undefined when it cannot be reached. */
export async function feedsAt(context: Context, config: Config, url: string): Promise<Found | undefined> {
  const web = await openWeb(context, config)
  try {
    const got = await web.get(url)
    if (got.kind !== 'fresh') return undefined
    const itself = await asFeed(url, got)
    if (itself) return { feeds: [itself], had: new Map([[url, got]]) }
    const listed = await listedIn(got)
    if (listed.length > 0) return { feeds: listed, had: new Map() }
    const { decodeText } = await import('../model/charset.ts')
    const { discoverFeeds, guesses } = await import('../page/discover.ts')
    const named = discoverFeeds(decodeText(got.body).text, got.url)
    if (named.length > 0) return { feeds: named, had: new Map() }
    const page = await asPage(url, got)
    return page
      ? { feeds: [page], had: new Map([[page.url.replace(/#.*/, ''), got]]) }
      : await firstGuess([...guesses(got.url).slice(0, GUESSES), ...newsSitemaps(got.url)], web, () =>
          asSection(got),
        )
  } finally {
    await web.close()
  }
}

/** A page without a feed that marks up its entries is followed by what it shows. */
async function asPage(url: string, got: Extract<Fetched, { kind: 'fresh' }>): Promise<FoundFeed | undefined> {
  const { readFeed } = await import('../formats/feed/read.ts')
  const read = readFeed(got.body, { url: got.url, page: true })
  return read.kind === 'feed'
    ? { url: `${url.replace(/#.*/, '')}#h-feed`, title: read.feed.title, type: 'hfeed' }
    : undefined
}

/** The sitemaps of an index: those of news before the others, the newest first. */
async function listedIn(got: Extract<Fetched, { kind: 'fresh' }>): Promise<FoundFeed[]> {
  const { readFeed, readIndex } = await import('../formats/feed/read.ts')
  const read = readFeed(got.body, { url: got.url })
  if (read.kind === 'feed' || read.code !== 'sitemap-index') return []
  const found = readIndex(got.body, { url: got.url }).map(({ url }) => ({ url, title: '', type: 'sitemap' }))
  return found.sort((a, b) => Number(/news/i.test(b.url)) - Number(/news/i.test(a.url)))
}

async function asFeed(url: string, got: Fetched): Promise<FoundFeed | undefined> {
  const { readFeed } = await import('../formats/feed/read.ts')
  if (got.kind !== 'fresh') return undefined
  const read = readFeed(got.body, { url: got.url })
  return read.kind === 'feed' ? { url, title: read.feed.title, type: read.feed.kind } : undefined
}

/** Common places that are asked; more would be a search of the outlet's server. */
const GUESSES = 6

/** Of a front page, the sitemap of the news of the last days. */
const newsSitemaps = (url: string): string[] =>
  new URL(url).pathname === '/'
    ? ['/news-sitemap.xml', '/sitemap-news.xml'].map(path => new URL(path, url).href)
    : []

/** Places asked one after the other until one answers with a feed; else the page itself, if it links to articles. */
async function firstGuess(
  addresses: readonly string[],
  web: Web,
  otherwise: () => Promise<Found | undefined>,
): Promise<Found> {
  for (const url of addresses) {
    const got = await web.get(url)
    const feed = await asFeed(url, got)
    if (feed) return { feeds: [feed], had: new Map([[url, got]]) }
  }
  return (await otherwise()) ?? { feeds: [], had: new Map() }
}

/** Links that look like articles, for a page to be one that lists them. */
const LEAST_LINKS = 3

async function asSection(got: Extract<Fetched, { kind: 'fresh' }>): Promise<Found | undefined> {
  const { readSection, LEARNED } = await import('../page/section.ts')
  const { links } = readSection(got.body, got.url, LEARNED)
  if (links.length < LEAST_LINKS) return undefined
  return { feeds: [], section: got.url, had: new Map([[got.url, got]]) }
}

const nothing = (why: string, name: ReasonName, url: string): Preview => ({
  kind: 'nothing',
  why,
  reasons: [{ name, values: { url } }],
})

/** What an address leads to, and its last entries, before anything is written down. */
export async function preview(context: Context, config: Config, address: string): Promise<Preview> {
  const { readFeed } = await import('../formats/feed/read.ts')
  const found = await feedsAt(context, config, address)
  if (!found) return nothing(`${address} could not be read.`, 'unreached', address)
  const best = found.feeds[0]
  if (!best) return nothing(`${address} is no feed and names none.`, 'names-no-feed', address)
  const fetch = async () => {
    const web = await openWeb(context, config)
    return web.get(best.url).finally(() => web.close())
  }
  const got = found.had.get(best.url.replace(/#.*/, '')) ?? found.had.get(best.url) ?? (await fetch())
  const read =
    got.kind === 'fresh' ? readFeed(got.body, { url: got.url, page: best.type === 'hfeed' }) : undefined
  if (read?.kind !== 'feed')
    return nothing(`${best.url} is named as a feed, but could not be read as one.`, 'named-only', best.url)
  const already = followed(config.sources)
  const feeds = found.feeds.slice(0, 20).map(({ url, title }, n) => {
    const known = already.as(url)
    return { url, title: title || (n === 0 ? read.feed.title : ''), ...(known !== undefined && { known }) }
  })
  const entries = read.feed.entries.slice(0, ENTRIES).map(({ title, url, published }) => ({
    title,
    ...(url !== undefined && { url }),
    ...(published !== undefined && { published }),
  }))
  return { kind: 'found', feeds, entries }
}
