// Words in SQLite's FTS5, one file a month of news (search-2021-04.db): old months never change, so that copying and
// backing up stay cheap. The words come cut and folded; FTS5 only splits them at spaces.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Index, IndexedArticle, WordQuery } from '../../model/ports.ts'
import { type Instant, month } from '../../model/time.ts'
import type { Phrase } from '../../model/words/words.ts'
import { migrate, openDatabase } from './database.ts'

// The row id orders by date: milliseconds × 512 and a serial number, so that `newest first` is the order of the index
// itself. Dates outside 1970–2248 are set to the nearest of these.
const SLOTS = 512
const MOST_DATE = 2 ** 43 - 1
const slotOf = (date: Instant): number => Math.min(Math.max(Math.trunc(date), 0), MOST_DATE) * SLOTS

const STEPS = [
  [
    'create table articles (row integer primary key, number integer not null unique)',
    `create virtual table words using fts5(title, body, facets, content='', contentless_delete=1, tokenize="ascii tokenchars '_-.'")`,
    `insert into words(words, rank) values ('rank', 'bm25(5.0, 1.0, 0.0)')`,
  ],
]

interface Part {
  readonly month: string
  readonly db: DatabaseSync
}

/** The index in a folder, made when the first article is put. Months are opened when they are asked for. */
export function sqliteIndex(folder: string): Index {
  const open = new Map<string, Part>()
  let generation = Date.now()

  const pathOf = (name: string): string => join(folder, `search-${name}.db`)

  function part(name: string): Part {
    let found = open.get(name)
    if (!found) {
      const db = openDatabase(pathOf(name))
      db.exec('pragma cache_size = -1000')
      migrate(db, STEPS, pathOf(name))
      found = { month: name, db }
      open.set(name, found)
    }
    return found
  }

  /** Newest first. */
  function months(): string[] {
    return readdirSync(folder)
      .flatMap(name => /^search-(\d{4,}-\d\d)\.db$/.exec(name)?.[1] ?? [])
      .sort()
      .reverse()
  }

  function forget(numbers: readonly number[], names: readonly string[]): void {
    const list = JSON.stringify(numbers)
    for (const name of names) {
      const { db } = part(name)
      const rows = db
        .prepare('select row from articles where number in (select value from json_each(?))')
        .all(list)
      if (rows.length > 0)
        inTransaction(db, () => {
          for (const { row } of rows as { row: number }[]) {
            db.prepare('delete from words where rowid = ?').run(row)
            db.prepare('delete from articles where row = ?').run(row)
          }
        })
    }
  }

  return {
    async put(articles) {
      const byMonth = Map.groupBy(articles, article => month(article.date))
      forget(
        articles.map(article => article.number),
        months(),
      )
      for (const [name, group] of byMonth) insert(part(name).db, group)
      generation++
    },
    async remove(numbers) {
      forget(numbers, months())
      generation++
    },
    async query(query) {
      const match = matchOf(query)
      if (match === undefined) return { numbers: [], total: 0 }
      const names = months().filter(
        name =>
          (query.from === undefined || name >= month(query.from)) &&
          (query.until === undefined || name <= month(query.until)),
      )
      const parts = names.map(part)
      return query.order === 'best' ? best(parts, match, query) : newest(parts, match, query)
    },
    async generation() {
      return generation
    },
    async clear() {
      for (const { db } of open.values()) db.close()
      open.clear()
      for (const name of readdirSync(folder))
        if (/^search-.*\.db(-wal|-shm)?$/.test(name)) rmSync(join(folder, name))
      generation++
    },
    async close() {
      for (const { db } of open.values()) db.close()
      open.clear()
    },
  }
}

function insert(db: DatabaseSync, articles: readonly IndexedArticle[]): void {
  inTransaction(db, () => {
    const place = db.prepare('insert into articles (row, number) values (?, ?)')
    const put = db.prepare('insert into words (rowid, title, body, facets) values (?, ?, ?, ?)')
    for (const article of articles) {
      const row = freeRow(db, slotOf(article.date))
      place.run(row, article.number)
      put.run(row, article.title.join(' '), article.body.join(' '), article.facets.map(facetWord).join(' '))
    }
  })
}

/** The first free row at or after a date's slot: articles of one millisecond stand in the order they came. */
function freeRow(db: DatabaseSync, slot: number): number {
  const highest = db.prepare('select max(row) as row from articles where row between ? and ?')
  for (let at = slot; ; at += SLOTS) {
    const { row } = highest.get(at, at + SLOTS - 1) as { row: number | null }
    if (row === null) return at
    if (row < at + SLOTS - 1) return row + 1
  }
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('begin immediate')
  try {
    work()
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

/** A facet as one word that no text holds. */
const facetWord = (facet: string): string => `_${Buffer.from(facet).toString('hex')}`

/** The query in FTS5's own language, every word quoted; undefined when it asks for nothing. */
function matchOf(query: WordQuery): string | undefined {
  const parts = [
    ...query.phrases.map(phrase => `{title body} : ${phraseOf(phrase)}`),
    ...(query.facets ?? []).map(facet => `facets : "${facetWord(facet)}"`),
  ]
  return parts.length > 0 ? parts.map(part => `(${part})`).join(' AND ') : undefined
}

const phraseOf = ({ words, open }: Phrase): string =>
  `"${words.join(' ').replaceAll('"', '')}"${open ? ' *' : ''}`

/** Row ids between two dates. */
function range(query: WordQuery): [number, number] {
  const from = query.from === undefined ? 0 : slotOf(query.from)
  const until = query.until === undefined ? Number.MAX_SAFE_INTEGER : slotOf(query.until) - 1
  return [from, until]
}

function newest(
  parts: readonly Part[],
  match: string,
  query: WordQuery,
): { numbers: number[]; total: number } {
  const [from, until] = range(query)
  const numbers: number[] = []
  let total = 0
  for (const { db } of parts) {
    const { n } = db
      .prepare('select count(*) as n from words where words match ? and rowid between ? and ?')
      .get(match, from, until) as { n: number }
    const skip = Math.max(0, query.offset - total)
    const wanted = query.limit - numbers.length
    if (n > skip && wanted > 0) {
      const rows = db
        .prepare(
          `select number from articles where row in
             (select rowid from words where words match ? and rowid between ? and ? order by rowid desc limit ? offset ?)
           order by row desc`,
        )
        .all(match, from, until, wanted, skip) as { number: number }[]
      numbers.push(...rows.map(row => row.number))
    }
    total += n
  }
  return { numbers, total }
}

/** bm25 is comparable between months of one archive closely enough to merge by it. */
function best(parts: readonly Part[], match: string, query: WordQuery): { numbers: number[]; total: number } {
  const [from, until] = range(query)
  const found: { number: number; score: number }[] = []
  let total = 0
  for (const { db } of parts) {
    const { n } = db
      .prepare('select count(*) as n from words where words match ? and rowid between ? and ?')
      .get(match, from, until) as { n: number }
    total += n
    if (n > 0)
      found.push(
        ...(db
          .prepare(
            `select articles.number, words.rank as score from words join articles on articles.row = words.rowid
             where words match ? and words.rowid between ? and ? order by words.rank limit ?`,
          )
          .all(match, from, until, query.offset + query.limit) as { number: number; score: number }[]),
      )
  }
  found.sort((a, b) => a.score - b.score)
  return { numbers: found.slice(query.offset, query.offset + query.limit).map(({ number }) => number), total }
}
