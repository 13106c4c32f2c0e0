// Drafts of a feed that gives summaries, made whole by the pages they are about.

import type { Store } from '../model/catalogue.ts'
import type { Picture } from '../model/picture.ts'
import type { SourceId } from '../model/source.ts'
import { oneLine, shorten } from '../model/text.ts'
import { DAY, type Instant, instant } from '../model/time.ts'
import type { Extracted } from '../page/extract.ts'
import { openBoilerplate } from './boilerplate.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import { endsCut, lettersOf } from './fulltext.ts'
import type { Keeper } from './keep.ts'
import { type PageDesk, type Taken, takePage } from './pages.ts'

/** A draft that goes to be kept, and what came of its page. */
export interface Whole {
  readonly draft: Draft
  readonly url: string
  readonly taken: Taken
}

/** Pages of one source asked for at a time; their hosts have their own say. */
const WIDTH = 4

/** Asks for the pages of some drafts and puts their texts into them, where they have more than the feed's. */
export async function madeWhole(
  wanting: readonly { readonly draft: Draft; readonly url: string }[],
  desk: PageDesk & { readonly store: Store; readonly keeper: Pick<Keeper, 'pageText'> },
): Promise<Whole[]> {
  const taken: Taken[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < wanting.length) {
      const at = next++
      taken[at] = await takePage(wanting[at]!.url, desk)
    }
  }
  await Promise.all(Array.from({ length: Math.min(WIDTH, wanting.length) }, worker))
  const after = await Promise.all(wanting.map(({ draft }) => desk.keeper.pageText(draft.keys)))
  const stripped = await withoutBoilerplate(
    wanting.map(({ url }, i) => ({ url, taken: taken[i]!, after: after[i] })),
    desk.store,
  )
  return wanting.map(({ draft, url }, i) => ({
    draft: withPage(draft, stripped[i]!),
    url,
    taken: stripped[i]!,
  }))
}

/** Learns from all of them first, so that the first articles of a host are clean too; `after` as for `strip`. */
export async function withoutBoilerplate(
  all: readonly { readonly url: string; readonly taken: Taken; readonly after?: string | undefined }[],
  store: Store,
): Promise<Taken[]> {
  const boilerplate = await openBoilerplate(
    store,
    all.map(({ url }) => url),
  )
  for (const { url, taken } of all) if (taken.kind === 'page') boilerplate.learn(url, taken.found)
  await boilerplate.save()
  return all.map(({ url, taken, after }) =>
    taken.kind === 'page' ? { ...taken, found: boilerplate.strip(url, taken.found, after) } : taken,
  )
}

/** How much more of a paywalled page must be open than the feed gives, to be kept instead. */
const MORE = 1.5

/** A draft with the text of its page, where that has more than the feed's; the refusal is written down in any case. */
export function withPage(draft: Draft, taken: Taken): Draft {
  if (taken.kind === 'gone' || taken.kind === 'failed') return draft
  const { pages } = taken
  if (taken.kind === 'refused') {
    const refused = { ...draft, refused: taken.why, ...(pages.length > 0 && { pages }) }
    const isMore = taken.found !== undefined && taken.letters > Math.max(lettersOf(draft.html) * MORE, 200)
    const isOpenPart = taken.why === 'paywall' || taken.why === 'login'
    return isMore && isOpenPart ? { ...withText(refused, taken.found!), text: 'partial' } : refused
  }
  const withPages = pages.length > 0 ? { ...draft, pages } : draft
  if (!hasMore(taken, draft)) return withPages
  return { ...withText(withPages, taken.found), text: 'page' }
}

/** A page that yields less than the feed never replaces it; a feed's text that ends cut is less than it seems. */
function hasMore({ letters }: { readonly letters: number }, draft: Pick<Draft, 'html'>): boolean {
  const own = lettersOf(draft.html)
  const ends = endsCut(draft.html.replace(/<[^>]*>/g, ''))
  return letters > 0 && letters >= (ends ? own * 0.9 : own)
}

const TITLE = 500
const AUTHOR = 200

/** The page's text and picture; what the feed says of title, author and date counts first. */
export function withText(draft: Draft, found: Extracted): Draft {
  const { lead: _, ...rest } = draft
  const lead = leadIn(found) ?? draft.lead
  const published = draft.published ?? instantOf(found.published)
  const made = {
    ...rest,
    title: draft.title || shorten(oneLine(found.title), TITLE),
    author: draft.author || shorten(found.author, AUTHOR),
    language: found.language || draft.language,
    html: found.html,
    confidence: Math.round(found.confidence * 100) / 100,
    ...(published !== undefined && { published }),
    ...(lead && { lead }),
  }
  return { ...made, digest: contentDigest(made) }
}

/** The lead as the text has it, so that it is one picture and not two. */
function leadIn({ lead, pictures }: Extracted): Picture | undefined {
  if (!lead) return pictures[0]
  const { src, alt, caption } = lead
  return (
    pictures.find(({ url }) => url === src) ?? { url: src, ...(alt && { alt }), ...(caption && { caption }) }
  )
}

const instantOf = (date: string): Instant | undefined => (date === '' ? undefined : instant(date))

interface Experience {
  readonly tried: number
  readonly better: number
  readonly at: Instant
}

/** Pages looked at before it is said that they give no more than the feed, and how long that holds. */
const ENOUGH = 8
const SELDOM = 0.2
const HOLDS = 14 * DAY
/** The same of a few pages that gave nothing at all. */
const FEW = 2
const FEW_HOLD = DAY

const noteOf = (source: SourceId): string => `fulltext:${source}`

/** Whether pages of a source have given more than its feed; undefined while that is not known. */
export async function pagesGaveMore(
  source: SourceId,
  store: Store,
  now: Instant,
): Promise<boolean | undefined> {
  const { tried, better, at } = await experienceOf(source, store, now)
  if (tried >= ENOUGH) return better >= tried * SELDOM
  if (tried >= FEW && better === 0) return now - at > FEW_HOLD ? undefined : false
  return better > 0 ? true : undefined
}

async function experienceOf(source: SourceId, store: Store, now: Instant): Promise<Experience> {
  const note = await store.note(noteOf(source))
  const known: Experience = note === undefined ? { tried: 0, better: 0, at: now } : JSON.parse(note)
  return Math.abs(now - known.at) > HOLDS ? { tried: 0, better: 0, at: now } : known
}

/** Remembers what pages gave. Those that a server would not give now say nothing. */
export async function rememberPages(
  source: SourceId,
  whole: readonly Whole[],
  store: Store,
  now: Instant,
): Promise<void> {
  const looked = whole.filter(
    ({ taken }) =>
      taken.kind === 'page' ||
      taken.kind === 'gone' ||
      (taken.kind === 'refused' && taken.why === 'robots.txt'),
  )
  if (looked.length === 0) return
  const { tried, better } = await experienceOf(source, store, now)
  const more = looked.filter(({ draft }) => draft.text === 'page').length
  const next: Experience = { tried: tried + looked.length, better: better + more, at: now }
  await store.setNote(noteOf(source), JSON.stringify(next))
}
