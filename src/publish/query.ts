// What a reader typed into the search field: words and filters apart.
import type { Instant } from '../model/time.ts'
import { facet } from '../model/words/facets.ts'
import { type Phrase, phrases } from '../model/words/words.ts'

export interface Asked {
  readonly phrases: readonly Phrase[]
  /** `source:voa`, folded, as the index knows them. */
  readonly facets: readonly string[]
  /** At or after, before. */
  readonly from?: Instant
  readonly until?: Instant
}

/** Longer queries are cut: nobody types so much, and each phrase costs a look-up. */
const MAX_LENGTH = 400
const MAX_PHRASES = 20

/** What may be a filter, with its name, its value in quotation marks, its value without. */
// biome-ignore format: one line, as in the browser's engine
export const FILTER = /(?:^|\s)(source|tag|author|category|has|after|before):(?:["“”]([^"“”]*)["“”]|([^\s"“”]+))/giu

/**
 * Reads a query: `source: tag: author: category: has:` are compared whole, whatever their case and script (quotation marks hold a value with spaces
 * together; `has:picture` is all one can have), `after:` and `before:` take a year, month or day, UTC. What is no filter is words; a date that is none
 * is words too.
 */
export function asked(query: string): Asked {
  const facets: string[] = []
  let from: Instant | undefined
  let until: Instant | undefined
  const words = query
    .slice(0, MAX_LENGTH)
    .replace(FILTER, (whole, named: string, quoted?: string, plain?: string) => {
      const name = named.toLowerCase()
      const value = (quoted ?? plain ?? '').trim()
      if (name !== 'after' && name !== 'before') {
        if (value) facets.push(facet(name, value))
        return ' '
      }
      const at = moment(value)
      if (at === undefined) return whole
      if (name === 'after') from = Math.max(at, from ?? at)
      else until = Math.min(at, until ?? at)
      return ' '
    })
  return {
    phrases: phrases(words).slice(0, MAX_PHRASES),
    facets,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  }
}

/** The first moment of a year, month or day. */
function moment(text: string): Instant | undefined {
  const match = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/.exec(text)
  if (!match) return undefined
  const [, year, month = '1', day = '1'] = match
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const isReal = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
  return isReal ? at.getTime() : undefined
}
