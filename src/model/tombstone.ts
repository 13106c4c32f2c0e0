// Dated evidence that the source withdrew an article (named after RFC 6721's deleted entries).
import type { Instant } from './time.ts'

/** What stood at the article's address instead of it. */
export type Saw =
  | '404'
  | '410'
  /** A redirect to it, or the page itself. */
  | 'front-page'
  | 'section-page'
  | 'error-page'
  /** An ordinary page that says that there is nothing. */
  | 'notice'
  | 'empty-page'
  | 'other-page'

/** One look at the article's own address that did not find it. */
export interface Sighting {
  readonly at: Instant
  readonly saw: Saw
  /** HTTP status of the last answer on the way. */
  readonly status?: number
  /** Where the way ended, if not at the article's own address. */
  readonly url?: string
  /** The WARC record of the exchange that ended the way: `captures/…warc.gz#offset+length`. */
  readonly capture?: string
  /** Those of the redirects before it, the one at the article's own address first. */
  readonly way?: readonly string[]
}

export interface Tombstone {
  /** When it was first seen missing. */
  readonly since: Instant
  /** When that was confirmed. */
  readonly confirmed: Instant
  /** What was seen, for a reader: `404 at its own address on two days`. */
  readonly why: string
  /** withdrawn by the source, or redacted by the keeper. */
  readonly kind: 'withdrawn' | 'redacted'
  /** The looks that it rests on; absent from archives that did not note them. */
  readonly seen?: readonly Sighting[]
}

/** A tombstone that was taken away because the article came back. */
export interface LiftedTombstone extends Tombstone {
  /** When it was seen again. */
  readonly returned: Instant
  /** The WARC record in which it was back, where exchanges are kept. */
  readonly capture?: string
}

const WORDS: Readonly<Record<Saw, string>> = {
  '404': 'not found (404)',
  '410': 'gone (410)',
  'front-page': 'the front page',
  'section-page': 'a section page',
  'error-page': 'an error page',
  notice: 'a page that says it is not there',
  'empty-page': 'an empty page',
  'other-page': 'a page without the article',
}

/** In English, for logs and the command line: `a redirect (302) to the front page`. */
export const sawWords = ({ saw, status }: Pick<Sighting, 'saw' | 'status'>): string =>
  status !== undefined && status >= 300 && status < 400
    ? `a redirect (${status}) to ${WORDS[saw]}`
    : (WORDS[saw] ?? saw)
