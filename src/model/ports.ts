// The world, as arguments: everything stet asks of disk, network, database and clock. Each port has one contract suite
// in adapters/contracts/ that every adapter passes. Asynchronous but for Clock and Log.
import type { Article, ArticleId, RevisionRow } from './article.ts'
import type { Digest } from './digest.ts'
import type { Drawing, DrawLimits, Drawn, Refused, Seen } from './drawing.ts'
import type { Mark, MarkKind } from './mark.ts'
import type { PictureStore } from './picture-store.ts'
import type { SourceFacts, SourceId } from './source.ts'
import type { Duration, Instant } from './time.ts'
import type { Phrase } from './words/words.ts'

export interface Clock {
  now(): Instant
}

/** One event a line. `fields` are short values; never a page or a secret. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

// ── Web ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 9110 validators, exactly as the server sent them. Bound to the address that gave them. */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
  /** The address whose answer carried them; they are never sent to another. */
  readonly url: string
}

export interface WebRequest {
  readonly accept?: string
  readonly validators?: Validators
  /** Most bytes of the body, before and after decompression. */
  readonly maxBytes?: number
  /** For the whole exchange with all redirects, without the waiting for one's turn. */
  readonly timeout?: Duration
  /**
   * Ask only for what robots.txt allows (RFC 9309): for pages and pictures. Feeds that somebody subscribed to are fetched
   * regardless, as readers do. Obeyed by the polite web (poll/politeness.ts).
   */
  readonly robots?: boolean
  /** Awaited before each request on the way, redirects too; the polite web sets it. */
  readonly turn?: (url: string) => Promise<Turn>
}

/** Leave to ask an address, to be given back when the answer is there; or the reason why it is not to be asked now. */
export type Turn =
  | { readonly kind: 'go'; end(): void }
  | {
      readonly kind: 'stay'
      readonly reason: 'robots' | 'resting'
      readonly message: string
      readonly until?: Instant
    }

/** One answer on the way: redirects have a `location`. Header names are lower case, in order, doubled ones kept. */
export interface Hop {
  readonly url: string
  readonly status: number
  readonly location?: string
}

export type Headers = readonly (readonly [name: string, value: string])[]

/** The verbatim exchange that ended the way, for the capture. */
export interface Exchange {
  readonly url: string
  readonly requestHeaders: Headers
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  /** As it came over the wire, still encoded. */
  readonly wire: Uint8Array
  /** The address that the socket was connected to. */
  readonly remote?: string
}

export type FailReason =
  | 'timeout'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'too-large'
  | 'truncated'
  | 'encoding'
  | 'redirects'
  | 'private-address'
  | 'bad-address'
  | 'protocol'
  /** Not asked: robots.txt forbids it. */
  | 'robots'
  /** Not asked: its host wants to be left in peace, or does not answer. */
  | 'resting'

/** What came of a GET. A source that is down is an ordinary Tuesday: nothing here is thrown. */
export type Fetched =
  | {
      readonly kind: 'fresh'
      /** After redirects. */
      readonly url: string
      readonly hops: readonly Hop[]
      readonly headers: Headers
      /** Decoded. */
      readonly body: Uint8Array
      readonly validators?: Validators
      /** Absent for a file or a pipe: there was no exchange. */
      readonly exchange?: Exchange
    }
  | {
      readonly kind: 'unchanged'
      readonly url: string
      readonly hops: readonly Hop[]
      readonly headers: Headers
    }
  | { readonly kind: 'gone'; readonly status: 404 | 410; readonly url: string; readonly hops: readonly Hop[] }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly url: string
      readonly hops: readonly Hop[]
      readonly headers: Headers
      /** Retry-After, as a moment. */
      readonly retryAt?: Instant
    }
  | {
      readonly kind: 'failed'
      readonly reason: FailReason
      /** For people: what was expected and what came. */
      readonly message: string
      readonly hops: readonly Hop[]
      /** Of a host that rests: until when. */
      readonly retryAt?: Instant
      readonly cause?: unknown
    }

/** The one way out to other people's servers. Conditional, bounded, without cookies; private addresses are refused. */
export interface Web {
  get(url: string, request?: WebRequest): Promise<Fetched>
  close(): Promise<void>
}

// ── Images ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Decoding and encoding pictures, where hostile ones do no harm: in processes of their own, which are killed when they
 * hang or grow. What cannot be drawn is an answer, not an error.
 */
export interface Images {
  draw(bytes: Uint8Array, drawing: Drawing, limits?: Partial<DrawLimits>): Promise<Drawn | Refused>
  /** Decodes a picture whole: what it is, and whether all of it is there. */
  look(bytes: Uint8Array, limits?: Partial<DrawLimits>): Promise<Seen | Refused>
  /** Changes when the same drawing may give other bytes. */
  readonly version: string
  close(): Promise<void>
}

/** Derived bytes that may vanish at any time; the least recently used go first when there are too many. */
export interface Cache {
  get(key: string): Promise<Uint8Array | undefined>
  /** A failure to write is no failure: the bytes are simply not there next time. */
  put(key: string, bytes: Uint8Array): Promise<void>
}

// ── Archive ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ArchiveFile {
  /** Relative, `/`-separated, no `..`. */
  readonly path: string
  readonly bytes: Uint8Array | string
}

