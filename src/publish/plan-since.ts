// The documents of those sections that are not what they were in the last build. Articles of the other sections are
// not read: rows that the last build left tell where they stand.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { day as dayOf } from '../model/time.ts'
import { unlistedOf } from './gathering.ts'
import type { Known } from './known.ts'
import { remaining } from './plan.ts'
import { calendar, enter, listDocuments, type Walking, walking } from './plan-lists.ts'
import { articleDocuments, oldDocuments, type Planned } from './planned.ts'
import { NEARBY, nearby } from './related.ts'
import { listsOf, type Month, type Row } from './rows.ts'
import { articlesOf, type Beside, daysOf, listOf, neighboursIn } from './sections.ts'
import type { List } from './urls.ts'

/** The documents of all sections that `wants` names, out of those that `plan` would give. `isThere` knows all lists. */
export async function* planSince(
  known: Known,
  months: readonly Month[],
  wants: (section: string) => boolean,
  isThere: (list: List) => boolean,
): AsyncGenerator<Planned> {
  const lists = new Map<string, Walking>()
  const rest = remaining()
  const rows = months.flatMap(({ rows }) => rows)
  const pending = known.gathering?.pending
  for (const row of rows) {
    rest.add(row, pending?.has(row.number) === true)
    for (const list of listsOf(row, known.gathering)) {
      const section = listOf(list)
      if (!wants(section)) continue
      const found = lists.get(section) ?? walking(list, section)
      lists.set(section, found)
      yield* enter(known, found, row.item, row.number)
    }
  }
  const beside = neighboursIn(rows)
  let from = 0
  for (const { month, rows: of } of months) {
    if (of[0] && wants(articlesOf(of[0].date)))
      yield* articlesIn(known, rows, beside, from, from + of.length, isThere)
    if (wants(daysOf(month)))
      yield* daysIn(
        known,
        of.filter(({ number }) => !pending?.has(number)),
      )
    from += of.length
  }
  if (rows.length === 0) lists.set('all', walking({ axis: 'all' }))
  for (const found of lists.values()) yield* listDocuments(known, found)
  yield* rest.documents(known, wants)
}

function* daysIn(known: Known, rows: readonly Row[]): Generator<Planned> {
  const time = calendar(known)
  for (const { date, item, number } of rows) yield* time.add(dayOf(date), item, number)
  yield* time.rest()
}

/** Documents of the articles in a range of rows, which is a month. */
async function* articlesIn(
  known: Known,
  rows: readonly Row[],
  { older, newer }: Beside,
  from: number,
  to: number,
  isThere: (list: List) => boolean,
): AsyncGenerator<Planned> {
  const first = Math.max(0, from - NEARBY)
  const places = new Set<number>()
  for (let i = first; i < to; i++) places.add(i)
  for (let i = from; i < to; i++) places.add(older[i]!).add(newer[i]!)
  const at = await articlesAt(known.site.store, rows, [...places])
  const near = nearby()
  const old = oldDocuments()
  for (let i = first; i < to; i++) {
    const article = at(i)
    // Gone since the rows were read: the next build will see it.
    if (!article) continue
    const related = near.next(article)
    if (i < from) continue
    const { item } = rows[i]!
    const [before, after] = [at(older[i]!), at(newer[i]!)]
    yield* old(article, item)
    yield* articleDocuments(known, {
      ...{ article, item, related },
      ...(before && { older: before }),
      ...(after && { newer: after }),
      ...(known.gathering?.pending.has(article.number) && { unlisted: unlistedOf(article, isThere) }),
    })
  }
}

/** The articles at these places; places outside of the rows have none. */
async function articlesAt(
  store: Store,
  rows: readonly Row[],
  places: readonly number[],
): Promise<(place: number) => Article | undefined> {
  const numbers = places.flatMap(place => rows[place]?.number ?? [])
  const found = new Map((await store.byNumbers(numbers)).map(article => [article.number, article]))
  return place => {
    const number = rows[place]?.number
    return number === undefined ? undefined : found.get(number)
  }
}
