// When to index words on another core: when so much comes that starting one is worth it.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { homeOf } from './engines.ts'
import type { World } from './wire.ts'

/** Articles from which a second core pays for its start. */
const WORTH = 300

export interface Aside {
  /** Call as articles come; starts the second core when it is worth it. */
  came(articles: number): void
  /** Resolves when all words are indexed that came until now. Throws what went wrong there. */
  ended(): Promise<void>
}

export function wordsAside(world: World): Aside {
  let worker: Worker | undefined
  let gone: Promise<void> | undefined
  return {
    came(articles) {
      if (worker || articles < WORTH) return
      worker = new Worker(new URL(`./words-worker${extname(import.meta.url)}`, import.meta.url), {
        workerData: { place: world.place, home: homeOf(world.config) },
      })
      gone = new Promise((resolve, reject) => worker!.once('error', reject).once('exit', () => resolve()))
      // Heard where `ended` is awaited; until then it is not an unhandled one.
      gone.catch(() => {})
    },
    async ended() {
      worker?.postMessage('end')
      await gone
    },
  }
}
