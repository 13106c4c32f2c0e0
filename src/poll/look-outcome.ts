// What follows from a look: nothing, an edit, a first absence, a tombstone, a return. A disappearance is believed when it
// was seen again on another day, by a living source whose other articles are where they were.
import type { Article, Changed } from '../model/article.ts'
import type { SourceId } from '../model/source.ts'
import type { Duration, Instant } from '../model/time.ts'
import { DAY, day, instant } from '../model/time.ts'
import { type Sighting, sawWords, type Tombstone } from '../model/tombstone.ts'
import { hostOf } from '../model/url.ts'
import { draftOfPost } from './again.ts'
import { entomb, lift } from './entomb.ts'
import { type Looked, lookAt } from './look.ts'
import { type Follow, isLookedAt, type LookDeps, type Outcome, type Unfound } from './look-rules.ts'
import {
  afterGone,
  afterMiss,
  afterVain,
  isAnotherDay,
  type LookState,
  lookTask,
  nextStep,
  type PageSeen,
  shownId,
} from './look-state.ts'
import { editOnPage, pageSeen, type Reading } from './page-seen.ts'
import type { Verdict } from './verdict.ts'

type Miss = Extract<Verdict, { kind: 'missing' }>
/** What a run has seen of articles, so that neighbours of several need be asked only once. */
type Seen = Map<string, Verdict['kind']>

/** Looks at articles and does what follows; remembers what one run has seen. */
export function decider(
  steps: readonly Duration[],
  deps: LookDeps,
): (article: Article, state: LookState, follow: Follow) => Promise<Outcome> {
  const seen: Seen = new Map()
  return async (article, state, follow) => {
    const hasTexts = async () => (await habit(article.source, deps)).includes('text')
    const looked = await lookAt(article, state, deps, hasTexts)
    const { verdict } = looked
    seen.set(article.id, verdict.kind)
    switch (verdict.kind) {
      case 'there':
        return there(article, state, follow, looked, steps, deps)
      case 'missing':
        return missing(article, state, follow, verdict, looked, steps, deps, seen)
      case 'blocked':
      case 'unclear':
        return isNothing(verdict.why, nextStep, steps, state, deps.clock.now())
      case 'outage':
        return outage(verdict, steps, state, deps.clock.now())
    }
  }
}

/** Nothing is known by it that was not known before; a disappearance in doubt stays in doubt. */
function isNothing(
  why: string,
  next: typeof nextStep,
  steps: readonly Duration[],
  state: LookState,
  now: Instant,
): Outcome {
  const due = state.missing ? afterMiss(state.misses ?? 1, now) : next(steps, state.since, now)
  return { due, state: { ...state, last: now, saw: why }, looked: true }
}

function outage(
  { why, retryAt }: Extract<Verdict, { kind: 'outage' }>,
  steps: readonly Duration[],
  state: LookState,
  now: Instant,
): Outcome {
  const due = afterVain(steps, state, now)
  return {
    due: due === undefined ? undefined : Math.max(due, Math.min(retryAt ?? 0, due + 2 * 86_400_000)),
    state: { ...state, last: now, saw: why, vain: (state.vain ?? 0) + 1 },
    looked: true,
  }
}

async function there(
  article: Article,
  state: LookState,
  { source }: Follow,
  looked: Looked,
  steps: readonly Duration[],
  deps: LookDeps,
): Promise<Outcome> {
  const now = deps.clock.now()
  const isBack = article.tombstone?.kind === 'withdrawn'
  if (isBack) {
    const [capture] = await looked.capture()
    await lift(article, now, capture, deps)
  }
  const edited = source.fulltext !== 'never' && (await keepEdit(article, state, looked, deps))
  const { missing: _, misses: __, vain: ___, validators: ____, ...rest } = state
  const page = await seenNow(article, looked, edited, deps)
  if (page && !state.page && !edited && article.text === 'feed') await learn(source.id, page, deps)
  const next: LookState = {
    ...rest,
    last: now,
    saw: edited ? 'edited' : 'there',
    ...(looked.reading
      ? looked.validators && { validators: looked.validators }
      : state.validators && { validators: state.validators }),
    ...(page && { page }),
  }
  const due = nextStep(steps, state.since, now)
  return { due, state: next, looked: true, edited, ...(isBack && { returned: article }) }
}

