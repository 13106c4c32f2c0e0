// Schemas made, replaced and looked at as a whole.
import { chunks } from '../sql/sql.ts'
import type { PostgresAddress } from './address.ts'
import { type Client, connect } from './connection.ts'
import { scheduleSchema } from './frontier.ts'

/** An empty schema beside the one in use, to be filled and then put in its place; what a killed maker left goes. */
export async function freshSchema(address: PostgresAddress): Promise<string> {
  const schema = `${address.schema}_new`
  await dropSchema(address, schema)
  return schema
}

/** Puts a filled schema in the place of the one in use. Who reads meanwhile sees the old one or the new. */
export async function putInPlace(address: PostgresAddress, filled: string): Promise<void> {
  const { schema } = address
  const old = `${schema}_old`
  await dropSchema(address, old)
  const connections = connect(address)
  try {
    await connections.transaction(async client => {
      if (await hasSchema(client, schema)) await client.query(`alter schema ${schema} rename to ${old}`)
      await client.query(`alter schema ${filled} rename to ${schema}`)
    })
  } finally {
    await connections.close()
  }
  await dropSchema(address, old)
}

/** Tables dropped in one transaction: each needs a few of the server's locks, and a schema may have thousands. */
const DROPPED = 20

/** Removes a schema and all that is in it. */
export async function dropSchema(address: PostgresAddress, schema: string): Promise<void> {
  const connections = connect(address)
  try {
    await connections.use(async client => {
      if (!(await hasSchema(client, schema))) return
      const { rows } = await client.query<{ name: string }>(
        `select format('%I.%I', nspname, relname) as name
         from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = $1 and relispartition and relkind = 'r'`,
        [schema],
      )
      for (const part of chunks(rows, DROPPED))
        await client.query(`drop table if exists ${part.map(({ name }) => name).join(', ')}`)
      await client.query(`drop schema if exists ${schema} cascade`)
    })
  } finally {
    await connections.close()
  }
}

/** Whether there is a catalogue. */
export async function isThere(address: PostgresAddress): Promise<boolean> {
  const connections = connect(address)
  try {
    return await connections.use(client => hasSchema(client, address.schema))
  } finally {
    await connections.close()
  }
}

async function hasSchema(client: Client, schema: string): Promise<boolean> {
  const { rows } = await client.query('select from pg_namespace where nspname = $1', [schema])
  return rows.length > 0
}

/** A note of the catalogue, without making or migrating one; undefined when there is none to be had. */
export async function peekNote(address: PostgresAddress, key: string): Promise<string | undefined> {
  const connections = connect(address)
  try {
    const { rows } = await connections.use(client =>
      client.query<{ value: string }>('select value from notes where key = $1', [key]),
    )
    return rows[0]?.value
  } catch {
    return undefined
  } finally {
    await connections.close()
  }
}

/** Empties the schedule of sources, where there is one; what was planned of looks stays. */
export async function forgetSources(address: PostgresAddress): Promise<void> {
  const schema = scheduleSchema(address)
  const connections = connect(address, schema)
  try {
    await connections.use(async client => {
      if (await hasSchema(client, schema)) await client.query('truncate sources_hosts, sources_tasks')
    })
  } finally {
    await connections.close()
  }
}
