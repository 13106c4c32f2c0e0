// Pages on another core: makes and writes the documents that the build hands over. It asks no catalogue: what the
// build's walk knows comes with each document.
import { parentPort, workerData } from 'node:worker_threads'
import { folderOutput } from '../adapters/fs/output.ts'
import type { Store } from '../model/catalogue.ts'
import { messageOf } from '../model/error.ts'
import { addressesIn } from '../publish/book.ts'
import { knowing } from '../publish/known.ts'
import { makeAll, type Wanted } from '../publish/making.ts'
import type { PageWork } from '../publish/page-worker.ts'
import type { Site } from '../publish/site.ts'
import { type ArchivePlace, openArchive } from './archives.ts'

export interface SiteWorkerData extends Omit<PageWork, 'articles'> {
  readonly place: ArchivePlace
  readonly target: string
  readonly site: Pick<Site, 'config' | 'theme'>
}

const { place, target, site, anew, facts, troubles, long, gathering } = workerData as SiteWorkerData

/** Throws for whatever is asked: documents that need the catalogue are not for workers. */
const nobody = new Proxy({} as Store, {
  get(_, name) {
    throw new Error(`a worker was handed a document that asks the catalogue for ${String(name)}`)
  },
})

const book = { ...addressesIn(long), numberAt: () => undefined }
const archive = await openArchive(place, 'follower', { blocking: true })
const known = knowing({ ...site, store: nobody, archive }, book, { facts, troubles }, gathering)
const folder = folderOutput(target)
const output = { write: (files: Parameters<typeof folder.write>[0]) => folder.write(files, { anew }) }

parentPort?.on('message', async (message: { id: number; wanted: readonly Wanted[] } | 'end') => {
  if (message === 'end') {
    parentPort?.close()
    await archive.close()
    return
  }
  const { id, wanted } = message
  try {
    parentPort?.postMessage({ id, written: await makeAll(known, output, wanted) })
  } catch (error) {
    parentPort?.postMessage({ id, why: messageOf(error) })
  }
})
