// Looks at the files of the last build on another core, while this one looks at the articles: asking a file system for a
// hundred thousand files takes as long as all the rest of a build that has nothing to do.
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Output } from '../model/ports.ts'
import { type FoundOut, foundOut } from '../publish/found-out.ts'
import { countIn, type Manifest } from '../publish/manifest.ts'

/** Files from which another core pays for its start. */
const WORTH = 10_000

export interface FoundOutWorkerData extends Pick<Manifest, 'sections' | 'at'> {
  readonly target: string
  readonly all: boolean
}

/** What `foundOut` finds of the files in `target`, which `output` writes; with many of them on another core. */
export function foundOutBeside(
  output: Output,
  target: string,
): (before: Manifest, all: boolean) => Promise<FoundOut> {
  return ({ sections, at }, all) => {
    const files = Object.values(sections).reduce((sum, [, lines]) => sum + countIn(lines), 0)
    if (files < WORTH || availableParallelism() < 2) return foundOut(output, { sections, at }, all)
    const workerData: FoundOutWorkerData = { sections, at, target, all }
    const worker = new Worker(new URL(`./found-out-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData,
    })
    return new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the files of the last build could not be looked at')))
    })
  }
}
