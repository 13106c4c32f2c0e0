// Reading the hits of searches on a thread of its own, while many search: it may wait for the disk, which halves the cost
// of a file, and the pages that others want go out meanwhile.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Glimpse } from '../model/words/glimpse.ts'
import type { Phrase } from '../model/words/words.ts'
import type { Glimpses, Hit } from '../publish/glimpses.ts'
import type { ArchivePlace } from './archives.ts'

export interface Asked {
  readonly id: number
  readonly hits: readonly Hit[]
  readonly wanted: readonly Phrase[]
}

export type Shown =
  | { readonly id: number; readonly glimpses: readonly (Glimpse | undefined)[] }
  | { readonly id: number; readonly why: string }

export interface GlimpseThread {
  readonly look: Glimpses
  /** Ends the thread when it has answered; the next look starts another. */
  rest(): void
}

/** Glimpses of the posts in a folder. Should the thread die, whatever waits for it is rejected. */
export function glimpseThread(place: ArchivePlace): GlimpseThread {
  let running: Running | undefined

  function start(): Running {
    const made = started(place, () => {
      if (running === made) running = undefined
    })
    return made
  }

  return {
    look(hits, wanted) {
      running ??= start()
      return running.ask(hits, wanted)
    },
    rest() {
      running?.end()
      running = undefined
    },
  }
}

interface Running {
  readonly ask: Glimpses
  end(): void
}

function started(place: ArchivePlace, gone: () => void): Running {
  const waiting = new Map<number, PromiseWithResolvers<readonly (Glimpse | undefined)[]>>()
  let last = 0
  const worker = new Worker(new URL(`./glimpse-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: place,
    // Whatever it makes is gone with the answer; V8 would otherwise let it grow as large as the program itself.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
  })
  worker.unref()
  worker.on('message', (shown: Shown) => {
    const asked = waiting.get(shown.id)
    waiting.delete(shown.id)
    if ('glimpses' in shown) asked?.resolve(shown.glimpses)
    else asked?.reject(new Error(shown.why))
  })
  const ended = (error: Error): void => {
    gone()
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('error', ended)
  worker.on('exit', () => ended(new Error('the thread that reads what was found has ended')))
  return {
    ask(hits, wanted) {
      const answer = Promise.withResolvers<readonly (Glimpse | undefined)[]>()
      const id = ++last
      waiting.set(id, answer)
      worker.postMessage({ id, hits, wanted } satisfies Asked)
      return answer.promise
    },
    end: () => worker.postMessage('close'),
  }
}
