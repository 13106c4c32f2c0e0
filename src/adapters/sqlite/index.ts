// Words in SQLite's FTS5, one file a month of news (search-2021-04.db): old months never change, so that copying and
// backing up stay cheap. The words come cut and folded; FTS5 only splits them at spaces.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Index, IndexedArticle, WordAnswer, WordQuery } from '../../model/catalogue.ts'
import { type Instant, month } from '../../model/time.ts'
import type { Phrase } from '../../model/words/words.ts'
import { migrate, openDatabase, undo } from './database.ts'

// The row id orders by date: milliseconds × 512 and a serial number, so that `newest first` is the order of the index
// itself. Dates outside 1970–2248 are set to the nearest of these.
const SLOTS = 512
/** Pages of the write-ahead log, 64 MB, after which it is moved into the file unasked. */
const WAL_PAGES = 16_384
const MOST_DATE = 2 ** 43 - 1
const slotOf = (date: Instant): number => Math.min(Math.max(Math.trunc(date), 0), MOST_DATE) * SLOTS

const STEPS = [
  [
    'create table articles (row integer primary key, number integer not null unique)',
    `create virtual table words using fts5(title, body, facets, content='', contentless_delete=1, tokenize="ascii tokenchars '_-.'")`,
    `insert into words(words, rank) values ('rank', 'bm25(5.0, 1.0, 0.0)')`,
  ],
  [
    // Postings gathered in memory before they are written, in bytes; and runs of them that may lie beside each other
    // before they are merged: by FTS5's own measure (1 MB, 4) indexing costs half as much again.
    `insert into words(words, rank) values ('hashsize', ${16 * 1024 * 1024})`,
    `insert into words(words, rank) values ('automerge', 16)`,
  ],
  [`alter table articles add column source text not null default ''`],
]

// Which month each article's words are in, so that a new state of one is put in place of the old.
const PLACES = [['create table places (number integer primary key, month text not null) without rowid']]

interface Part {
  readonly db: DatabaseSync
  readonly ask: Questions
  /** Written to since it was last flushed. */
  dirty: boolean
}

/** The index in a folder, made when the first article is put. Months are opened when they are asked for. */
export function sqliteIndex(folder: string): Index {
  const open = new Map<string, Part>()
  let generation = Date.now()

  function opened(file: string, steps: readonly (readonly string[])[]): Part {
    let found = open.get(file)
    if (!found) {
      const path = join(folder, file)
      // Many small transactions, one flush: whoever put them marks them done after it.
      const db = openDatabase(path, { lossy: true })
      // `flush` moves the log into the file; on its own SQLite would do so, and wait for the disk, after every batch.
      db.exec(`pragma cache_size = -1000; pragma wal_autocheckpoint = ${WAL_PAGES}`)
      migrate(db, steps, path)
      found = { db, ask: questions(db), dirty: false }
      open.set(file, found)
    }
    return found
  }
  const partOf = (name: string): Part => opened(`search-${name}.db`, STEPS)
  const places = (): Part => opened('search.db', PLACES)

  /** Newest first. */
  function months(): string[] {
    return readdirSync(folder)
      .flatMap(name => /^search-(\d{4,}-\d\d)\.db$/.exec(name)?.[1] ?? [])
      .sort()
      .reverse()
  }

  /** Months that hold words of these articles, with which. */
  function placesOf(numbers: readonly number[]): Map<string, number[]> {
    const rows = places()
      .db.prepare('select number, month from places where number in (select value from json_each(?))')
      .all(JSON.stringify(numbers)) as { number: number; month: string }[]
    const found = new Map<string, number[]>()
    for (const row of rows) found.set(row.month, [...(found.get(row.month) ?? []), row.number])
    return found
  }

  function forget(numbers: readonly number[]): void {
    for (const [name, there] of placesOf(numbers)) {
      const part = partOf(name)
      part.dirty = true
      erase(part.db, there)
    }
  }

  function place(articles: readonly IndexedArticle[]): void {
    const part = places()
    part.dirty = true
    const put = part.db.prepare('insert or replace into places (number, month) values (?, ?)')
    inTransaction(part.db, () => {
      for (const article of articles) put.run(article.number, month(article.date))
    })
  }

  function closeAll(): void {
    for (const { db } of open.values()) db.close()
    open.clear()
  }

  return {
    async put(articles) {
      forget(articles.map(article => article.number))
      // Before the words: should we die between the two, the next put still knows where to look.
      place(articles)
      for (const [name, group] of Map.groupBy(articles, article => month(article.date))) {
        const part = partOf(name)
        part.dirty = true
        insert(part.db, group)
      }
      generation++
    },
    async remove(numbers) {
      forget(numbers)
      generation++
    },
    async flush() {
      for (const part of open.values()) {
        if (part.dirty) part.db.exec('pragma wal_checkpoint(truncate)')
        part.dirty = false
      }
    },
    async query(query) {
      const match = matchOf(query)
      if (match === undefined) return { numbers: [], total: 0, months: new Map() }
      const names = months().filter(
        name =>
          (query.from === undefined || name >= month(query.from)) &&
          (query.until === undefined || name <= month(query.until)),
      )
      const parts = names.map((name): Month => [name, partOf(name).ask])
      return query.order === 'best' ? best(parts, match, query) : newest(parts, match, query)
    },
    async generation() {
      return generation
    },
    async clear() {
      closeAll()
      for (const name of readdirSync(folder))
        if (/^search.*\.db(-wal|-shm)?$/.test(name)) rmSync(join(folder, name))
      generation++
    },
    async close() {
      closeAll()
    },
  }
}

