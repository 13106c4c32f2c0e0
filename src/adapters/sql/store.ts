// The catalogue in an SQL database: rows made from posts, so that lists and look-ups need not read files.

import type { RevisionRow } from '../../model/article.ts'
import { type Article, dateOf } from '../../model/article.ts'
import type { ArticleQuery, Axis, AxisValue, Batch, Store } from '../../model/catalogue.ts'
import type { SourceFacts } from '../../model/source.ts'
import { applyBatch, putNote, short } from './apply.ts'
import { changeFigures, changes, countChanges } from './changes.ts'
import { countItems, items, markKinds, marks, marksOn, readers, unread } from './marks.ts'
import { monthStates, span } from './months.ts'
import { sqlPictures } from './pictures.ts'
import { type Database, type Dialect, deleteIn, type Sql, type Value, whereIn } from './sql.ts'
import { isShown, nameState, stateIn } from './state.ts'

interface Data {
  readonly data: string
}

const articleOf = ({ data }: Data): Article => JSON.parse(data)

/** The catalogue over a database whose schema is up to date. */
export function sqlStore(db: Database): Store {
  const { names } = db.dialect
  let ownChanges = 0
  return {
    async apply(batch) {
      const quiet = isOnlyMarks(batch)
      await db.makeRoom(batch)
      await db.transaction(
        async sql => {
          if (!quiet && (await isShown(sql, batch))) await nameState(sql)
          await applyBatch(sql, batch)
        },
        { quiet },
      )
      if (!quiet) ownChanges++
    },
    async lookup(keys) {
      const rows = await whereIn<{ key: string; id: string }>(
        db,
        `select keys.key, named.id from keys join ${names} as named on named.number = keys.number`,
        'keys.key',
        keys.map(short),
      )
      const found = new Map(rows.map(row => [row.key, row.id]))
      return inOrder(keys, key => found.get(short(key)))
    },
    async seen(entries) {
      const rows = await whereIn<{ digest: string; id: string }>(
        db,
        `select entries.digest, named.id from entries join ${names} as named on named.number = entries.number`,
        'entries.digest',
        entries,
      )
      const found = new Map(rows.map(row => [row.digest, row.id]))
      return inOrder(entries, entry => found.get(entry))
    },
    articles: ids => pick(db, 'id', ids, article => article.id),
    byNumbers: numbers => pick(db, 'number', numbers, article => article.number),
    byPaths: paths => pick(db, 'path', paths, article => article.path),
    async byPrefix(prefix, limit) {
      const text = `select id from ${names} where id >= ? and id < ? order by id limit ?`
      const ids = await db.all<{ id: string }>(text, [prefix, `${prefix}g`, limit])
      return this.articles(ids.map(({ id }) => id))
    },
    find: query => find(db, query),
    async count(query) {
      const { from, values } = matching(db.dialect, query)
      const [row] = await db.all<{ n: number }>(`select count(*) as n ${from}`, values)
      return Number(row!.n)
    },
    values: axis => values(db, axis),
    monthStates: () => monthStates(db),
    async neighbours(article) {
      const older = await beside(db, article, '<')
      const newer = await beside(db, article, '>')
      return { ...(older && { older }), ...(newer && { newer }) }
    },
    async preceding(article, limit) {
      // One row with all of them: hundreds of rows cost more to take over than to find.
      const text = `select string_agg(cast(number as text), ' ' order by date desc, number desc) as numbers from
        (select date, number from articles where (date, number) < (?, ?) order by date desc, number desc limit ?) as before`
      const [row] = await db.all<{ numbers: string | null }>(text, [dateOf(article), article.number, limit])
      return (row?.numbers ?? '').split(' ').filter(Boolean).map(Number)
    },
    daysOf: source => byTime(db, 'day', { where: 'where source = ?', given: [source] }),
    revisions: article =>
      db.all<RevisionRow>(
        'select article, n, digest, title, taken, path from revisions where article = ? order by n',
        [article],
      ),
    changes: query => changes(db, query),
    countChanges: query => countChanges(db, query),
    changeFigures: () => changeFigures(db),
    async sources() {
      return (await db.all<Data>('select data from sources order by id')).map(
        row => JSON.parse(row.data) as SourceFacts,
      )
    },
    marks: reader => marks(db, reader),
    readers: () => readers(db),
    forgetMarks: reader => db.run('delete from marks where reader = ?', [reader]),
    marksOn: (reader, numbers) => marksOn(db, reader, numbers),
    async refusals() {
      const why = db.dialect.field('data', 'refused')
      const rows = await db.all<{ source: string; why: string; n: number }>(
        `select source, ${why} as why, count(*) as n from articles where data like '%"refused":"%' group by source, ${why}
          order by source, why`,
      )
      return rows.map(({ source, why, n }) => ({ source, why, count: Number(n) }))
    },
    markKinds: reader => markKinds(db, reader),
    items: query => items(db, query),
    countItems: query => countItems(db, query),
    unread: reader => unread(db, reader),
    state: () => stateIn(db),
    version: async () => `${await db.foreignChanges()}.${ownChanges}`,
    async highestNumber() {
      const [row] = await db.all<{ number: number }>(
        'select number from articles order by number desc limit 1',
      )
      return row?.number ?? 0
    },
    async unindexed(after, limit) {
      const text = 'select number from unindexed where number > ? order by number limit ?'
      return (await db.all<{ number: number }>(text, [after, limit])).map(row => row.number)
    },
    indexed: numbers => db.transaction(sql => deleteIn(sql, 'unindexed', 'number', numbers), { quiet: true }),
    async uncommitted() {
      return (await db.all<{ path: string }>('select path from uncommitted order by path')).map(
        row => row.path,
      )
    },
    committed: paths => db.transaction(sql => deleteIn(sql, 'uncommitted', 'path', paths), { quiet: true }),
    async note(key) {
      return (await db.all<{ value: string }>('select value from notes where key = ?', [key]))[0]?.value
    },
    setNote: (key, value) => putNote(db, key, value),
    pictures: sqlPictures(db),
    close: () => db.close(),
  }
}

