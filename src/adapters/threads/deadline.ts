// A deadline for work in this very thread: a loop that does not look up is ended by the engine.
import { createContext, Script } from 'node:vm'
import type { Duration } from '../../model/time.ts'
import type { Done } from './pool.ts'

const box: { work: (() => unknown) | undefined } = { work: undefined }
const context = createContext(box)
const script = new Script('work()')

/** The engine's deadline is by the clock: where the machine was busy with other things, as many longer tries. */
const TRIES = 4
/** What has had so much of its time on the processor has had all of it: the rest went to the engine's own threads. */
const HAD = 0.7

/**
 * What `work` gives, or that it was ended after so much processor time. It must be synchronous, and leave nothing half
 * done behind that others see: ended, it does not even come to its `finally`, and may be begun again. Costs a tenth of a
 * millisecond or two. Throws what `work` throws.
 */
export function withinTime<T>(time: Duration, work: () => T): Exclude<Done<T>, { kind: 'failed' }> {
  for (let tries = 1; ; tries++) {
    const began = process.threadCpuUsage()
    const done = within(time * 2 ** (tries - 1), work)
    if (done) return { kind: 'done', value: done.value }
    const { user, system } = process.threadCpuUsage(began)
    if (tries >= TRIES || (user + system) / 1000 > HAD * time)
      return { kind: 'ended', by: 'time', message: `took longer than ${time / 1000} s` }
  }
}

function within<T>(timeout: Duration, work: () => T): { readonly value: T } | undefined {
  const before = box.work
  box.work = work
  try {
    return { value: script.runInContext(context, { timeout }) as T }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return undefined
  } finally {
    box.work = before
  }
}
