// The filters of a query, each to be taken out of it again.
import { asked, FILTER } from './query.ts'

/** A filter as it was written, and the query without it. */
export interface Removable {
  readonly filter: string
  readonly without: string
}

/** The filters that hold in a query, in its order; what only looks like one (`after:noon`) is words. */
export const removable = (query: string): Removable[] =>
  [...query.matchAll(FILTER)]
    .map(({ 0: text, index }) => ({
      filter: text.trim(),
      without: `${query.slice(0, index).trimEnd()} ${query.slice(index + text.length).trimStart()}`.trim(),
    }))
    .filter(({ filter }) => holds(filter))

function holds(filter: string): boolean {
  const { facets, from, until } = asked(filter)
  return facets.length > 0 || from !== undefined || until !== undefined
}
