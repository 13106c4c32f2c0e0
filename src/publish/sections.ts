// The site in sections, each with a digest of all that its documents are made from: a build looks into those sections
// only whose digest is another one than in the last build.
import { type Instant, month } from '../model/time.ts'
import { saysGathering, unlistedOf } from './gathering.ts'
import type { Known } from './known.ts'
import { NEARBY } from './related.ts'
import { listsOf, type Month, type Row } from './rows.ts'
import { short } from './tally.ts'
import { troublesOf } from './trouble-words.ts'
import { keyOf, type List } from './urls.ts'

/** Articles of a UTC month: their pages, Markdown, earlier states, histories, old addresses. */
export const articlesOf = (date: Instant): string => `articles ${month(date)}`
/** A list but that of a day: its pages and feeds. */
export const listOf = (list: List): string => `list ${keyOf(list)}`
/** The days of a UTC month, and its sitemap. */
export const daysOf = (month: string): string => `days ${month}`
/** Sizes of those pictures whose digest begins so. */
export const picturesOf = (digest: string): string => `pictures ${digest.slice(0, 2)}`
/** Files of the index for searching without a server. */
export const partOf = (at: string): string => `search ${at}`
/** What is planned in every build: the record, calendars of months and years, indexes, and pages that every site has. */
export const ALWAYS = 'always'

/** What a list's pages say of the list itself. */
export const nameIn = ({ sources, gathering }: Known, list: List): string =>
  list.axis === 'source'
    ? JSON.stringify(sources.get(list.value) ?? list)
    : saysGathering(gathering, list)
      ? 'gathers'
      : ''

/** What is said of the state of a list's source, on its own page; '' where nothing is wrong. */
export const stateIn = (known: Known, list: List): string =>
  list.axis === 'source' ? troublesOf(known, list.value).join('\n') : ''

/** The digest of each section but those of the index. */
export function sectionInputs(known: Known, months: readonly Month[]): Map<string, string> {
  const { gathering } = known
  const found = new Map<string, string>()
  const lists = new Map<string, { list: List; items: string }>()
  const pictures = new Map<string, Map<string, string>>()
  const rows = months.flatMap(({ rows }) => rows)
  const beside = besideIn(rows)
  let from = 0
  for (const { month, state, rows: of } of months) {
    const to = from + of.length
    const window = rows.slice(Math.max(0, from - NEARBY), from).map(({ item }) => item)
    const items = of.map(({ item }) => item).join(' ')
    found.set(`articles ${month}`, short(state, items, window.join(' '), beside(from, to)))
    const settled = of.filter(({ number }) => !gathering?.pending.has(number)).map(({ item }) => item)
    const gathers = gathering?.day.startsWith(month) ? gathering.day : undefined
    found.set(daysOf(month), short(settled.join(' '), gathers))
    from = to
    for (const row of of) {
      for (const list of listsOf(row, gathering)) {
        const section = listOf(list)
        const there = lists.get(section)
        if (there) there.items += row.item
        else lists.set(section, { list, items: row.item })
      }
      for (const kept of row.pictures) {
        const section = picturesOf(kept.digest)
        const there = pictures.get(section) ?? new Map<string, string>()
        pictures.set(section, there.set(kept.digest, JSON.stringify(kept)))
      }
    }
  }
  for (const row of gathering?.pending.values() ?? []) {
    const section = articlesOf(row.date)
    const unlisted = unlistedOf(row, list => lists.has(listOf(list)))
    found.set(section, short(found.get(section), String(row.number), ...unlisted))
  }
  if (lists.size === 0) lists.set('list all', { list: { axis: 'all' }, items: '' })
  for (const [section, { list, items }] of lists)
    found.set(section, short(nameIn(known, list), items, stateIn(known, list) || undefined))
  const version = known.site.pictures?.images.version
  if (version !== undefined)
    for (const [section, of] of pictures) found.set(section, short(version, ...of.values()))
  found.set(ALWAYS, '')
  return found
}

/** A digest of the neighbours, in their sources, that the rows of a range have outside of it. */
function besideIn(rows: readonly Row[]): (from: number, to: number) => string {
  const { older, newer } = neighboursIn(rows)
  return (from, to) => {
    let all = ''
    for (let i = from; i < to; i++) {
      if (older[i]! < from) all += rows[older[i]!]?.item ?? '-'
      if (newer[i]! >= to) all += rows[newer[i]!]?.item ?? '-'
    }
    return all
  }
}

/** For each row the places of its neighbours in its source: -1 where there is no older, the count where no newer one. */
export interface Beside {
  readonly older: Int32Array
  readonly newer: Int32Array
}

export function neighboursIn(rows: readonly Row[]): Beside {
  const older = new Int32Array(rows.length).fill(-1)
  const newer = new Int32Array(rows.length).fill(rows.length)
  const last = new Map<string, number>()
  for (const [i, { source }] of rows.entries()) {
    const before = last.get(source)
    if (before !== undefined) {
      older[i] = before
      newer[before] = i
    }
    last.set(source, i)
  }
  return { older, newer }
}
