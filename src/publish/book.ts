// Which article an address leads to, and which address an article has: sixteen bytes an article, filled once and then
// kept up to date by what arrived since. The first to arrive keeps a contested address; later ones have all 32 digits.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { articleAddress, keyOfAddress, namedBy } from './urls.ts'

export interface AddressBook {
  /** Where an article is shown, or its nth earlier state. */
  addressOf(article: Article, revision?: number): string
  /** True when its address has all digits of its id. */
  isLong(article: Article): boolean
  /** `day/id` of all whose addresses are long. */
  readonly long: ReadonlySet<string>
  /** The number of the article that an address names. */
  numberAt(day: string, hex: string): number | undefined
}

interface State {
  /** Sorted; numbers[i] belongs to keys[i]. */
  keys: Float64Array
  numbers: Float64Array
  /** What arrived since they were sorted. */
  recent: Map<number, number>
  /** By `day/id`, those whose short address was taken. */
  long: Map<string, number>
  count: number
  highest: number
  refresh: Promise<void>
}

const PAGE = 500
const RECENT = 20_000
const empty = (): State => ({
  keys: new Float64Array(),
  numbers: new Float64Array(),
  recent: new Map(),
  long: new Map(),
  count: 0,
  highest: 0,
  refresh: Promise.resolve(),
})

const books = new WeakMap<Store, State>()

/** The book of a store, up to date. Asks the store one small question when nothing has arrived. */
export async function addressBook(store: Store): Promise<AddressBook> {
  const state = books.get(store) ?? empty()
  books.set(store, state)
  // One after the other: two readers at once must not enter the same arrivals twice.
  state.refresh = state.refresh.catch(() => undefined).then(() => refresh(state, store))
  await state.refresh
  return {
    ...addressesIn(state.long),
    numberAt: (day, hex) =>
      hex.length === 8 ? numberOf(state, keyOfAddress(day, hex)) : state.long.get(`${day}/${hex}`),
  }
}

/** The addresses of articles, where it is known which are contested. */
export function addressesIn(
  long: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>,
): Pick<AddressBook, 'addressOf' | 'isLong' | 'long'> {
  const isLong = (article: Article): boolean => long.has(`${namedBy(article).day}/${article.id}`)
  return {
    isLong,
    addressOf(article, revision) {
      const { day, hex } = namedBy(article)
      return articleAddress(day, isLong(article) ? article.id : hex, revision)
    },
    get long() {
      return new Set(long.keys())
    },
  }
}

async function refresh(state: State, store: Store): Promise<void> {
  if ((await store.highestNumber()) === state.highest) return
  if (!(await enterArrivals(state, store))) {
    Object.assign(state, { ...empty(), refresh: state.refresh })
    await enterArrivals(state, store)
  }
}

/** False when articles were removed, so that counting no longer leads to what arrived last. */
async function enterArrivals(state: State, store: Store): Promise<boolean> {
  if (state.count > 0) {
    const [last] = await store.find({ order: 'arrival', offset: state.count - 1, limit: 1 })
    if (last?.number !== state.highest) return false
  }
  for (;;) {
    const articles = await store.find({ order: 'arrival', offset: state.count, limit: PAGE })
    for (const article of articles) enter(state, article)
    if (articles.length < PAGE) return true
  }
}

function enter(state: State, article: Article): void {
  const { day, hex } = namedBy(article)
  const key = keyOfAddress(day, hex)
  if (numberOf(state, key) === undefined) state.recent.set(key, article.number)
  else state.long.set(`${day}/${article.id}`, article.number)
  state.count++
  state.highest = Math.max(state.highest, article.number)
  if (state.recent.size >= RECENT) settle(state)
}

function numberOf({ keys, numbers, recent }: State, key: number): number | undefined {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return keys[low] === key ? numbers[low] : recent.get(key)
}

/** Merges the recent arrivals into the sorted ones. */
function settle(state: State): void {
  const added = [...state.recent].sort((a, b) => a[0] - b[0])
  const keys = new Float64Array(state.keys.length + added.length)
  const numbers = new Float64Array(keys.length)
  let old = 0
  let fresh = 0
  for (let at = 0; at < keys.length; at++) {
    const takeOld = fresh >= added.length || (old < state.keys.length && state.keys[old]! < added[fresh]![0])
    keys[at] = takeOld ? state.keys[old]! : added[fresh]![0]
    numbers[at] = takeOld ? state.numbers[old++]! : added[fresh++]![1]
  }
  Object.assign(state, { keys, numbers, recent: new Map() })
}
