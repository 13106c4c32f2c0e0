// Reading a feed back: page by page to its beginning, at the pace of any other request, going on where it stopped.

import type { Store } from '../model/catalogue.ts'
import type { Feed } from '../model/entry.ts'
import type { Archive, Clock, Fetched, Log, Web } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import type { Bounds } from './bounds.ts'
import { openCaptures } from './captures.ts'
import { contentType, type Desk, isPage, keepFeed } from './feed.ts'
import { openKeeper } from './keep.ts'
import { wordsFor } from './outcome.ts'
import { type Ended, type FeedAnswer, type Reader, readerHere } from './reader.ts'
import { redactedKeys } from './redacted.ts'
import { USUAL_PACE } from './schedule.ts'

export interface HistoryDeps {
  readonly clock: Clock
  /** With manners (politeness.ts): it waits its turn at the host. */
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  readonly log: Log
  /** What reads answers; absent where they are read in this thread. */
  readonly reader?: Reader
}

export interface HistoryRules {
  /** Pages asked for at most in one run. */
  readonly pages: number
  readonly bounds: Bounds
  readonly keepCaptures: boolean
  readonly software: string
}

/** How the way back ended: at its beginning, at the limit, or at an answer that was none. */
export type HistoryEnd = 'whole' | 'limit' | 'stopped'

export interface HistoryReport {
  readonly pages: number
  readonly added: number
  readonly end: HistoryEnd
  /** For people, where it stopped. */
  readonly why?: string
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

/** Where the next page is; kept with the rows, so that a run that ended early is continued. */
interface Place {
  readonly url: string
  readonly guessed: boolean
}

const noteOf = (source: Source): string => `history:${source.id}`

/**
 * Reads the pages before `first` (the feed as it is now, which has been kept already) and keeps the articles that are
 * not known; a known one is left as it is, because what an old page says of it is older. Stops at the beginning, at a
 * page that was seen before or brings nothing but what was, or at the limit; then, and after a kill, the next run goes
 * on from there. The archive must be locked by the caller. Throws only when it cannot be written to.
 */
export async function readBack(
  source: Source,
  first: Fresh,
  rules: HistoryRules,
  deps: HistoryDeps,
  told: (pages: number, added: number) => void = () => {},
): Promise<HistoryReport> {
  const { store, clock } = deps
  const captures = openCaptures(deps.archive, store, rules.software, clock.now())
  const desk = await deskOf(deps, rules, rules.keepCaptures ? captures : undefined)
  const shown = new Set<string>()
  const asked = new Set([first.url])
  const known = await remembered(source, store)
  const read = known ? undefined : await feedIn(first, source, desk)
  if (read?.kind === 'ended') return { pages: 0, added: 0, end: 'stopped', why: read.why }
  let place = known ?? (await placeAfter(feedOf(read), first.url, shown))
  let pages = 0
  let added = 0
  const end = async (end: HistoryEnd, why?: string): Promise<HistoryReport> => {
    await captures.close()
    if (end === 'whole') await store.setNote(noteOf(source), undefined)
    return { pages, added, end, ...(why !== undefined && { why }) }
  }
  while (place && !asked.has(place.url)) {
    await store.setNote(noteOf(source), JSON.stringify(place))
    if (pages >= rules.pages) return end('limit')
    asked.add(place.url)
    const got = await deps.web.get(place.url)
    if (got.kind === 'unchanged')
      return end('stopped', `${place.url} has not changed, it says, and nobody asked`)
    if (got.kind !== 'fresh') return isBeginning(got, place) ? end('whole') : end('stopped', wordsFor(got))
    const read = await feedIn(got, source, desk)
    if (read.kind === 'ended') return end('stopped', `${place.url}: ${read.why}`)
    const feed = feedOf(read)
    if (!feed) return place.guessed ? end('whole') : end('stopped', `${place.url} is no feed`)
    if (feed.cut) return end('stopped', `${place.url} was cut short`)
    pages++
    const kept = await keepFeed(feed, got, source, desk, 'past')
    if ('kind' in kept) return end('stopped', `${place.url}: ${kept.why}`)
    added += kept.added
    place = await placeAfter(feed, place.url, shown)
    told(pages, added)
  }
  return end('whole')
}

/** Past the last page there is nothing, where the page was only supposed to be there. */
const isBeginning = (got: Fetched, place: Place): boolean =>
  place.guessed && (got.kind === 'gone' || (got.kind === 'refused' && got.status < 429))

async function deskOf(
  deps: HistoryDeps,
  { bounds }: HistoryRules,
  captures: Desk['captures'],
): Promise<Desk> {
  return {
    clock: deps.clock,
    store: deps.store,
    keeper: await openKeeper(deps, () => true),
    captures,
    reader: deps.reader ?? readerHere(undefined),
    pace: USUAL_PACE,
    bounds,
    redacted: await redactedKeys(deps.store),
    facts: new Map(),
  }
}

const feedIn = (got: Fresh, source: Source, { reader, bounds }: Desk): Promise<FeedAnswer | Ended> =>
  reader.feed({
    body: got.body,
    url: got.url,
    ...contentType(got),
    ...(isPage(source.url) && { page: true }),
    bounds,
  })

const feedOf = (read: FeedAnswer | undefined): Feed | undefined =>
  read?.kind === 'feed' ? read.feed : undefined

/** The page before one, unless that one showed nothing new: servers that know no pages give the first again. */
async function placeAfter(
  feed: Feed | undefined,
  url: string,
  shown: Set<string>,
): Promise<Place | undefined> {
  const before = shown.size
  for (const { id } of feed?.entries ?? []) shown.add(id)
  if (!feed || shown.size === before) return undefined
  const { olderPage } = await import('../formats/feed/paging.ts')
  return olderPage(feed, url)
}

async function remembered(source: Source, store: Store): Promise<Place | undefined> {
  const note = await store.note(noteOf(source))
  return note === undefined ? undefined : (JSON.parse(note) as Place)
}
