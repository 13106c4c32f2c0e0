/** The two ports of what can be rebuilt from the archive: the catalogue of articles, and the index of their words. */

import type { Article, ArticleId, RevisionRow } from './article.ts'
import type { Change, ChangeFigures, ChangeQuery } from './change.ts'
import type { Digest } from './digest.ts'
import type { Mark, MarkKind } from './mark.ts'
import type { PictureStore } from './picture-store.ts'
import type { SourceFacts, SourceId } from './source.ts'
import type { Instant } from './time.ts'
import type { Phrase } from './words/words.ts'

/** A name under which an article is recognised: `url:<canonical address>` or `guid:<source id>:<entry id>`. */
export type Key = string

/** One change of the catalogue: all of it or nothing. */
export interface Batch {
  /** Articles as they now are, new or changed, with the keys that lead to them. */
  readonly articles?: readonly { readonly article: Article; readonly keys: readonly Key[] }[]
  /** Earlier states, once they have been replaced. */
  readonly revisions?: readonly RevisionRow[]
  /** Digests of entries that led to no change: the same again needs no work. */
  readonly seen?: readonly {
    readonly article: ArticleId
    readonly entry: Digest
    readonly keys: readonly Key[]
  }[]
  /** Digests that no longer stand for an article's present state: should they come back, that is a change. */
  readonly past?: readonly Digest[]
  /** What sources did; of a redacted article nothing else stays. */
  readonly changes?: readonly Change[]
  readonly sources?: readonly SourceFacts[]
  readonly marks?: readonly Mark[]
  /** Paths that git has yet to commit. */
  readonly changed?: readonly string[]
  readonly removed?: readonly ArticleId[]
  /** Notes set, or removed by undefined, in the same transaction. */
  readonly notes?: Readonly<Record<string, string | undefined>>
}

/** A list a site shows: by what, of which value. Days are `2021-04-14`, months `2021-04`, years `2021`, all UTC. */
export type Axis = 'source' | 'category' | 'tag' | 'author' | 'year' | 'month' | 'day'

export interface ArticleQuery {
  readonly axis?: Axis
  readonly value?: string
  /** Only articles revised at or after this moment. */
  readonly since?: Instant
  /** newest and oldest go by dateOf, then by number; arrival by number, latest by number from the last. */
  readonly order?: 'newest' | 'oldest' | 'arrival' | 'latest'
  readonly offset?: number
  readonly limit?: number
}

export interface AxisValue {
  readonly value: string
  readonly count: number
  /** dateOf the newest and the oldest. */
  readonly newest: Instant
  readonly oldest: Instant
}

/** What the catalogue says of a UTC month, `2021-04`, in one digest. */
export interface MonthState {
  readonly month: string
  readonly digest: string
}

/** Articles as a reader has them, by number: what the reader APIs ask for. */
export interface ItemQuery {
  readonly reader: string
  /** Only those with all of these marks; only those with none of these. */
  readonly with?: readonly MarkKind[]
  readonly without?: readonly MarkKind[]
  /** Only those of one of these sources. */
  readonly sources?: readonly SourceId[]
  /** Numbers above, and below. */
  readonly above?: number
  readonly below?: number
  /** First taken at or after, and before. */
  readonly from?: Instant
  readonly until?: Instant
  /** By number: the first to arrive first, or the latest. */
  readonly order: 'arrival' | 'latest'
  readonly limit: number
}

/** What lists of items need to know of one. */
export interface Item {
  readonly number: number
  readonly source: SourceId
  readonly taken: Instant
}

/** What a reader has not read of a source. */
export interface Unread {
  readonly source: SourceId
  readonly count: number
  /** When the latest of them was taken. */
  readonly newest: Instant
}

/** How many pages of a source were refused for one reason. */
export interface Refused {
  readonly source: SourceId
  readonly why: string
  readonly count: number
}

