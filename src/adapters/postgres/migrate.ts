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
 * Makes a schema where there is none, and takes the steps that are missing, all or none of them. Steps of a newer stet
 * are left alone where they only add something. Throws StetError 'unreadable' when they do not, or when a step is on
 * record that this one knows otherwise.
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
      // Looked up first: "if not exists" may go by what this connection remembers, from before another had the lock.
      const { rows } = await client.query('select from pg_namespace where nspname = $1', [schema])
      if (rows.length === 0) await client.query(`create schema if not exists ${schema}`)
      await client.query(
        'create table if not exists migrations (n integer primary key, name text not null, digest text not null, at timestamptz not null default now())',
      )
      await client.query(
        'alter table migrations add column if not exists additive boolean not null default false',
      )
      const applied = await check(client, address, schema, steps)
      for (const [i, step] of steps.entries()) {
        if (i < applied) continue
        for (const text of step.statements) await client.query(text)
        const record = [i + 1, step.name, digestOf(step), step.additive]
        await client.query(
          'insert into migrations (n, name, digest, additive) values ($1, $2, $3, $4)',
          record,
        )
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

/** How many of its steps are on record, all of them as this stet knows them. */
async function check(
  client: Client,
  { name }: PostgresAddress,
  schema: string,
  steps: readonly Migration[],
): Promise<number> {
  // A record from before there was such a column says nothing.
  const { rows } = await client.query<{ n: number; name: string; digest: string; additive: boolean }>(
    `select n, name, digest, coalesce((to_jsonb(migrations) ->> 'additive')::boolean, false) as additive
     from migrations order by n`,
  )
  for (const [i, row] of rows.entries()) {
    const step = steps[i]
    if (!step && row.additive) continue
    if (!step)
      throw new StetError(
        'unreadable',
        `the schema ${schema} at ${name} was made by a newer stet (migration ${row.n}, "${row.name}"), and changed in a way that this one cannot go on beside: update it.`,
      )
    if (row.n !== i + 1 || row.digest !== digestOf(step))
      throw new StetError(
        'unreadable',
        `migration ${row.n} ("${row.name}") of the schema ${schema} at ${name} is not the one this stet knows: somebody has changed it. \`drop schema ${schema} cascade\` and \`stet rebuild\` make it again from the files.`,
      )
  }
  return Math.min(rows.length, steps.length)
}
