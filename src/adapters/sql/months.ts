// The catalogue by UTC months: where each begins and ends, and a digest of all that is said of its articles.
import type { MonthState } from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'
import { DAY, EARLIEST, month } from '../../model/time.ts'
import type { Sql } from './sql.ts'

/** The first moment of a UTC year, month or day, and the first after it. An impossible one is an empty span. */
export function span(value: string): [number, number] {
  const [year = Number.NaN, month, date] = value.split('-').map(Number)
  const from = Date.UTC(year, (month ?? 1) - 1, date ?? 1)
  const until =
    month === undefined
      ? Date.UTC(year + 1, 0, 1)
      : date === undefined
        ? Date.UTC(year, month, 1)
        : Date.UTC(year, month - 1, date + 1)
  return Number.isNaN(from) ? [0, 0] : [from, until]
}

/** Rows are taken over as one text a month and not taken apart: the digest of a month costs a hundredth of its articles. */
export async function monthStates(sql: Sql): Promise<MonthState[]> {
  const earlier = await earlierStates(sql)
  const all = `string_agg(data, ' ' order by date, number)`
  const rows = sql.dialect.bytes?.(all) ?? all
  const states: MonthState[] = []
  for (const name of await monthsOf(sql)) {
    const [row] = await sql.all<{ rows: Uint8Array | string | null }>(
      `select ${rows} as rows from articles where date >= ? and date < ?`,
      span(name),
    )
    states.push({ month: name, digest: digest(`${digest(row?.rows ?? '')} ${earlier.get(name) ?? ''}`) })
  }
  return states
}

/** UTC months that have articles, in order. One after the other by the index: no other row is looked at. */
async function monthsOf(sql: Sql): Promise<string[]> {
  const months: string[] = []
  // A zone may put the earliest date a day earlier.
  for (let from = EARLIEST - DAY; ; ) {
    const [row] = await sql.all<{ date: number | null }>(
      'select min(date) as date from articles where date >= ?',
      [from],
    )
    if (row?.date == null) return months
    const name = month(Number(row.date))
    months.push(name)
    const [, next] = span(name)
    from = next
  }
}

/** What is known of earlier states, by the month of their article. */
async function earlierStates(sql: Sql): Promise<Map<string, string>> {
  const { names } = sql.dialect
  const rows = await sql.all<Record<string, string | number>>(
    `select articles.date, revisions.article, revisions.n, revisions.digest, revisions.title, revisions.taken, revisions.path
     from revisions join ${names} as named on named.id = revisions.article
     join articles on articles.number = named.number order by revisions.article, revisions.n`,
  )
  const found = new Map<string, string>()
  for (const row of rows) {
    const of = month(Number(row.date))
    found.set(of, `${found.get(of) ?? ''}${JSON.stringify(Object.values(row))}\n`)
  }
  return found
}