/** The catalogue: derived from the archive, rebuilt from it at any time. */
export interface Store {
  /** One transaction, durable when it resolves. Applying the same batch twice changes nothing more. */
  apply(batch: Batch): Promise<void>
  /** The articles that keys lead to, in the order asked. */
  lookup(keys: readonly Key[]): Promise<ReadonlyMap<Key, ArticleId>>
  /** Of these entry digests, those that have led to an article already, and to which, in the order asked. */
  seen(entries: readonly Digest[]): Promise<ReadonlyMap<Digest, ArticleId>>
  /** In the order asked; unknown ids are left out. */
  articles(ids: readonly ArticleId[]): Promise<Article[]>
  byNumbers(numbers: readonly number[]): Promise<Article[]>
  byPaths(paths: readonly string[]): Promise<Article[]>
  /** Articles whose id begins with these hexadecimal digits, at most `limit`. */
  byPrefix(prefix: string, limit: number): Promise<Article[]>
  find(query: ArticleQuery): Promise<Article[]>
  count(query: Pick<ArticleQuery, 'axis' | 'value' | 'since'>): Promise<number>
  /** All values of an axis, by value. */
  values(axis: Axis): Promise<AxisValue[]>
  /**
   * Each UTC month that has articles, oldest first, with a digest of their rows and of their earlier states: where it is
   * what it was, nothing of that month needs to be read. Two catalogues of one archive may give other digests.
   */
  monthStates(): Promise<MonthState[]>
  /** The articles before and after one in its source, by date. */
  neighbours(article: Article): Promise<{ older?: Article; newer?: Article }>
  /** The numbers of the articles just before one by date, of any source, the newest first. */
  preceding(article: Article, limit: number): Promise<number[]>
  /** The UTC days on which a source has articles, oldest first. */
  daysOf(source: SourceId): Promise<AxisValue[]>
  /** Earlier states, oldest first. */
  revisions(article: ArticleId): Promise<RevisionRow[]>
  /** The record of what sources did with what they published. */
  changes(query: ChangeQuery): Promise<Change[]>
  /** How many a query would find without offset and limit. */
  countChanges(query: Omit<ChangeQuery, 'order' | 'offset' | 'limit'>): Promise<number>
  /** Why articles' pages did not give their text (`Article.refused`), and how many of each source. */
  refusals(): Promise<Refused[]>
  /** For each source that has articles, by id. */
  changeFigures(): Promise<ChangeFigures[]>
  sources(): Promise<SourceFacts[]>
  /** Readers who have marks, sorted. */
  readers(): Promise<string[]>
  /** Forgets all marks of a reader. */
  forgetMarks(reader: string): Promise<void>
  /** The last mark of each kind on each article. */
  marks(reader: string): Promise<Mark[]>
  /** Which marks these articles have from a reader; those without any are left out. */
  marksOn(reader: string, numbers: readonly number[]): Promise<ReadonlyMap<number, readonly MarkKind[]>>
  /** Kinds of marks that a reader has on at least one article, sorted. */
  markKinds(reader: string): Promise<MarkKind[]>
  items(query: ItemQuery): Promise<Item[]>
  /** How many a query would find without its limit. */
  countItems(query: Omit<ItemQuery, 'order' | 'limit'>): Promise<number>
  /** Sources with something unread, by id. */
  unread(reader: string): Promise<Unread[]>
  /** Differs from before whenever what the site shows may have changed; marks alone change nothing there. */
  version(): Promise<string>
  /**
   * The name of the state that articles, their earlier states and sources are in: given anew with each change of what a
   * site shows, never twice, the same for every process and after a restart; '' where nothing was put yet.
   */
  state(): Promise<string>
  /** 0 when there is none. */
  highestNumber(): Promise<number>
  /** Numbers of articles whose words are not yet indexed, in order of arrival, after one (0 for the first). */
  unindexed(after: number, limit: number): Promise<number[]>
  indexed(numbers: readonly number[]): Promise<void>
  /** Paths for the next git commit. */
  uncommitted(): Promise<string[]>
  committed(paths: readonly string[]): Promise<void>
  /** A small value of stet's own bookkeeping, kept with the rows; undefined removes it. */
  note(key: string): Promise<string | undefined>
  setNote(key: string, value: string | undefined): Promise<void>
  readonly pictures: PictureStore
  close(): Promise<void>
}

// ── Index ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The words of one article. Segmentation and folding are done above, in words.ts. */
export interface IndexedArticle {
  readonly number: number
  /** dateOf the article: newest first goes by it. */
  readonly date: Instant
  readonly source: SourceId
  /** Words, joined by spaces: a text of thousands of words is one string in memory and not thousands. */
  readonly title: string
  readonly body: string
  /** Filters it answers to, like `source:voa`; compared whole. */
  readonly facets: readonly string[]
}

export interface WordQuery {
  readonly phrases: readonly Phrase[]
  readonly facets?: readonly string[]
  /** Dates to look in: at or after, before. */
  readonly from?: Instant
  readonly until?: Instant
  readonly order: 'newest' | 'best'
  readonly offset: number
  readonly limit: number
  /** Asks for `sources`, which costs more than numbers alone. */
  readonly bySource?: boolean
}

export interface WordAnswer {
  readonly numbers: number[]
  readonly total: number
  /** By UTC month, `2021-04`; those with none are left out. */
  readonly months: ReadonlyMap<string, number>
  /** How many of each source, when asked for; those with none are left out. */
  readonly sources?: ReadonlyMap<SourceId, number>
}

export interface Index {
  /** Adds or replaces: to be found at once, durable after `flush`. */
  put(articles: readonly IndexedArticle[]): Promise<void>
  remove(numbers: readonly number[]): Promise<void>
  flush(): Promise<void>
  /** Numbers of the articles in which every phrase occurs, how many there are in all, and how many in each month. */
  query(query: WordQuery): Promise<WordAnswer>
  /** Changes with every put and remove. */
  generation(): Promise<number>
  clear(): Promise<void>
  close(): Promise<void>
}
