// The other end of a pool: a thread that takes one job after the other.
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../../model/error.ts'
import type { Posted } from './pool.ts'

/** Takes jobs until the thread is ended. What `work` throws is the job's failure, not the thread's. */
export function answering<Job>(work: (job: Job) => Promise<unknown>): void {
  const port = parentPort
  if (!port) throw new Error('this is no thread')
  const say = (posted: Posted): void => port.postMessage(posted)
  port.on('message', async (job: Job) => {
    try {
      say({ kind: 'done', value: await work(job) })
    } catch (error) {
      say({ kind: 'failed', message: messageOf(error) })
    }
  })
  say({ kind: 'ready' })
}
