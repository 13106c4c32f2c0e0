// The files of the last build, looked at on another core; see found-out.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { folderOutput } from '../adapters/fs/output.ts'
import { foundOut } from '../publish/found-out.ts'
import type { FoundOutWorkerData } from './found-out.ts'

const { target, sections, at, all } = workerData as FoundOutWorkerData
parentPort?.postMessage(await foundOut(folderOutput(target), { sections, at }, all))
