// Any feed as read, in one shape for people and programs to look at: JSON Feed 1.1, the rest under "_stet".
import type { Enclosure, Entry, Feed } from '../../model/entry.ts'
import { type Instant, iso } from '../../model/time.ts'
import { JSON_FEED, jsonAttachment, jsonAuthor } from '../jsonfeed/write.ts'
import type { ChildSitemap } from '../sitemap/read.ts'
import { feedExtra, itemExtra } from './json-extra.ts'
import { absoluteHtml } from './resolve.ts'

/**
 * A feed as JSON Feed 1.1; read it with `whole`, so that nothing of what it says is missing. Dates are ISO 8601 in UTC;
 * members without a value are absent; relative addresses, those in the HTML too, are resolved where there is something
 * to resolve them against. What stands under `_stet` is told in docs/parse.md.
 */
export function toJsonFeed(feed: Feed, charset?: string): Record<string, unknown> {
  return present({
    version: JSON_FEED,
    title: feed.title,
    home_page_url: feed.home,
    feed_url: feed.self,
    description: feed.description || undefined,
    icon: feed.image,
    favicon: feed.icon,
    language: feed.language,
    authors: some(feed.authors.map(jsonAuthor)),
    next_url: feed.next,
    hubs: some(feed.hubs.map(url => ({ type: 'WebSub', url }))),
    items: feed.entries.map(entry => item(entry, feed)),
    _stet: present({
      kind: feed.kind,
      version: feed.version,
      charset,
      cut: feed.cut,
      repairs: feed.repairs,
      tags: some(feed.tags),
      rights: feed.copyright,
      generator: feed.generator,
      published: date(feed.published),
      updated: date(feed.updated),
      rhythm: filled(feed.rhythm),
      prev_archive: feed.prevArchive,
      ...feedExtra(feed),
    }),
  })
}

/** An index of sitemaps in the same shape: its items are sitemaps, not articles. */
export const indexAsFeed = (sitemaps: readonly ChildSitemap[]): Record<string, unknown> => ({
  version: JSON_FEED,
  title: '',
  items: sitemaps.map(({ url, modified }) =>
    present({ id: url, url, content_text: '', date_modified: date(modified) }),
  ),
  _stet: { kind: 'sitemap-index', version: '0.9', cut: false, repairs: [] },
})

function item(entry: Entry, feed: Feed): Record<string, unknown> {
  const base = entry.base ?? entry.url ?? feed.home ?? feed.self
  return present({
    id: entry.id,
    url: entry.url,
    external_url: entry.externalUrl,
    title: entry.title || undefined,
    content_html: entry.html === undefined ? undefined : absoluteHtml(entry.html, base),
    // One of the two must be there.
    content_text: entry.text ?? (entry.html === undefined ? (entry.summary ?? '') : undefined),
    summary: entry.summary,
    image: entry.image,
    date_published: date(entry.published),
    date_modified: date(entry.updated),
    authors: some(entry.authors.map(jsonAuthor)),
    tags: some(entry.tags),
    language: entry.language,
    attachments: some(entry.enclosures.map(attachment)),
    _stet: present({
      id_from: entry.idFrom,
      base: entry.base,
      comments: entry.comments,
      ...itemExtra(entry, feed),
    }),
  })
}

function attachment(enclosure: Enclosure): Record<string, unknown> {
  const { width, height, medium, thumbnail, language } = enclosure
  return present({
    ...jsonAttachment(enclosure),
    _stet: filled(present({ width, height, medium, thumbnail, language })),
  })
}

const date = (at: Instant | undefined): string | undefined => (at === undefined ? undefined : iso(at))

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

const filled = (object: object): object | undefined => (Object.keys(object).length > 0 ? object : undefined)

const present = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
