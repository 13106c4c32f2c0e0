// RSS 0.9 to 2.0, in RDF and out of it, however broken.
import type { Feed } from '../../model/entry.ts'
import { link as atomLink } from '../atom/link.ts'
import { asHtml, atomContent } from '../atom/text.ts'
import { addAuthor, claim, type Draft, line, moment, type Rule, raw } from '../feed/draft.ts'
import { type FeedRules, feedOf, imageAddress, type ReadHint } from '../feed/head.ts'
import { readPerson } from '../feed/person.ts'
import { plainLine } from '../feed/plain.ts'
import { entryRules, feedRules } from '../feed/rules.ts'
import { RSS } from '../feed/vocabulary.ts'
import { contentOf, markupOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'
import { scanXml, type XmlDocument, type XmlText } from '../xml/scan.ts'

/** An RSS link is its text; one without text may be Atom's, its prefix lost. */
const link: Rule = (draft, element) => {
  const text = contentOf(element).trim()
  if (text !== '') claim(draft, 'link', 0, text, element)
  else atomLink(draft, element)
}

/** A guid is an address as well, unless it says no (RSS 2.0): then it is the link where there is none. */
const guid: Rule = (draft, element) => {
  const text = contentOf(element).trim()
  claim(draft, 'id', 0, text, element)
  const said = element.attributes.get('ispermalink')?.trim().toLowerCase()
  if (said === 'true' || (said !== 'false' && /^(?:https?:)?\/\//i.test(text)))
    claim(draft, 'permalink', 0, text, element)
}

const source: Rule = (draft, element) => {
  const inside = child(element, 'title')
  const title = plainLine(contentOf(inside ?? element))
  const url = element.attributes.get('url')?.trim()
  draft.origin = { ...(title !== '' && { title }), ...(url && { url }) }
}

const xhtml: Rule = (draft, element) =>
  claim(draft, 'content', 1, asHtml(markupOf(element), element), element)

const image: Rule = (draft, element) => claim(draft, 'image', 1, imageAddress(element), element)

const person: Rule = (draft, element) => addAuthor(draft, readPerson(contentOf(element)))

const rules: FeedRules = {
  entry: new Map<string, Rule>([
    ...entryRules,
    ['guid', guid],
    ['link', link],
    ['atom:link', (draft, element) => atomLink(draft, element)],
    ['url', raw('link', 3)],
    ['source', source],
    ['image', image],
    ['content:encoded', raw('content')],
    ['content_encoded', raw('content')],
    ['xhtml:body', xhtml],
    ['xhtml:div', xhtml],
    ['atom:content', atomContent('content', 2)],
    ['content', atomContent('content', 3)],
    ['fullitem', raw('content', 4)],
    ['description', raw('description')],
    ['dc:description', raw('description', 2)],
    ['dcterms:abstract', raw('description', 3)],
    ['abstract', raw('description', 3)],
    ['atom:summary', atomContent('summary', 1)],
    ['summary', raw('summary', 2)],
  ]),
  head: new Map<string, Rule>([
    ...feedRules,
    ['link', link],
    ['atom:link', (draft, element) => atomLink(draft, element)],
    ['description', raw('description')],
    ['tagline', raw('description', 4)],
    ['abstract', raw('description', 3)],
    ['lastbuilddate', moment('updated')],
    ['image', image],
    ['managingeditor', person],
    ['webmaster', () => {}],
    ['docs', () => {}],
    ['atom:title', line('title', 3)],
    ['atom:subtitle', raw('description', 3)],
  ]),
  item: ofAttributes,
  list: ofChannel,
}

/** RDF names the item in an attribute; so does Microsoft's CDF its address. */
function ofAttributes(draft: Draft, item: XmlElement): void {
  if (item.attributes.size === 0) return
  claim(draft, 'id', 3, item.attributes.get('rdf:about') ?? item.attributes.get('about') ?? '', item)
  claim(draft, 'link', 4, item.attributes.get('rdf:about') ?? item.attributes.get('href') ?? '', item)
  claim(draft, 'updated', 2, item.attributes.get('lastmod') ?? '', item)
}

function ofChannel(draft: Draft, channel: XmlElement): void {
  claim(draft, 'link', 4, channel.attributes.get('href') ?? '', channel)
  claim(draft, 'updated', 2, channel.attributes.get('lastmod') ?? '', channel)
}

/** Reads text as RSS. Never throws. */
export function readRss(text: XmlText, hint: ReadHint = {}): Feed {
  const document = scanXml(text, RSS)
  const isRdf = document.root?.name === 'rdf:rdf'
  return feedOf(isRdf ? 'rdf' : 'rss', versionOf(document, isRdf), document, rules, hint)
}

function versionOf({ root }: XmlDocument, isRdf: boolean): string {
  if (!isRdf) return root?.attributes.get('version')?.trim() ?? ''
  const declared = [...(root?.attributes ?? [])]
    .filter(([name]) => name.startsWith('xmlns'))
    .map(([, uri]) => uri)
  if (declared.some(uri => uri.includes('purl.org/rss/1.0') && !uri.includes('modules'))) return '1.0'
  return declared.some(uri => uri.includes('netscape.com/rdf/simple/0.9')) ? '0.90' : '1.0'
}
