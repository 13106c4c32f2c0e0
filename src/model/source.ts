// What we follow: a feed, a sitemap, a page; its rules. The keeper's side stands in stet.yml, the outlet's in the journal.
import type { Duration } from './time.ts'

/** Letters, digits and `-`; given once, used in posts, addresses and `stet poll ID`. */
export type SourceId = string

/** What the keeper wrote in stet.yml. */
export interface Source {
  readonly id: SourceId
  /** An http(s) address; a path to a file, relative to the archive; `-` for standard input; '' for one kept but not followed. */
  readonly url: string
  /** The keeper's name for it; else the feed's own. */
  readonly title?: string
  readonly categories: readonly string[]
  readonly paused: boolean
  /** The least time between two polls, where the keeper wants another than the configuration's. */
  readonly interval?: Duration
  readonly fulltext: 'auto' | 'always' | 'never'
  /** False: the pages of its articles are not looked at again. */
  readonly looks?: boolean
  /** The address is a page without a feed, followed by its links: `auto` learns which are articles, or a CSS selector. */
  readonly links?: string
}

/** What the source said of itself when it was last read. Kept in the journal, so that it outlives the database. */
export interface SourceFacts {
  readonly id: SourceId
  readonly title: string
  readonly description: string
  /** The feed's address when these facts were taken. */
  readonly url: string
  readonly home?: string
  readonly language?: string
  readonly icon?: string
  readonly image?: string
  /** A WebSub hub that pushes its news, and the address under which the hub knows it. */
  readonly hub?: string
  readonly topic?: string
}
