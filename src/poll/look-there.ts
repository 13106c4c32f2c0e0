// An article that is at its address: perhaps back, perhaps edited.
import type { Article } from '../model/article.ts'
import { DAY, type Duration, type Instant, instant } from '../model/time.ts'
import { draftOfPost } from './again.ts'
import { agreementOf, learnAgreement } from './agreement.ts'
import { lift } from './entomb.ts'
import { type Looked, readingOf } from './look.ts'
import type { LookDeps, Looking, Outcome } from './look-rules.ts'
import { type LookState, nextStep, type PageSeen } from './look-state.ts'
import { editOnPage, pageSeen, type Reading } from './page-seen.ts'
import { toldTwice } from './told-twice.ts'

/** Keeps what its page tells of, and remembers how the page was. */
export async function there(
  { article, state, follow, steps }: Looking,
  looked: Looked,
  deps: LookDeps,
): Promise<Outcome> {
  const now = deps.clock.now()
  const isBack = article.tombstone?.kind === 'withdrawn'
  if (isBack) {
    const [capture] = await looked.capture()
    await lift(article, now, capture, deps)
  }
  const { told, tried } =
    follow.source.fulltext === 'never' ? NOTHING : await keepEdit(article, state, looked, deps)
  const edited = told === 'edited'
  const page = told === 'unsteady' ? state.page : await seenNow(article, looked, state, edited, deps)
  if (page && !state.page && !edited && article.text === 'feed')
    await learnAgreement(article.source, page, deps.looks)
  const { missing: _, misses: __, vain: ___, killed: ____, validators, ...rest } = state
  // Those of a page that was not read are as good as before; what says now this and now that is read again next time.
  const valid = looked.reading ? looked.validators : validators
  const next: LookState = {
    ...rest,
    last: now,
    saw: edited ? 'edited' : 'there',
    ...(valid && told !== 'unsteady' && { validators: valid }),
    // A title that is being tried out is compared anew, should it stay.
    ...(page && { page: tried && state.page ? { ...page, title: state.page.title } : page }),
    ...(tried && { tried }),
  }
  const due = nextStep(steps, state.since, now)
  return { due, state: next, looked: true, edited, ...(isBack && { returned: article }) }
}

/** The page as it will be compared with; after an edit the article is what the page said. */
async function seenNow(
  article: Article,
  { reading }: Looked,
  { page: before }: LookState,
  edited: boolean,
  deps: LookDeps,
): Promise<PageSeen | undefined> {
  if (!reading) return undefined
  const kept = edited ? await draftOfPost(article, deps.archive) : undefined
  const page = pageSeen(kept ? { ...reading, kept: { ...reading.kept, ...kept } } : reading)
  // The feed goes on saying them when the article is what its page says.
  const lacks = [...new Set([...(before?.lacks ?? []), ...(page.lacks ?? [])])]
  return lacks.length > 0 ? { ...page, lacks } : page
}

/**
 * The page as it was when the article was taken from it, read again from its capture: what title, author and picture
 * it had then. Only a first look that finds others needs to know.
 */
async function whenTaken(article: Article, reading: Reading, deps: LookDeps): Promise<PageSeen | undefined> {
  if (article.text !== 'page' || article.pages === undefined) return undefined
  const { agrees } = pageSeen(reading)
  if (ALWAYS.every(kind => agrees.includes(kind) || !isKnown(reading, kind))) return undefined
  const { takeKept } = await import('./kept-pages.ts')
  const taken = await takeKept(article, deps)
  return taken?.kind === 'page'
    ? pageSeen(await readingOf(article.url!, taken, reading.kept, deps))
    : undefined
}

const ALWAYS = ['title', 'author', 'lead', 'date'] as const

const isKnown = ({ kept }: Reading, kind: (typeof ALWAYS)[number]): boolean => {
  switch (kind) {
    case 'title':
      return kept.title !== ''
    case 'author':
      return kept.author !== ''
    case 'lead':
      return kept.lead !== undefined
    case 'date':
      return kept.published !== undefined
  }
}

/** The page itself says that it was changed after it was taken. */
function saysEdited({ raw }: Reading, { taken }: Article, now: Instant): boolean {
  const modified = instant(raw.found.modified)
  return modified !== undefined && modified > taken && modified <= now
}

/** Titles are tried out for so long at most; one that is shown later has stayed. */
const TRIED: Duration = 7 * DAY

interface Edit {
  readonly told: 'nothing' | 'edited' | 'unsteady'
  readonly tried?: LookState['tried']
}

const NOTHING: Edit = { told: 'nothing' }

async function keepEdit(article: Article, state: LookState, looked: Looked, deps: LookDeps): Promise<Edit> {
  const { reading } = looked
  if (!reading) return NOTHING
  const before = await draftOfPost(article, deps.archive)
  if (!before) return NOTHING
  const now = deps.clock.now()
  const page = state.page ?? (await whenTaken(article, reading, deps))
  const agree =
    page || !saysEdited(reading, article, now) ? [] : await agreementOf(article.source, deps.looks)
  const edit = (one: Reading) => editOnPage(one, page, before, agree)
  const first = edit(reading)
  if (!first || first.digest === article.digest) return NOTHING
  const known = state.tried && now - state.tried.at < TRIED ? state.tried.titles : []
  const { draft, tried: more } = await toldTwice(article, state, first, before, { edit, tried: known }, deps)
  const titles = [...new Set([...known, ...more])]
  const tried = titles.length > 0 ? { tried: { titles, at: more.length > 0 ? now : state.tried!.at } } : {}
  if (!draft) return { told: 'unsteady', ...tried }
  const places = await looked.capture()
  // The page that told of it, whatever of it was taken: it is the evidence of this state.
  const pages = reading.raw.pages.flatMap(page => places[Number(page)] ?? [])
  const made = { ...draft, ...(pages.length > 0 && { pages }) }
  const { revised } = await deps.keeper.keep({ drafts: [made], present: new Set(), live: true })
  return { told: revised > 0 ? 'edited' : 'nothing', ...tried }
}
