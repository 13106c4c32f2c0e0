// What kills whoever reads it: a thread that had to be ended, or a whole process that died with it in hand. Both count.
import type { Task } from '../model/frontier.ts'
import type { Web } from '../model/ports.ts'
import type { Captures } from './captures.ts'
import type { Keeper } from './keep.ts'

/** So many tries in a row: then it is quarantined, until its keeper wants it tried once more. */
export const DEADLY = 5

/** Whether a task is not even asked: processes died of it, and with the threads that it `killed` they are so many. */
export const isDeadly = ({ deaths = 0 }: Task, killed = 0): boolean => deaths > 0 && deaths + killed >= DEADLY

/** Notes how many died of a task. */
export type Counting = (task: Task, deaths: number) => Promise<void>

interface Waiting {
  readonly web: Web
  readonly keeper: Keeper
  readonly captures: Captures | undefined
}

/**
 * Of a task that others died of: who waits for others, for an answer, to capture or to keep, is in no danger from it.
 * The count is put down meanwhile, so that only those are counted who die while its answer is read.
 */
export function unharmed(
  task: Task,
  { web, keeper, captures }: Waiting,
  counting: Counting | undefined,
): Waiting {
  const { deaths } = task
  if (!counting || deaths === undefined) return { web, keeper, captures }
  const waiting = async <T>(wait: () => Promise<T>): Promise<T> => {
    await counting(task, 0)
    try {
      return await wait()
    } finally {
      await counting(task, deaths)
    }
  }
  return {
    web: { ...web, get: (url, request) => waiting(() => web.get(url, request)) },
    captures: captures && waited(captures, waiting),
    keeper: {
      ...keeper,
      async keep(offer) {
        await counting(task, 0)
        return keeper.keep(offer)
      },
    },
  }
}

const waited = (captures: Captures, waiting: <T>(wait: () => Promise<T>) => Promise<T>): Captures => ({
  exchange: (exchange, at) => waiting(() => captures.exchange(exchange, at)),
  resource: (uri, type, bytes, at) => waiting(() => captures.resource(uri, type, bytes, at)),
  get path() {
    return captures.path
  },
  close: () => captures.close(),
})
