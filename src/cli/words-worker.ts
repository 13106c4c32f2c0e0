// Words on another core: indexes what the poll keeps while the poll goes on.

import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { Log } from '../model/ports.ts'
import { BATCH, indexWords } from '../poll/words.ts'
import { type ArchivePlace, openArchive } from './archives.ts'
import { type EngineHome, engineAt } from './engines.ts'

/** What the thread is told by. */
interface WordsHome {
  readonly place: ArchivePlace
  readonly home: EngineHome
}

const { place, home } = workerData as WordsHome
const log: Log = { debug() {}, info() {}, warn() {}, error() {} }
let ended = false
parentPort?.once('message', () => {
  ended = true
})

const { store, index } = await (await engineAt(home)).open()
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
