// Atom 1.0 (RFC 4287) and 0.3, with what RSS people write into it.
import type { Feed } from '../../model/entry.ts'
import { claim, type Rule, raw } from '../feed/draft.ts'
import { type FeedRules, feedOf, imageAddress, type ReadHint } from '../feed/head.ts'
import { plainLine } from '../feed/plain.ts'
import { entryRules, feedRules } from '../feed/rules.ts'
import { ATOM } from '../feed/vocabulary.ts'
import { contentOf } from '../xml/content.ts'
import { child } from '../xml/element.ts'
import { scanXml, type XmlText } from '../xml/scan.ts'
import { link } from './link.ts'
import { atomContent, atomLine } from './text.ts'

/** Where an aggregated entry came from. */
const source: Rule = (draft, element) => {
  const title = child(element, 'title')
  const links = element.children.filter(one => one.name === 'link')
  const page = links.find(one => (one.attributes.get('rel') ?? 'alternate') === 'alternate') ?? links[0]
  const url = page?.attributes.get('href')?.trim()
  const name = title ? plainLine(contentOf(title)) : ''
  draft.origin = { ...(name !== '' && { title: name }), ...(url && { url }) }
}

/** A link is its `href`; one that has only text is RSS's. */
const anyLink: Rule = (draft, element) => {
  if (element.attributes.has('href')) link(draft, element)
  else claim(draft, 'link', 5, contentOf(element).trim(), element)
}

const rules: FeedRules = {
  entry: new Map<string, Rule>([
    ...entryRules,
    ['id', raw('id')],
    ['guid', raw('id', 1)],
    ['title', atomLine('title')],
    ['link', anyLink],
    ['content', atomContent('content')],
    ['content:encoded', raw('content', 1)],
    ['summary', atomContent('description')],
    ['description', raw('description', 1)],
    ['source', source],
    ['rights', atomLine('copyright')],
  ]),
  head: new Map<string, Rule>([
    ...feedRules,
    ['title', atomLine('title')],
    ['link', anyLink],
    ['subtitle', atomContent('description')],
    ['tagline', atomContent('description', 1)],
    ['description', raw('description', 2)],
    ['rights', atomLine('copyright')],
    ['logo', raw('image')],
    ['image', (draft, element) => claim(draft, 'image', 1, imageAddress(element), element)],
    ['icon', raw('icon')],
  ]),
}

/** Reads text as Atom. Never throws. */
export function readAtom(text: XmlText, hint: ReadHint = {}): Feed {
  const document = scanXml(text, ATOM)
  const version = versionOf(document.namespace, document.list?.attributes.get('version'))
  return feedOf('atom', version, document, rules, hint)
}

function versionOf(namespace: string, written: string | undefined): string {
  if (/2005\/atom/i.test(namespace)) return '1.0'
  return /purl\.org\/atom/i.test(namespace) ? '0.3' : (written?.trim() ?? '')
}
