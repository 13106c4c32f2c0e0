// Schemas brought up to date. What was applied is on record with its digest, and a record that does not agree stops us.
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { PostgresAddress } from './address.ts'
import { type Client, connect } from './connection.ts'
import type { Migration } from './migrations.ts'

/** One migrator at a time, whatever the schema. */
const MIGRATING = 7_383_000

const digestOf = ({ statements }: Migration): string => digest(statements.join(';\n'))

/**
 * Makes a schema where there is none, and takes the steps that are missing, all or none of them. Throws StetError
 * 'unreadable' when the schema was made by a newer stet, or when a step is on record that this one knows otherwise.
 */
export async function migrate(
  address: PostgresAddress,
  schema: string,
  steps: readonly Migration[],
): Promise<void> {
  const connections = connect(address, schema)
  try {
    if (await connections.use(client => isUpToDate(client, address, schema, steps))) return
    await connections.transaction(async client => {
      await client.query('select pg_advisory_xact_lock($1)', [MIGRATING])
      await client.query(`create schema if not exists ${schema}`)
      await client.query(
        'create table if not exists migrations (n integer primary key, name text not null, digest text not null, at timestamptz not null default now())',
      )
      const applied = await check(client, address, schema, steps)
      for (const [i, step] of steps.entries()) {
        if (i < applied) continue
        for (const text of step.statements) await client.query(text)
        const record = [i + 1, step.name, digestOf(step)]
        await client.query('insert into migrations (n, name, digest) values ($1, $2, $3)', record)
      }
    })
  } finally {
    await connections.close()
  }
}

async function isUpToDate(
  client: Client,
  address: PostgresAddress,
  schema: string,
  steps: readonly Migration[],
): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `${schema}.migrations`,
  ])
  return rows[0]?.there === true && (await check(client, address, schema, steps)) === steps.length
}

/** How many steps are on record, all of them as this stet knows them. */
async function check(
  client: Client,
  { name }: PostgresAddress,
  schema: string,
  steps: readonly Migration[],
): Promise<number> {
  const { rows } = await client.query<{ n: number; name: string; digest: string }>(
    'select n, name, digest from migrations order by n',
  )
  for (const [i, row] of rows.entries()) {
    const step = steps[i]
    if (!step)
      throw new StetError(
        'unreadable',
        `the schema ${schema} at ${name} was made by a newer stet (migration ${row.n}, "${row.name}"): update this one.`,
      )
    if (row.n !== i + 1 || row.digest !== digestOf(step))
      throw new StetError(
        'unreadable',
        `migration ${row.n} ("${row.name}") of the schema ${schema} at ${name} is not the one this stet knows: somebody has changed it. \`drop schema ${schema} cascade\` and \`stet rebuild\` make it again from the files.`,
      )
  }
  return rows.length
}
