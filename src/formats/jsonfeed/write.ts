// Writes JSON Feed 1.1 (jsonfeed.org/version/1.1).
import type { Enclosure, Person } from '../../model/entry.ts'
import { iso } from '../../model/time.ts'
import { type DocumentEntry, type FeedDocument, languageTag, UNKNOWN_TYPE } from '../feed/document.ts'

export const JSON_FEED = 'https://jsonfeed.org/version/1.1'

/** JSON Feed 1.1 of a document. Members without a value are left out. */
export function writeJsonFeed(document: FeedDocument): string {
  const feed = {
    version: JSON_FEED,
    title: document.title || document.home,
    home_page_url: document.home,
    feed_url: document.self,
    description: document.description || undefined,
    icon: document.icon,
    language: languageTag(document.language),
    hubs: document.hubs.length > 0 ? document.hubs.map(url => ({ type: 'WebSub', url })) : undefined,
    items: document.entries.map(item),
  }
  return `${JSON.stringify(feed)}\n`
}

const item = (entry: DocumentEntry) => ({
  id: entry.id,
  url: entry.url,
  external_url: entry.externalUrl,
  title: entry.title || undefined,
  content_html: entry.html.toWellFormed(),
  summary: entry.summary || undefined,
  image: entry.image,
  date_published: entry.published === undefined ? undefined : iso(entry.published),
  date_modified: iso(entry.updated),
  authors: entry.authors.length > 0 ? entry.authors.map(jsonAuthor) : undefined,
  tags: entry.tags.length > 0 ? entry.tags : undefined,
  language: languageTag(entry.language),
  attachments: entry.enclosures.length > 0 ? entry.enclosures.map(jsonAttachment) : undefined,
})

/** JSON Feed knows no e-mail addresses of authors but as `mailto:`. */
export const jsonAuthor = ({ name, url, email, avatar }: Person) => ({
  name,
  url: url ?? (email === undefined ? undefined : `mailto:${email}`),
  avatar,
})

export const jsonAttachment = ({ url, type, title, length, duration }: Enclosure) => ({
  url,
  mime_type: type ?? UNKNOWN_TYPE,
  title,
  size_in_bytes: length,
  duration_in_seconds: duration,
})
