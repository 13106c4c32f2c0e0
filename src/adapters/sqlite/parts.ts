// Are the files of the index all there? Each month is a file of its own, and one that another tool removed would be
// missed by nobody: it would only find less.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

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
  const db = new DatabaseSync(path, { readOnly: true })
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
