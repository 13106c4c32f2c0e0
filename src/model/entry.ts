// What a feed claims: parsed, used, dropped. The model is JSON Feed 1.1 with RSS and Atom mapped into it.
import type { Duration, Instant } from './time.ts'

export interface Person {
  readonly name?: string
  readonly url?: string
  readonly email?: string
  readonly avatar?: string
}

/** A file that hangs on an entry: a picture, a sound, a film (RSS `enclosure`, Atom `rel=enclosure`, `media:content`). */
export interface Enclosure {
  readonly url: string
  readonly type?: string
  /** Bytes. */
  readonly length?: number
  /** Seconds. */
  readonly duration?: number
  readonly title?: string
  readonly width?: number
  readonly height?: number
  /** `media:content medium` or a podcast role: image, audio, video, document, chapters, transcript. */
  readonly medium?: string
  readonly thumbnail?: string
  /** Of a transcript (BCP 47). */
  readonly language?: string
}

/** One item as the feed gave it. Text fields carry no markup; HTML fields are raw and hostile. */
export interface Entry {
  /** guid, atom:id, rdf:about or `id`; else the link; else a hash of the content. Never empty. */
  readonly id: string
  readonly idFrom: 'id' | 'link' | 'hash'
  /** The article's own page, absolute. */
  readonly url?: string
  /** Where a link blog's entry points to (JSON Feed `external_url`). */
  readonly externalUrl?: string
  readonly title: string
  /** The full text (or what the feed has of it), as given. */
  readonly html?: string
  /** The same as plain text, where the feed says that it is no HTML. */
  readonly text?: string
  /** What relative addresses in `html` are relative to, where that is not `url` (xml:base). */
  readonly base?: string
  /** The summary, where the feed gives one beside the text. */
  readonly summary?: string
  readonly image?: string
  readonly published?: Instant
  readonly updated?: Instant
  readonly authors: readonly Person[]
  readonly tags: readonly string[]
  readonly language?: string
  readonly enclosures: readonly Enclosure[]
  readonly comments?: string
  /** The feed an aggregated entry came from (RSS `source`, `atom:source`). */
  readonly origin?: { readonly title?: string; readonly url?: string }
  /** What has no place above, by its usual prefixed name (`itunes:episode`, `georss:point`). */
  readonly extra: Readonly<Record<string, unknown>>
}

/** How often a feed says it may be asked. */
export interface FeedRhythm {
  /** RSS `ttl`. */
  readonly ttl?: Duration
  /** `sy:updatePeriod` divided by `sy:updateFrequency`. */
  readonly every?: Duration
  /** Hours of the day, UTC, 0 to 23. */
  readonly skipHours?: readonly number[]
  /** Days of the week, UTC, 0 = Sunday. */
  readonly skipDays?: readonly number[]
}

/** `section`: a page without a feed, followed by its links. */
export type FeedKind = 'rss' | 'rdf' | 'atom' | 'jsonfeed' | 'sitemap' | 'hfeed' | 'section'

/** A whole feed as read. */
export interface Feed {
  readonly kind: FeedKind
  /** '2.0', '1.0', '0.91', '1.1'…; '' when it does not say. */
  readonly version: string
  readonly title: string
  readonly description: string
  /** The site the feed is about. */
  readonly home?: string
  /** The feed's own address, as it claims. */
  readonly self?: string
  readonly hubs: readonly string[]
  readonly language?: string
  readonly authors: readonly Person[]
  readonly tags: readonly string[]
  readonly image?: string
  readonly icon?: string
  readonly copyright?: string
  readonly generator?: string
  readonly published?: Instant
  readonly updated?: Instant
  readonly rhythm: FeedRhythm
  /** RFC 5005 and JSON Feed `next_url`: older entries live there. */
  readonly next?: string
  readonly prevArchive?: string
  readonly entries: readonly Entry[]
  /** What had to be repaired to read it, in words, at most 20. */
  readonly repairs: readonly string[]
  /** True when the bytes ended before the feed did: the entries are those that were whole. */
  readonly cut: boolean
  readonly extra: Readonly<Record<string, unknown>>
}
