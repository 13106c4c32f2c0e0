// What sources do not give: pages and pictures refused by robots.txt, by their servers, or by a gate before them.
import type { Store } from '../model/catalogue.ts'
import type { Task } from '../model/frontier.ts'
import type { SourceId } from '../model/source.ts'
import { articleOfTask, type LookState } from './look-state.ts'
import { GATES } from './verdict.ts'

/** How many, by why: `{"paywall": 9, "robots.txt": 3}`. */
export type Reasons = Readonly<Record<string, number>>

export interface Refusals {
  readonly source: SourceId
  /** Articles whose page did not give their text when it was last asked. */
  readonly pages: Reasons
  /** Articles whose page could not be looked at again at the last look. */
  readonly looks: Reasons
  /** Pictures of articles. */
  readonly pictures: Reasons
}

/** For each source that refuses anything, by id. `looks` are the tasks of the looks' schedule. */
export async function refusalsIn(store: Store, looks: readonly Task[]): Promise<Refusals[]> {
  const found = new Map<SourceId, Record<'pages' | 'looks' | 'pictures', Record<string, number>>>()
  const add = (source: SourceId, what: 'pages' | 'looks' | 'pictures', why: string, count: number): void => {
    const own = found.get(source) ?? { pages: {}, looks: {}, pictures: {} }
    found.set(source, own)
    own[what][why] = (own[what][why] ?? 0) + count
  }
  for (const { source, why, count } of await store.refusals())
    if (isRefusal(why)) add(source, 'pages', why, count)
  for (const { source, said, count } of await store.pictures.blocked())
    add(source, 'pictures', pictureReason(said), count)
  const blocked = looks.filter(({ state }) => (state as unknown as LookState).blocked)
  const articles = await store.articles(blocked.map(({ id }) => articleOfTask(id)))
  const sourceOf = new Map(articles.map(({ id, source }) => [id, source]))
  for (const { id, state } of blocked) {
    const source = sourceOf.get(articleOfTask(id))
    if (source !== undefined) add(source, 'looks', (state as unknown as LookState).saw ?? 'refused', 1)
  }
  return [...found]
    .map(([source, own]) => ({ source, ...own }))
    .sort((a, b) => (a.source < b.source ? -1 : 1))
}

/** Not those that answer with something else than an article. */
const isRefusal = (why: string): boolean =>
  why === 'robots.txt' || GATES.has(why) || /^(?:access denied|unavailable for legal reasons) /.test(why)

/** What is said of a picture names its host; here only the reason counts. */
function pictureReason(said: string): string {
  if (/robots\.txt/.test(said)) return 'robots.txt'
  const [, status] = /^the server answered (\d+)$/.exec(said) ?? []
  if (status === undefined) return said
  return status === '451' ? 'unavailable for legal reasons (451)' : `access denied (${status})`
}
