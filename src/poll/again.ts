// Pages that could not be had are asked for again: later, and more seldom each time, until it is no use.

import { readPost } from '../formats/post/read.ts'
import type { Article, ArticleId } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { digest } from '../model/digest.ts'
import { StetError } from '../model/error.ts'
import type { Frontier, Lease, Task, TaskResult } from '../model/frontier.ts'
import { keysOf } from '../model/identity.ts'
import type { Archive, Log } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { DAY, type Duration, HOUR, type Instant, MINUTE } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { type Counting, DEADLY, isDeadly, unharmed } from './deadly.ts'
import type { Draft } from './draft.ts'
import { type Every, holding, SHORT_HOLD } from './holding.ts'
import type { Keeper } from './keep.ts'
import { type PageDesk, type Taken, takePage } from './pages.ts'
import { NEVER } from './schedule.ts'
import { type Whole, withoutBoilerplate, withPage } from './whole.ts'

/** What the frontier remembers of a page that is to be asked for. Losing it costs the page, not the article. */
interface PageState {
  readonly url: string
  /** How often it was asked in vain. */
  readonly tries: number
  /** Tries in a row on which reading it had to be ended, and why. */
  readonly killed?: number
  readonly why?: string
}

export const pageTask = (id: ArticleId): string => `page:${id}`

/** After the first, second… vain try. Nothing more is asked when a row ends. */
const AFTER_REFUSAL: readonly Duration[] = [DAY, 3 * DAY, 9 * DAY, 27 * DAY]
const AFTER_FAILURE: readonly Duration[] = [HOUR, 4 * HOUR, 16 * HOUR, 3 * DAY, 10 * DAY]
/** The last of these tries leaves it quarantined. */
const AFTER_DEATH: readonly Duration[] = [HOUR, 4 * HOUR, 16 * HOUR, 3 * DAY]
const AFTER_MISSING: readonly Duration[] = [HOUR, DAY, 3 * DAY]
/** A text that was found with little certainty: the page may have been half made. */
const UNSURE = 0.4
const WHEN_UNSURE: readonly Duration[] = [DAY]

const rowFor = (taken: Taken): readonly Duration[] => {
  switch (taken.kind) {
    case 'page':
      return taken.found.confidence < UNSURE ? WHEN_UNSURE : []
    case 'refused':
      if (taken.ended) return AFTER_DEATH
      // A file that is no page will not become one.
      return /^it is no page/.test(taken.why) ? [] : AFTER_REFUSAL
    case 'gone':
      return AFTER_MISSING
    case 'failed':
      return AFTER_FAILURE
  }
}

/** When a page is asked for again; undefined when it is not. */
function nextTry(url: string, tries: number, taken: Taken, now: Instant, killed = 1): Instant | undefined {
  if (taken.kind === 'failed' && taken.rests) return (taken.retryAt ?? now + HOUR) + spread(url, HOUR)
  const isEnded = taken.kind === 'refused' && taken.ended === true
  const wait = rowFor(taken)[isEnded ? killed - 1 : tries]
  if (wait === undefined) return undefined
  const asked = taken.kind === 'failed' ? (taken.retryAt ?? 0) : 0
  return Math.max(now + wait, asked) + spread(url, wait / 4)
}

/** The same for one address, so that a run that was killed chooses no other time. */
const spread = (url: string, most: Duration): Duration =>
  Math.round((Number.parseInt(digest(url).slice(0, 8), 16) / 0xffffffff) * most)

/** Puts the pages that were asked in vain on the schedule. */
export async function askAgain(
  whole: readonly Whole[],
  frontier: Frontier,
  store: Store,
  now: Instant,
): Promise<void> {
  const vain = whole.flatMap(({ draft, url, taken }) => {
    const due = nextTry(url, 0, taken, now)
    const tries = taken.kind === 'failed' && taken.rests ? 0 : 1
    return due === undefined ? [] : [{ draft, url, due, tries, ...killedBy(taken, 0) }]
  })
  await schedule(vain, frontier, store)
}

