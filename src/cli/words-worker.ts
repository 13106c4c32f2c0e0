// Words on another core: indexes what the poll keeps while the poll goes on.

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { sqliteIndex } from '../adapters/sqlite/index.ts'
import { sqliteStore } from '../adapters/sqlite/store.ts'
import type { Log } from '../model/ports.ts'
import { BATCH, indexWords } from '../poll/words.ts'
import { type ArchivePlace, openArchive } from './archives.ts'

const { place, derived } = workerData as { place: ArchivePlace; derived: string }
const log: Log = { debug() {}, info() {}, warn() {}, error() {} }
let ended = false
parentPort?.once('message', () => {
  ended = true
})

const store = await sqliteStore(join(derived, 'index.db'))
const index = sqliteIndex(derived)
const archive = await openArchive(place, 'follower', { blocking: true })
for (;;) {
  const last = ended
  // Whole batches while more may come: few great ones cost the index less than many small ones.
  const done = await indexWords({ archive, store, index, log }, () => {}, last ? 1 : BATCH)
  if (done === 0 && last) break
  if (done === 0) await wait(50)
}
await index.close()
await store.close()
await archive.close()
