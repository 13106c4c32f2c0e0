// Where the entries before those of a feed are to be found: RFC 5005, JSON Feed, WordPress, Blogger, openSearch.
import type { Feed } from '../../model/entry.ts'

export interface OlderPage {
  readonly url: string
  /** True where the address is worked out from the publisher's software: that it leads nowhere is no fault. */
  readonly guessed: boolean
}

/**
 * The address of the entries just before those of `feed`, which was read at `url`; undefined when nothing says that
 * there are any. What the feed itself says counts first: `prev-archive`, then `next` (RFC 5005, JSON Feed's `next_url`).
 */
export function olderPage(feed: Feed, url: string): OlderPage | undefined {
  const said = feed.prevArchive ?? feed.next
  if (said !== undefined && said !== url) return { url: said, guessed: false }
  const worked = blogger(feed, url) ?? wordPress(feed, url)
  return worked === undefined ? undefined : { url: worked, guessed: true }
}

/** Blogger counts entries from 1 and gives 25 at a time, of a total that it states (openSearch). */
function blogger(feed: Feed, url: string): string | undefined {
  const total = numberIn(feed, 'totalresults')
  const at = URL.parse(url)
  if (!at || total === undefined || !isBlogger(feed, at) || feed.entries.length === 0) return undefined
  const start = Number(at.searchParams.get('start-index') ?? numberIn(feed, 'startindex') ?? 1)
  const next = start + feed.entries.length
  if (!Number.isSafeInteger(next) || next > total) return undefined
  at.searchParams.set('start-index', String(next))
  if (!at.searchParams.has('max-results')) at.searchParams.set('max-results', String(feed.entries.length))
  return at.href
}

const isBlogger = ({ generator = '' }: Feed, { pathname }: URL): boolean =>
  /blogger/i.test(generator) || /\/feeds\/(?:\d+\/)?posts\//.test(pathname)

function numberIn({ extra }: Feed, name: string): number | undefined {
  const written = extra[`opensearch:${name}`]
  return typeof written === 'string' && /^\d{1,9}$/.test(written) ? Number(written) : undefined
}

/** WordPress numbers the pages of a feed from 1 and answers 404 after the last. */
function wordPress(feed: Feed, url: string): string | undefined {
  const at = URL.parse(url)
  if (!at || feed.entries.length === 0 || !isWordPress(feed, at)) return undefined
  const page = Number(at.searchParams.get('paged') ?? 1)
  if (!Number.isSafeInteger(page) || page < 1) return undefined
  at.searchParams.set('paged', String(page + 1))
  return at.href
}

const isWordPress = ({ kind, generator = '' }: Feed, { pathname, searchParams }: URL): boolean =>
  /wordpress/i.test(generator) ||
  searchParams.has('paged') ||
  (kind === 'rss' && generator === '' && (/\/feed\/?$/.test(pathname) || searchParams.get('feed') === 'rss2'))
