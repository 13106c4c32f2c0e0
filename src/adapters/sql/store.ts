// The catalogue in an SQL database: rows made from posts, so that lists and look-ups need not read files.
import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely'
import { type Article, type ArticleId, dateOf } from '../../model/article.ts'
import { digest } from '../../model/digest.ts'
import type { Mark } from '../../model/mark.ts'
import type { ArticleQuery, Axis, AxisValue, Batch, Store } from '../../model/ports.ts'
import type { SourceFacts } from '../../model/source.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
type Tx = Transaction<Tables>

/** Rows a statement: far below every engine's limit of parameters. */
const CHUNK = 200

const chunks = <T>(items: readonly T[], size = CHUNK): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

/** Keys are long and only compared: 32 hexadecimal digits of their digest stand for them. */
const short = (key: string): string => digest(key).slice(0, 32)

const articleOf = (row: { data: string }): Article => JSON.parse(row.data)

/** The catalogue over a database whose schema is up to date. `closed` is called when it is closed. */
export function sqlStore(db: Db, closed: () => Promise<void>): Store {
  return {
    apply: batch => db.transaction().execute(tx => apply(tx, batch)),
    async lookup(keys) {
      const wanted = new Map(keys.map(key => [short(key), key]))
      const rows = await gather([...wanted.keys()], part =>
        db
          .selectFrom('keys')
          .innerJoin('articles', 'articles.number', 'keys.number')
          .select(['keys.key', 'articles.id'])
          .where('keys.key', 'in', part)
          .execute(),
      )
      return new Map(rows.map(row => [wanted.get(row.key)!, row.id]))
    },
    async seen(entries) {
      const rows = await gather(entries, part =>
        db
          .selectFrom('entries')
          .innerJoin('articles', 'articles.number', 'entries.number')
          .select(['entries.digest', 'articles.id'])
          .where('entries.digest', 'in', part)
          .execute(),
      )
      return new Map(rows.map(row => [row.digest, row.id]))
    },
    articles: ids => pick(db, 'id', ids, article => article.id),
    byNumbers: numbers => pick(db, 'number', numbers, article => article.number),
    byPaths: paths => pick(db, 'path', paths, article => article.path),
    async byPrefix(prefix, limit) {
      const rows = await db
        .selectFrom('articles')
        .select('data')
        .where('id', '>=', prefix)
        .where('id', '<', `${prefix}g`)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(articleOf)
    },
    async find(query) {
      const direction = query.order === 'oldest' || query.order === 'arrival' ? 'asc' : 'desc'
      let rows = matching(db, query).select('articles.data')
      if (query.order !== 'arrival')
        rows = rows.orderBy(isLabel(query.axis) ? 'labels.date' : 'articles.date', direction)
      rows = rows.orderBy(isLabel(query.axis) ? 'labels.number' : 'articles.number', direction)
      if (query.limit !== undefined) rows = rows.limit(query.limit)
      else if (query.offset) rows = rows.limit(Number.MAX_SAFE_INTEGER)
      if (query.offset) rows = rows.offset(query.offset)
      return (await rows.execute()).map(articleOf)
    },
    async count(query) {
      const { n } = await matching(db, query).select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
      return Number(n)
    },
    values: axis => values(db, axis),
    async neighbours(article) {
      const [older, newer] = await Promise.all([beside(db, article, '<'), beside(db, article, '>')])
      return { ...(older && { older }), ...(newer && { newer }) }
    },
    revisions: article =>
      db.selectFrom('revisions').selectAll().where('article', '=', article).orderBy('n').execute(),
    async sources() {
      const rows = await db.selectFrom('sources').select('data').orderBy('id').execute()
      return rows.map(row => JSON.parse(row.data) as SourceFacts)
    },
    async marks(reader) {
      const rows = await db.selectFrom('marks').selectAll().where('reader', '=', reader).execute()
      return rows.map(row => ({ ...row, kind: row.kind as Mark['kind'], on: row.on === 1 }))
    },
    async highestNumber() {
      const row = await db
        .selectFrom('articles')
        .select('number')
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.number ?? 0
    },
    async unindexed(after, limit) {
      const rows = await db
        .selectFrom('unindexed')
        .select('number')
        .where('number', '>', after)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map(row => row.number)
    },
    indexed: numbers => deleteIn(db, 'unindexed', 'number', numbers),
    async uncommitted() {
      const rows = await db.selectFrom('uncommitted').select('path').orderBy('path').execute()
      return rows.map(row => row.path)
    },
    committed: paths => deleteIn(db, 'uncommitted', 'path', paths),
    async note(key) {
      return (await db.selectFrom('notes').select('value').where('key', '=', key).executeTakeFirst())?.value
    },
    setNote: (key, value) => setNote(db, key, value),
    close: closed,
  }
}

