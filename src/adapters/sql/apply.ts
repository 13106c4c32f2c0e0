// Writing the catalogue: one batch, one transaction; the same batch again changes nothing more.
import { type Article, type ArticleId, dateOf } from '../../model/article.ts'
import type { Batch } from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'
import type { Mark } from '../../model/mark.ts'
import { putChanges } from './changes.ts'
import { chunks, deleteIn, insert, type Sql, type Value, whereIn } from './sql.ts'

/** Keys are long and only compared: 32 hexadecimal digits of their digest stand for them. */
export const short = (key: string): string => digest(key).slice(0, 32)

export async function applyBatch(sql: Sql, batch: Batch): Promise<void> {
  await deleteIn(sql, 'entries', 'digest', batch.past ?? [])
  for (const part of chunks(batch.articles ?? [])) await putArticles(sql, part)
  await insert(
    sql,
    'revisions',
    ['article', 'n', 'digest', 'title', 'taken', 'path'],
    (batch.revisions ?? []).map(({ article, n, digest, title, taken, path }) => [
      article,
      n,
      digest,
      title,
      taken,
      path,
    ]),
  )
  await putChanges(sql, batch.changes ?? [])
  await putSeen(sql, batch.seen ?? [])
  await insert(
    sql,
    'sources',
    ['id', 'data'],
    (batch.sources ?? []).map(facts => [facts.id, JSON.stringify(facts)]),
    '(id) do update set data = excluded.data',
  )
  await insert(
    sql,
    'marks',
    ['reader', 'article', 'kind', '"on"', 'at'],
    latest(batch.marks ?? []).map(({ reader, article, kind, on, at }) => [
      reader,
      article,
      kind,
      on ? 1 : 0,
      at,
    ]),
    '(reader, article, kind) do update set "on" = excluded."on", at = excluded.at where excluded.at >= marks.at',
  )
  await insert(
    sql,
    'uncommitted',
    ['path'],
    (batch.changed ?? []).map(path => [path]),
  )
  if (batch.removed?.length) await forget(sql, batch.removed)
  for (const [key, value] of Object.entries(batch.notes ?? {})) await putNote(sql, key, value)
}

/** One statement must not name one row twice: the last of each, as the rule in mark.ts has it. */
function latest(marks: readonly Mark[]): Mark[] {
  const last = new Map<string, Mark>()
  for (const mark of marks) {
    const key = `${mark.reader}\n${mark.article}\n${mark.kind}`
    if (mark.at >= (last.get(key)?.at ?? Number.NEGATIVE_INFINITY)) last.set(key, mark)
  }
  return [...last.values()]
}

export async function putNote(sql: Sql, key: string, value: string | undefined): Promise<void> {
  if (value === undefined) await sql.run('delete from notes where key = ?', [key])
  else
    await insert(sql, 'notes', ['key', 'value'], [[key, value]], '(key) do update set value = excluded.value')
}

async function putArticles(sql: Sql, given: NonNullable<Batch['articles']>): Promise<void> {
  const numbers = given.map(({ article }) => article.number)
  await deleteIn(sql, 'labels', 'number', numbers)
  if (sql.dialect.names !== 'articles')
    await insert(
      sql,
      sql.dialect.names,
      ['number', 'id', 'path'],
      given.map(({ article: { number, id, path } }) => [number, id, path]),
      '(number) do update set path = excluded.path',
    )
  await insert(
    sql,
    'articles',
    ['number', 'id', 'source', 'path', 'author', 'date', 'taken', 'revised', 'data'],
    given.map(({ article }) => rowOf(article)),
    `(number) do update set source = excluded.source, path = excluded.path, author = excluded.author,
       date = excluded.date, taken = excluded.taken, revised = excluded.revised, data = excluded.data`,
  )
  await insert(
    sql,
    'unindexed',
    ['number'],
    numbers.map(number => [number]),
  )
  await insert(
    sql,
    'unsurveyed',
    ['number'],
    numbers.map(number => [number]),
  )
  await insert(
    sql,
    'labels',
    ['axis', 'value', 'date', 'number'],
    given.flatMap(({ article }) => labelsOf(article)),
  )
  await putKeys(
    sql,
    given.flatMap(({ article, keys }) => keys.map(key => [short(key), article.number])),
  )
  await putEntries(
    sql,
    given.map(({ article }) => [article.entry, article.number]),
  )
}

const rowOf = (article: Article): Value[] => [
  article.number,
  article.id,
  article.source,
  article.path,
  article.author,
  dateOf(article),
  article.taken,
  article.revised,
  JSON.stringify(inOrder(article)),
]

function labelsOf(article: Article): Value[][] {
  const of = (axis: string, values: readonly string[]): Value[][] =>
    [...new Set(values)].map(value => [axis, value, dateOf(article), article.number])
  return [...of('category', article.categories), ...of('tag', article.tags)]
}

const putKeys = (sql: Sql, rows: readonly (readonly Value[])[]): Promise<void> =>
  insert(sql, 'keys', ['key', 'number'], rows)

const putEntries = (sql: Sql, rows: readonly (readonly Value[])[]): Promise<void> =>
  insert(sql, 'entries', ['digest', 'number'], rows, '(digest) do update set number = excluded.number')

async function putSeen(sql: Sql, seen: NonNullable<Batch['seen']>): Promise<void> {
  const ids = [...new Set(seen.map(({ article }) => article))]
  const rows = await whereIn<{ id: string; number: number }>(
    sql,
    `select id, number from ${sql.dialect.names}`,
    'id',
    ids,
  )
  const numbers = new Map(rows.map(row => [row.id, row.number]))
  const known = seen.flatMap(one => {
    const number = numbers.get(one.article)
    return number === undefined ? [] : [{ ...one, number }]
  })
  await putEntries(
    sql,
    known.map(({ entry, number }) => [entry, number]),
  )
  await putKeys(
    sql,
    known.flatMap(({ keys, number }) => keys.map(key => [short(key), number])),
  )
}

async function forget(sql: Sql, ids: readonly ArticleId[]): Promise<void> {
  const rows = await whereIn<{ number: number }>(sql, `select number from ${sql.dialect.names}`, 'id', ids)
  const numbers = rows.map(row => row.number)
  const tables = ['labels', 'keys', 'entries', 'unindexed', 'unsurveyed', 'shown', 'articles']
  for (const table of new Set([...tables, sql.dialect.names])) await deleteIn(sql, table, 'number', numbers)
  for (const table of ['revisions', 'changes']) await deleteIn(sql, table, 'article', ids)
}

/** The same article is the same text, whoever made the object: what is built from rows is known by their digests. */
const inOrder = (article: Article): object =>
  Object.fromEntries(Object.entries(article).sort(([a], [b]) => (a < b ? -1 : 1)))
