// Writing many files beside the work that makes them: a thread of its own, started when the first many come.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ArchiveFile } from '../../model/ports.ts'

/** What the thread answers to a batch. */
export type Written =
  | { readonly kind: 'durable' }
  | { readonly kind: 'failed'; readonly path: string; readonly code: string; readonly message: string }

/** Writes or replaces files under a folder; throws the system's error, with the `path` it was about. */
export type Writer = (files: readonly ArchiveFile[]) => Promise<void>

export function threadWriter(root: string): Writer {
  let thread: Worker | undefined
  let last: Promise<void> = Promise.resolve()
  let waiting: { done: () => void; failed: (error: unknown) => void } | undefined

  function begin(): Worker {
    const at = new Worker(new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: { root },
    })
    at.on('message', (written: Written) => {
      // Without work the thread keeps nobody from leaving.
      at.unref()
      if (written.kind === 'durable') waiting?.done()
      else waiting?.failed(asError(written))
    })
    at.on('error', error => waiting?.failed(error))
    at.on('exit', () => {
      thread = undefined
      waiting?.failed(new Error('the thread that writes files ended'))
    })
    return at
  }

  const hand = (files: readonly ArchiveFile[]): Promise<void> =>
    new Promise((done, failed) => {
      waiting = { done, failed }
      thread ??= begin()
      thread.ref()
      thread.postMessage(files)
    })

  return files => {
    const done = last.then(() => hand(files))
    last = done.catch(() => {})
    return done
  }
}

const asError = ({ path, code, message }: Extract<Written, { kind: 'failed' }>): Error =>
  Object.assign(new Error(message), { code, path })
