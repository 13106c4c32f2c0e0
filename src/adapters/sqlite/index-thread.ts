// The index of words on a thread of its own: whoever asks it goes on with other work meanwhile.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Index } from '../../model/catalogue.ts'
import { type ErrorCode, StetError } from '../../model/error.ts'

/** What can be asked of the index over there. */
export type Deed = Exclude<keyof Index, 'close'>

export interface Order {
  readonly id: number
  readonly deed: Deed
  readonly given: readonly unknown[]
}

export type Report =
  | { readonly id: number; readonly done: unknown }
  /** Errors lose their code on the way between threads. */
  | { readonly id: number; readonly why: string; readonly code?: ErrorCode }

interface Waiting {
  done(value: unknown): void
  failed(error: Error): void
}

/**
 * The index in a folder, as `sqliteIndex` keeps it. Should the thread die, whatever waits for it is rejected and the
 * next question starts another.
 */
export function threadIndex(folder: string): Index {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let last = 0

  function failAll(error: Error): void {
    for (const { failed } of waiting.values()) failed(error)
    waiting.clear()
  }

  function started(): Worker {
    const made = new Worker(new URL(`./index-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { folder },
      // It makes little that lives long; V8 would otherwise let it grow as large as the program itself.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
    })
    made.on('message', (report: Report) => {
      const asked = waiting.get(report.id)
      waiting.delete(report.id)
      if ('done' in report) asked?.done(report.done)
      else asked?.failed(report.code ? new StetError(report.code, report.why) : new Error(report.why))
    })
    made.on('error', failAll)
    made.on('exit', () => {
      if (worker === made) worker = undefined
      failAll(new Error('the thread of the index has ended'))
    })
    return made
  }

  function ask<T>(deed: Deed, ...given: readonly unknown[]): Promise<T> {
    worker ??= started()
    const order: Order = { id: ++last, deed, given }
    return new Promise<T>((resolve, reject) => {
      waiting.set(order.id, { done: value => resolve(value as T), failed: reject })
      worker!.postMessage(order)
    })
  }

  return {
    put: articles => ask('put', articles),
    remove: numbers => ask('remove', numbers),
    flush: () => ask('flush'),
    query: query => ask('query', query),
    generation: () => ask('generation'),
    clear: () => ask('clear'),
    async close() {
      const ending = worker
      if (!ending) return
      // Its files are closed there, not cut off.
      const ended = new Promise<void>(resolve => ending.once('exit', () => resolve()))
      ending.postMessage('close')
      await ended
    },
  }
}
