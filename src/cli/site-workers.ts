// When to make pages on other cores: for a build from nothing that is long enough for their start to be worth it.
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StetError } from '../model/error.ts'
import type { Wanted, Written } from '../publish/making.ts'
import type { PageWork, PageWorker } from '../publish/page-worker.ts'
import type { Site } from '../publish/site.ts'
import type { SiteWorkerData } from './site-worker.ts'
import type { World } from './wire.ts'

/** Articles from which another core pays for its start. */
const WORTH = 2000
/** Batches that each holds at a time. */
const HELD = 2
/** More wait for one another's files. */
const MOST = 3

/** Workers for a build into `target`. */
export function siteWorkers(
  world: World,
  { config, theme }: Site,
  target: string,
): (work: PageWork) => PageWorker | undefined {
  return ({ articles, ...work }) => {
    const cores = Math.min(MOST, availableParallelism() - 1)
    if (articles < WORTH || cores < 1) return undefined
    const site = { config, ...(theme && { theme }) }
    const data: SiteWorkerData = { place: world.place, target, site, ...work }
    const workers = Array.from({ length: cores }, () => siteWorker(data))
    const freest = () => workers.reduce((a, b) => (a.held() <= b.held() ? a : b))
    return {
      isFree: () => freest().held() < HELD,
      make: wanted => freest().make(wanted),
      end: async () => {
        await Promise.all(workers.map(({ end }) => end()))
      },
    }
  }
}

interface Answer {
  readonly id: number
  readonly written?: readonly Written[]
  readonly why?: string
}

function siteWorker(workerData: SiteWorkerData) {
  const worker = new Worker(new URL(`./site-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
  })
  const waiting = new Map<number, PromiseWithResolvers<readonly Written[]>>()
  let next = 0
  worker.on('message', ({ id, written, why }: Answer) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (written) asked?.resolve(written)
    else asked?.reject(new StetError('damaged', why ?? 'a page could not be made'))
  })
  worker.on('error', error => {
    for (const asked of waiting.values()) asked.reject(error)
  })
  return {
    held: () => waiting.size,
    make(wanted: readonly Wanted[]): Promise<readonly Written[]> {
      const asked = Promise.withResolvers<readonly Written[]>()
      waiting.set(next, asked)
      worker.postMessage({ id: next++, wanted })
      return asked.promise
    },
    async end(): Promise<void> {
      const gone = new Promise(resolve => worker.once('exit', resolve))
      worker.postMessage('end')
      await gone
    },
  }
}
