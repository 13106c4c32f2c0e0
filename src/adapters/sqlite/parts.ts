// Are the files of the index all there? Each month is a file of its own, and one that another tool removed would be
// missed by nobody: it would only find less.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StayingDatabase } from './gate.ts'

/** Bytes of the smallest database that holds anything. */
const SMALLEST = 512

/** What is missing of the index in `folder`: file names. Whether it should hold anything at all the caller must know. */
export function missingParts(folder: string): string[] {
  const there = new Set(
    readdirSync(folder).filter(
      name => /^search.*\.db$/.test(name) && bytesOf(join(folder, name)) >= SMALLEST,
    ),
  )
  const wanted = there.has('search.db') ? monthsIn(join(folder, 'search.db')) : []
  return ['search.db', ...wanted.map(month => `search-${month}.db`)].filter(name => !there.has(name))
}

function bytesOf(path: string): number {
  const found = statSync(path)
  return found.isFile() ? found.size : 0
}

/** The months that some article's words are in. */
function monthsIn(path: string): string[] {
  const db = new StayingDatabase(path, { readOnly: true })
  try {
    return (db.prepare('select distinct month from places').all() as { month: string }[]).map(
      ({ month }) => month,
    )
  } catch {
    // Damaged or of another make: whoever uses it will say so.
    return []
  } finally {
    db.close()
  }
}

/** What is wrong inside a database, in SQLite's words; undefined for one that is whole. */
export function damageIn(path: string): string | undefined {
  try {
    const db = new StayingDatabase(path)
    try {
      const rows = db.prepare('pragma integrity_check(1)').all() as { integrity_check: string }[]
      const [{ integrity_check: said } = { integrity_check: 'nothing' }] = rows
      return said === 'ok' ? undefined : said
    } finally {
      db.close()
    }
  } catch (error) {
    return (error as { errstr?: string }).errstr ?? String(error)
  }
}

/** How many articles the index in `folder` says it has words of, and how many it has. */
export function wordsIn(folder: string): { said: number; found: number } {
  const count = (path: string, table: string): number => {
    const db = new StayingDatabase(path, { readOnly: true })
    try {
      return (db.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n
    } finally {
      db.close()
    }
  }
  const months = readdirSync(folder).filter(name => /^search-.*\.db$/.test(name))
  const said = readdirSync(folder).includes('search.db') ? count(join(folder, 'search.db'), 'places') : 0
  return { said, found: months.reduce((n, name) => n + count(join(folder, name), 'articles'), 0) }
}