/** The page as it will be compared with; after an edit the article is what the page said. */
async function seenNow(article: Article, { reading }: Looked, edited: boolean, deps: LookDeps) {
  if (!reading) return undefined
  const kept = edited ? await draftOfPost(article, deps.archive) : undefined
  return pageSeen(kept ? { ...reading, kept: { ...reading.kept, ...kept } } : reading)
}

/** First looks at articles whose texts came with the feed, and in how many of them the page said the same. */
interface Habit {
  readonly looked: number
  readonly text: number
  readonly title: number
}

const habitOf = (source: SourceId): string => `agrees:${source}`
/** Looks before it is believed, and the share that must have agreed. Older ones count for less and less. */
const LEAST_LOOKED = 5
const NEARLY_ALL = 0.85
const REMEMBERED = 40

async function learn(source: SourceId, { agrees }: PageSeen, { looks }: LookDeps): Promise<void> {
  const known = ((await looks.host(habitOf(source))) ?? {}) as Partial<Habit>
  const { looked = 0, text = 0, title = 0 } = known
  const fade = looked >= REMEMBERED ? 0.5 : 1
  await looks.setHost(habitOf(source), {
    looked: looked * fade + 1,
    text: text * fade + (agrees.includes('text') ? 1 : 0),
    title: title * fade + (agrees.includes('title') ? 1 : 0),
  })
}

/** In what a source's pages say what its feed says, as far as that is known. */
async function habit(source: SourceId, { looks }: LookDeps): Promise<Changed[]> {
  const known = (await looks.host(habitOf(source))) as Partial<Habit> | undefined
  const { looked = 0 } = known ?? {}
  if (looked < LEAST_LOOKED) return []
  return (['text', 'title'] as const).filter(kind => (known?.[kind] ?? 0) >= looked * NEARLY_ALL)
}

/** The page itself says that it was changed after it was taken. */
function saysEdited({ raw }: Reading, { taken }: Article, now: Instant): boolean {
  const modified = instant(raw.found.modified)
  return modified !== undefined && modified > taken && modified <= now
}

async function keepEdit(
  article: Article,
  state: LookState,
  looked: Looked,
  deps: LookDeps,
): Promise<boolean> {
  const { reading } = looked
  if (!reading) return false
  const before = await draftOfPost(article, deps.archive)
  if (!before) return false
  const agree =
    state.page || !saysEdited(reading, article, deps.clock.now()) ? [] : await habit(article.source, deps)
  const draft = editOnPage(reading, state.page, before, agree)
  if (!draft || draft.digest === article.digest) return false
  const places = await looked.capture()
  const pages = (draft.pages ?? []).map(page => places[Number(page)] ?? page)
  const made = { ...draft, ...(draft.text === 'page' && draft.pages !== before.pages && { pages }) }
  const { revised } = await deps.keeper.keep({ drafts: [made], present: new Set(), live: true })
  return revised > 0
}

async function missing(
  article: Article,
  state: LookState,
  follow: Follow,
  verdict: Miss,
  looked: Looked,
  steps: readonly Duration[],
  deps: LookDeps,
  seen: Seen,
): Promise<Outcome> {
  const now = deps.clock.now()
  const { validators: _, vain: __, ...rest } = state
  const base = { ...rest, last: now, saw: sawWords(verdict) }
  if (article.tombstone) {
    const due = afterGone(steps, state.since, article.tombstone.confirmed, now)
    return { due, state: base, looked: true }
  }
  const capture = looked.exchange && (await deps.captures?.exchange(looked.exchange, now))
  const sighting: Sighting = {
    at: now,
    saw: verdict.saw,
    status: verdict.status,
    ...(verdict.url !== undefined && { url: verdict.url }),
    ...(capture !== undefined && { capture }),
  }
  // A first look from the future was made by a clock that has been set back since.
  const first = state.missing?.[0]
  const misses = first && first.at <= now ? (state.misses ?? 1) + 1 : 1
  const sightings = first && misses > 1 ? [first, sighting] : [sighting]
  const waits = { ...base, missing: sightings, misses }
  // Twice in vain at an address that never showed it: perhaps it has no page.
  const isInVain = misses > 2 && state.page === undefined && article.text !== 'page'
  const waiting: Outcome = {
    due: (isInVain ? undefined : afterMiss(misses, now)) ?? nextStep(steps, state.since, now),
    state: waits,
    looked: true,
  }
  if (sightings.length < 2 || !isAnotherDay(first!.at, now)) return waiting
  // A source that lists it still, with what it says, has not withdrawn it.
  if (follow.shows.has(shownId(article.id)))
    return now - first!.at < LISTED_LONG
      ? { ...waiting, due: now + DAY, state: { ...waits, misses: 2 } }
      : waiting
  if (!isWell(follow, first!.at)) return waiting
  const around = await neighbourhood(article, first!.at, follow, deps, seen)
  if (!around.isWell && around.missing > 0)
    return { ...waiting, unfound: { source: article.source, missing: around.missing + 1, of: around.of + 1 } }
  // Where nothing was ever seen on a page, its absence says nothing.
  const wasThere = state.page !== undefined || article.text === 'page' || around.found > 0
  if (!around.isWell || !wasThere) return waiting
  const tombstone = stone(sightings, now)
  await entomb(article, tombstone, deps)
  const { missing: ___, misses: ____, ...left } = waits
  return {
    due: afterGone(steps, state.since, now, now),
    state: left,
    looked: true,
    withdrawn: { ...article, tombstone },
  }
}

