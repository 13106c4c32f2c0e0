// Looks at the files of the last build on another core, while this one starts and looks at the articles: asking a file
// system for a hundred thousand files takes as long as all the rest of a build that has nothing to do.
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { folderOutput } from '../adapters/fs/output.ts'
import { type FoundOut, foundOut } from '../publish/found-out.ts'
import type { Manifest } from '../publish/manifest.ts'
import { buildMemory } from './build-memory.ts'

/** Bytes of a memory from which another core pays for its start: of some 10,000 files. */
const WORTH = 1_000_000

export interface FoundOutWorkerData {
  readonly derived: string
  readonly target: string
  readonly all: boolean
}

export interface FoundOutAnswer {
  /** Of the memory that was read. */
  readonly at: number
  readonly found: FoundOut
}

/**
 * Begins to look at what became of the files in `target` since the last build, whose memory is in `derived`; `all` as
 * `foundOut` has it. What is returned gives the answer.
 */
export function foundOutBeside(data: FoundOutWorkerData): (before: Manifest) => Promise<FoundOut> {
  const here = (before: Manifest) => foundOut(folderOutput(data.target), before, data.all)
  const size = statSync(buildMemory(data.derived).path, { throwIfNoEntry: false })?.size ?? 0
  if (size < WORTH || availableParallelism() < 2) return here
  const answer = askWorker(data)
  // When nobody wants it, because all is made anew, it may fail.
  answer.catch(() => undefined)
  return async before => {
    const { at, found } = (await answer) ?? {}
    // Another build may have ended between the worker's reading and ours.
    return found && at === before.at ? found : here(before)
  }
}

/** Undefined when it found no memory of a build into this folder. */
function askWorker(workerData: FoundOutWorkerData): Promise<FoundOutAnswer | undefined> {
  const worker = new Worker(new URL(`./found-out-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the files of the last build could not be looked at')))
  })
}
