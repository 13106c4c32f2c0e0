// Writes RSS 2.0 with the full text (content), authors (dc), pictures and files (media), and its own address (atom).
import type { Instant } from '../../model/time.ts'
import { iso } from '../../model/time.ts'
import {
  type DocumentEntry,
  type FeedDocument,
  GENERATOR,
  languageTag,
  UNKNOWN_TYPE,
} from '../feed/document.ts'
import { cdata, element, lines, textElement, XML_DECLARATION } from '../xml/write.ts'
import { mediaElements } from './media.ts'

const NAMESPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

/** RFC 822 as RSS wants it, with a year of four digits, in GMT. */
const rfc822 = (at: Instant): string => new Date(at).toUTCString()

/** RSS 2.0 (rssboard.org) of a document, UTF-8. */
export function writeRss(document: FeedDocument): string {
  const channel = lines(
    textElement('title', document.title || document.home),
    textElement('link', document.home),
    textElement('description', document.description || document.title || document.home),
    textElement('language', languageTag(document.language)),
    textElement('copyright', document.copyright),
    textElement('lastBuildDate', rfc822(document.updated)),
    textElement('generator', GENERATOR),
    image(document),
    element('atom:link', { rel: 'self', type: 'application/rss+xml', href: document.self }),
    document.hubs.map(href => element('atom:link', { rel: 'hub', href })),
    document.entries.map(item),
  )
  return `${XML_DECLARATION}\n${element('rss', { version: '2.0', ...NAMESPACES }, `\n<channel>\n${channel}\n</channel>\n`)}\n`
}

const image = ({ icon, title, home }: FeedDocument): string =>
  icon === undefined
    ? ''
    : element(
        'image',
        {},
        textElement('url', icon) + textElement('title', title || home) + textElement('link', home),
      )

function item(entry: DocumentEntry): string {
  return `<item>\n${lines(
    textElement('title', entry.title),
    textElement('link', entry.url),
    textElement('guid', entry.id, { isPermaLink: String(entry.id === entry.url) }),
    entry.published === undefined ? '' : textElement('pubDate', rfc822(entry.published)),
    textElement('atom:updated', iso(entry.updated)),
    entry.authors.map(author => textElement('dc:creator', author.name ?? author.email ?? author.url)),
    entry.tags.map(tag => textElement('category', tag)),
    textElement('dc:language', languageTag(entry.language)),
    description(entry),
    element('content:encoded', {}, cdata(entry.html)),
    enclosure(entry),
    mediaElements(entry),
    entry.externalUrl === undefined ? '' : element('atom:link', { rel: 'via', href: entry.externalUrl }),
  )}\n</item>`
}

/** An item needs a title or a description. */
const description = ({ summary, title, html }: DocumentEntry): string =>
  summary ? textElement('description', summary) : title === '' ? element('description', {}, cdata(html)) : ''

/** RSS allows one; it must have a type and a length, of which 0 says that it is unknown. The others are media:content. */
function enclosure({ enclosures }: DocumentEntry): string {
  const [first] = enclosures
  return first
    ? element('enclosure', { url: first.url, length: first.length ?? 0, type: first.type ?? UNKNOWN_TYPE })
    : ''
}
