// The namespaces that any feed may use, as rules by element name: one table each for entries and for the feed's head.
import { contentOf } from '../xml/content.ts'
import { addTag, line, moment, type Rule, type Rules, raw, tag } from './draft.ts'
import { mediaRules, picture } from './media.ts'
import { author } from './person.ts'
import { plainLine } from './plain.ts'

/** RSS has the category as text, Atom as attributes, and each is found in the other. */
const category: Rule = (draft, element) => {
  const { attributes } = element
  addTag(draft, plainLine(attributes.get('label') || attributes.get('term') || contentOf(element)))
}

const itunesCategory: Rule = (draft, element) => {
  addTag(draft, plainLine(element.attributes.get('text') ?? ''))
  for (const one of element.children) if (one.name === element.name) itunesCategory(draft, one)
}

/** Said of the whole feed as of each entry. */
const common: readonly (readonly [string, Rule])[] = [
  ['title', line('title')],
  ['dc:title', line('title', 1)],
  ['dcterms:title', line('title', 1)],
  ['author', author],
  ['atom:author', author],
  ['creator', author],
  ['dc:creator', author],
  ['dc:author', author],
  ['dcterms:creator', author],
  ['itunes:author', author],
  ['googleplay:author', author],
  ['category', category],
  ['atom:category', category],
  ['dc:subject', tag],
  ['dcterms:subject', tag],
  ['language', raw('language')],
  ['dc:language', raw('language', 1)],
  ['dcterms:language', raw('language', 1)],
  ['copyright', line('copyright')],
  ['rights', line('copyright', 1)],
  ['dc:rights', line('copyright', 1)],
  ['pubdate', moment('published')],
  ['published', moment('published')],
  ['atom:published', moment('published', 1)],
  ['issued', moment('published', 1)],
  ['dc:date', moment('published', 1)],
  ['dcterms:issued', moment('published', 1)],
  ['dcterms:date', moment('published', 2)],
  ['created', moment('published', 3)],
  ['dcterms:created', moment('published', 3)],
  ['dcterms:available', moment('published', 3)],
  ['updated', moment('updated')],
  ['atom:updated', moment('updated')],
  ['modified', moment('updated', 1)],
  ['dcterms:modified', moment('updated', 1)],
]

export const entryRules: Rules = new Map<string, Rule>([
  ...mediaRules,
  ...common,
  ['id', raw('id', 1)],
  ['atom:id', raw('id', 2)],
  ['dc:identifier', raw('id', 4)],
  ['comments', raw('comments')],
  ['wfw:comment', raw('comments', 2)],
  ['feedburner:origlink', raw('link', -1)],
])

export const feedRules: Rules = new Map<string, Rule>([
  ...common,
  ['itunes:image', picture(2)],
  ['googleplay:image', picture(3)],
  ['itunes:summary', raw('description', 3)],
  ['googleplay:description', raw('description', 4)],
  ['itunes:subtitle', raw('description', 2)],
  ['dc:description', raw('description', 1)],
  ['generator', line('generator')],
  ['itunes:category', itunesCategory],
  ['googleplay:category', itunesCategory],
])
