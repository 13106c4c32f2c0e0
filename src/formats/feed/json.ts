// Any feed as read, in one shape for people and programs to look at: JSON Feed 1.1, the rest under "_stet".
import type { Enclosure, Entry, Feed } from '../../model/entry.ts'
import { type Instant, iso } from '../../model/time.ts'
import { JSON_FEED, jsonAttachment, jsonAuthor } from '../jsonfeed/write.ts'

/**
 * A feed as JSON Feed 1.1. Dates are ISO 8601 in UTC; members without a value are absent. Under `_stet`:
 * - of the feed: `kind`, `version`, `charset`, `cut` (the bytes ended too early), `repairs` (what was broken), `icon`
 *   is JSON Feed's `favicon`; `tags`, `copyright`, `generator`, `published`, `updated`, `rhythm` (milliseconds, hours,
 *   days), `prev_archive` (RFC 5005), `extra` (by the usual prefixed name);
 * - of an item: `id_from` (`id`, `link` or `hash`), `base` (of relative addresses), `comments`, `origin`, `extra`;
 * - of an attachment: `width`, `height`, `medium`, `thumbnail`.
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
    items: feed.entries.map(item),
    _stet: present({
      kind: feed.kind,
      version: feed.version,
      charset,
      cut: feed.cut,
      repairs: feed.repairs,
      tags: some(feed.tags),
      copyright: feed.copyright,
      generator: feed.generator,
      published: date(feed.published),
      updated: date(feed.updated),
      rhythm: filled(feed.rhythm),
      prev_archive: feed.prevArchive,
      extra: filled(feed.extra),
    }),
  })
}

function item(entry: Entry): Record<string, unknown> {
  return present({
    id: entry.id,
    url: entry.url,
    external_url: entry.externalUrl,
    title: entry.title || undefined,
    content_html: entry.html,
    // One of the two must be there.
    content_text: entry.html === undefined ? (entry.summary ?? '') : undefined,
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
      origin: entry.origin,
      extra: filled(entry.extra),
    }),
  })
}

function attachment(enclosure: Enclosure): Record<string, unknown> {
  const { width, height, medium, thumbnail } = enclosure
  return present({
    ...jsonAttachment(enclosure),
    _stet: filled(present({ width, height, medium, thumbnail })),
  })
}

const date = (at: Instant | undefined): string | undefined => (at === undefined ? undefined : iso(at))

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

const filled = (object: object): object | undefined => (Object.keys(object).length > 0 ? object : undefined)

const present = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