async function apply(tx: Tx, batch: Batch): Promise<void> {
  await deleteIn(tx, 'entries', 'digest', batch.past ?? [])
  await putArticles(tx, batch.articles ?? [])
  for (const rows of chunks(batch.revisions ?? []))
    await tx
      .insertInto('revisions')
      .values(rows.map(row => ({ ...row })))
      .onConflict(on => on.columns(['article', 'n']).doNothing())
      .execute()
  await putSeen(tx, batch.seen ?? [])
  for (const facts of batch.sources ?? []) {
    const data = JSON.stringify(facts)
    await tx
      .insertInto('sources')
      .values({ id: facts.id, data })
      .onConflict(on => on.column('id').doUpdateSet({ data }))
      .execute()
  }
  for (const mark of batch.marks ?? []) {
    const changes = { on: mark.on ? 1 : 0, at: mark.at }
    await tx
      .insertInto('marks')
      .values({ reader: mark.reader, article: mark.article, kind: mark.kind, ...changes })
      .onConflict(on => on.columns(['reader', 'article', 'kind']).doUpdateSet(changes))
      .execute()
  }
  for (const paths of chunks(batch.changed ?? []))
    await tx
      .insertInto('uncommitted')
      .values(paths.map(path => ({ path })))
      .onConflict(on => on.doNothing())
      .execute()
  if (batch.removed?.length) await forget(tx, batch.removed)
  for (const [key, value] of Object.entries(batch.notes ?? {})) await setNote(tx, key, value)
}

async function setNote(db: Db, key: string, value: string | undefined): Promise<void> {
  if (value === undefined) await db.deleteFrom('notes').where('key', '=', key).execute()
  else
    await db
      .insertInto('notes')
      .values({ key, value })
      .onConflict(on => on.column('key').doUpdateSet({ value }))
      .execute()
}

async function putArticles(tx: Tx, given: NonNullable<Batch['articles']>): Promise<void> {
  for (const part of chunks(given, 50)) {
    const numbers = part.map(({ article }) => article.number)
    await tx.deleteFrom('labels').where('number', 'in', numbers).execute()
    await tx
      .insertInto('articles')
      .values(part.map(({ article }) => rowOf(article)))
      .onConflict(on =>
        on.column('number').doUpdateSet(eb => ({
          source: eb.ref('excluded.source'),
          path: eb.ref('excluded.path'),
          author: eb.ref('excluded.author'),
          date: eb.ref('excluded.date'),
          revised: eb.ref('excluded.revised'),
          data: eb.ref('excluded.data'),
        })),
      )
      .execute()
    await tx
      .insertInto('unindexed')
      .values(numbers.map(number => ({ number })))
      .onConflict(on => on.doNothing())
      .execute()
    for (const labels of chunks(part.flatMap(({ article }) => labelsOf(article))))
      await tx.insertInto('labels').values(labels).execute()
    await putKeys(
      tx,
      part.flatMap(({ article, keys }) => keys.map(key => ({ key: short(key), number: article.number }))),
    )
    await putEntries(
      tx,
      part.map(({ article }) => ({ digest: article.entry, number: article.number })),
    )
  }
}

const rowOf = (article: Article) => ({
  number: article.number,
  id: article.id,
  source: article.source,
  path: article.path,
  author: article.author,
  date: dateOf(article),
  revised: article.revised,
  data: JSON.stringify(article),
})

function labelsOf(article: Article): Tables['labels'][] {
  const { number } = article
  const date = dateOf(article)
  const of = (axis: 'category' | 'tag', values: readonly string[]) =>
    [...new Set(values)].map(value => ({ axis, value, date, number }))
  return [...of('category', article.categories), ...of('tag', article.tags)]
}

async function putKeys(tx: Tx, rows: readonly Tables['keys'][]): Promise<void> {
  for (const part of chunks(rows))
    await tx
      .insertInto('keys')
      .values(part)
      .onConflict(on => on.doNothing())
      .execute()
}

async function putEntries(tx: Tx, rows: readonly Tables['entries'][]): Promise<void> {
  for (const part of chunks(rows))
    await tx
      .insertInto('entries')
      .values(part)
      .onConflict(on => on.column('digest').doUpdateSet(eb => ({ number: eb.ref('excluded.number') })))
      .execute()
}

async function putSeen(tx: Tx, seen: NonNullable<Batch['seen']>): Promise<void> {
  if (seen.length === 0) return
  const ids = [...new Set(seen.map(({ article }) => article))]
  const rows = await gather(ids, part =>
    tx.selectFrom('articles').select(['id', 'number']).where('id', 'in', part).execute(),
  )
  const numbers = new Map(rows.map(row => [row.id, row.number]))
  const known = seen.filter(({ article }) => numbers.has(article))
  await putEntries(
    tx,
    known.map(({ article, entry }) => ({ digest: entry, number: numbers.get(article)! })),
  )
  await putKeys(
    tx,
    known.flatMap(({ article, keys }) =>
      keys.map(key => ({ key: short(key), number: numbers.get(article)! })),
    ),
  )
}

