// A page as polling takes it: its article, why it may not be one, and where the rest of it is.
import { type Extracted, extract, type Page } from './extract.ts'
import { type Refusal, refusalOf, type Signs, signsOf } from './refusals.ts'
import { siteFor } from './rules/book.ts'
import { measure } from './stats.ts'
import { type Ways, waysOf } from './ways.ts'

export interface PageRead {
  readonly found: Extracted
  /** Letters of its text; an ideograph counts for three. */
  readonly letters: number
  readonly refusal?: Refusal
  readonly ways: Ways
}

/** Reads a page once for all that is asked of it. Never throws. */
export function readPage(page: Page): PageRead {
  const rule = siteFor(page.url, page.rules)?.rule
  let signs: Signs | undefined
  let ways: Ways = { others: [] }
  const found = extract({
    ...page,
    look(root) {
      signs = signsOf(root)
      ways = waysOf(root, page.url, rule)
    },
  })
  const { letters } = measure(found.text)
  const refusal = signs && refusalOf(signs, letters, found.pictures.length)
  return { found, letters, ways, ...(refusal !== undefined && { refusal }) }
}
