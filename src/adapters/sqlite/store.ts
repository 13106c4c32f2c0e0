// The catalogue in one SQLite file, .stet/index.db.
import type { Store } from '../../model/catalogue.ts'
import { STEPS } from '../sql/schema.ts'
import { sqlStore } from '../sql/store.ts'
import { databaseOver, migrate, openDatabase } from './database.ts'

/** Opens or makes the catalogue at `path` (':memory:' for none on disk). Throws StetError 'damaged'. */
export async function sqliteStore(path: string): Promise<Store> {
  const db = openDatabase(path)
  migrate(db, STEPS, path)
  return sqlStore(databaseOver(db))
}
