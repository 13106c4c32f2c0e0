// Where a source that seems dead may go on: other feeds on its site's own page, looked for when the keeper asks.
import type { Store } from '../model/catalogue.ts'
import { decodeText } from '../model/charset.ts'
import type { Clock, Web } from '../model/ports.ts'
import type { Source, SourceId } from '../model/source.ts'
import { DAY, type Instant } from '../model/time.ts'
import { canonicalAddress } from '../model/url.ts'
import { discoverFeeds } from '../page/discover.ts'
import { isPage } from './feed.ts'

export interface Suggestions {
  readonly at: Instant
  /** Feeds that the site's page names, without the one that is followed. */
  readonly feeds: readonly { readonly url: string; readonly title: string }[]
}

const noteOf = (id: SourceId): string => `suggestions:${id}`
const AGAIN = DAY
const MOST = 10

/** What was found when it was last looked for; undefined when it never was. */
export async function suggestionsFor(id: SourceId, store: Store): Promise<Suggestions | undefined> {
  const note = await store.note(noteOf(id))
  return note === undefined ? undefined : (JSON.parse(note) as Suggestions)
}

export async function isSuggestionDue(id: SourceId, store: Store, now: Instant): Promise<boolean> {
  const before = await suggestionsFor(id, store)
  return before === undefined || now - before.at >= AGAIN || before.at > now
}

/** Asks the site's own page, robots.txt first, and notes which feeds it names. One request. */
export async function lookForFeeds(
  source: Source,
  { web, store, clock }: { readonly web: Web; readonly store: Store; readonly clock: Clock },
): Promise<void> {
  const facts = (await store.sources()).find(({ id }) => id === source.id)
  const home = facts?.home ?? originOf(source.url)
  const feeds = home === undefined || isPage(source.url) ? [] : await feedsAt(home, source.url, web)
  await store.setNote(noteOf(source.id), JSON.stringify({ at: clock.now(), feeds } satisfies Suggestions))
}

async function feedsAt(home: string, followed: string, web: Web): Promise<Suggestions['feeds']> {
  const got = await web.get(home, { robots: true })
  if (got.kind !== 'fresh') return []
  const known = canonicalAddress(followed)
  return discoverFeeds(decodeText(got.body).text, got.url)
    .filter(({ url }) => canonicalAddress(url) !== known)
    .slice(0, MOST)
    .map(({ url, title }) => ({ url, title: title ?? '' }))
}

const originOf = (url: string): string | undefined =>
  URL.canParse(url) && /^https?:/.test(url) ? `${new URL(url).origin}/` : undefined
