// What a build remembers of each article, so that the next one need not ask for those of which nothing has changed.
import { type Article, dateOf } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { ShownPicture } from '../model/picture.ts'
import type { SourceFacts } from '../model/source.ts'
import { type Instant, month } from '../model/time.ts'
import {
  type Gathering,
  type GatherRules,
  gatheringOf,
  gathers,
  labelsOf,
  NEWEST,
  openOf,
} from './gathering.ts'
import { short } from './tally.ts'
import { keyOfAddress, type List, namedBy } from './urls.ts'

/** What sizes of a picture there are depends on these. */
export type RowPicture = Pick<ShownPicture, 'digest' | 'type' | 'width' | 'pages' | 'alpha'>

/** An article, as far as it decides which documents there are. */
export interface Row {
  readonly number: number
  readonly date: Instant
  /** Of all that the catalogue and its source say of it. */
  readonly item: string
  readonly id: string
  /** The day in its address. */
  readonly day: string
  readonly source: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly author: string
  readonly pictures: readonly RowPicture[]
}

/** The articles of a UTC month, oldest first. */
export interface Month {
  readonly month: string
  /** As `Store.monthStates` had it before they were read; '' when nobody asked. */
  readonly state: string
  readonly rows: Row[]
}

/** For each source a digest of what it says of itself. */
export type Said = (source: string) => string

export function saidBy(facts: Iterable<SourceFacts>): Said {
  const digests = new Map(Array.from(facts, one => [one.id, short(JSON.stringify(one))]))
  return id => digests.get(id) ?? id
}

/** A value as JSON with its keys in order: rows of a catalogue that was made anew have them otherwise. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

export function rowOf(article: Article, said: Said): Row {
  const { number, id, source, categories, tags, author } = article
  return {
    number,
    date: dateOf(article),
    item: short(canonical(article), said(source)),
    id,
    day: namedBy(article).day,
    source,
    categories,
    tags,
    author,
    pictures: (article.pictures ?? []).map(({ digest, type, width, pages, alpha }) => ({
      ...{ digest, type, width },
      ...(pages !== undefined && { pages }),
      ...(alpha !== undefined && { alpha }),
    })),
  }
}

/** Puts articles, as a walk meets them oldest first, into their months. */
export function monthsOf(states: ReadonlyMap<string, string>) {
  const months: Month[] = []
  return {
    months,
    add(row: Row): void {
      const name = month(row.date)
      if (months.at(-1)?.month !== name) months.push({ month: name, state: states.get(name) ?? '', rows: [] })
      months.at(-1)!.rows.push(row)
    },
  }
}

/** What is kept of the months for the next build, as JSON. */
export interface Remembered {
  /** Of each source that has articles. */
  readonly said: Readonly<Record<string, string>>
  readonly months: Readonly<Record<string, readonly [state: string, rows: readonly Told[]]>>
}

type Told = readonly [
  number: number,
  date: number,
  item: string,
  id: string,
  day: string,
  source: string,
  categories: readonly string[],
  tags: readonly string[],
  author: string,
  pictures?: readonly RowPicture[],
]

const told = (row: Row): Told => {
  const { number, date, item, id, day, source, categories, tags, author, pictures } = row
  return pictures.length > 0
    ? [number, date, item, id, day, source, categories, tags, author, pictures]
    : [number, date, item, id, day, source, categories, tags, author]
}

const rowTold = ([number, date, item, id, day, source, categories, tags, author, pictures]: Told): Row => ({
  ...{ number, date, item, id, day, source, categories, tags, author, pictures: pictures ?? [] },
})

export function remembered(months: readonly Month[], said: Said): Remembered {
  const sources = new Set(months.flatMap(({ rows }) => rows.map(({ source }) => source)))
  return {
    said: Object.fromEntries([...sources].sort().map(source => [source, said(source)])),
    months: Object.fromEntries(months.map(({ month, state, rows }) => [month, [state, rows.map(told)]])),
  }
}

/** The months as they are now: those whose state is what it was as they were remembered, of the others every article. */
export async function monthsSince(store: Store, before: Remembered, said: Said): Promise<Month[]> {
  const months: Month[] = []
  for (const { month, digest } of await store.monthStates()) {
    const [state, rows] = before.months[month] ?? []
    const isSame = state === digest && rows!.every(([, , , , , of]) => said(of) === before.said[of])
    months.push({
      month,
      state: digest,
      rows: isSame
        ? rows!.map(rowTold)
        : (await store.find({ axis: 'month', value: month, order: 'oldest' })).map(one => rowOf(one, said)),
    })
  }
  return months
}

/** `day/id` of the articles whose short address an earlier one has. */
export function longIn(months: readonly Month[]): Set<string> {
  const first = new Map<number, Row>()
  const long = new Set<string>()
  for (const { rows } of months)
    for (const row of rows) {
      const key = keyOfAddress(row.day, row.id)
      const there = first.get(key)
      if (!there || row.number < there.number) first.set(key, row)
      const later = there && (row.number < there.number ? there : row)
      if (later) long.add(`${later.day}/${later.id}`)
    }
  return long
}

/** The lists that an article stands in, each once, but for its day's. */
export function listsOf(row: Row, gathering: Gathering | undefined): List[] {
  const own: List[] = [{ axis: 'all' }, { axis: 'source', value: row.source }]
  return gathering?.pending.has(row.number) ? own : [...own, ...labelsOf(row)]
}

/** What lists have yet to take in; `rows` are of all months, oldest first. */
export function gatheringAmong(rows: readonly Row[], rules: GatherRules): Gathering | undefined {
  if (!gathers(rows.length, rules)) return undefined
  const { gather } = rules
  const numbers = Float64Array.from(rows, ({ number }) => number).sort()
  const last = openOf([...numbers.subarray(rows.length - gather)], rows.length, gather)
  return gatheringOf(last, rows.slice(-NEWEST - gather).reverse())
}
