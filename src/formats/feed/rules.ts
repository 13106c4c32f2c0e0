// The namespaces that any feed may use, as rules by element name: one table each for entries and for the feed's head.
import { line, type Rule, type Rules, raw, tag } from './draft.ts'
import { mediaRules } from './media.ts'
import { author } from './person.ts'

/** Said of the whole feed as of each entry. */
const common: readonly (readonly [string, Rule])[] = [
  ['title', line('title')],
  ['dc:title', line('title', 1)],
  ['dcterms:title', line('title', 1)],
  ['author', author],
  ['contributor', author],
  ['atom:author', author],
  ['creator', author],
  ['dc:creator', author],
  ['dc:author', author],
  ['dcterms:creator', author],
  ['itunes:author', author],
  ['category', tag],
  ['dc:subject', tag],
  ['dcterms:subject', tag],
  ['language', raw('language')],
  ['dc:language', raw('language', 1)],
  ['dcterms:language', raw('language', 1)],
  ['copyright', line('copyright')],
  ['rights', line('copyright', 1)],
  ['dc:rights', line('copyright', 1)],
  ['pubdate', raw('published')],
  ['published', raw('published')],
  ['atom:published', raw('published', 1)],
  ['issued', raw('published', 1)],
  ['dc:date', raw('published', 1)],
  ['dcterms:issued', raw('published', 1)],
  ['dcterms:date', raw('published', 2)],
  ['created', raw('published', 3)],
  ['dcterms:created', raw('published', 3)],
  ['dcterms:available', raw('published', 3)],
  ['updated', raw('updated')],
  ['atom:updated', raw('updated')],
  ['modified', raw('updated', 1)],
  ['dcterms:modified', raw('updated', 1)],
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
  ['itunes:summary', raw('description', 3)],
  ['itunes:subtitle', raw('description', 2)],
  ['dc:description', raw('description', 1)],
  ['generator', line('generator')],
])