/** So long one that its feed goes on listing is looked at daily. */
const LISTED_LONG: Duration = 14 * DAY

/** The source was read without a fault since something was first missed. */
const isWell = ({ state }: Follow, since: Instant): boolean =>
  (state.failures ?? 0) === 0 && state.lastSuccess !== undefined && state.lastSuccess >= since

function stone(seen: readonly Sighting[], now: Instant): Tombstone {
  const [first, last] = [seen[0]!, seen.at(-1)!]
  const [then, again] = [sawWords(first), sawWords(last)]
  const what = then === again ? then : `${then}, then ${again}`
  return {
    since: first.at,
    confirmed: now,
    why: `${what} at its own address on ${day(first.at)} and again on ${day(last.at)}`,
    kind: 'withdrawn',
    seen,
  }
}

/** Articles on either side of a missing one that are asked whether they are where they were. */
const ASKED = 3
/** So many missing in a row on one side are no accident. */
const ROW = 2

/**
 * Whether the articles around a missing one are there: where those before or after it are missing too, the site has
 * changed and not the article. Those looked at since it was first missed are not asked again.
 */
async function neighbourhood(
  article: Article,
  since: Instant,
  { source }: Follow,
  deps: LookDeps,
  seen: Seen,
): Promise<Pick<Unfound, 'missing' | 'of'> & { found: number; isWell: boolean }> {
  const isAsked = (one: Article): boolean =>
    !one.tombstone && isLookedAt(one, source) && hostOf(one.url!) === hostOf(article.url!)
  const sum = { missing: 0, of: 0, found: 0, isWell: true }
  for (const way of ['newer', 'older'] as const) {
    let lost = 0
    let found = 0
    for (const one of (await beside(article, way, deps)).filter(isAsked).slice(0, ASKED)) {
      const kind = await lastSeen(one, since, deps, seen)
      sum.of++
      if (kind === 'missing') lost++
      if (kind === 'there') found++
      if (found > 0) break
    }
    sum.missing += lost
    sum.found += found
    if (found === 0 && lost >= ROW) sum.isWell = false
  }
  return { ...sum, isWell: sum.isWell && (sum.of === 0 || sum.found > 0) }
}

async function lastSeen(
  article: Article,
  since: Instant,
  deps: LookDeps,
  seen: Seen,
): Promise<Verdict['kind']> {
  const now = seen.get(article.id)
  if (now) return now
  const [task] = await deps.looks.tasks([lookTask(article.id)])
  const state = (task?.state ?? { since: article.taken }) as unknown as LookState
  if (state.missing && (state.last ?? 0) >= since) return 'missing'
  if (state.saw === 'there' && (state.last ?? 0) > since) return 'there'
  const { verdict } = await lookAt(article, state, deps)
  seen.set(article.id, verdict.kind)
  return verdict.kind
}

/** The articles of its source that came after it or before, the nearest first. */
async function beside(article: Article, way: 'older' | 'newer', { store }: LookDeps): Promise<Article[]> {
  const found: Article[] = []
  let at: Article | undefined = article
  while (found.length < 3 * ASKED) {
    at = (await store.neighbours(at))[way]
    if (!at) break
    found.push(at)
  }
  return found
}
