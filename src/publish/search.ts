// Searching the archive: the same answers on the command line, on the page and from the API.
import { type Article, dateOf } from '../model/article.ts'
import type { Index, Store, WordQuery } from '../model/catalogue.ts'
import type { Archive } from '../model/ports.ts'
import { iso, month } from '../model/time.ts'
import { facet } from '../model/words/facets.ts'
import type { Glimpse } from '../model/words/glimpse.ts'
import { fold, type Phrase, places } from '../model/words/words.ts'
import { type Glimpses, glimpsesIn } from './glimpses.ts'
import { type Asked, asked } from './query.ts'

export type SearchOrder = 'newest' | 'best'

export interface SearchOptions {
  /** 1 to 100; 20 unless told. */
  readonly limit?: number
  readonly offset?: number
  readonly order?: SearchOrder
  /** Only this source's articles. */
  readonly source?: string
  /** Filters beside those in the query, as the index knows them: `tag:气候`. */
  readonly facets?: readonly string[]
  /** Counts by source too. */
  readonly bySource?: boolean
}

export interface SearchPorts {
  readonly index: Index
  readonly store: Store
  readonly archive: Archive
  /** Reads what is shown of hits; from the archive, here, unless told. */
  readonly glimpses?: Glimpses
}

/** Pairs of [start, end), UTF-16. */
export type Places = readonly (readonly [start: number, end: number])[]

export interface SearchResult {
  readonly id: string
  readonly title: string
  /** ISO 8601, UTC. */
  readonly date: string
  /** The source's id. */
  readonly source: string
  /** The original address; '' when the source gave none. */
  readonly url: string
  /** About 120 characters around the first match in the text, or the text's beginning. */
  readonly snippet: string
  /** Matches in the snippet. */
  readonly places: Places
  /** Matches in the title. */
  readonly titlePlaces: Places
  readonly article: Article
}

/** What was found. `total` counts the index's answer; a hit that its text does not bear out is not shown. */
export interface SearchAnswer {
  readonly total: number
  readonly results: readonly SearchResult[]
  /** How many of all in each UTC year, the newest first. */
  readonly years: readonly (readonly [year: string, count: number])[]
  /** How many of all each source has, the most first, when asked for. */
  readonly sources?: readonly (readonly [source: string, count: number])[]
}

const MAX_OFFSET = 10_000

/** The form in which a result leaves the house: `{id,title,date,source,url,snippet}`. */
export const resultLine = ({ id, title, date, source, url, snippet }: SearchResult): object => ({
  id,
  title,
  date,
  source,
  url,
  snippet,
})

/**
 * Articles in which all words and phrases of `query` occur and that pass its filters (see `asked`). Simplified and
 * Traditional spellings find each other. Each hit shown has been looked for in its text once more.
 */
export async function search(
  query: string,
  { index, store, archive, glimpses = glimpsesIn(archive) }: SearchPorts,
  options: SearchOptions = {},
): Promise<SearchAnswer> {
  const wanted = asked(query)
  const { numbers, total, months, sources } = await index.query({
    ...wordQuery(query, options),
    order: options.order ?? 'newest',
    offset: Math.min(Math.max(0, options.offset ?? 0), MAX_OFFSET),
    limit: Math.min(Math.max(1, options.limit ?? 20), 100),
  })
  const articles = await store.byNumbers(numbers)
  const hits = articles.map(({ path, title }) => ({ path, title }))
  const found = await glimpses(hits, wanted.phrases)
  const shown = articles.flatMap((article, i) =>
    found[i] ? [result(article, found[i], wanted.phrases)] : [],
  )
  const refuted = articles.filter((_, i) => found[i] === undefined)
  const left = total - (numbers.length - shown.length)
  return {
    total: left,
    results: shown,
    years: left === 0 ? [] : yearsOf(months, refuted),
    ...(sources && { sources: left === 0 ? [] : sourcesOf(sources, refuted) }),
  }
}

/** How many were found of each, without those whose texts did not bear it out. */
function less(found: ReadonlyMap<string, number>, refuted: readonly string[]): [string, number][] {
  const counts = new Map(found)
  for (const name of refuted) counts.set(name, (counts.get(name) ?? 0) - 1)
  return [...counts].filter(([, count]) => count > 0)
}

/** The newest year first. */
function yearsOf(months: ReadonlyMap<string, number>, refuted: readonly Article[]): [string, number][] {
  const years = new Map<string, number>()
  for (const [name, count] of months) {
    const year = name.slice(0, -3)
    years.set(year, (years.get(year) ?? 0) + count)
  }
  const yearOf = (article: Article): string => month(dateOf(article)).slice(0, -3)
  return less(years, refuted.map(yearOf)).sort((a, b) => (a[0] > b[0] ? -1 : 1))
}

/** The most first. */
const sourcesOf = (found: ReadonlyMap<string, number>, refuted: readonly Article[]): [string, number][] =>
  less(
    found,
    refuted.map(({ source }) => source),
  ).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))

function wordQuery(query: string, options: SearchOptions): Omit<WordQuery, 'order' | 'offset' | 'limit'> {
  const wanted = asked(query)
  return {
    phrases: wanted.phrases,
    facets: facetsOf(wanted, options),
    ...(options.bySource && { bySource: true }),
    ...(wanted.from !== undefined && { from: wanted.from }),
    ...(wanted.until !== undefined && { until: wanted.until }),
  }
}

const facetsOf = ({ facets }: Asked, options: SearchOptions): string[] => [
  ...facets,
  ...(options.facets ?? []).map(fold),
  ...(options.source === undefined ? [] : [facet('source', options.source)]),
]

const result = (article: Article, shown: Glimpse, phrases: readonly Phrase[]): SearchResult => ({
  id: article.id,
  title: article.title,
  date: iso(dateOf(article)),
  source: article.source,
  url: article.url ?? '',
  snippet: shown.text,
  places: shown.places,
  titlePlaces: places(article.title, phrases),
  article,
})
