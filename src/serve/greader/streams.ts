// Streams of items: which ones a client asks for, and in which pages.
import type { Item, ItemQuery } from '../../model/catalogue.ts'
import type { House } from '../house.ts'
import { type Parameters, whole } from '../parameters.ts'
import type { Subscriptions } from '../subscriptions.ts'
import { moment, type Selection, selectionOf, streamNamed } from './ids.ts'

export interface Page {
  readonly items: readonly Item[]
  /** What brings the next page; undefined at the end. */
  readonly continuation?: string
}

/** The items of the streams `names` (each item once when there are several), as the parameters want them. */
export async function pageOf(
  house: House,
  reader: string,
  names: readonly string[],
  asked: Parameters,
  subscriptions: Subscriptions,
  { usual, most }: { usual: number; most: number },
): Promise<Page> {
  const limit = Math.max(1, whole(asked.one('n'), usual, most))
  const queries = names.flatMap(name => queryOf(name, asked, reader, subscriptions) ?? [])
  const { store } = house.site()
  const found = await Promise.all(queries.map(query => store.items({ ...query, limit: limit + 1 })))
  const items = queries.length === 1 ? found[0]! : merged(found.flat(), queries[0]?.order)
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return { items: page, ...(items.length > limit && last && { continuation: String(last.number) }) }
}

function merged(items: readonly Item[], order: ItemQuery['order'] | undefined): Item[] {
  const by = order === 'arrival' ? 1 : -1
  const once = new Map(items.map(item => [item.number, item]))
  return [...once.values()].sort((a, b) => by * (a.number - b.number))
}

function queryOf(
  name: string,
  asked: Parameters,
  reader: string,
  subscriptions: Subscriptions,
): Omit<ItemQuery, 'limit'> | undefined {
  const selection = selected(name, asked, subscriptions)
  if (!selection) return undefined
  const order = asked.one('r') === 'o' ? 'arrival' : 'latest'
  const after = whole(asked.one('c'), 0, Number.MAX_SAFE_INTEGER)
  const from = moment(asked.one('ot'))
  const until = moment(asked.one('nt'))
  return {
    reader,
    ...selection,
    order,
    ...(after > 0 && (order === 'arrival' ? { above: after } : { below: after })),
    ...(from !== undefined && { from }),
    // "Newest time" is still part of it, to the second that the parameter can tell.
    ...(until !== undefined && { until: until + 1000 }),
  }
}

/** The stream, less what `xt` takes away, and only what `it` wants as well. */
function selected(name: string, asked: Parameters, subscriptions: Subscriptions): Selection | undefined {
  const stream = streamNamed(name)
  let found = stream && selectionOf(stream, subscriptions)
  for (const text of asked.all('it')) found = found && both(found, selectionNamed(text, subscriptions))
  for (const text of asked.all('xt'))
    found = found && less(found, selectionNamed(text, subscriptions), subscriptions)
  return found
}

function selectionNamed(name: string, subscriptions: Subscriptions): Selection | undefined {
  const stream = streamNamed(name)
  return stream && selectionOf(stream, subscriptions)
}

function both(a: Selection, b: Selection | undefined): Selection {
  if (!b) return a
  const sources =
    a.sources && b.sources ? a.sources.filter(id => b.sources!.includes(id)) : (a.sources ?? b.sources)
  return { with: [...a.with, ...b.with], without: [...a.without, ...b.without], ...(sources && { sources }) }
}

/** Without what `b` has: marks turned round, sources taken out. */
function less(a: Selection, b: Selection | undefined, { all }: Subscriptions): Selection {
  if (!b) return a
  const sources = b.sources
    ? (a.sources ?? all.map(({ id }) => id)).filter(id => !b.sources!.includes(id))
    : a.sources
  return { with: [...a.with, ...b.without], without: [...a.without, ...b.with], ...(sources && { sources }) }
}
