// The catalogue's rows on pictures: what is kept, what addresses led to, which article shows what.
import {
  distance,
  type KeptPicture,
  type MissingWhy,
  type PictureAddress,
  type PictureUse,
} from '../../model/picture.ts'
import type { PictureStore } from '../../model/picture-store.ts'
import type { Instant } from '../../model/time.ts'
import { hostOf } from '../../model/url.ts'
import { putNote } from './apply.ts'
import { type Database, deleteIn, insert, type Sql, type Value, whereIn } from './sql.ts'
import { nameState } from './state.ts'

interface Data {
  readonly data: string
}

interface AddressRow extends Data {
  readonly due: number | null
}

/** The column knows better when an address is due: a whole host's may have been put off. */
function address({ data, due }: AddressRow): PictureAddress {
  const { due: _, ...rest } = JSON.parse(data) as PictureAddress
  return due === null ? rest : { ...rest, due: Number(due) }
}
const picture = ({ data }: Data): KeptPicture => JSON.parse(data)

export function sqlPictures(db: Database): PictureStore {
  return {
    async unsurveyed(limit) {
      const text = 'select number from unsurveyed order by number limit ?'
      return (await db.all<{ number: number }>(text, [limit])).map(row => row.number)
    },
    survey: (found, now) =>
      db.transaction(async sql => {
        const numbers = found.map(({ number }) => number)
        await deleteIn(sql, 'shown', 'number', numbers)
        await insert(
          sql,
          'shown',
          ['url', 'number'],
          found.flatMap(({ uses, over, number }) => [...uses, ...over].map(({ url }) => [url, number])),
        )
        await insert(sql, 'addresses', COLUMNS, [
          ...found.flatMap(({ uses }) => uses.map(use => rowOf(wanted(use, now)))),
          ...found.flatMap(({ over }) => over.map(use => rowOf(beyond(use)))),
        ])
        await deleteIn(sql, 'unsurveyed', 'number', numbers)
      }),
    async at(urls) {
      const rows = await whereIn<AddressRow>(db, 'select data, due from addresses', 'url', urls)
      return new Map(rows.map(address).map(one => [one.url, one]))
    },
    due: query => due(db, query),
    rest: (host, until) =>
      db.run('update addresses set due = ? where host = ? and due is not null and due < ?', [
        until,
        host,
        until,
      ]),
    async dueCount({ now, all = false }) {
      const { where, values } = dueWhere(now, all)
      const [row] = await db.all<{ n: number }>(`select count(*) as n from addresses where ${where}`, values)
      return Number(row!.n)
    },
    put: ({ pictures = [], addresses = [], changed = [] }) =>
      db.transaction(async sql => {
        await insert(
          sql,
          'pictures',
          ['digest', 'hash', 'bytes', 'data'],
          pictures.map(one => [one.digest, one.hash, one.bytes, JSON.stringify(one)]),
          '(digest) do update set hash = excluded.hash, bytes = excluded.bytes, data = excluded.data',
        )
        await insert(sql, 'addresses', COLUMNS, addresses.map(rowOf), replacing(sql))
        await commitLater(sql, changed)
        const kept = addresses.filter(({ state }) => state === 'kept').map(({ url }) => url)
        const rows = await whereIn<{ number: number }>(sql, 'select distinct number from shown', 'url', kept)
        await insert(
          sql,
          'unsurveyed',
          ['number'],
          rows.map(({ number }) => [number]),
        )
      }),
    async kept(digests) {
      const rows = await whereIn<Data>(db, 'select data from pictures', 'digest', digests)
      const found = new Map(rows.map(picture).map(one => [one.digest, one]))
      return digests.flatMap(digest => found.get(digest) ?? [])
    },
    async each(after, limit) {
      const text = 'select data from pictures where digest > ? order by digest limit ?'
      return (await db.all<Data>(text, [after, limit])).map(picture)
    },
    async showing(urls) {
      const rows = await whereIn<{ number: number }>(db, 'select distinct number from shown', 'url', urls)
      return [...new Set(rows.map(({ number }) => number))]
    },
    async missing(offset, limit) {
      const text = `select data, due from addresses where state = 'missing' order by url limit ? offset ?`
      return (await db.all<AddressRow>(text, [limit, offset])).map(address)
    },
    async blocked() {
      const said = db.dialect.field('addresses.data', 'said')
      const rows = await db.all<{ source: string; said: string | null; n: number }>(
        `select articles.source, ${said} as said, count(distinct addresses.url) as n
          from addresses join shown on shown.url = addresses.url join articles on articles.number = shown.number
          where addresses.state = 'missing' and addresses.why = 'blocked' group by articles.source, ${said}
          order by articles.source, said`,
      )
      return rows.map(({ source, said, n }) => ({ source, said: said ?? '', count: Number(n) }))
    },
    totals: () => totals(db),
    async alike(hash, most) {
      const rows = await db.all<{ digest: string; hash: string }>('select digest, hash from pictures')
      const near = rows
        .map(row => ({ digest: row.digest, far: distance(row.hash, hash) }))
        .filter(({ far }) => far <= most)
        .sort((a, b) => a.far - b.far || (a.digest < b.digest ? -1 : 1))
      return this.kept(near.map(({ digest }) => digest))
    },
    forget: (digests, urls) =>
      db.transaction(async sql => {
        await deleteIn(sql, 'pictures', 'digest', digests)
        await deleteIn(sql, 'addresses', 'url', urls)
        await deleteIn(sql, 'shown', 'url', urls)
      }),
    illustrated: (articles, changed, now) =>
      db.transaction(async sql => {
        for (const article of articles)
          await sql.run('update articles set data = ? where number = ?', [
            JSON.stringify(article),
            article.number,
          ])
        await commitLater(sql, changed)
        if (articles.length > 0) await nameState(sql)
        await putNote(sql, ILLUSTRATED, String(now))
      }),
    async illustratedAt() {
      const text = 'select value from notes where key = ?'
      const found = await db.all<{ value: string }>(text, [ILLUSTRATED])
      return found[0] && Number(found[0].value)
    },
  }
}