/** Pages that were too many for one poll. */
export const askLater = (
  rest: readonly { readonly draft: Draft; readonly url: string }[],
  frontier: Frontier,
  store: Store,
  now: Instant,
): Promise<void> =>
  schedule(
    rest.map(({ draft, url }) => ({ draft, url, due: now + spread(url, HOUR), tries: 0 })),
    frontier,
    store,
  )

async function schedule(
  pages: readonly {
    readonly draft: Draft
    readonly url: string
    readonly due: Instant
    readonly tries: number
    readonly killed?: number
    readonly why?: string
  }[],
  frontier: Frontier,
  store: Store,
): Promise<void> {
  if (pages.length === 0) return
  const ids = await store.lookup(pages.flatMap(({ draft }) => [...draft.keys]))
  const tasks = pages.flatMap(({ draft, due, ...state }): Task[] => {
    const id = draft.keys.map(key => ids.get(key)).find(found => found !== undefined)
    return id === undefined ? [] : [{ id: pageTask(id), host: hostOf(state.url), due, state }]
  })
  await frontier.add(tasks)
}

export interface AgainDeps extends PageDesk {
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Frontier
  readonly keeper: Keeper
  readonly log: Log
  readonly shared?: boolean
  readonly every?: Every
  /** Absent where nobody counts who died of a page. */
  readonly counting?: Counting
}

/** Pages asked for again in one run, at most, and how long a claim on their hosts lasts. */
const MOST = 500
const HOLD = 30 * 60_000
const HOSTS = 16
/** As long as one host is asked in one run. */
const LONGEST = 5 * MINUTE

/** Asks for the pages that are due. Returns how many articles got a new state by it. */
export async function pagesDue(sources: readonly Source[], deps: AgainDeps): Promise<number> {
  const { frontier, clock, shared } = deps
  const hold = shared ? SHORT_HOLD : HOLD
  const now = clock.now()
  const due = (await frontier.tasks())
    .filter(({ id, due }) => id.startsWith('page:') && due <= now)
    .sort((a, b) => a.due - b.due)
    .slice(0, MOST)
  if (due.length === 0) return 0
  const leases = await frontier.claim({
    owner: 'pages',
    now,
    hold,
    hosts: Number.MAX_SAFE_INTEGER,
    tasks: MOST,
    alone: shared !== true,
    only: due.map(({ id }) => id),
  })
  const wants = wantsOf(sources)
  let revised = 0
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < leases.length) {
      const lease = leases[next++]!
      revised += await askHost(lease, wants, deps)
      held.let(lease)
      await frontier.release(lease)
    }
  }
  const held = holding(leases, hold, deps)
  await Promise.all(Array.from({ length: Math.min(HOSTS, leases.length) }, worker)).finally(held.end)
  return revised
}

/** Of which sources pages are asked for. */
export const wantsOf = (sources: readonly Source[]): Map<string, boolean> =>
  new Map(sources.map(source => [source.id, source.fulltext !== 'never']))

/** Asks for the pages of one host; the lease is the caller's to end. Returns how many articles got a new state by it. */
export async function askHost(
  lease: Lease,
  wants: ReadonlyMap<string, boolean>,
  deps: AgainDeps,
): Promise<number> {
  const { frontier, store, clock } = deps
  const ids = lease.tasks.map(({ id }) => id.slice('page:'.length))
  const articles = new Map((await store.articles(ids)).map(article => [pageTask(article.id), article]))
  let revised = 0
  const until = clock.now() + LONGEST
  for (const task of lease.tasks) {
    // The others stay due.
    if (clock.now() > until) break
    const article = articles.get(task.id)
    const isWanted = article && !article.tombstone && wants.get(article.source) === true
    const { left, changed } = isWanted ? await askOnce(article, task, deps) : { left: undefined, changed: 0 }
    revised += changed
    if (left) await frontier.complete(lease, [left])
    else await frontier.remove([task.id])
  }
  return revised
}

