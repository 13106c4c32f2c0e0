// What the catalogue knows of pictures: a part of the port `Store`, with a contract of its own.
import type { Article } from './article.ts'
import type { Digest } from './digest.ts'
import type { KeptPicture, MissingWhy, PictureAddress, PictureUse } from './picture.ts'
import type { SourceId } from './source.ts'
import type { Instant } from './time.ts'

/** The pictures that one article shows. */
export interface Survey {
  /** Of the article. */
  readonly number: number
  readonly uses: readonly PictureUse[]
  /** Beyond what an article may have: noted as missing. */
  readonly over: readonly PictureUse[]
}

export interface PictureTotals {
  readonly kept: number
  /** Of the kept ones. */
  readonly bytes: number
  /** Addresses that were not asked yet. */
  readonly wanted: number
  readonly missing: Readonly<Partial<Record<MissingWhy, number>>>
}

/** What the catalogue knows of pictures: rebuilt from their records, the journal and the posts. */
export interface PictureStore {
  /** Numbers of articles whose text was not looked through for pictures yet, in order of arrival. */
  unsurveyed(limit: number): Promise<number[]>
  /** Notes who shows what; addresses that are new become wanted. The articles are looked through then. */
  survey(found: readonly Survey[], now: Instant): Promise<void>
  /** What is known of addresses. */
  at(urls: readonly string[]): Promise<ReadonlyMap<string, PictureAddress>>
  /** Addresses to be asked: of the hosts that have waited longest, so many of each. `all`: missing ones, due or not. */
  due(query: { now: Instant; hosts: number; perHost: number; all?: boolean }): Promise<PictureAddress[]>
  /** Addresses of a host that are due before a moment are due then. */
  rest(host: string, until: Instant): Promise<void>
  /** How many `due` would give in the end. */
  dueCount(query: { now: Instant; all?: boolean }): Promise<number>
  /**
   * Adds or replaces, in one transaction with the paths that git has yet to commit. Articles that show what is now kept
   * are to be looked through again.
   */
  put(batch: {
    readonly pictures?: readonly KeptPicture[]
    readonly addresses?: readonly PictureAddress[]
    readonly changed?: readonly string[]
  }): Promise<void>
  /** In the order asked; unknown ones are left out. */
  kept(digests: readonly Digest[]): Promise<KeptPicture[]>
  /** Kept pictures after a digest ('' for the first), by digest. */
  each(after: Digest, limit: number): Promise<KeptPicture[]>
  /** Numbers of the articles that show one of these addresses. */
  showing(urls: readonly string[]): Promise<number[]>
  /** By address. */
  missing(offset: number, limit: number): Promise<PictureAddress[]>
  /** Pictures that are missing because they are `blocked`, by source and by what was seen. */
  blocked(): Promise<{ readonly source: SourceId; readonly said: string; readonly count: number }[]>
  totals(): Promise<PictureTotals>
  /** Kept pictures whose perceptual hash differs from this one in at most so many bits, the nearest first. */
  alike(hash: string, distance: number): Promise<KeptPicture[]>
  /** Forgets pictures and addresses, as if they had never been seen. */
  forget(digests: readonly Digest[], urls: readonly string[]): Promise<void>
  /** Replaces what the catalogue says of articles of which only the kept pictures have changed, and notes when. */
  illustrated(articles: readonly Article[], changed: readonly string[], now: Instant): Promise<void>
  /** When an article last came to other kept pictures than before: its pages are others since. */
  illustratedAt(): Promise<Instant | undefined>
}
