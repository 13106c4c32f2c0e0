// Sorting articles into lists while walking over them once: for each page of each list, what is on it and a digest of that.
import type { Article } from '../model/article.ts'
import { digest } from '../model/digest.ts'
import { PER_PAGE } from './pages.ts'

/** One digest of several texts, kept apart. In a build digests are compared, not trusted: 80 bits do. */
export function short(...parts: readonly (string | undefined)[]): string {
  let all = ''
  for (const part of parts) all += part === undefined ? '-;' : `${part.length}:${part};`
  return digest(all).slice(0, 20)
}

/** Entries of a feed: the newest so many of its list. No more than PER_PAGE. */
export const FEED_ENTRIES = 30

/** An article, or the number of one that is asked for only when a document that shows it must be made. */
export type Entry = Article | number

/** A block of a list as it was walked: digests of its articles, and the articles. */
interface Block {
  readonly items: string[]
  readonly articles: Entry[]
}

/** What one document of a list shows, and a digest of that. */
export interface Part {
  readonly digest: string
  /** Newest first. */
  readonly articles: readonly Entry[]
}

/** One list as far as it has been walked, oldest first. Keeps what its unfinished documents show, and no more. */
export interface Tally {
  /** True when a numbered page has become one that will not change: `settled` has it. */
  add(item: string, article: Entry): boolean
  readonly count: number
  /** The newest numbered page that another one surely follows. */
  settled(): Part & { readonly page: number }
  /** The newest numbered page, when the walk is over; undefined when there is none. */
  last(): (Part & { readonly page: number }) | undefined
  /** What the list's own page shows. */
  own(): Part
  /** What its feeds hold. */
  feed(): Part
}

export function tally(): Tally {
  /** The last full blocks, oldest first, no more than three. */
  let full: Block[] = []
  let blocks = 0
  /** Of all full blocks: a source's own page tells of all its days. */
  let all = ''
  let rest: Block = { items: [], articles: [] }
  const count = (): number => blocks * PER_PAGE + rest.items.length
  const newest = (articles: readonly Entry[]): Entry[] => articles.toReversed()
  const numbered = (block: Block, page: number, isLast: boolean): Part & { page: number } => ({
    page,
    digest: short(short(...block.items), isLast ? 'last' : undefined),
    articles: newest(block.articles),
  })
  return {
    add(item, article) {
      rest.items.push(item)
      rest.articles.push(article)
      if (rest.items.length < PER_PAGE) return false
      full = [...full, rest].slice(-3)
      blocks++
      all = short(all, ...rest.items)
      rest = { items: [], articles: [] }
      return blocks > 2
    },
    get count() {
      return count()
    },
    settled: () => numbered(full[0]!, blocks - 2, false),
    last: () => (blocks < 2 ? undefined : numbered(full.at(-2)!, blocks - 1, true)),
    own() {
      const block = full.at(-1)
      return {
        digest: short(String(count()), all, ...rest.items),
        articles: newest([...(block?.articles ?? []), ...rest.articles]),
      }
    },
    feed() {
      const block = full.at(-1)
      return {
        digest: short(...[...(block?.items ?? []), ...rest.items].slice(-FEED_ENTRIES)),
        articles: newest([...(block?.articles ?? []), ...rest.articles].slice(-FEED_ENTRIES)),
      }
    },
  }
}
