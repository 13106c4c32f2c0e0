// Dated evidence that the source withdrew an article (named after RFC 6721's deleted entries).
import type { Instant } from './time.ts'

/** One look at the article's own address that did not find it. */
export interface Sighting {
  readonly at: Instant
  /** For a reader: `404`, `a redirect to the front page`, `a page without the article`. */
  readonly saw: string
  /** HTTP status of the last answer on the way. */
  readonly status?: number
  /** Where the way ended, if not at the article's own address. */
  readonly url?: string
  /** The WARC record of the exchange: `captures/…warc.gz#offset+length`. */
  readonly capture?: string
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
