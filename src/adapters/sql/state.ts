// The name of the catalogue's present state: kept with the rows, so that another process, or one of tomorrow, can tell
// whether what it made still shows what the catalogue says.
import { randomUUID } from 'node:crypto'
import type { Batch } from '../../model/catalogue.ts'
import { putNote } from './apply.ts'
import { type Sql, whereIn } from './sql.ts'

const STATE = 'state'

/** '' for a catalogue in which nothing was put yet. */
export async function stateIn(sql: Sql): Promise<string> {
  const found = await sql.all<{ value: string }>('select value from notes where key = ?', [STATE])
  return found[0]?.value ?? ''
}

/** A name that no state had before. */
export const nameState = (sql: Sql): Promise<void> => putNote(sql, STATE, randomUUID())

/** True when a batch, which is yet to be applied, changes what a site shows. */
export async function isShown(sql: Sql, batch: Batch): Promise<boolean> {
  const { articles, revisions, changes, removed, sources = [] } = batch
  if ([articles, revisions, changes, removed].some(one => (one?.length ?? 0) > 0)) return true
  const rows = await whereIn<{ id: string; data: string }>(
    sql,
    'select id, data from sources',
    'id',
    sources.map(({ id }) => id),
  )
  const known = new Map(rows.map(({ id, data }) => [id, data]))
  return sources.some(facts => known.get(facts.id) !== JSON.stringify(facts))
}
