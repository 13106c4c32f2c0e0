// Articles as a reader has them: which are read, starred, labelled. One table of marks beside the articles.

import type { Item, ItemQuery, Unread } from '../../model/catalogue.ts'
import type { Mark, MarkKind } from '../../model/mark.ts'
import { type Sql, type Value, whereIn } from './sql.ts'

const COLUMNS = 'reader, article, kind, "on", at'

interface Row {
  readonly reader: string
  readonly article: number
  readonly kind: string
  readonly on: number
  readonly at: number
}

const markOf = (row: Row): Mark => ({ ...row, kind: row.kind as MarkKind, on: row.on === 1 })

export async function marks(sql: Sql, reader: string): Promise<Mark[]> {
  return (await sql.all<Row>(`select ${COLUMNS} from marks where reader = ?`, [reader])).map(markOf)
}

/** One reader after the other: the index leads from each to the next, past all of their marks. */
export async function readers(sql: Sql): Promise<string[]> {
  const found: string[] = []
  for (let last = ''; ; ) {
    const text = 'select reader from marks where reader > ? order by reader limit 1'
    const [row] = await sql.all<{ reader: string }>(text, [last])
    if (!row) return found
    last = row.reader
    found.push(last)
  }
}

export async function marksOn(
  sql: Sql,
  reader: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly MarkKind[]>> {
  const found = new Map<number, MarkKind[]>()
  const rows = await whereIn<Row>(sql, `select ${COLUMNS} from marks`, 'article', numbers)
  for (const { article, kind } of rows.map(markOf).filter(mark => mark.reader === reader && mark.on))
    found.set(article, [...(found.get(article) ?? []), kind])
  return found
}

export async function markKinds(sql: Sql, reader: string): Promise<MarkKind[]> {
  const text = 'select distinct kind from marks where reader = ? and "on" = 1 order by kind'
  return (await sql.all<{ kind: MarkKind }>(text, [reader])).map(({ kind }) => kind)
}

export async function items(sql: Sql, query: ItemQuery): Promise<Item[]> {
  const { from, values } = matching(query)
  const direction = query.order === 'latest' ? 'desc' : 'asc'
  const columns = 'articles.number, articles.source, articles.taken'
  const text = `select ${columns} ${from} order by articles.number ${direction} limit ?`
  return sql.all<Item>(text, [...values, query.limit])
}

export async function countItems(sql: Sql, query: Omit<ItemQuery, 'order' | 'limit'>): Promise<number> {
  const { from, values } = matching(query)
  const [row] = await sql.all<{ n: number }>(`select count(*) as n ${from}`, values)
  return Number(row!.n)
}

/** `from … where …`, with its values. The first mark asked for leads to the articles: there are fewer of them. */
function matching(query: Omit<ItemQuery, 'order' | 'limit'>): { from: string; values: Value[] } {
  const { reader, sources, above, below, from, until } = query
  const where: string[] = []
  const values: Value[] = []
  const and = (condition: string, ...given: Value[]): void => {
    where.push(condition)
    values.push(...given)
  }
  const [lead, ...others] = query.with ?? []
  if (lead !== undefined)
    and(
      'first.article = articles.number and first.reader = ? and first.kind = ? and first."on" = 1',
      reader,
      lead,
    )
  for (const kind of others) and(`exists ${MARKED}`, reader, kind)
  for (const kind of query.without ?? []) and(`not exists ${MARKED}`, reader, kind)
  if (sources !== undefined)
    and(`articles.source in (${sources.map(() => '?').join(', ') || 'null'})`, ...sources)
  if (above !== undefined) and('articles.number > ?', above)
  if (below !== undefined) and('articles.number < ?', below)
  if (from !== undefined) and('articles.taken >= ?', from)
  if (until !== undefined) and('articles.taken < ?', until)
  const tables = lead === undefined ? 'articles' : 'marks as first, articles'
  return { from: `from ${tables}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`, values }
}

const MARKED =
  '(select 1 from marks where marks.reader = ? and marks.article = articles.number and marks.kind = ? and marks."on" = 1)'

export async function unread(sql: Sql, reader: string): Promise<Unread[]> {
  const text = `select source, count(*) as count, max(taken) as newest from articles
    where not exists ${MARKED} group by source order by source`
  return sql.all<Unread>(text, [reader, 'read'])
}
