// What each line of a rule finds on a page: for whoever writes rules.
import { shorten } from '../../model/text.ts'
import { seenText } from '../content.ts'
import { extract } from '../extract.ts'
import { measure } from '../stats.ts'
import { elements, type Node } from '../tree.ts'
import { select, textAt, type XPath } from '../xpath/select.ts'
import { type RuleBook, siteFor } from './book.ts'
import type { SiteRule } from './read.ts'

export interface Tried {
  readonly name: string
  readonly lines: readonly { readonly directive: string; readonly found: number; readonly sample: string }[]
  /** Of the article that comes out in the end. */
  readonly letters: number
  readonly confidence: number
}

const SAMPLE = 60
const PATHS = ['title', 'author', 'date', 'lead', 'caption', 'body', 'strip', 'nextPage'] as const

/** Tries the rule for an address on a page; undefined when there is none. */
export function tryRule(bytes: Uint8Array, url: string | undefined, rules: RuleBook): Tried | undefined {
  const rule = siteFor(url, rules)?.rule
  if (!rule || url === undefined) return undefined
  const lines: Tried['lines'][number][] = []
  const { text, confidence } = extract({
    bytes,
    url,
    rules,
    look: root => lines.push(...linesOf(root, rule)),
  })
  return { name: rule.name, lines, letters: measure(text).letters, confidence }
}

function linesOf(root: Node, rule: SiteRule): Tried['lines'] {
  const paths = PATHS.flatMap(key => rule[key].map(path => lineOf(root, key, path)))
  const names = rule.stripNamed.map(name => {
    const found = elements(root).filter(one =>
      one.attrs.some(({ name: key, value }) => (key === 'id' || key === 'class') && value.includes(name)),
    ).length
    return { directive: `strip_id_or_class: ${name}`, found, sample: '' }
  })
  return [...paths, ...names]
}

function lineOf(root: Node, key: string, path: XPath): Tried['lines'][number] {
  const items = select(root, path)
  const first = items[0]
  const text =
    first === undefined ? textAt(root, path) : first.kind === 'attribute' ? first.value : seenText(first)
  return {
    directive: `${key.replace('nextPage', 'next_page_link')}: ${path.text}`,
    found: items.length,
    sample: shorten(text.replace(/\s+/g, ' ').trim(), SAMPLE),
  }
}
