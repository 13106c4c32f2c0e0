// Counting articles into lists while walking over them once: for each page of each list, a digest of what is on it.
import { digest } from '../model/digest.ts'
import { PER_PAGE, pageCount } from './pages.ts'

/** One digest of several texts, kept apart. In a build digests are compared, not trusted: 80 bits do. */
export function short(...parts: readonly (string | undefined)[]): string {
  let all = ''
  for (const part of parts) all += part === undefined ? '-;' : `${part.length}:${part};`
  return digest(all).slice(0, 20)
}

/** Entries of a feed: the newest so many of its list. No more than PER_PAGE. */
export const FEED_ENTRIES = 30

/** One list as far as it has been walked, oldest first. */
export interface Tally {
  add(item: string): void
  readonly count: number
  /** What a numbered page shows, and whether a newer numbered page follows it. */
  page(n: number): string
  /** What the list's own page shows. */
  own(): string
  /** What its feeds hold. */
  feed(): string
}

export function tally(): Tally {
  /** A digest for each full page, oldest first. */
  const full: string[] = []
  let before: string[] = []
  let rest: string[] = []
  const count = (): number => full.length * PER_PAGE + rest.length
  return {
    add(item) {
      rest.push(item)
      if (rest.length < PER_PAGE) return
      full.push(short(...rest))
      before = rest
      rest = []
    },
    get count() {
      return count()
    },
    page: n => short(full[n - 1], n === pageCount(count()) ? 'last' : undefined),
    own: () => short(String(count()), ...full.slice(pageCount(count())), ...rest),
    feed: () => short(...[...before, ...rest].slice(-FEED_ENTRIES)),
  }
}
