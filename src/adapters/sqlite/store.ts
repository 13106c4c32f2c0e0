// The catalogue in one SQLite file, .stet/index.db.
import type { Store } from '../../model/ports.ts'
import { STEPS, type Tables } from '../sql/schema.ts'
import { sqlStore } from '../sql/store.ts'
import { kyselyOver, migrate, openDatabase } from './database.ts'

/** Opens or makes the catalogue at `path` (':memory:' for none on disk). Throws StetError 'damaged'. */
export async function sqliteStore(path: string): Promise<Store> {
  const db = openDatabase(path)
  migrate(db, STEPS, path)
  const kysely = kyselyOver<Tables>(db)
  return sqlStore(kysely, () => kysely.destroy())
}
