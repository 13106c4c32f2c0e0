// The record of what sources did, as rows: `n` is the state an edit became, of other changes the moment they were known.
import {
  type Change,
  type ChangeFigures,
  type ChangeKind,
  type ChangeQuery,
  placeOfChange,
} from '../../model/change.ts'
import { deleteIn, insert, type Sql, type Value } from './sql.ts'

interface Row {
  readonly at: number
  readonly kind: ChangeKind
  readonly article: string
  readonly source: string
  readonly n: number
  readonly title: string | null
  readonly since: number | null
}

const isEdit = (kind: ChangeKind): boolean => kind === 'edited' || kind === 'retitled'

const changeOf = ({ at, kind, article, source, n, title, since }: Row): Change => ({
  at,
  kind,
  article,
  source,
  ...(isEdit(kind) && { revision: n }),
  ...(title !== null && { from: title }),
  ...(since !== null && { since }),
})

export async function putChanges(sql: Sql, changes: readonly Change[]): Promise<void> {
  const redacted = changes.filter(({ kind }) => kind === 'redacted').map(({ article }) => article)
  if (redacted.length > 0) await deleteIn(sql, 'changes', 'article', redacted)
  await insert(
    sql,
    'changes',
    ['at', 'kind', 'article', 'source', 'n', 'title', 'since'],
    changes.map(change => [
      change.at,
      change.kind,
      change.article,
      change.source,
      placeOfChange(change),
      change.from ?? null,
      change.since ?? null,
    ]),
  )
}

/** `from … where …` for a query, with its values. */
function matching({ source, article, kinds, from, until }: ChangeQuery): { where: string; values: Value[] } {
  const parts: [string, readonly Value[]][] = []
  if (source !== undefined) parts.push(['source = ?', [source]])
  if (article !== undefined) parts.push(['article = ?', [article]])
  if (kinds !== undefined)
    parts.push([kinds.length > 0 ? `kind in (${kinds.map(() => '?').join(', ')})` : '1 = 0', kinds])
  if (from !== undefined) parts.push(['at >= ?', [from]])
  if (until !== undefined) parts.push(['at < ?', [until]])
  const where = parts.length > 0 ? ` where ${parts.map(([text]) => text).join(' and ')}` : ''
  return { where: `from changes${where}`, values: parts.flatMap(([, values]) => values) }
}

export async function changes(sql: Sql, query: ChangeQuery): Promise<Change[]> {
  const { where, values } = matching(query)
  const way = query.order === 'oldest' ? 'asc' : 'desc'
  const by = ['at', 'article', 'kind', 'n'].map(column => `${column} ${way}`).join(', ')
  const limits = [query.limit ?? Number.MAX_SAFE_INTEGER, query.offset ?? 0]
  const rows = await sql.all<Row>(`select * ${where} order by ${by} limit ? offset ?`, [...values, ...limits])
  return rows.map(changeOf)
}

export async function countChanges(sql: Sql, query: ChangeQuery): Promise<number> {
  const { where, values } = matching(query)
  const [row] = await sql.all<{ n: number }>(`select count(*) as n ${where}`, values)
  return Number(row!.n)
}

export async function changeFigures(sql: Sql): Promise<ChangeFigures[]> {
  const all = await sql.all<{ source: string; n: number }>(
    'select source, count(*) as n from articles group by source order by source',
  )
  const done = await sql.all<{ source: string; kind: ChangeKind; n: number }>(
    'select source, kind, count(distinct article) as n from changes group by source, kind',
  )
  const first = await sql.all<{ source: string; time: number }>(
    `select changes.source, min(changes.at) - articles.taken as time
     from changes join articles on articles.id = changes.article
     where kind in ('edited', 'retitled') group by changes.source, changes.article, articles.taken order by time`,
  )
  const times = Map.groupBy(first, ({ source }) => source)
  return all.map(({ source, n }) => {
    const count = (wanted: ChangeKind): number =>
      Number(done.find(row => row.source === source && row.kind === wanted)?.n ?? 0)
    const firstEdits = (times.get(source) ?? []).map(({ time }) => Number(time))
    return {
      source,
      articles: Number(n),
      edited: firstEdits.length,
      retitled: count('retitled'),
      withdrawn: count('withdrawn'),
      returned: count('returned'),
      firstEdits,
    }
  })
}
