// What a reader did with an article. Marks outlive the text and live in files of their own, state/<reader>.ndjson.
import type { Instant } from './time.ts'

export interface Mark {
  readonly reader: string
  /** The article's number. */
  readonly article: number
  readonly kind: 'read' | 'starred' | `label:${string}`
  readonly on: boolean
  readonly at: Instant
}
