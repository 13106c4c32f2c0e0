// A feed's entries on their way into the archive: those that are not known as they stand are drafted and kept.

import type { Key, Store } from '../model/catalogue.ts'
import type { Entry, Feed } from '../model/entry.ts'
import type { Frontier } from '../model/frontier.ts'
import { keysOf } from '../model/identity.ts'
import type { Clock, Fetched } from '../model/ports.ts'
import type { Source, SourceFacts } from '../model/source.ts'
import { canonicalAddress, hostOf } from '../model/url.ts'
import { apart } from './apart.ts'
import type { Bounds } from './bounds.ts'
import type { Captures } from './captures.ts'
import type { Draft } from './draft.ts'
import { type Deadly, drafted } from './drafting.ts'
import type { Keeper } from './keep.ts'
import { shownId } from './look-state.ts'
import type { PageDesk } from './pages.ts'
import type { Ended, Reader } from './reader.ts'
import { areOfTheClock, saidDigest, withoutFuture } from './said.ts'
import type { Pace } from './schedule.ts'
import { isBare, type KeptPages, keepWhole, linkText, type Wanting, wantedPages } from './wanting.ts'

/** What concluding stands on. */
export interface Desk {
  readonly clock: Clock
  readonly store: Store
  readonly keeper: Keeper
  /** Absent when exchanges are not kept. */
  readonly captures: Captures | undefined
  readonly reader: Reader
  readonly pace: Pace
  /** How much of a feed is taken. */
  readonly bounds: Bounds
  /** Keys of articles that the keeper has redacted: an answer that holds one is not captured. */
  readonly redacted: ReadonlySet<Key>
  /** What each source has said of itself, by id; brought up to date here. */
  readonly facts: Map<string, SourceFacts>
  /** Asks for the articles' own pages; absent where only feeds are read. */
  readonly pages?: PageDesk & { readonly frontier: Frontier }
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

/** What is remembered of entries. */
export interface Remembered {
  /** On which of them reading had to be ended. */
  readonly deadly?: Deadly
  /** The keeper wants all of them to be tried. */
  readonly again?: boolean
  /** What the entries said for whose articles pages are asked, by the beginnings of the articles' ids. */
  readonly said?: Said
}

export type Said = Readonly<Record<string, string>>

interface KeptEntries extends KeptPages {
  /** Entries of this answer on which reading had to be ended, and what to say of them. */
  readonly deadly?: Deadly
  readonly lost?: string
  readonly said?: Said
}

export interface KeptFeed extends KeptEntries {
  readonly shows: readonly string[]
}

/**
 * Entries that are not known as they stand are drafted and kept; the exchange is captured before they name it. Of a page
 * from the `past` only the articles that are not known at all: of the others, and of the source, it says what was.
 */
export async function keepFeed(
  feed: Feed,
  got: Fresh,
  source: Source,
  desk: Desk,
  from: 'now' | 'past' = 'now',
  before: Remembered = {},
): Promise<KeptFeed | Ended> {
  const { sharedAddresses } = await import('./draft.ts')
  const shared = sharedAddresses(feed)
  const kept = await keepEntries(feed, got, source, desk, from, shared, before)
  if ('kind' in kept) return kept
  if (from === 'past') return { ...kept, shows: [] }
  const listed = await listedIn(feed, source, desk.store, shared)
  const shows = [...new Set(listed.map(({ id }) => id))]
  const { wants, ...rest } = kept
  if (!wants) return { ...rest, shows }
  const saidOf = sayings(feed, source, desk.clock.now())
  const said = Object.fromEntries(
    listed.flatMap(({ entry, id }) => (wants(entry) ? [[id, saidOf(entry)]] : [])),
  )
  return { ...rest, shows, ...(Object.keys(said).length > 0 && { said }) }
}

/** Entries of a feed of which it is remembered that it lists them. */
const SHOWN = 200

/** The entries that a feed lists, in its order, with the beginnings of their articles' ids. */
async function listedIn(
  feed: Feed,
  source: Source,
  store: Store,
  shared: ReadonlySet<string>,
): Promise<{ entry: Entry; id: string }[]> {
  const entries = feed.entries.slice(0, SHOWN)
  const keys = entries.map(entry => keysFor(entry, source, isShared(entry, shared)))
  const ids = await store.lookup([...new Set(keys.flat())])
  return entries.flatMap((entry, i) => {
    const id = keys[i]!.map(key => ids.get(key)).find(hit => hit !== undefined)
    return id === undefined ? [] : [{ entry, id: shownId(id) }]
  })
}

/** Of what an entry says, as much as is remembered. */
function sayings({ entries }: Feed, source: Source, now: number): (entry: Entry) => string {
  const isClocked = (kind: 'published' | 'updated'): boolean =>
    areOfTheClock(
      entries.map(entry => entry[kind]),
      now,
    )
  const clocked = { published: isClocked('published'), updated: isClocked('updated') }
  return entry => saidDigest(source.id, entry, clocked).slice(0, 8)
}

/**
 * Drafts of articles that are known and whose entries say what they said, by another id or address: their pages need not
 * be asked again.
 */
async function saidBefore(
  drafts: readonly { readonly draft: Draft; readonly saying: string }[],
  said: Said,
  store: Store,
): Promise<ReadonlySet<Draft>> {
  const ids = await store.lookup([...new Set(drafts.flatMap(({ draft }) => draft.keys))])
  const idOf = ({ keys }: Draft) => keys.map(key => ids.get(key)).find(id => id !== undefined)
  const known = drafts.flatMap(({ draft, saying }) => {
    const id = idOf(draft)
    return id !== undefined && said[shownId(id)] === saying ? [{ draft, id }] : []
  })
  const articles = new Map((await store.articles(known.map(({ id }) => id))).map(one => [one.id, one]))
  return new Set(known.flatMap(({ draft, id }) => (articles.get(id)?.agreed ? [] : [draft])))
}

async function keepEntries(
  feed: Feed,
  got: Fresh,
  source: Source,
  desk: Desk,
  from: 'now' | 'past',
  shared: ReadonlySet<string>,
  { deadly = {}, again = false, said = {} }: Remembered,
): Promise<(KeptEntries & { readonly wants?: (entry: Entry) => boolean }) | Ended> {
  const { store, clock } = desk
  const { entryDigest } = await import('./draft.ts')
  const digests = feed.entries.map(entry => entryDigest(source.id, entry))
  const seen = await store.seen(digests)
  const facts = from === 'now' ? newFacts(feed, got.url, source, desk.facts) : undefined
  const known = from === 'past' ? await knownIn(feed, source, store, shared) : undefined
  const fresh = feed.entries.flatMap((entry, i) =>
    seen.has(digests[i]!) || known?.has(entry) ? [] : [{ entry, digest: digests[i]! }],
  )
  if (fresh.length === 0 && !facts) return { added: 0, revised: 0, more: false }
  const capture =
    fresh.length > 0 && desk.captures && !holdsRedacted(feed, source, desk.redacted)
      ? await capturing(got, source, desk.captures, clock.now())
      : undefined
  const entries = fresh.map(one => ({ ...one, entry: withoutFuture(one.entry, clock.now()) }))
  const made = await drafted({ entries, feed, source, shared, capture }, deadly, again, desk.reader)
  if (made.kind === 'ended') return made
  const told = new Map(
    (
      await apart(
        feed.entries.map((entry, i) => {
          const draft = made.drafts.get(digests[i]!)
          return { keys: keysFor(entry, source, isShared(entry, shared)), ...(draft && { draft }) }
        }),
        store,
      )
    ).map(draft => [draft.entry, draft]),
  )
  const drafts: Draft[] = []
  const wanting: Wanting[] = []
  const wants = await wantedPages(feed, source, desk)
  const sayingOf = sayings(feed, source, clock.now())
  const isSame = await saidBefore(
    fresh.flatMap(({ entry, digest }) => {
      const draft = wants(entry) ? told.get(digest) : undefined
      return draft ? [{ draft, saying: sayingOf(entry) }] : []
    }),
    said,
    store,
  )
  for (const { entry, digest } of fresh) {
    const draft = told.get(digest)
    if (!draft) continue
    const isWanted = wants(entry) && !draft.sharedUrl && !isSame.has(draft)
    if (isWanted && !draft.keys.some(key => desk.redacted.has(key)))
      wanting.push({ draft, url: entry.url!, ...linkText(entry) })
    else if (!isBare(feed) || !desk.pages || source.fulltext === 'never') drafts.push(draft)
  }
  const present = new Set(digests)
  const live = from === 'now'
  const undated =
    live &&
    areOfTheClock(
      feed.entries.map(({ published }) => published),
      clock.now(),
    )
  const shown = { present, live, undated }
  const same = new Set([...isSame].map(({ entry }) => entry))
  const offer = { drafts, same, ...shown, ...(facts && { facts }) }
  const kept = drafts.length > 0 || facts ? await desk.keeper.keep(offer) : { added: 0, revised: 0 }
  const whole = await keepWhole(wanting, { ...shown, bare: isBare(feed) }, source, desk)
  const sum = { added: kept.added + whole.added, revised: kept.revised + whole.revised, more: whole.more }
  return { ...sum, wants, ...(made.lost !== undefined && { deadly: made.deadly, lost: made.lost }) }
}

const holdsRedacted = (feed: Feed, source: Source, redacted: ReadonlySet<Key>): boolean =>
  redacted.size > 0 && feed.entries.some(entry => keysFor(entry, source).some(key => redacted.has(key)))

const keysFor = ({ id, idFrom, url }: Entry, source: Source, sharedUrl = false): readonly Key[] =>
  keysOf({
    source: source.id,
    sharedUrl,
    ...(idFrom === 'id' && { guid: id }),
    ...(url !== undefined && { url }),
  })

const isShared = ({ url }: Entry, shared: ReadonlySet<string>): boolean =>
  url !== undefined && shared.has(canonicalAddress(url) ?? '')

/** The entries whose articles are there. */
async function knownIn(
  feed: Feed,
  source: Source,
  store: Store,
  shared: ReadonlySet<string>,
): Promise<ReadonlySet<Entry>> {
  const keys = new Map(feed.entries.map(entry => [entry, keysFor(entry, source, isShared(entry, shared))]))
  const there = await store.lookup([...new Set([...keys.values()].flat())])
  return new Set(feed.entries.filter(entry => keys.get(entry)!.some(key => there.has(key))))
}

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
  const hub = feed.hubs.find(one => /^https?:\/\//i.test(one))
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
    ...(hub !== undefined && { hub, topic: feed.self ?? url }),
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

/** Ends the address of a source that is a page, to be read by its microformats. */
const PAGE_MARK = '#h-feed'

export const isPage = (url: string): boolean => url.endsWith(PAGE_MARK)

/** The address that is asked for such a source: the mark is stet's own. */
export const withoutMark = (url: string): string => (isPage(url) ? url.slice(0, -PAGE_MARK.length) : url)
