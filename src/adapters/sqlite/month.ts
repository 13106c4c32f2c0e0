// What the index asks a month of words, and how answers of many months become one.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { WordAnswer, WordQuery } from '../../model/catalogue.ts'
import type { Instant } from '../../model/time.ts'
import type { Phrase } from '../../model/words/words.ts'

// The row id orders by date: milliseconds × 512 and a serial number, so that `newest first` is the order of the index
// itself. Dates outside 1970–2248 are set to the nearest of these.
export const SLOTS = 512
const MOST_DATE = 2 ** 43 - 1
export const slotOf = (date: Instant): number => Math.min(Math.max(Math.trunc(date), 0), MOST_DATE) * SLOTS

/** Every article, whatever its words. */
const ANY = Symbol('any')
/** What is matched, in FTS5's language. */
export type Match = string | typeof ANY

/** A facet as one word that no text holds. */
export const facetWord = (facet: string): string => `_${Buffer.from(facet).toString('hex')}`

/** What makes a match better: each phrase in a title, in FTS5's language. */
export const titlesOf = (query: WordQuery): string[] =>
  query.phrases.map(phrase => `{title} : ${phraseOf(phrase)}`)

/** The query's words in FTS5's own language, each quoted; ANY when it asks for dates alone, undefined for nothing. */
export function matchOf(query: WordQuery): Match | undefined {
  const parts = [
    ...query.phrases.map(phrase => `{title body} : ${phraseOf(phrase)}`),
    ...(query.facets ?? []).map(facet => `facets : "${facetWord(facet)}"`),
  ]
  if (parts.length > 0) return parts.map(part => `(${part})`).join(' AND ')
  return query.from === undefined && query.until === undefined ? undefined : ANY
}

const phraseOf = ({ words, open }: Phrase): string =>
  `"${words.join(' ').replaceAll('"', '')}"${open ? ' *' : ''}`

/** Row ids between two dates. */
function range(query: WordQuery): [number, number] {
  const from = query.from === undefined ? 0 : slotOf(query.from)
  const until = query.until === undefined ? Number.MAX_SAFE_INTEGER : slotOf(query.until) - 1
  return [from, until]
}

/** What a month is asked, prepared when it is asked for the first time. */
export interface Questions {
  count(match: Match, from: number, until: number): number
  bySource(match: Match, from: number, until: number): { source: string; n: number }[]
  newest(match: Match, from: number, until: number, limit: number, offset: number): number[]
  /** With how many of `titles` each one's title matches: the most first, of equals the newest. */
  best(
    match: Match,
    titles: readonly string[],
    from: number,
    until: number,
    limit: number,
  ): { number: number; score: number }[]
}

const WITHIN = 'words match ? and words.rowid between ? and ?'
const TEXTS = {
  count: `select count(*) as n from words where ${WITHIN}`,
  bySource: `select source, count(*) as n from words join articles on articles.row = words.rowid where ${WITHIN} group by source`,
  newest: `select number from articles where row in
    (select rowid from words where ${WITHIN} order by rowid desc limit ? offset ?) order by row desc`,
} as const

/** Asked with each title's match first. */
const bestText = (titles: number): string => {
  const inTitle = '+ (words.rowid in (select rowid from words where words match ?))'
  return `select number, 0 ${inTitle.repeat(titles)} as score from words join articles on articles.row = words.rowid
    where ${WITHIN} order by score desc, words.rowid desc limit ?`
}

const BETWEEN = 'row between ? and ?'
/** The same of all articles. */
const TEXTS_OF_ANY = {
  count: `select count(*) as n from articles where ${BETWEEN}`,
  bySource: `select source, count(*) as n from articles where ${BETWEEN} group by source`,
  newest: `select number from articles where ${BETWEEN} order by row desc limit ? offset ?`,
} as const

export function questions(db: DatabaseSync): Questions {
  const ready = new Map<string, StatementSync>()
  function prepared(text: string): StatementSync {
    const found = ready.get(text) ?? db.prepare(text)
    ready.set(text, found)
    return found
  }
  function all<Row>(name: keyof typeof TEXTS, match: Match, ...given: number[]): Row[] {
    const asked = prepared((match === ANY ? TEXTS_OF_ANY : TEXTS)[name])
    return (match === ANY ? asked.all(...given) : asked.all(match, ...given)) as Row[]
  }
  const newest: Questions['newest'] = (...given) =>
    all<{ number: number }>('newest', ...given).map(row => row.number)
  return {
    count: (...given) => all<{ n: number }>('count', ...given)[0]!.n,
    bySource: (...given) => all<{ source: string; n: number }>('bySource', ...given),
    newest,
    best(match, titles, from, until, limit) {
      if (match === ANY) return newest(match, from, until, limit, 0).map(number => ({ number, score: 0 }))
      const rows = prepared(bestText(titles.length)).all(...titles, match, from, until, limit)
      return rows as { number: number; score: number }[]
    },
  }
}

export type Month = readonly [name: string, ask: Questions]

/** What is counted of every month, whatever of it is shown. */
interface Tally {
  total: number
  readonly months: Map<string, number>
  readonly sources: Map<string, number>
}

const nothing = (): Tally => ({ total: 0, months: new Map(), sources: new Map() })

/** Counts what is found in a month. */
function count(tally: Tally, [name, ask]: Month, match: Match, query: WordQuery): number {
  const [from, until] = range(query)
  let n = 0
  if (query.bySource)
    for (const row of ask.bySource(match, from, until)) {
      tally.sources.set(row.source, (tally.sources.get(row.source) ?? 0) + row.n)
      n += row.n
    }
  else n = ask.count(match, from, until)
  if (n > 0) tally.months.set(name, n)
  tally.total += n
  return n
}

const answered = (numbers: number[], { sources, ...rest }: Tally, { bySource }: WordQuery): WordAnswer => ({
  numbers,
  ...rest,
  ...(bySource && { sources }),
})

export function newest(parts: readonly Month[], match: Match, query: WordQuery): WordAnswer {
  const [from, until] = range(query)
  const numbers: number[] = []
  const tally = nothing()
  for (const part of parts) {
    const skip = Math.max(0, query.offset - tally.total)
    const n = count(tally, part, match, query)
    const wanted = query.limit - numbers.length
    if (n > skip && wanted > 0) numbers.push(...part[1].newest(match, from, until, wanted, skip))
  }
  return answered(numbers, tally, query)
}

/** Articles whose titles have the phrases before others, as a browser can tell them apart too (docs/decisions/0102). */
export function best(parts: readonly Month[], match: Match, query: WordQuery): WordAnswer {
  const [from, until] = range(query)
  const titles = titlesOf(query)
  const found: { number: number; score: number }[] = []
  const tally = nothing()
  for (const part of parts)
    if (count(tally, part, match, query) > 0)
      found.push(...part[1].best(match, titles, from, until, query.offset + query.limit))
  found.sort((a, b) => b.score - a.score)
  const numbers = found.slice(query.offset, query.offset + query.limit).map(({ number }) => number)
  return answered(numbers, tally, query)
}
