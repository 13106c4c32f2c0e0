// Tables cut into parts by month: articles and words by when the article came (its number is that moment), earlier
// states by when they were taken. A part is made when the first row of its month comes.
import { type Instant, month } from '../../model/time.ts'
import type { Connections } from './connection.ts'

/** The months that have parts; what is outside goes into a part for all the rest. */
const FIRST = 0
const LAST = Date.UTC(2250, 0)

/** Units of each table's key in a millisecond. */
const TABLES = { articles: 1000, words: 1000, revisions: 1 } as const
export type PartedTable = keyof typeof TABLES

/** One maker of parts at a time, whatever the schema: they are made once a month. */
const MAKING = 7_383_001

/** Makes the parts that rows of these tables and moments go into, but for those that are `known` to be there. */
export async function makeRoom(
  connections: Connections,
  known: Set<string>,
  rows: readonly (readonly [PartedTable, Instant])[],
): Promise<void> {
  const wanted = new Map<string, string>()
  for (const [table, at] of rows) {
    if (!(at >= FIRST && at < LAST)) continue
    const name = `${table}_${month(at).replace('-', '_')}`
    if (!known.has(name)) wanted.set(name, definition(table, name, at))
  }
  if (wanted.size === 0) return
  await connections.transaction(async client => {
    await client.query('select pg_advisory_xact_lock($1)', [MAKING])
    for (const text of wanted.values()) await client.query(text)
  })
  for (const name of wanted.keys()) known.add(name)
}

function definition(table: PartedTable, name: string, at: Instant): string {
  const date = new Date(at)
  const [from, until] = [0, 1].map(
    n => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1) * TABLES[table],
  )
  return `create table if not exists ${name} partition of ${table} for values from (${from}) to (${until})`
}
