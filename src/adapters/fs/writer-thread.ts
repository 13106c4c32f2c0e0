// The thread that writes files: takes them in batches, answers when they are durable or says what went wrong.
import { parentPort, workerData } from 'node:worker_threads'
import type { ArchiveFile } from '../../model/ports.ts'
import { PlaceError, placer } from './place.ts'
import type { Written } from './writer.ts'

const place = placer((workerData as { root: string }).root)

function written(files: readonly ArchiveFile[]): Written {
  try {
    place(files)
    return { kind: 'durable' }
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error
    const { code = '', message = '' } = error.cause as NodeJS.ErrnoException
    return { kind: 'failed', path: error.path, code, message }
  }
}

parentPort?.on('message', (files: readonly ArchiveFile[]) => parentPort?.postMessage(written(files)))
