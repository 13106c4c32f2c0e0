// The catalogue as a server asks it: what every page asks again is remembered for as long as the catalogue is what it was.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'

/** Numbers asked for at a time where a page needs the few hundred before its article: those before others are among them. */
const STRETCH = 2048
/** Numbers remembered in all: some 40 bytes each. */
const MOST_NUMBERS = 32_768
/** Articles at hand: a page and its headers ask for one twice. */
const MOST_ARTICLES = 64

interface Memory {
  readonly version: string
  highest?: Promise<number>
  state?: Promise<string>
  /** Where an article stands in a stretch of numbers by date, the newest first. */
  readonly stretches: Map<number, { readonly numbers: readonly number[]; readonly at: number }>
  readonly articles: Map<number, Article>
}

const stores = new WeakMap<Store, Store>()

/** The same catalogue for all who ask for it. */
export function remembered(store: Store): Store {
  const known = stores.get(store) ?? remembering(store)
  stores.set(store, known)
  return known
}

function remembering(store: Store): Store {
  let asked: Promise<string> | undefined
  let memory: Memory | undefined

  /** Asked once for all that is under way at one moment: between two of them nothing can be seen to change. */
  function version(): Promise<string> {
    if (!asked) {
      asked = store.version()
      setImmediate(() => {
        asked = undefined
      })
    }
    return asked
  }

  async function now(): Promise<Memory> {
    const current = await version()
    if (memory?.version !== current) memory = { version: current, stretches: new Map(), articles: new Map() }
    return memory
  }

  return {
    ...store,
    version,
    async apply(batch) {
      await store.apply(batch)
      asked = undefined
    },
    async highestNumber() {
      const known = await now()
      known.highest ??= store.highestNumber()
      return known.highest
    },
    async state() {
      const known = await now()
      known.state ??= store.state()
      return known.state
    },
    async preceding(article, limit) {
      const { stretches } = await now()
      const { numbers, at } = stretches.get(article.number) ?? { numbers: [], at: 0 }
      const isEnd = numbers.length > 0 && numbers.length < STRETCH
      if (numbers.length - at > limit || isEnd) return numbers.slice(at + 1, at + 1 + limit)
      const before = await store.preceding(article, Math.max(limit, STRETCH - 1))
      if (stretches.size > MOST_NUMBERS) stretches.clear()
      const found = [article.number, ...before]
      // The longer stretch before an article is the better one.
      for (const [at, number] of found.entries())
        if (at <= (stretches.get(number)?.at ?? at)) stretches.set(number, { numbers: found, at })
      return before.slice(0, limit)
    },
    async byNumbers(numbers) {
      const [number] = numbers
      if (number === undefined || numbers.length > 1) return store.byNumbers(numbers)
      const { articles } = await now()
      const known = articles.get(number)
      if (known) return [known]
      const found = await store.byNumbers(numbers)
      if (articles.size >= MOST_ARTICLES) articles.clear()
      if (found[0]) articles.set(number, found[0])
      return found
    },
  }
}