async function askOnce(
  article: Article,
  task: Task,
  given: AgainDeps,
): Promise<{ left: TaskResult | undefined; changed: number }> {
  const state = task.state as unknown as PageState
  const before = state.killed ?? 0
  const reader = before > 0 || task.deaths !== undefined ? given.reader.apart : given.reader
  const deps = { ...given, ...unharmed(task, given, given.counting), reader }
  if (isDeadly(task, before)) return { left: quarantinedPage(task, state, deps), changed: 0 }
  const got = await takePage(state.url, deps)
  const [taken] = await withoutBoilerplate([{ url: state.url, taken: got }], deps.store)
  const changed = await keepAgain(article, taken!, deps)
  const killed = killedBy(taken!, before + (task.deaths ?? 0))
  if ((killed.killed ?? 0) >= DEADLY)
    return { left: quarantinedPage(task, { ...state, ...killed }, deps), changed }
  const due = nextTry(state.url, state.tries, taken!, deps.clock.now(), killed.killed)
  if (due === undefined) return { left: undefined, changed }
  const rests = taken!.kind === 'failed' && taken!.rests
  const { killed: _, why: __, ...open } = state
  const next: PageState = { ...open, tries: state.tries + (rests ? 0 : 1), ...killed }
  return { left: { id: task.id, due, state: { ...next } }, changed }
}

const killedBy = (taken: Taken, before: number): Pick<PageState, 'killed' | 'why'> =>
  taken.kind === 'refused' && taken.ended ? { killed: before + 1, why: taken.why } : {}

/** It stays on the schedule, for its keeper to see; `stet poll` of its source asks once more. */
function quarantinedPage(task: Task, state: PageState, { log }: AgainDeps): TaskResult {
  const killed = Math.max(state.killed ?? 0, DEADLY)
  log.error('quarantined', { page: state.url, killed })
  return { id: task.id, due: NEVER, state: { ...state, killed } }
}

/** A page that is asked no longer, for reading it killed whoever read it. */
export interface QuarantinedPage {
  readonly task: string
  readonly url: string
  readonly why: string
}

/** Those among some tasks of the schedule. */
export const quarantinedPages = (tasks: readonly Task[]): QuarantinedPage[] =>
  tasks.flatMap(({ id, due, state }) => {
    if (!id.startsWith('page:') || due !== NEVER) return []
    const { url, why = 'whoever read it did not live to tell' } = state as unknown as PageState
    return [{ task: id, url, why }]
  })

/** Lets the quarantined pages of some sources be asked for once more. */
export async function releasePages(
  sources: ReadonlySet<string>,
  { frontier, store, clock }: Pick<AgainDeps, 'frontier' | 'store' | 'clock'>,
): Promise<void> {
  const tasks = await frontier.tasks()
  const held = new Set(quarantinedPages(tasks).map(({ task }) => task))
  if (held.size === 0) return
  const articles = await store.articles([...held].map(id => id.slice('page:'.length)))
  const wanted = new Set(articles.filter(({ source }) => sources.has(source)).map(({ id }) => pageTask(id)))
  const again = tasks.filter(({ id }) => wanted.has(id))
  // Adding keeps the due time of a task that is there.
  await frontier.remove(again.map(({ id }) => id))
  await frontier.add(again.map(task => ({ ...task, due: clock.now() })))
}

/** Keeps what a page gave now, if that is more than the article has. */
async function keepAgain(article: Article, taken: Taken, deps: AgainDeps): Promise<number> {
  if (taken.kind !== 'page') return 0
  const before = await draftOfPost(article, deps.archive)
  if (!before) return 0
  const { refused: _, ...open } = before
  const draft = withPage(open, taken)
  if (draft.text !== 'page' || draft.digest === article.digest) return 0
  const kept = await deps.keeper.keep({ drafts: [draft], present: new Set(), live: true })
  return kept.revised
}

/** A kept article as a draft again, to be given another text; undefined when its file is missing or damaged. */
export async function draftOfPost(article: Article, archive: Archive): Promise<Draft | undefined> {
  const bytes = await archive.read(article.path)
  if (!bytes) return undefined
  try {
    const { changed: _, was: __, ...post } = readPost(article.path, bytes)
    return { ...post, keys: keysOf(post) }
  } catch (error) {
    if (error instanceof StetError) return undefined
    throw error
  }
}
