// Entries whose text is to come from their own pages: which they are, and how they are kept, a few at a time.

import type { Store } from '../model/catalogue.ts'
import type { Entry, Feed } from '../model/entry.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Clock } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { MINUTE } from '../model/time.ts'
import type { Offer } from './compare.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import type { Keeper } from './keep.ts'
import type { PageDesk } from './pages.ts'
import { LINK_TEXT } from './section-feed.ts'
import type { Whole } from './whole.ts'

/** A draft that waits for its page. */
export interface Wanting {
  readonly draft: Draft
  readonly url: string
  /** What the link on a section page says: the title of an article whose page cannot be read. */
  readonly link?: string
}

export interface WantingDesk {
  readonly clock: Clock
  readonly store: Store
  readonly keeper: Keeper
  readonly pages?: PageDesk & { readonly frontier: Frontier }
}

export const linkText = ({ extra }: Entry): { link?: string } =>
  typeof extra[LINK_TEXT] === 'string' ? { link: extra[LINK_TEXT] } : {}

/** Section pages and most sitemaps have addresses and nothing else: without its page there is no article to keep. */
export const isBare = ({ kind, entries }: Feed): boolean =>
  kind === 'section' || (kind === 'sitemap' && entries.every(({ title }) => title === ''))

export interface KeptPages {
  readonly added: number
  readonly revised: number
  /** Some pages of a bare feed have yet to be had: it must be read again even if it does not change. */
  readonly more: boolean
}

/** Which entries of a feed want their pages. A section page has nothing else to give. */
export async function wantedPages(
  feed: Feed,
  source: Source,
  { pages, store, clock }: WantingDesk,
): Promise<(entry: Entry) => boolean> {
  if (!pages || source.fulltext === 'never') return () => false
  if (isBare(feed)) {
    const passed = await passedOver(source, store)
    return ({ url }) => url !== undefined && !passed.has(url)
  }
  const { wantsPages } = await import('./fulltext.ts')
  const { pagesGaveMore } = await import('./whole.ts')
  return wantsPages(feed, source, await pagesGaveMore(source.id, store, clock.now()))
}

/** Pages asked for before what they gave is kept: a run that is killed then asks for no more than these again. */
const TOGETHER = 8
/** Pages of a source nothing is known of: if none gives more than the feed, the others are not asked for. */
const SAMPLE = 2
/** Pages of one source in one poll; the rest is asked for later. */
const AT_ONCE = 80
/** The same where there is nothing to keep until then. */
const BARE_AT_ONCE = 240
/** As long as one source's pages are waited for: a host may want half a minute between two requests. */
const LONGEST = 4 * MINUTE

/** Asks for the pages of drafts and keeps them. What is beyond the bound keeps the feed's text until its turn comes. */
export async function keepWhole(
  wanting: readonly Wanting[],
  shown: Pick<Offer, 'present' | 'live' | 'undated'> & { readonly bare: boolean },
  source: Source,
  desk: WantingDesk,
): Promise<KeptPages> {
  const { pages, store, clock } = desk
  const { bare, ...offer } = shown
  const sum = { added: 0, revised: 0, more: false }
  if (!pages || wanting.length === 0) return sum
  const { madeWhole, pagesGaveMore, rememberPages } = await import('./whole.ts')
  const { askAgain, askLater } = await import('./again.ts')
  const keep = async (drafts: readonly Draft[]): Promise<void> => {
    if (drafts.length === 0) return
    const { added, revised } = await desk.keeper.keep({ drafts, ...offer })
    sum.added += added
    sum.revised += revised
  }
  const gaveMore = (): Promise<boolean | undefined> => pagesGaveMore(source.id, store, clock.now())
  let isUseful = bare || source.fulltext === 'always' || (await gaveMore()) === true
  const most = Math.min(wanting.length, bare ? BARE_AT_ONCE : AT_ONCE)
  const until = clock.now() + LONGEST
  let at = 0
  while (at < most && clock.now() <= until) {
    const some = wanting.slice(at, Math.min(at + (isUseful ? TOGETHER : SAMPLE), most))
    at += some.length
    const all = await madeWhole(some, { ...pages, store, keeper: desk.keeper })
    const whole = bare ? await articlesOf(all, some, source, store) : all
    sum.more ||= bare && all.some(one => verdict(one) === 'unknown')
    await keep(whole.map(({ draft }) => draft))
    await rememberPages(source.id, whole, store, clock.now())
    await askAgain(whole, pages.frontier, store, clock.now())
    if (!isUseful && (await gaveMore()) === false) break
    isUseful = true
  }
  const rest = wanting.slice(at)
  if (bare) return { ...sum, more: sum.more || rest.length > 0 }
  await keep(rest.map(({ draft }) => draft))
  if (isUseful) await askLater(rest, pages.frontier, store, clock.now())
  return sum
}

/** Letters of an article, where nothing else says that a page is one; an ideograph counts for three. */
const LEAST = 200
const UNSURE = 0.4
const NO_ARTICLE = new Set(['not found', 'empty', 'it leads to the front page'])

type Verdict = 'article' | 'other' | 'unknown'

/** What a link of a section page led to. */
function verdict({ taken }: Whole): Verdict {
  if (taken.kind === 'failed') return 'unknown'
  if (taken.kind === 'gone') return 'other'
  if (taken.kind === 'refused')
    return NO_ARTICLE.has(taken.why) || /^it is no page/.test(taken.why) ? 'other' : 'article'
  const { published, confidence } = taken.found
  return published !== '' || (taken.letters >= LEAST && confidence >= UNSURE) ? 'article' : 'other'
}

/** Those that led to articles, each with a title. What leads to something else is remembered. */
async function articlesOf(
  whole: readonly Whole[],
  wanting: readonly Wanting[],
  source: Source,
  store: Store,
): Promise<Whole[]> {
  await rememberVain(whole, source, store)
  return whole.flatMap((one, i) => (verdict(one) === 'article' ? [titled(one, wanting[i]!.link ?? '')] : []))
}

function titled(whole: Whole, link: string): Whole {
  if (whole.draft.title !== '' || link === '') return whole
  const draft = { ...whole.draft, title: link }
  return { ...whole, draft: { ...draft, digest: contentDigest(draft) } }
}

/** Links that led to no article, the last so many, with how often they were asked in vain. */
const REMEMBERED = 1000
const OFTEN = 3

const noteOf = ({ id }: Source): string => `links:${id}`

async function vainLinks(source: Source, store: Store): Promise<Map<string, number>> {
  return new Map(JSON.parse((await store.note(noteOf(source))) ?? '[]') as [string, number][])
}

/** What is no article, or was asked for in vain often enough, is not asked for again. */
async function passedOver(source: Source, store: Store): Promise<ReadonlySet<string>> {
  const vain = await vainLinks(source, store)
  return new Set([...vain].flatMap(([url, tries]) => (tries >= OFTEN ? [url] : [])))
}

async function rememberVain(whole: readonly Whole[], source: Source, store: Store): Promise<void> {
  const other = whole.filter(one => verdict(one) !== 'article')
  if (other.length === 0) return
  const vain = await vainLinks(source, store)
  for (const one of other) {
    const rests = one.taken.kind === 'failed' && one.taken.rests
    const tries = (vain.get(one.url) ?? 0) + (rests ? 0 : 1)
    vain.delete(one.url)
    vain.set(one.url, verdict(one) === 'other' ? OFTEN : tries)
  }
  await store.setNote(noteOf(source), JSON.stringify([...vain].slice(-REMEMBERED)))
}
