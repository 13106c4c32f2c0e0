// SQL as the catalogue uses it: text with `?` for values, one engine behind it. What every engine understands alike.

export type Value = string | number | null

/** A connection, or a transaction on one. */
export interface Sql {
  /** The rows of a query. */
  all<Row>(text: string, values?: readonly Value[]): Promise<Row[]>
  /** A statement without rows. */
  run(text: string, values?: readonly Value[]): Promise<void>
}

export interface Database extends Sql {
  /** All of `work` or nothing; durable when it resolves. Whatever else is asked meanwhile waits. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** A number that is another one after somebody else has changed the database. */
  foreignChanges(): Promise<number>
  close(): Promise<void>
}

/** Rows a statement: far below every engine's limit of values. */
const CHUNK = 200

export const chunks = <T>(items: readonly T[], size = CHUNK): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const marks = (count: number): string => `(${Array(count).fill('?').join(', ')})`

/** Inserts rows of equal columns; `conflict` is what follows `on conflict`. */
export async function insert(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  conflict = 'do nothing',
): Promise<void> {
  const row = marks(columns.length)
  for (const part of chunks(rows))
    await sql.run(
      `insert into ${table} (${columns.join(', ')}) values ${part.map(() => row).join(', ')} on conflict ${conflict}`,
      part.flat(),
    )
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
