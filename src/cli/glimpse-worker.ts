// The thread of glimpse-thread.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../model/error.ts'
import { glimpsesIn } from '../publish/glimpses.ts'
import { type ArchivePlace, openArchive } from './archives.ts'
import type { Asked, Shown } from './glimpse-thread.ts'

const archive = await openArchive(workerData as ArchivePlace, 'follower', { blocking: true })
const look = glimpsesIn(archive)

parentPort?.on('message', async (asked: Asked | 'close') => {
  if (asked === 'close') {
    parentPort?.close()
    await archive.close()
    return
  }
  parentPort?.postMessage(await shown(asked))
})

async function shown({ id, hits, wanted }: Asked): Promise<Shown> {
  try {
    return { id, glimpses: await look(hits, wanted) }
  } catch (error) {
    return { id, why: messageOf(error) }
  }
}
