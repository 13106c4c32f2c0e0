// The world, as arguments: everything stet asks of disk, network, database and clock. Each port has one contract suite
// in adapters/contracts/ that every adapter passes. Asynchronous but for Clock and Log.
import type { Drawing, DrawLimits, Drawn, Refused, Seen } from './drawing.ts'
import type { Duration, Instant } from './time.ts'

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
  /** After a redirect, tell the next server which address led to it (Referer). Otherwise nobody is told. */
  readonly saysReferrer?: boolean
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
  /** Of a redirect: its own answer, with the beginning of its body. */
  readonly exchange?: Exchange
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
  | {
      readonly kind: 'gone'
      readonly status: 404 | 410
      readonly url: string
      readonly hops: readonly Hop[]
      /** Absent when its body could not be had. */
      readonly exchange?: Exchange
    }
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
  /**
   * Runs `work` while nobody else writes, on any machine. Absent where the caller is the only writer for as long as he
   * has the archive open.
   */
  alone?<T>(work: () => Promise<T>): Promise<T>
}

/** Where a built site goes. Derived files: whole or absent, but not fsynced. */
export interface Output {
  /** With `anew` a kill may leave half a file: for a build that no manifest knows of yet, since the next writes all again. */
  write(files: readonly ArchiveFile[], options?: { readonly anew?: boolean }): Promise<void>
  remove(paths: readonly string[]): Promise<void>
  read(path: string): Promise<Uint8Array | undefined>
  has(path: string): Promise<boolean>
  /** The present, by the clock that `touched` goes by. */
  moment(): Instant
  /** Which of these files are gone, or were written to after a moment. At once: there may be a hundred thousand. */
  touched(paths: readonly string[], since: Instant): string[]
  /** All files, sorted. */
  list(): Promise<string[]>
}
