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

/** The part that a row of this moment goes into. */
export const partOf = (table: PartedTable, at: Instant): string =>
  at >= FIRST && at < LAST ? `${table}_${month(at).replace('-', '_')}` : `${table}_rest`

/** Makes the parts that rows of these tables and moments go into, where they are missing. */
export async function makeRoom(
  connections: Connections,
  rows: readonly (readonly [PartedTable, Instant])[],
): Promise<void> {
  const wanted = new Map(rows.map(([table, at]) => [partOf(table, at), { table, at }]))
  if (wanted.size === 0) return
  // Asked each time: whoever makes the catalogue anew puts another schema in its place.
  const { rows: missing } = await connections.use(client =>
    client.query<{ name: string }>(
      'select name from unnest($1::text[]) as name where to_regclass(name) is null',
      [[...wanted.keys()]],
    ),
  )
  if (missing.length === 0) return
  await connections.transaction(async client => {
    await client.query('select pg_advisory_xact_lock($1)', [MAKING])
    for (const { name } of missing) {
      const { table, at } = wanted.get(name)!
      await client.query(definition(table, name, at))
    }
  })
}

function definition(table: PartedTable, name: string, at: Instant): string {
  const date = new Date(at)
  const [from, until] = [0, 1].map(
    n => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1) * TABLES[table],
  )
  const made = `create table if not exists ${name} partition of ${table} for values from (${from}) to (${until})`
  // Texts and words beside the rows: most queries need neither.
  return table === 'words' ? `${made} with (toast_tuple_target = 128)` : made
}