/** The files that are the truth. Each write is whole and durable before it resolves, or the file is as it was. */
export interface Archive {
  read(path: string): Promise<Uint8Array | undefined>
  /** `length` bytes from `offset`; fewer at the end of the file; undefined when there is no such file. */
  readRange(path: string, offset: number, length: number): Promise<Uint8Array | undefined>
  /** Bytes of a file, undefined when there is none. */
  size(path: string): Promise<number | undefined>
  /** Writes or replaces files, atomically each, all durable when it resolves. */
  write(files: readonly ArchiveFile[]): Promise<void>
  /** Writes those that do not exist; returns the paths that did, untouched. */
  create(files: readonly ArchiveFile[]): Promise<ReadonlySet<string>>
  /** Adds bytes to the end, durably; returns the offset they start at. One writer at a time. */
  append(path: string, bytes: Uint8Array | string): Promise<number>
  /** Cuts a file to `size` bytes: what a killed `append` left behind. */
  truncate(path: string, size: number): Promise<void>
  /** Removes files; one that is not there is no error. */
  remove(paths: readonly string[]): Promise<void>
  /** Paths under a folder, sorted by code unit; nothing when there is no such folder. */
  list(folder: string): AsyncIterable<string>
  /** Removes what a killed `write` left behind; returns how many files that were. */
  sweep(): Promise<number>
}

/** Where a built site goes. Derived files: whole or absent, but not fsynced. */
export interface Output {
  write(files: readonly ArchiveFile[]): Promise<void>
  remove(paths: readonly string[]): Promise<void>
  read(path: string): Promise<Uint8Array | undefined>
  /** All files, sorted. */
  list(): Promise<string[]>
}

// ── Store ────────────────────────────────────────────────────────────────────────────────────────────────────────

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
  /** newest and oldest go by dateOf, then by number; arrival by number. */
  readonly order?: 'newest' | 'oldest' | 'arrival'
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

/** The catalogue: derived from the archive, rebuilt from it at any time. */
export interface Store {
  /** One transaction, durable when it resolves. Applying the same batch twice changes nothing more. */
  apply(batch: Batch): Promise<void>
  /** The articles that keys lead to. */
  lookup(keys: readonly Key[]): Promise<ReadonlyMap<Key, ArticleId>>
  /** Of these entry digests, those that have led to an article already, and to which. */
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
  /** The articles before and after one in its source, by date. */
  neighbours(article: Article): Promise<{ older?: Article; newer?: Article }>
  /** Earlier states, oldest first. */
  revisions(article: ArticleId): Promise<RevisionRow[]>
  sources(): Promise<SourceFacts[]>
  /** The last mark of each kind on each article. */
  marks(reader: string): Promise<Mark[]>
  /** Which marks these articles have from a reader; those without any are left out. */
  marksOn(reader: string, numbers: readonly number[]): Promise<ReadonlyMap<number, readonly MarkKind[]>>
  /** Kinds of marks that a reader has on at least one article, sorted. */
  markKinds(reader: string): Promise<MarkKind[]>
  items(query: ItemQuery): Promise<Item[]>
  /** How many of these articles each source has, the most first. */
  countBySource(numbers: readonly number[]): Promise<readonly (readonly [source: SourceId, count: number])[]>
  /** How many a query would find without its limit. */
  countItems(query: Omit<ItemQuery, 'order' | 'limit'>): Promise<number>
  /** Sources with something unread, by id. */
  unread(reader: string): Promise<Unread[]>
  /** Differs from before whenever what the site shows may have changed; marks alone change nothing there. */
  version(): Promise<string>
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
}

export interface WordAnswer {
  readonly numbers: number[]
  readonly total: number
  /** By UTC month, `2021-04`; those with none are left out. */
  readonly months: ReadonlyMap<string, number>
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

// ── Frontier ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Something to be fetched: a source, later a page or a picture. */
export interface Task {
  readonly id: string
  /** Who is asked; one host has one owner at a time, so politeness stays local. */
  readonly host: string
  readonly due: Instant
  /** Validators, failures, what the poller wants to remember; opaque here. */
  readonly state: TaskState
}

export type TaskState = Readonly<Record<string, unknown>>

/** All claimed tasks of one host, until a moment. A higher epoch fences off whoever held it before. */
export interface Lease {
  readonly host: string
  readonly epoch: number
  readonly until: Instant
  readonly tasks: readonly Task[]
}

export interface TaskResult {
  readonly id: string
  readonly due: Instant
  readonly state: TaskState
}

export interface Claim {
  readonly owner: string
  readonly now: Instant
  /** How long the lease lasts unless it is extended. */
  readonly hold: Duration
  readonly hosts: number
  /** At most so many tasks of each host. */
  readonly tasks: number
  /** Only these; due or not. */
  readonly only?: readonly string[]
  /** Due or not. */
  readonly all?: boolean
  /** The caller knows that it is the only one (it holds the archive's lock): what is leased was leased by the dead. */
  readonly alone?: boolean
}

/** The schedule. Losing it costs one full poll, nothing else. */
export interface Frontier {
  /** Adds tasks; one that is there keeps its due time and state, but moves to this host. */
  add(tasks: readonly Task[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  /** Leases free hosts with due tasks, the longest overdue first. */
  claim(claim: Claim): Promise<Lease[]>
  /** False when the lease has been lost. */
  extend(lease: Lease, until: Instant): Promise<boolean>
  /** Stores results while the lease holds; false (and nothing stored) when it has been lost. */
  complete(lease: Lease, results: readonly TaskResult[]): Promise<boolean>
  /** Gives a host back. */
  release(lease: Lease): Promise<void>
  tasks(ids?: readonly string[]): Promise<Task[]>
  /** What is remembered of a host, opaque here: its rest, its robots.txt. Undefined when nothing is. */
  host(name: string): Promise<TaskState | undefined>
  setHost(name: string, state: TaskState): Promise<void>
  /** The next moment something is due. */
  nextDue(): Promise<Instant | undefined>
  close(): Promise<void>
}

/** Identifies a source's task in the frontier. */
export const sourceTask = (id: SourceId): string => `source:${id}`
