// A feed that stet publishes: one form for all the formats it is written in.
import type { Enclosure, Person } from '../../model/entry.ts'
import type { Instant } from '../../model/time.ts'

export interface FeedDocument {
  readonly title: string
  readonly description: string
  /** The page the feed is about, absolute. */
  readonly home: string
  /** The feed's own address in this format, absolute. */
  readonly self: string
  /** BCP 47; '' when unknown. */
  readonly language: string
  readonly updated: Instant
  /** WebSub hubs. */
  readonly hubs: readonly string[]
  /** A square picture, absolute. */
  readonly icon?: string
  readonly copyright?: string
  readonly entries: readonly DocumentEntry[]
}

export interface DocumentEntry {
  /** A URI that never changes. */
  readonly id: string
  /** The page to read it on, absolute. */
  readonly url: string
  /** Where the outlet had it, if that is another page. */
  readonly externalUrl?: string
  readonly title: string
  /** Safe, with absolute addresses. */
  readonly html: string
  /** Plain text. */
  readonly summary?: string
  readonly published?: Instant
  readonly updated: Instant
  readonly authors: readonly Person[]
  readonly tags: readonly string[]
  readonly image?: string
  readonly enclosures: readonly Enclosure[]
  /** Where it differs from the feed's. */
  readonly language?: string
}

export const GENERATOR = 'stet'

/** JSON Feed and RSS want a type for every file; this one says that nobody knows. */
export const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * A language tag as formats and pages want it, undefined for what is none: well-formed (BCP 47, 2.2.9), and of a language
 * of two or three letters, for longer ones are mostly names, `chinese`.
 */
export function languageTag(language: string | undefined): string | undefined {
  if (language === undefined || !/^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,8}$/i.test(language)) return undefined
  try {
    return Intl.getCanonicalLocales(language).length === 1 ? language : undefined
  } catch {
    return undefined
  }
}