async function forget(tx: Tx, ids: readonly ArticleId[]): Promise<void> {
  const rows = await gather(ids, part =>
    tx.selectFrom('articles').select('number').where('id', 'in', part).execute(),
  )
  const numbers = rows.map(row => row.number)
  for (const table of ['labels', 'keys', 'entries', 'unindexed', 'articles'] as const)
    await deleteIn(tx, table, 'number', numbers)
  for (const part of chunks(ids)) await tx.deleteFrom('revisions').where('article', 'in', part).execute()
}

async function deleteIn(
  db: Db,
  table: keyof Tables,
  column: string,
  values: readonly (string | number)[],
): Promise<void> {
  for (const part of chunks(values))
    await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(part)})`.execute(db)
}

async function gather<T, R>(items: readonly T[], ask: (part: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const all: R[] = []
  for (const part of chunks(items)) all.push(...(await ask(part)))
  return all
}

async function pick<K extends string | number>(
  db: Db,
  column: 'id' | 'number' | 'path',
  wanted: readonly K[],
  key: (article: Article) => K,
): Promise<Article[]> {
  const rows = await gather(wanted, part =>
    db
      .selectFrom('articles')
      .select('data')
      .where(column, 'in', part as never)
      .execute(),
  )
  const found = new Map(rows.map(articleOf).map(article => [key(article), article]))
  return wanted.flatMap(k => found.get(k) ?? [])
}

const isLabel = (axis: Axis | undefined): axis is 'category' | 'tag' => axis === 'category' || axis === 'tag'

function matching(db: Db, query: Pick<ArticleQuery, 'axis' | 'value' | 'since'>) {
  const { axis, value = '', since } = query
  let rows = db.selectFrom('articles') as unknown as SelectQueryBuilder<Tables, 'articles' | 'labels', object>
  if (isLabel(axis))
    rows = (rows as SelectQueryBuilder<Tables, 'articles', object>)
      .innerJoin('labels', 'labels.number', 'articles.number')
      .where('labels.axis', '=', axis)
      .where('labels.value', '=', value) as unknown as typeof rows
  else if (axis === 'source') rows = rows.where('articles.source', '=', value)
  // The index over authors leaves out the empty ones, and is only used when the query does too.
  else if (axis === 'author')
    rows = rows.where('articles.author', '=', value).where('articles.author', '<>', '')
  else if (axis !== undefined) {
    const [from, until] = span(value)
    rows = rows.where('articles.date', '>=', from).where('articles.date', '<', until)
  }
  if (since !== undefined) rows = rows.where('articles.revised', '>=', since)
  return rows
}

/** The first moment of a UTC year, month or day, and the first after it. An impossible one is an empty span. */
function span(value: string): [number, number] {
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

async function values(db: Db, axis: Axis): Promise<AxisValue[]> {
  const totals = [
    sql<number>`count(*)`.as('count'),
    sql<number>`max(date)`.as('newest'),
    sql<number>`min(date)`.as('oldest'),
  ] as const
  if (isLabel(axis))
    return db
      .selectFrom('labels')
      .select(['value', ...totals])
      .where('axis', '=', axis)
      .groupBy('value')
      .orderBy('value')
      .execute()
  if (axis === 'source' || axis === 'author') {
    const rows = db
      .selectFrom('articles')
      .select([sql<string>`${sql.ref(axis)}`.as('value'), ...totals])
      .groupBy(axis)
      .orderBy(axis)
    return (axis === 'author' ? rows.where('author', '<>', '') : rows).execute()
  }
  const days = await db
    .selectFrom('articles')
    .select([sql<number>`floor(date / 86400000.0)`.as('value'), ...totals])
    .groupBy('value')
    .orderBy('value')
    .execute()
  return merged(days.map(row => ({ ...row, value: dayName(Number(row.value), axis) })))
}

const dayName = (days: number, axis: Axis): string =>
  new Date(days * 86_400_000).toISOString().slice(0, axis === 'year' ? 4 : axis === 'month' ? 7 : 10)

function merged(rows: readonly AxisValue[]): AxisValue[] {
  const found = new Map<string, AxisValue>()
  for (const row of rows) {
    const before = found.get(row.value)
    found.set(
      row.value,
      before
        ? {
            value: row.value,
            count: before.count + row.count,
            newest: Math.max(before.newest, row.newest),
            oldest: Math.min(before.oldest, row.oldest),
          }
        : row,
    )
  }
  return [...found.values()]
}

async function beside(db: Db, article: Article, side: '<' | '>'): Promise<Article | undefined> {
  const order = side === '<' ? 'desc' : 'asc'
  const row = await db
    .selectFrom('articles')
    .select('data')
    .where('source', '=', article.source)
    .where(eb => eb(eb.refTuple('date', 'number'), side, eb.tuple(dateOf(article), article.number)))
    .orderBy('date', order)
    .orderBy('number', order)
    .limit(1)
    .executeTakeFirst()
  return row && articleOf(row)
}
