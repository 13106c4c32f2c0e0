// The catalogue in PostgreSQL.
import type { Store } from '../../model/catalogue.ts'
import { sqlStore } from '../sql/store.ts'
import type { PostgresAddress } from './address.ts'
import { type Fence, postgresDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { CATALOGUE } from './migrations.ts'

/**
 * Opens or makes the catalogue; with a `fence` it is only changed by who holds the pen. Throws StetError 'unavailable',
 * 'config' or 'unreadable'.
 */
export async function postgresStore(
  address: PostgresAddress,
  schema = address.schema,
  fence?: Fence,
): Promise<Store> {
  await migrate(address, schema, CATALOGUE)
  return sqlStore(postgresDatabase(address, schema, fence))
}
