// What looks say of a source's whole site: that its articles are not where they were, and when they are again.
import type { Store } from '../model/catalogue.ts'
import type { Trouble } from '../model/health.ts'
import type { SourceId } from '../model/source.ts'
import { DAY, type Duration, type Instant } from '../model/time.ts'
import type { Done } from './look-rules.ts'

/** The site of a source has changed: articles that it had are not at their addresses. */
export interface SiteSeen {
  /** When an article was first missed of which that was said. */
  readonly since: Instant
  /** When it was said last. */
  readonly at: Instant
  /** When the newest article was taken of which it was said: what came later may be at its new site. */
  readonly newest: Instant
  /** The articles looked for around the last one, and those of them that were not there. */
  readonly of: number
  readonly missing: number
  /** Articles found in a row since then; of these, ones that are no newer than those that were missed. */
  readonly found: number
  readonly back: number
}

/** So many of the old articles in a row at their addresses: the site is as it was. */
const BACK = 3
/**
 * What is missing is looked for again after 32 days at most. If nobody was missed for longer and so many were found, the
 * source lives on with another site.
 */
const SETTLED: { readonly after: Duration; readonly found: number } = { after: 40 * DAY, found: 5 }

const noteOf = (source: SourceId): string => `site:${source}`

export async function siteSeen(source: SourceId, store: Pick<Store, 'note'>): Promise<SiteSeen | undefined> {
  const note = await store.note(noteOf(source))
  return note === undefined ? undefined : (JSON.parse(note) as SiteSeen)
}

/** Whether new articles have long been found where they are, although old ones are not. */
export const isSettled = ({ at, found }: SiteSeen, now: Instant): boolean =>
  now - at > SETTLED.after && found >= SETTLED.found

/** What is known of a source's site after one more look; undefined when nothing is wrong with it. */
export function afterLook(site: SiteSeen | undefined, look: Done, now: Instant): SiteSeen | undefined {
  const { article, unfound, state } = look
  const first = state.missing?.[0]
  if (unfound && first) return afterUnfound(site, look, first.at, now)
  if (!site) return undefined
  if (state.missing?.at(-1)?.at === state.last) return { ...site, found: 0, back: 0 }
  if (state.saw !== 'there' && state.saw !== 'edited') return site
  const back = site.back + (article.taken <= site.newest ? 1 : 0)
  return back >= BACK ? undefined : { ...site, found: site.found + 1, back }
}

function afterUnfound(
  site: SiteSeen | undefined,
  { article, unfound }: Done,
  since: Instant,
  now: Instant,
): SiteSeen | undefined {
  const isOld = site !== undefined && isSettled(site, now)
  // That the old ones are not there is no news.
  if (isOld && article.taken <= site.newest) return site
  const before = isOld ? undefined : site
  return {
    since: Math.min(since, before?.since ?? since),
    at: now,
    newest: Math.max(unfound?.newest ?? article.taken, before?.newest ?? article.taken),
    of: unfound?.of ?? 0,
    missing: unfound?.missing ?? 0,
    found: 0,
    back: 0,
  }
}

/** Notes what looks have shown of the sites of their sources. */
export async function noteSites(looks: readonly Done[], store: Store, now: Instant): Promise<void> {
  for (const [source, of] of Map.groupBy(looks, ({ article }) => article.source)) {
    const before = await siteSeen(source, store)
    const after = of.reduce<SiteSeen | undefined>((site, look) => afterLook(site, look, now), before)
    if (after !== before) await store.setNote(noteOf(source), after && JSON.stringify(after))
  }
}

/** Notes it again from what the journal tells of a trouble that stands. */
export async function restoreSite(
  { source, since, upTo, usual = 0, now = 0 }: Trouble,
  store: Store,
): Promise<void> {
  if (source === undefined || since === undefined) return
  const site: SiteSeen = {
    ...{ since, at: since, newest: upTo ?? since },
    ...{ of: usual, missing: now, found: 0, back: 0 },
  }
  await store.setNote(noteOf(source), JSON.stringify(site))
}
