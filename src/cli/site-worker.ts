// Pages on another core: makes and writes the documents that the build hands over.
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { folderArchive } from '../adapters/fs/archive.ts'
import { folderOutput } from '../adapters/fs/output.ts'
import { sqliteStore } from '../adapters/sqlite/store.ts'
import { messageOf } from '../model/error.ts'
import { know } from '../publish/known.ts'
import { makeAll, type Wanted } from '../publish/making.ts'
import type { Site } from '../publish/site.ts'

const { root, derived, target, site } = workerData as {
  readonly root: string
  readonly derived: string
  readonly target: string
  readonly site: Pick<Site, 'config' | 'theme'>
}
const store = await sqliteStore(join(derived, 'index.db'))
const known = await know({ ...site, store, archive: folderArchive(root, { blocking: true }) })
const output = folderOutput(target)

parentPort?.on('message', async (message: { id: number; wanted: readonly Wanted[] } | 'end') => {
  if (message === 'end') {
    await store.close()
    parentPort?.close()
    return
  }
  const { id, wanted } = message
  try {
    parentPort?.postMessage({ id, written: await makeAll(known, output, wanted) })
  } catch (error) {
    parentPort?.postMessage({ id, why: messageOf(error) })
  }
})
