// Dated evidence that the source withdrew an article (named after RFC 6721's deleted entries).
import type { Instant } from './time.ts'

export interface Tombstone {
  /** When it was first seen missing. */
  readonly since: Instant
  /** When that was confirmed. */
  readonly confirmed: Instant
  /** What was seen, for a reader: `404 at its own address on two days`. */
  readonly why: string
  /** withdrawn by the source, or redacted by the keeper. */
  readonly kind: 'withdrawn' | 'redacted'
}
