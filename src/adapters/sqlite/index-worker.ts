// The thread of index-thread.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf, StetError } from '../../model/error.ts'
import { sqliteIndex } from './index.ts'
import type { Order, Report } from './index-thread.ts'

const index = sqliteIndex((workerData as { folder: string }).folder)

parentPort?.on('message', async (order: Order | 'close') => {
  if (order === 'close') {
    await index.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(await done(order))
})

async function done({ id, deed, given }: Order): Promise<Report> {
  try {
    const work = index[deed] as (...given: readonly unknown[]) => Promise<unknown>
    return { id, done: await work(...given) }
  } catch (error) {
    return { id, why: messageOf(error), ...(error instanceof StetError && { code: error.code }) }
  }
}