/** What was found, in the order asked: engines give rows in orders of their own, and what is kept follows from this one. */
const inOrder = (asked: readonly string[], idOf: (one: string) => string | undefined): Map<string, string> =>
  new Map(
    asked.flatMap(one => {
      const id = idOf(one)
      return id === undefined ? [] : [[one, id]]
    }),
  )

/** Marks, and the notes and paths that go with them, are no part of the site. */
const isOnlyMarks = ({ marks, notes: _, changed: __, ...rest }: Batch): boolean =>
  marks !== undefined && Object.values(rest).every(value => value === undefined)

async function pick<K extends string | number>(
  sql: Sql,
  column: 'id' | 'number' | 'path',
  wanted: readonly K[],
  key: (article: Article) => K,
): Promise<Article[]> {
  const rows = await articlesBy(sql, column, wanted)
  const found = new Map(rows.map(articleOf).map(article => [key(article), article]))
  return wanted.flatMap(k => found.get(k) ?? [])
}

/** Of a table in parts a row is only asked for by its number: that says which part. */
async function articlesBy(
  sql: Sql,
  column: 'id' | 'number' | 'path',
  wanted: readonly (string | number)[],
): Promise<Data[]> {
  const { names } = sql.dialect
  if (column === 'number' || names === 'articles')
    return whereIn(sql, 'select data from articles', column, wanted)
  const rows = await whereIn<{ number: number }>(sql, `select number from ${names}`, column, wanted)
  return articlesBy(
    sql,
    'number',
    rows.map(({ number }) => number),
  )
}

const isLabel = (axis: Axis | undefined): axis is 'category' | 'tag' => axis === 'category' || axis === 'tag'

/** `from … where …` for a query, with its values. Labels carry date and number, so that pages of them need no join. */
function matching(
  { long }: Dialect,
  { axis, value = '', since }: Pick<ArticleQuery, 'axis' | 'value' | 'since'>,
): { from: string; values: Value[] } {
  const where: string[] = []
  const given: Value[] = []
  const and = (condition: string, ...values: Value[]): void => {
    where.push(condition)
    given.push(...values)
  }
  if (isLabel(axis)) and(`labels.axis = ? and ${long('labels.value')} = ${long('?')}`, axis, value)
  else if (axis === 'source') and('source = ?', value)
  // The index over authors leaves out the empty ones, and is only used when the query does too.
  else if (axis === 'author') and(`${long('author')} = ${long('?')} and author <> ''`, value)
  else if (axis !== undefined) and('articles.date >= ? and articles.date < ?', ...span(value))
  if (since !== undefined) and('revised >= ?', since)
  const tables = isLabel(axis)
    ? since === undefined
      ? 'labels'
      : 'labels join articles on articles.number = labels.number'
    : 'articles'
  return { from: `from ${tables}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`, values: given }
}

async function find(sql: Sql, query: ArticleQuery): Promise<Article[]> {
  const { from, values } = matching(sql.dialect, query)
  const { order = 'newest' } = query
  const direction = order === 'oldest' || order === 'arrival' ? 'asc' : 'desc'
  const table = isLabel(query.axis) ? 'labels' : 'articles'
  const by = [...(order === 'arrival' || order === 'latest' ? [] : ['date']), 'number']
    .map(column => `${table}.${column} ${direction}`)
    .join(', ')
  const page = `order by ${by} limit ? offset ?`
  const limits = [query.limit ?? Number.MAX_SAFE_INTEGER, query.offset ?? 0]
  // Articles that a page leaves out are not looked up.
  const text =
    table === 'articles'
      ? `select data ${from} ${page}`
      : `select data from (select labels.date, labels.number ${from} ${page}) as labels
         join articles on articles.number = labels.number order by ${by}`
  return (await sql.all<Data>(text, [...values, ...limits])).map(articleOf)
}

const TOTALS = 'count(*) as count, max(date) as newest, min(date) as oldest'

async function values(sql: Sql, axis: Axis): Promise<AxisValue[]> {
  if (isLabel(axis))
    return sql.all<AxisValue>(
      `select value, ${TOTALS} from labels where axis = ? group by value order by value`,
      [axis],
    )
  if (axis === 'source' || axis === 'author')
    return sql.all<AxisValue>(
      `select ${axis} as value, ${TOTALS} from articles where ${axis} <> '' group by ${axis} order by ${axis}`,
    )
  return byTime(sql, axis)
}

async function byTime(
  sql: Sql,
  axis: 'day' | 'month' | 'year',
  { where, given }: { where: string; given: Value[] } = { where: '', given: [] },
): Promise<AxisValue[]> {
  const days = await sql.all<Omit<AxisValue, 'value'> & { value: number }>(
    `select floor(date / 86400000.0) as value, ${TOTALS} from articles ${where} group by floor(date / 86400000.0) order by value`,
    given,
  )
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

async function beside(sql: Sql, article: Article, side: '<' | '>'): Promise<Article | undefined> {
  const order = side === '<' ? 'desc' : 'asc'
  const [row] = await sql.all<Data>(
    `select data from articles where source = ? and (date, number) ${side} (?, ?)
     order by date ${order}, number ${order} limit 1`,
    [article.source, dateOf(article), article.number],
  )
  return row && articleOf(row)
}
