// An index that rests: its files, one a month of news, are opened by a search and closed when nobody has searched for a
// while. Each open file costs a quarter of a megabyte, and an archive of twenty years has two hundred and forty.
import type { Index } from '../model/catalogue.ts'
import type { Duration } from '../model/time.ts'

/** The index that `open` gives, opened when it is used and closed `after` so many ms without use. */
export function restingIndex(open: () => Index, after: Duration): Index {
  let awake: Index | undefined
  let under = 0
  let timer: NodeJS.Timeout | undefined

  async function rest(): Promise<void> {
    clearTimeout(timer)
    const index = awake
    awake = undefined
    await index?.close()
  }

  async function use<T>(work: (index: Index) => Promise<T>): Promise<T> {
    clearTimeout(timer)
    awake ??= open()
    under++
    try {
      return await work(awake)
    } finally {
      // Not what keeps the process alive.
      if (--under === 0) timer = setTimeout(rest, after).unref()
    }
  }

  return {
    put: articles => use(index => index.put(articles)),
    remove: numbers => use(index => index.remove(numbers)),
    flush: () => use(index => index.flush()),
    query: query => use(index => index.query(query)),
    generation: () => use(index => index.generation()),
    clear: () => use(index => index.clear()),
    close: rest,
  }
}
