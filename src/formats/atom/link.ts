// Atom links, in Atom feeds and in RSS: what each relation means for an entry or a feed.
import { claim, type Draft, fromAttribute, type Rule } from '../feed/draft.ts'
import { addExtra } from '../feed/extra.ts'
import { enclosure } from '../feed/media.ts'
import type { XmlElement } from '../xml/element.ts'

const IANA = 'http://www.iana.org/assignments/relation/'

/** Reads one link (RFC 4287, 4.2.7); a relation without a place in the model is kept as extra. */
export function link(draft: Draft, element: XmlElement): void {
  if (hrefOf(element) === '') return
  for (const rel of relations(element)) (RELATIONS.get(rel) ?? addExtra)(draft, element)
}

function relations(element: XmlElement): string[] {
  const written = (element.attributes.get('rel') ?? 'alternate').trim().toLowerCase().split(/\s+/)
  return written.map(rel => (rel.startsWith(IANA) ? rel.slice(IANA.length) : rel || 'alternate'))
}

const RELATIONS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['alternate', (draft, element) => claim(draft, 'link', alternateRank(element), hrefOf(element), element)],
  ['self', fromAttribute('self', 'href')],
  ['hub', addHub],
  ['via', fromAttribute('external', 'href')],
  ['next', fromAttribute('next', 'href')],
  ['prev-archive', fromAttribute('prevArchive', 'href')],
  ['enclosure', enclosure],
  ['replies', (draft, element) => claim(draft, 'comments', repliesRank(element), hrefOf(element), element)],
  ['icon', fromAttribute('icon', 'href', 2)],
])

const MOST_HUBS = 10

function addHub(draft: Draft, element: XmlElement): void {
  const hub = hrefOf(element)
  if (!draft.hubs.includes(hub) && draft.hubs.length < MOST_HUBS) draft.hubs.push(hub)
}

const hrefOf = (element: XmlElement): string => (element.attributes.get('href') ?? '').trim()

const typeOf = (element: XmlElement): string => (element.attributes.get('type') ?? '').toLowerCase()

/** A page before anything else; in RSS its own `link` (rank 0) comes first. */
function alternateRank(element: XmlElement): number {
  const type = typeOf(element)
  return type === '' ? 2 : type.includes('html') ? 1 : 3
}

/** A page with the comments before a feed of them. */
const repliesRank = (element: XmlElement): number => (/html|^$/.test(typeOf(element)) ? 1 : 3)
