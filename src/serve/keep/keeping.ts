// What the server can do for a keeper, as a port: the command line puts the archive's configuration, schedule and
// polling behind it.
import type { Article } from '../../model/article.ts'
import type { Why } from '../../model/error.ts'
import type { Source, SourceId } from '../../model/source.ts'
import type { Instant } from '../../model/time.ts'

/** How a source is, as the schedule knows it. */
export interface SourceStatus {
  readonly id: SourceId
  readonly lastTry?: Instant
  readonly lastSuccess?: Instant
  readonly next?: Instant
  /** In words, when the last try failed. */
  readonly error?: string
  readonly failures: number
  /** Gone for good, until the keeper starts it again. */
  readonly stopped: boolean
  /** Whether a hub pushes its news, and until when. */
  readonly pushedUntil?: Instant
}

export interface PreviewEntry {
  readonly title: string
  readonly url?: string
  readonly published?: Instant
}

/** A feed found at an address. */
export interface FoundFeed {
  readonly url: string
  readonly title: string
  /** The source that has it already. */
  readonly known?: SourceId
}

export type Preview =
  | {
      readonly kind: 'found'
      readonly feeds: readonly FoundFeed[]
      readonly entries: readonly PreviewEntry[]
    }
  /** Why there is nothing, in words. */
  | ({ readonly kind: 'nothing' } & Why)

export interface NewSubscription {
  readonly url: string
  readonly title: string
  readonly categories: readonly string[]
}

/** What may be changed of a source; undefined takes a rule away. */
export interface SourceChange {
  readonly title?: string | undefined
  readonly url?: string
  readonly categories?: readonly string[]
  readonly paused?: boolean
  readonly interval?: string | undefined
  readonly fulltext?: Source['fulltext']
}

/** One thing that happened to the archive's sources. */
export interface ArchiveEvent {
  readonly kind: 'added' | 'failed' | 'recovered' | 'stopped'
  readonly source: SourceId
  readonly title: string
  readonly at: Instant
  /** What went wrong, in words. */
  readonly why?: string
}

/** Files and bytes by what they are for. */
export interface Storage {
  /** Large archives take long to count, so it is not done for every look. */
  readonly counted: Instant
  readonly parts: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>
}

/** A poll under way, asked for here or on schedule. */
export interface Work {
  /** The round under way: how many sources it asks, and has asked. Undefined between two rounds. */
  readonly polling?: { readonly since: Instant; readonly asked: number; readonly of: number }
  /** Hosts that other processes have in hand meanwhile: `stet poll` at a terminal or by cron, workers. */
  readonly elsewhere?: number
  readonly waiting: readonly SourceId[]
  /** Sources due now and still to be asked, and those there are. */
  readonly due: number
  readonly sources: number
}

/** The rule that pages of a host are read by. */
export interface PageRule {
  /** A file of the archive, one that stet brings along, or none: pages are read without one. */
  readonly kind: 'own' | 'built-in' | 'none'
  /** A host, or a dot and a host for all below it. For 'none' the name that a file would have. */
  readonly name: string
  /** Of the archive's file; '' when there is none. */
  readonly text: string
}

/** What a rule makes of a kept page. */
export type RulePreview =
  | {
      readonly kind: 'article'
      readonly title: string
      readonly author: string
      /** ISO 8601; '' when the page does not say. */
      readonly published: string
      /** The first of its text, in plain words. */
      readonly paragraphs: readonly string[]
    }
  /** Why there is nothing, in words. */
  | ({ readonly kind: 'nothing' } & Why)

/** Everything a keeper does. What cannot be done throws StetError with a message for people. */
export interface Keeping {
  /** As stet.yml has them now. */
  sources(): Promise<readonly Source[]>
  status(): Promise<ReadonlyMap<SourceId, SourceStatus>>
  preview(address: string): Promise<Preview>
  /** Writes sources down and polls them soon; those that were there come back under their ids too. */
  add(wanted: readonly NewSubscription[]): Promise<readonly SourceId[]>
  change(id: SourceId, change: SourceChange): Promise<void>
  remove(ids: readonly SourceId[]): Promise<void>
  /** Asks sources as soon as the poll under way is done; all of them without ids. Does not wait for it. */
  poll(ids?: readonly SourceId[]): void
  work(): Promise<Work>
  storage(): Promise<Storage>
  /** `host` is one without `www.` */
  pageRule(host: string): Promise<PageRule>
  /**
   * Writes the archive's own rule for a host, or removes it when the text is empty. Throws StetError 'usage', and
   * changes nothing, for lines that cannot be read and for what is no host.
   */
  setPageRule(host: string, text: string): Promise<void>
  /** Reads an article's kept pages by a rule that need not be saved; asks no server. Throws as `setPageRule` does. */
  previewPageRule(host: string, text: string, article: Article): Promise<RulePreview>
  /** The latest first. */
  events(limit: number): Promise<readonly ArchiveEvent[]>
}
