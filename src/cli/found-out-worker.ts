// The files of the last build, looked at on another core; see found-out.ts.
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { FoundOutAnswer, FoundOutWorkerData } from './found-out.ts'

// What was compiled is only kept, and found again, where a thread says so itself.
enableCompileCache()
const { folderOutput } = await import('../adapters/fs/output.ts')
const { foundOut } = await import('../publish/found-out.ts')
const { buildMemory } = await import('./build-memory.ts')

const { derived, target, all } = workerData as FoundOutWorkerData
const before = buildMemory(derived).filesOf(target)
const answer: FoundOutAnswer | undefined = before && {
  at: before.at,
  found: await foundOut(folderOutput(target), before, all),
}
parentPort?.postMessage(answer)
