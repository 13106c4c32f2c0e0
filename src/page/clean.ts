// The two doors of cleaning: HTML as it is made safe (`clean`), and an entry's text made to read well too (`article`).
import { parseFragment } from './parse.ts'
import { plainTextTree } from './plain.ts'
import { type Cleaned, type CleanOptions, cleanTree } from './sanitise.ts'
import { tidy } from './tidy.ts'

export type { Cleaned, CleanOptions } from './sanitise.ts'

/**
 * HTML from anywhere as HTML that can be shown: elements, attributes and schemes of an allow-list only, addresses
 * absolute, ids prefixed with `in-`, well formed, so that a parser reads back what was written. Cleaning again changes
 * nothing. Never throws; linear in the length of the input; depth at most 200, attributes at most 64 an element.
 */
export const clean = (html: string, options: CleanOptions = {}): Cleaned =>
  cleanTree(parseFragment(html), options)

/**
 * The text of an entry as it is kept: made to read well (paragraphs, figures with captions, no leftovers of the
 * feed's making), then cleaned as by `clean`. Text without any markup is taken as plain text. No text is lost but
 * what a feed service added.
 */
export function article(html: string, options: CleanOptions = {}): Cleaned {
  const tree = plainTextTree(html) ?? parseFragment(html)
  tidy(tree, options.base)
  return cleanTree(tree, options)
}