function erase(db: DatabaseSync, numbers: readonly number[]): void {
  const rows = db
    .prepare('select row from articles where number in (select value from json_each(?))')
    .all(JSON.stringify(numbers)) as { row: number }[]
  if (rows.length === 0) return
  const word = db.prepare('delete from words where rowid = ?')
  const article = db.prepare('delete from articles where row = ?')
  inTransaction(db, () => {
    for (const { row } of rows) {
      word.run(row)
      article.run(row)
    }
  })
}

function insert(db: DatabaseSync, articles: readonly IndexedArticle[]): void {
  inTransaction(db, () => {
    const highest = db.prepare('select max(row) as row from articles where row between ? and ?')
    const place = db.prepare('insert into articles (row, number, source) values (?, ?, ?)')
    const put = db.prepare('insert into words (rowid, title, body, facets) values (?, ?, ?, ?)')
    // FTS5 gathers rows in memory as long as their ids ascend, and writes them out when one does not.
    for (const article of articles.toSorted((a, b) => a.date - b.date)) {
      const row = freeRow(highest, slotOf(article.date))
      place.run(row, article.number, article.source)
      put.run(row, article.title, article.body, article.facets.map(facetWord).join(' '))
    }
  })
}

/** The first free row at or after a date's slot: articles of one millisecond stand in the order they came. */
function freeRow(highest: StatementSync, slot: number): number {
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
    undo(db)
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

/** What a month is asked, prepared when it is asked for the first time. */
interface Questions {
  count(match: string, from: number, until: number): number
  bySource(match: string, from: number, until: number): { source: string; n: number }[]
  newest(match: string, from: number, until: number, limit: number, offset: number): number[]
  best(match: string, from: number, until: number, limit: number): { number: number; score: number }[]
}

const WITHIN = 'words match ? and words.rowid between ? and ?'
const TEXTS = {
  count: `select count(*) as n from words where ${WITHIN}`,
  bySource: `select source, count(*) as n from words join articles on articles.row = words.rowid where ${WITHIN} group by source`,
  newest: `select number from articles where row in
    (select rowid from words where ${WITHIN} order by rowid desc limit ? offset ?) order by row desc`,
  best: `select number, words.rank as score from words join articles on articles.row = words.rowid
    where ${WITHIN} order by words.rank limit ?`,
} as const

function questions(db: DatabaseSync): Questions {
  const ready = new Map<keyof typeof TEXTS, StatementSync>()
  const statement = (name: keyof typeof TEXTS): StatementSync => {
    const found = ready.get(name) ?? db.prepare(TEXTS[name])
    ready.set(name, found)
    return found
  }
  return {
    count: (...given) => (statement('count').get(...given) as { n: number }).n,
    bySource: (...given) => statement('bySource').all(...given) as { source: string; n: number }[],
    newest: (...given) => (statement('newest').all(...given) as { number: number }[]).map(row => row.number),
    best: (...given) => statement('best').all(...given) as { number: number; score: number }[],
  }
}

type Month = readonly [name: string, ask: Questions]

/** What is counted of every month, whatever of it is shown. */
interface Tally {
  total: number
  readonly months: Map<string, number>
  readonly sources: Map<string, number>
}

const nothing = (): Tally => ({ total: 0, months: new Map(), sources: new Map() })

/** Counts what is found in a month. */
function count(tally: Tally, [name, ask]: Month, match: string, query: WordQuery): number {
  const [from, until] = range(query)
  let n = 0
  if (query.bySource)
    for (const row of ask.bySource(match, from, until)) {
      tally.sources.set(row.source, (tally.sources.get(row.source) ?? 0) + row.n)
      n += row.n
    }
  else n = ask.count(match, from, until)
  if (n > 0) tally.months.set(name, n)
  tally.total += n
  return n
}

const answered = (numbers: number[], { sources, ...rest }: Tally, { bySource }: WordQuery): WordAnswer => ({
  numbers,
  ...rest,
  ...(bySource && { sources }),
})

function newest(parts: readonly Month[], match: string, query: WordQuery): WordAnswer {
  const [from, until] = range(query)
  const numbers: number[] = []
  const tally = nothing()
  for (const part of parts) {
    const skip = Math.max(0, query.offset - tally.total)
    const n = count(tally, part, match, query)
    const wanted = query.limit - numbers.length
    if (n > skip && wanted > 0) numbers.push(...part[1].newest(match, from, until, wanted, skip))
  }
  return answered(numbers, tally, query)
}

/** bm25 is comparable between months of one archive closely enough to merge by it. */
function best(parts: readonly Month[], match: string, query: WordQuery): WordAnswer {
  const [from, until] = range(query)
  const found: { number: number; score: number }[] = []
  const tally = nothing()
  for (const part of parts)
    if (count(tally, part, match, query) > 0)
      found.push(...part[1].best(match, from, until, query.offset + query.limit))
  found.sort((a, b) => a.score - b.score)
  const numbers = found.slice(query.offset, query.offset + query.limit).map(({ number }) => number)
  return answered(numbers, tally, query)
}
