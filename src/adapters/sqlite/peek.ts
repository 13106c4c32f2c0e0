// A look at a catalogue that another process may be making right now: nothing is created, migrated or waited for.
import { StayingDatabase } from './gate.ts'

/** A note of the catalogue at `path`; undefined when it cannot be read yet. */
export function peekNote(path: string, key: string): string | undefined {
  let db: StayingDatabase | undefined
  try {
    db = new StayingDatabase(path, { readOnly: true })
    return (db.prepare('select value from notes where key = ?').get(key) as { value: string } | undefined)
      ?.value
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}
