// A feed's entries on their way into the archive: those that are not known as they stand are drafted and kept.
import type { Feed } from '../model/entry.ts'
import { keysOf } from '../model/identity.ts'
import type { Clock, Fetched, Key, Store } from '../model/ports.ts'
import type { Source, SourceFacts } from '../model/source.ts'
import { hostOf } from '../model/url.ts'
import type { Bounds } from './bounds.ts'
import type { Captures } from './captures.ts'
import type { Draft } from './draft.ts'
import type { Keeper } from './keep.ts'
import type { Pace } from './schedule.ts'

/** What concluding stands on. */
export interface Desk {
  readonly clock: Clock
  readonly store: Store
  readonly keeper: Keeper
  /** Absent when exchanges are not kept. */
  readonly captures: Captures | undefined
  readonly pace: Pace
  /** How much of a feed is taken. */
  readonly bounds: Bounds
  /** Keys of articles that the keeper has redacted: an answer that holds one is not captured. */
  readonly redacted: ReadonlySet<Key>
  /** What each source has said of itself, by id; brought up to date here. */
  readonly facts: Map<string, SourceFacts>
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

/** Entries that are not known as they stand are drafted and kept; the exchange is captured before they name it. */
export async function keepFeed(
  feed: Feed,
  got: Fresh,
  source: Source,
  desk: Desk,
): Promise<{ added: number; revised: number }> {
  const { store, clock } = desk
  const { draftOf, entryDigest, sharedAddresses } = await import('./draft.ts')
  const digests = feed.entries.map(entry => entryDigest(source.id, entry))
  const seen = await store.seen(digests)
  const facts = newFacts(feed, got.url, source, desk.facts)
  const fresh = feed.entries.flatMap((entry, i) =>
    seen.has(digests[i]!) ? [] : [{ entry, digest: digests[i]! }],
  )
  if (fresh.length === 0 && !facts) return { added: 0, revised: 0 }
  const capture =
    fresh.length > 0 && desk.captures && !holdsRedacted(feed, source, desk.redacted)
      ? await capturing(got, source, desk.captures, clock.now())
      : undefined
  const shared = sharedAddresses(feed)
  const drafts: Draft[] = []
  for (const { entry, digest } of fresh) drafts.push(draftOf(entry, digest, feed, source, shared, capture))
  return desk.keeper.keep({ drafts, present: new Set(digests), live: true, ...(facts && { facts }) })
}

const holdsRedacted = (feed: Feed, source: Source, redacted: ReadonlySet<Key>): boolean =>
  redacted.size > 0 &&
  feed.entries.some(({ id, idFrom, url }) =>
    keysOf({
      source: source.id,
      ...(idFrom === 'id' && { guid: id }),
      ...(url !== undefined && { url }),
    }).some(key => redacted.has(key)),
  )

const capturing = (got: Fresh, source: Source, captures: Captures, at: number): Promise<string> =>
  got.exchange
    ? captures.exchange(got.exchange, at)
    : captures.resource(source.url, contentType(got).contentType ?? 'application/octet-stream', got.body, at)

/** What the feed says of itself, when that is not what it said before. */
function newFacts(
  feed: Feed,
  url: string,
  source: Source,
  known: Map<string, SourceFacts>,
): SourceFacts | undefined {
  const facts: SourceFacts = {
    id: source.id,
    title: source.title ?? (feed.title || hostOf(source.url) || source.id),
    description: feed.description,
    // A path on this machine is nobody else's business.
    url: /^https?:/.test(url) ? url : '',
    ...(feed.home !== undefined && { home: feed.home }),
    ...(feed.language !== undefined && { language: feed.language }),
    ...(feed.icon !== undefined && { icon: feed.icon }),
    ...(feed.image !== undefined && { image: feed.image }),
  }
  if (JSON.stringify(known.get(source.id)) === JSON.stringify(facts)) return undefined
  known.set(source.id, facts)
  return facts
}

/** The media type that an answer states. */
export const contentType = (got: Fresh): { contentType?: string } => {
  const value = got.headers.find(([name]) => name === 'content-type')?.[1]
  return value === undefined ? {} : { contentType: value }
}
