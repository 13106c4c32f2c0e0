// Reading what strangers wrote, as a port: feeds into entries, entries into drafts, pages into articles. It is done here,
// or where it can be ended alone when it does not end or takes all memory.
import type { Digest } from '../model/digest.ts'
import type { Entry, Feed } from '../model/entry.ts'
import { messageOf } from '../model/error.ts'
import type { Source } from '../model/source.ts'
import type { PageRead } from '../page/read.ts'
import type { RuleBook } from '../page/rules/book.ts'
import { type Bounds, withinBounds } from './bounds.ts'
import type { Draft } from './draft.ts'

/** An answer that may be a feed, or a page to be read as one. */
export interface FeedJob {
  readonly body: Uint8Array
  /** Where it came from, after redirects. */
  readonly url: string
  readonly contentType?: string
  /** A page is wanted for its microformats. */
  readonly page?: boolean
  /** Which links of a section page are articles (Source.links); absent for feeds. */
  readonly links?: string
  readonly bounds: Bounds
}

export type FeedAnswer =
  | { readonly kind: 'feed'; readonly feed: Feed; readonly beyond?: string }
  | { readonly kind: 'refused'; readonly message: string }

/** Entries to be cleaned. Of their feed only what they inherit is wanted. */
export interface DraftJob {
  readonly entries: readonly { readonly entry: Entry; readonly digest: Digest }[]
  readonly feed: Feed
  readonly source: Source
  /** Addresses that more than one entry claims. */
  readonly shared: ReadonlySet<string>
  readonly capture: string | undefined
}

export interface PageJob {
  readonly bytes: Uint8Array
  readonly url: string
  readonly contentType?: string
}

/** Reading was ended from outside, or failed where it never should. `why` is for people. */
export interface Ended {
  readonly kind: 'ended'
  readonly why: string
}

export interface Reader {
  feed(job: FeedJob): Promise<FeedAnswer | Ended>
  /** One draft for each entry, in their order. */
  drafts(job: DraftJob): Promise<{ readonly kind: 'drafts'; readonly drafts: readonly Draft[] } | Ended>
  page(job: PageJob): Promise<{ readonly kind: 'read'; readonly read: PageRead } | Ended>
  /** The same for what others died of: read where only that can die. */
  readonly apart: Reader
  close(): Promise<void>
}

/** In words, of reading that was ended. */
export const ended = (what: string): Ended => ({ kind: 'ended', why: `reading it was ended: it ${what}` })

/** Runs what does not wait, and may end it. */
export type Guard = <T>(
  work: () => T,
) => { readonly kind: 'done'; readonly value: T } | { readonly kind: 'ended'; readonly message: string }

const unguarded: Guard = work => ({ kind: 'done', value: work() })

/**
 * Reads in this thread. What reads is loaded when it is first needed, for most of the program is that. An error that
 * should not be is told as the document's, and spoils nothing else.
 */
export function readerHere(rules: RuleBook | undefined, guard: Guard = unguarded): Reader {
  function told<T>(work: () => T): T | Ended {
    try {
      const done = guard(work)
      return done.kind === 'done' ? done.value : ended(done.message)
    } catch (error) {
      return ended(`failed (${messageOf(error)})`)
    }
  }
  const reader: Reader = {
    async feed(job) {
      const read = await loadFor(job)
      return told(() => read(job))
    },
    async drafts({ entries, feed, source, shared, capture }) {
      const { draftOf } = await import('./draft.ts')
      return told(() => ({
        kind: 'drafts',
        drafts: entries.map(({ entry, digest }) => draftOf(entry, digest, feed, source, shared, capture)),
      }))
    },
    async page(job) {
      const { readPage } = await import('../page/read.ts')
      return told(() => ({ kind: 'read', read: readPage({ ...job, ...(rules && { rules }) }) }))
    },
    get apart() {
      return reader
    },
    close: async () => {},
  }
  return reader
}

async function loadFor({ links }: FeedJob): Promise<(job: FeedJob) => FeedAnswer> {
  if (links !== undefined) {
    const { sectionFeed } = await import('./section-feed.ts')
    const { readSection } = await import('../page/section.ts')
    return ({ body, url, bounds }) => {
      const read = sectionFeed(readSection, body, url, links)
      return read.kind === 'feed' ? { kind: 'feed', ...withinBounds(read.feed, bounds) } : read
    }
  }
  const { readFeed } = await import('../formats/feed/read.ts')
  return ({ body, url, contentType, page, bounds }) => {
    const read = readFeed(body, {
      url,
      ...(contentType !== undefined && { contentType }),
      ...(page && { page: true }),
    })
    return read.kind === 'feed'
      ? { kind: 'feed', ...withinBounds(read.feed, bounds) }
      : { kind: 'refused', message: read.message }
  }
}
