// A deadline for work in this very thread: a loop that does not look up is ended by the engine.
import { createContext, Script } from 'node:vm'
import type { Duration } from '../../model/time.ts'
import type { Done } from './pool.ts'

const box: { work: (() => unknown) | undefined } = { work: undefined }
const context = createContext(box)
const script = new Script('work()')

/**
 * What `work` gives, or that it was ended. It must be synchronous, and leave nothing half done behind that others see:
 * ended, it does not even come to its `finally`. Costs a tenth of a millisecond or two. Throws what `work` throws.
 */
export function withinTime<T>(time: Duration, work: () => T): Exclude<Done<T>, { kind: 'failed' }> {
  const before = box.work
  box.work = work
  try {
    return { kind: 'done', value: script.runInContext(context, { timeout: time }) as T }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return { kind: 'ended', by: 'time', message: `took longer than ${time / 1000} s` }
  } finally {
    box.work = before
  }
}
