// SQL as the catalogue uses it: text with `?` for values, one engine behind it. What every engine understands alike.

import type { Batch } from '../../model/catalogue.ts'

export type Value = string | number | null

/** Where engines differ. */
export interface Dialect {
  /** The table that leads from ids and paths to numbers: the articles' own, unless that one is cut into parts. */
  readonly names: 'articles' | 'names'
  /** A text of any length, or the placeholder of one, as unique keys and indexes have it. */
  long(text: string): string
  /** A text in a column of JSON; null where there is none. */
  field(column: string, name: string): string
  /** The bytes of a text, UTF-8, where they can be had: a long text is dear to decode. */
  bytes?(text: string): string
}

/** Tables in one piece, texts of any length in indexes. */
export const PLAIN: Dialect = {
  names: 'articles',
  long: text => text,
  field: (column, name) => `json_extract(${column}, '$.${name}')`,
  bytes: text => `cast(${text} as blob)`,
}

/** A connection, or a transaction on one. */
export interface Sql {
  readonly dialect: Dialect
  /** The rows of a query. */
  all<Row>(text: string, values?: readonly Value[]): Promise<Row[]>
  /** A statement without rows. */
  run(text: string, values?: readonly Value[]): Promise<void>
}

export interface Database extends Sql {
  /**
   * All of `work` or nothing; durable when it resolves. Whatever else is asked meanwhile does not see half of it. With
   * `quiet` nothing that a site shows is changed. It may be begun again, so `work` does nothing but SQL.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: { readonly quiet?: boolean }): Promise<T>
  /** To be called before a batch is applied: makes the parts of tables that its rows go into. */
  makeRoom(batch: Batch): Promise<void>
  /** A number that is another one after somebody else has changed the database. */
  foreignChanges(): Promise<number>
  close(): Promise<void>
}

/** Rows a statement: far below every engine's limit of values. */
const CHUNK = 200

export const chunks = <T>(items: readonly T[], size = CHUNK): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const marks = (count: number): string => `(${Array(count).fill('?').join(', ')})`

/** Inserts rows of equal columns; `conflict` is what follows `on conflict`. Of rows with one key the last counts. */
export async function insert(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  conflict = 'do nothing',
): Promise<void> {
  const row = marks(columns.length)
  for (const part of chunks(lastOfEach(rows, columns, conflict)))
    await sql.run(
      `insert into ${table} (${columns.join(', ')}) values ${part.map(() => row).join(', ')} on conflict ${conflict}`,
      part.flat(),
    )
}

/** Engines refuse to change one row twice in one statement. */
function lastOfEach(
  rows: readonly (readonly Value[])[],
  columns: readonly string[],
  conflict: string,
): readonly (readonly Value[])[] {
  const [, target = ''] = /^\((.*?)\)+ do update/.exec(conflict) ?? []
  const key = columns.flatMap((column, i) => (target.split(/[\s,()]+/).includes(column) ? [i] : []))
  if (key.length === 0) return rows
  return [...new Map(rows.map(row => [key.map(i => row[i]).join('\n'), row])).values()]
}

/** What `ask` gives for `column in (…)`, however many values there are. */
export async function whereIn<Row>(
  sql: Sql,
  text: string,
  column: string,
  values: readonly Value[],
): Promise<Row[]> {
  const all: Row[] = []
  for (const part of chunks(values))
    all.push(...(await sql.all<Row>(`${text} where ${column} in ${marks(part.length)}`, part)))
  return all
}

export async function deleteIn(
  sql: Sql,
  table: string,
  column: string,
  values: readonly Value[],
): Promise<void> {
  for (const part of chunks(values))
    await sql.run(`delete from ${table} where ${column} in ${marks(part.length)}`, part)
}
