// Words in SQLite's FTS5, one file a month of news (search-2021-04.db): old months never change, so that copying and
// backing up stay cheap. The words come cut and folded; FTS5 only splits them at spaces.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Index, IndexedArticle } from '../../model/catalogue.ts'
import { month } from '../../model/time.ts'
import { migrate, openDatabase, undo } from './database.ts'
import { removeDatabases } from './gate.ts'
import {
  best,
  facetWord,
  type Month,
  matchOf,
  newest,
  type Questions,
  questions,
  SLOTS,
  slotOf,
} from './month.ts'

/** Pages of the write-ahead log, 64 MB, after which it is moved into the file unasked. */
const WAL_PAGES = 16_384
/** Memory for each month, in KiB (SQLite counts them as negative): an archive of twenty years has 240 to be read. */
const READING = -64
const WRITING = -1000

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

/**
 * What queries that wait together read: each month begun once for all of them, which is half of what a query costs.
 * It ends before anybody can see that something newer is there.
 */
interface Snapshot {
  readonly months: readonly string[]
  readonly begun: Set<DatabaseSync>
}

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
  let snapshot: Snapshot | undefined

  function opened(file: string, steps: readonly (readonly string[])[]): Part {
    let found = open.get(file)
    if (!found) {
      const path = join(folder, file)
      // Many small transactions, one flush: whoever put them marks them done after it.
      const db = openDatabase(path, { lossy: true })
      // `flush` moves the log into the file; on its own SQLite would do so, and wait for the disk, after every batch.
      db.exec(`pragma cache_size = ${READING}; pragma wal_autocheckpoint = ${WAL_PAGES}`)
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
      erase(writing(partOf(name)), there)
    }
  }

  function place(articles: readonly IndexedArticle[]): void {
    const db = writing(places())
    const put = db.prepare('insert or replace into places (number, month) values (?, ?)')
    inTransaction(db, () => {
      for (const article of articles) put.run(article.number, month(article.date))
    })
  }

  function reading(): Snapshot {
    if (!snapshot) setImmediate(endReading)
    snapshot ??= { months: months(), begun: new Set() }
    return snapshot
  }

  function endReading(): void {
    for (const db of snapshot?.begun ?? []) if (db.isTransaction) db.exec('commit')
    snapshot = undefined
  }

  function read(name: string, { begun }: Snapshot): Month {
    const { db, ask } = partOf(name)
    if (!begun.has(db)) db.exec('begin')
    begun.add(db)
    return [name, ask]
  }

  function closeAll(): void {
    endReading()
    for (const { db } of open.values()) db.close()
    open.clear()
  }

  return {
    async put(articles) {
      endReading()
      forget(articles.map(article => article.number))
      // Before the words: should we die between the two, the next put still knows where to look.
      place(articles)
      for (const [name, group] of Map.groupBy(articles, article => month(article.date))) {
        insert(writing(partOf(name)), group)
      }
      generation++
    },
    async remove(numbers) {
      endReading()
      forget(numbers)
      generation++
    },
    async flush() {
      endReading()
      for (const part of open.values()) {
        if (part.dirty) part.db.exec('pragma wal_checkpoint(truncate)')
        part.dirty = false
      }
    },
    async query(query) {
      const match = matchOf(query)
      if (match === undefined) return { numbers: [], total: 0, months: new Map() }
      const now = reading()
      const names = now.months.filter(
        name =>
          (query.from === undefined || name >= month(query.from)) &&
          (query.until === undefined || name <= month(query.until)),
      )
      const parts = names.map(name => read(name, now))
      return query.order === 'best' ? best(parts, match, query) : newest(parts, match, query)
    },
    async generation() {
      return generation
    },
    async clear() {
      closeAll()
      removeDatabases(folder, name => /^search.*\.db$/.test(name))
      generation++
    },
    async close() {
      closeAll()
    },
  }
}

/** The database of a part that is about to be written to. */
function writing(part: Part): DatabaseSync {
  if (!part.dirty) part.db.exec(`pragma cache_size = ${WRITING}`)
  part.dirty = true
  return part.db
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