/** The note of when an article last came to other kept pictures. */
const ILLUSTRATED = 'illustrated'

const COLUMNS = ['url', 'host', 'state', 'why', 'due', 'data']
const replacing = ({
  dialect,
}: Sql): string => `(${dialect.long('url')}) do update set host = excluded.host, state = excluded.state, why = excluded.why,
  due = excluded.due, data = excluded.data`

const rowOf = (one: PictureAddress): Value[] => [
  one.url,
  one.host,
  one.state,
  one.why ?? null,
  one.due ?? null,
  JSON.stringify(one),
]

/** An address that was seen for the first time. */
export const wanted = (use: PictureUse, now: Instant): PictureAddress => ({
  ...use,
  host: hostOf(use.url),
  state: 'wanted',
  tries: 0,
  due: now,
})

/** One beyond what an article may have. */
export const beyond = (use: PictureUse): PictureAddress => ({
  ...use,
  host: hostOf(use.url),
  state: 'missing',
  why: 'over-limit',
  said: 'the article shows more pictures than are kept of one',
  tries: 0,
})

const commitLater = (sql: Sql, paths: readonly string[]): Promise<void> =>
  insert(
    sql,
    'uncommitted',
    ['path'],
    paths.map(path => [path]),
  )

const dueWhere = (now: Instant, all: boolean): { where: string; values: Value[] } =>
  all ? { where: `state <> 'kept'`, values: [] } : { where: 'due is not null and due <= ?', values: [now] }

async function due(
  sql: Sql,
  { now, hosts, perHost, all = false }: Parameters<PictureStore['due']>[0],
): Promise<PictureAddress[]> {
  const { where, values } = dueWhere(now, all)
  const next = await sql.all<{ host: string }>(
    `select host, min(due) as first from addresses where ${where} group by host order by first limit ?`,
    [...values, hosts],
  )
  const found: PictureAddress[] = []
  for (const { host } of next) {
    const text = `select data, due from addresses where ${where} and host = ? order by due, url limit ?`
    found.push(...(await sql.all<AddressRow>(text, [...values, host, perHost])).map(address))
  }
  return found
}

async function totals(sql: Sql): ReturnType<PictureStore['totals']> {
  const [kept] = await sql.all<{ n: number; bytes: number }>(
    'select count(*) as n, coalesce(sum(bytes), 0) as bytes from pictures',
  )
  const rows = await sql.all<{ state: string; why: MissingWhy | null; n: number }>(
    `select state, why, count(*) as n from addresses where state <> 'kept' group by state, why`,
  )
  const missing: Partial<Record<MissingWhy, number>> = {}
  let open = 0
  for (const { state, why, n } of rows)
    if (state === 'wanted') open += Number(n)
    else if (why !== null) missing[why] = Number(n)
  return { kept: Number(kept!.n), bytes: Number(kept!.bytes), wanted: open, missing }
}
