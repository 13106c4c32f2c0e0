// Writes Atom 1.0 (RFC 4287), with Media RSS for pictures.
import type { Person } from '../../model/entry.ts'
import { iso } from '../../model/time.ts'
import { type DocumentEntry, type FeedDocument, GENERATOR, languageTag } from '../feed/document.ts'
import { mediaElements } from '../rss/media.ts'
import { cdata, element, lines, textElement, XML_DECLARATION } from '../xml/write.ts'

const NAMESPACES = { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:media': 'http://search.yahoo.com/mrss/' }

/** Atom 1.0 of a document, UTF-8. The feed's id is its own address. */
export function writeAtom(document: FeedDocument): string {
  const feed = lines(
    textElement('id', document.self),
    element('title', {}, textOrNothing(document.title)),
    textElement('subtitle', document.description),
    textElement('updated', iso(document.updated)),
    // Every entry needs an author; who has none is covered by the feed's.
    element('author', {}, textElement('name', document.title || document.home)),
    element('link', { rel: 'alternate', type: 'text/html', href: document.home }),
    element('link', { rel: 'self', type: 'application/atom+xml', href: document.self }),
    document.hubs.map(href => element('link', { rel: 'hub', href })),
    textElement('icon', document.icon),
    textElement('logo', document.icon),
    textElement('rights', document.copyright),
    textElement('generator', GENERATOR),
    document.entries.map(entryElement),
  )
  const attributes = { ...NAMESPACES, 'xml:lang': languageTag(document.language) }
  return `${XML_DECLARATION}\n${element('feed', attributes, `\n${feed}\n`)}\n`
}

const textOrNothing = (text: string): string => textElement('t', text).slice(3, -4)

function entryElement(entry: DocumentEntry): string {
  const inside = lines(
    textElement('id', entry.id),
    element('title', {}, textOrNothing(entry.title)),
    element('link', { rel: 'alternate', type: 'text/html', href: entry.url }),
    entry.externalUrl === undefined ? '' : element('link', { rel: 'via', href: entry.externalUrl }),
    entry.published === undefined ? '' : textElement('published', iso(entry.published)),
    textElement('updated', iso(entry.updated)),
    entry.authors.map(person),
    entry.tags.map(term => element('category', { term })),
    textElement('summary', entry.summary),
    element('content', { type: 'html' }, cdata(entry.html)),
    entry.enclosures.map(({ url, type, length, title }) =>
      element('link', { rel: 'enclosure', href: url, type, length, title }),
    ),
    mediaElements(entry),
  )
  return element('entry', { 'xml:lang': languageTag(entry.language) }, `\n${inside}\n`)
}

/** A person must have a name (3.2.1). */
const person = ({ name, url, email }: Person): string =>
  element(
    'author',
    {},
    textElement('name', name ?? email ?? url ?? '') + textElement('uri', url) + textElement('email', email),
  )
