// When to make pages on another core: for a build from nothing that is long enough for its start to be worth it.
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StetError } from '../model/error.ts'
import type { Helper } from '../publish/build.ts'
import type { Written } from '../publish/making.ts'
import type { Site } from '../publish/site.ts'
import type { World } from './wire.ts'

/** Articles from which a second core pays for its start. */
const WORTH = 2000
/** Batches that it holds at a time. */
const MOST = 2

/** A helper for a build into `target`. */
export function siteHelper(
  world: World,
  { config, theme }: Site,
  target: string,
): (articles: number) => Helper | undefined {
  return articles => {
    if (articles < WORTH || availableParallelism() < 2) return undefined
    const site = { config, ...(theme && { theme }) }
    const worker = new Worker(new URL(`./site-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { root: world.config.root, derived: world.derived, target, site },
    })
    const waiting = new Map<number, PromiseWithResolvers<readonly Written[]>>()
    let next = 0
    worker.on(
      'message',
      ({ id, written, why }: { id: number; written?: readonly Written[]; why?: string }) => {
        const asked = waiting.get(id)
        waiting.delete(id)
        if (written) asked?.resolve(written)
        else asked?.reject(new StetError('damaged', why ?? 'a page could not be made'))
      },
    )
    worker.on('error', error => {
      for (const asked of waiting.values()) asked.reject(error)
    })
    return {
      isFree: () => waiting.size < MOST,
      make(wanted) {
        const asked = Promise.withResolvers<readonly Written[]>()
        waiting.set(next, asked)
        worker.postMessage({ id: next++, wanted })
        return asked.promise
      },
      async end() {
        const gone = new Promise(resolve => worker.once('exit', resolve))
        worker.postMessage('end')
        await gone
      },
    }
  }
}
