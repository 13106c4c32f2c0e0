// PostgreSQL behind the catalogue's SQL.
import { StetError } from '../../model/error.ts'
import type { Database, Dialect, Sql, Value } from '../sql/sql.ts'
import type { PostgresAddress } from './address.ts'
import { type Client, connect } from './connection.ts'
import { scheduleSchema } from './frontier.ts'
import { makeRoom } from './parts.ts'

/** Indexes take 2,700 bytes at most, and titles of tags and addresses of pictures can be longer. */
const DIALECT: Dialect = {
  names: 'names',
  long: text => `md5(${text})`,
  field: (column, name) => `(${column}::json ->> '${name}')`,
}

const numbered = new Map<string, string>()

/** `?` as PostgreSQL has it: `$1`, `$2`… Few texts are asked again and again. */
export function numberedMarks(text: string): string {
  let found = numbered.get(text)
  if (found === undefined) {
    let n = 0
    found = text.replace(/'[^']*'|\?/g, part => (part === '?' ? `$${++n}` : part))
    if (numbered.size < 1000) numbered.set(text, found)
  }
  return found
}

/** The one character that PostgreSQL does not take is said as unreadable, wherever it stands and is looked for. */
const takeable = (value: Value): Value =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value

const sqlOver = (client: Client): Sql => ({
  dialect: DIALECT,
  all: async <Row>(text: string, values: readonly Value[] = []) =>
    (await client.query(numberedMarks(text), values.map(takeable))).rows as Row[],
  run: async (text, values = []) => {
    await client.query(numberedMarks(text), values.map(takeable))
  },
})

/** Until the transaction ends nobody else takes the pen. */
async function mustHold(client: Client, schema: string, held: ReturnType<Fence>): Promise<void> {
  if (!held) return
  const { rows } = await client.query(`select from ${schema}.pen where epoch = $1 for share`, [held.epoch])
  if (rows.length === 0)
    throw new StetError(
      'locked',
      'another has begun to write to this archive: what was begun is left to him.',
    )
}

/** The holding of the pen (pen.ts) that a change belongs to; undefined for one that needs none. */
export type Fence = () => { readonly epoch: number } | undefined

/**
 * A database whose schema is up to date. Everything asked of it is done again when the connection is lost. What belongs
 * to a pen that is another's by now is not done: StetError 'locked'.
 */
export function postgresDatabase(
  address: PostgresAddress,
  schema = address.schema,
  fence: Fence = () => undefined,
): Database {
  const connections = connect(address, schema)
  return {
    dialect: DIALECT,
    all: (text, values) => connections.use(client => sqlOver(client).all(text, values)),
    run: (text, values) => connections.use(client => sqlOver(client).run(text, values)),
    transaction: (work, { quiet = false } = {}) =>
      connections.transaction(async client => {
        await mustHold(client, scheduleSchema(address), fence())
        const result = await work(sqlOver(client))
        // Last: whoever else changes the catalogue waits for this row until we are done.
        if (!quiet) await client.query(`update generations set n = n + 1 where name = 'catalogue'`)
        return result
      }),
    async makeRoom({ articles = [], revisions = [] }) {
      await makeRoom(connections, [
        ...articles.map(({ article }) => ['articles', article.number / 1000] as const),
        ...revisions.map(({ taken }) => ['revisions', taken] as const),
      ])
    },
    async foreignChanges() {
      const text = `select n from generations where name = 'catalogue'`
      const { rows } = await connections.use(client => client.query<{ n: number }>(text))
      return rows[0]?.n ?? 0
    },
    close: () => connections.close(),
  }
}
