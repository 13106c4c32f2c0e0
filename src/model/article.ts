// What we keep: an article with a lasting identity, its revisions, perhaps a tombstone.
import type { Digest } from './digest.ts'
import type { Enclosure } from './entry.ts'
import type { Picture, ShownPicture } from './picture.ts'
import type { SourceId } from './source.ts'
import type { Instant } from './time.ts'
import type { LiftedTombstone, Tombstone } from './tombstone.ts'

/** 32 lower-case hexadecimal digits; the first eight stand in file names and addresses. */
export type ArticleId = string

/** Whose text it is: the feed's own, the article's page, or a part of one (a summary, a paywall's first lines). */
export type TextOrigin = 'feed' | 'page' | 'partial'

/** What differs between two states, as a reader would say it. */
export type Changed = 'title' | 'text' | 'lead' | 'author' | 'date'

/** All that is known of an article's current revision but its text. */
export interface Article {
  readonly id: ArticleId
  /** Ascends by arrival, below 2^53, never changes: the item number of the reader APIs. */
  readonly number: number
  readonly source: SourceId
  /** The post's path in the archive; never changes, whatever the title becomes. */
  readonly path: string
  /** The entry's id as its feed gives it, where it gives one. */
  readonly guid?: string
  /** The article's own address, as published. */
  readonly url?: string
  /** True when other articles of the feed have the same address: it tells none of them apart. */
  readonly sharedUrl?: boolean
  readonly title: string
  /** '' when there is no evidence of one. */
  readonly author: string
  /** As published; absent when the source does not say. */
  readonly published?: Instant
  readonly updated?: Instant
  /** When this archive first took it. */
  readonly taken: Instant
  /** When this revision was taken. */
  readonly revised: Instant
  /** BCP 47: zh-Hans, zh-Hant, en…; '' when unknown. */
  readonly language: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly lead?: Picture
  /** Those of its pictures that are kept. No part of what makes a revision. */
  readonly pictures?: readonly ShownPicture[]
  readonly enclosures: readonly Enclosure[]
  readonly text: TextOrigin
  /** Of this revision's content: title, author, date, lead and text. */
  readonly digest: Digest
  /** 1 for the first state, 2 after the first change… */
  readonly revision: number
  /** Digest of the entry (or imported file) this revision was made from: the same again needs no work. */
  readonly entry: Digest
  /** The WARC record that holds the exchange it was taken from. */
  readonly capture?: string
  /** The WARC records that hold the article's own page, part by part, where it was fetched. */
  readonly pages?: readonly string[]
  /** How sure it is that the text is the page's article, 0 to 1; of texts from pages. */
  readonly confidence?: number
  /** Why the page did not give the article, when it was last asked: `paywall`, `challenge`, `access denied (403)`… */
  readonly refused?: string
  /** Feed and page gave the same text when they were compared: either may tell of an edit. */
  readonly agreed?: boolean
  /** What the source changed to make this state; empty when our reading changed and not the source. */
  readonly changed?: readonly Changed[]
  /** The title before, where that was changed. */
  readonly was?: string
  readonly tombstone?: Tombstone
  /** Disappearances that ended, oldest first. */
  readonly lifted?: readonly LiftedTombstone[]
}

/** An article with its text: what one file in `_posts/` holds. */
export interface Post extends Article {
  /** Cleaned HTML, safe to show. */
  readonly html: string
}

/** One earlier state, as the catalogue knows it; its text is in `path`. */
export interface RevisionRow {
  readonly article: ArticleId
  readonly n: number
  readonly digest: Digest
  readonly title: string
  readonly taken: Instant
  readonly path: string
}

/** All states of an article, of which `revisions` are the earlier ones, oldest first: each has its number for good. */
export const stateRows = (article: Article, revisions: readonly RevisionRow[]): RevisionRow[] => {
  const { id, revision: n, digest, title, revised: taken, path } = article
  return [...revisions, { article: id, n, digest, title, taken, path }]
}

/** The date an article is sorted and filed by: as published, else as updated (all that some feeds say), else first seen. */
export const dateOf = (article: Pick<Article, 'published' | 'updated' | 'taken'>): Instant =>
  article.published ?? article.updated ?? article.taken
