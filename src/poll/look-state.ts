// When an article's page is looked at again, and what is remembered of it until then.
import type { Article, ArticleId, Changed } from '../model/article.ts'
import type { Validators } from '../model/ports.ts'
import { DAY, type Duration, day, HOUR, type Instant } from '../model/time.ts'
import type { Sighting } from '../model/tombstone.ts'

/** What the schedule of looks remembers of an article. Losing it costs the steps that were still to come. */
export interface LookState {
  /** What the steps are counted from. */
  readonly since: Instant
  /** The last look, and in a word what it saw. */
  readonly last?: Instant
  readonly saw?: string
  /** Somebody or something stood before it: `saw` says what. */
  readonly blocked?: true
  readonly validators?: Validators
  /** The page as it was when it last showed the article. */
  readonly page?: PageSeen
  /** Titles that its page showed to one request and not to the next, and when: they are being tried out. */
  readonly tried?: { readonly titles: readonly string[]; readonly at: Instant }
  /** Looks in a row that did not find it: the first and the last. */
  readonly missing?: readonly Sighting[]
  /** How many those were. */
  readonly misses?: number
  /** Looks in a row that brought no answer. */
  readonly vain?: number
  /** Looks in a row on which reading the page had to be ended. */
  readonly killed?: number
}

/** A page by the digests of what it said: enough to know that it says something else now. */
export interface PageSeen {
  readonly lines: readonly string[]
  readonly title: string
  readonly lead: string
  readonly author: string
  /** Of publication, as the page says it. */
  readonly date?: Instant
  /** In what the page agreed with the article as it was kept; of nothing else it can tell an edit. */
  readonly agrees: readonly Changed[]
  /** Lines of the page that were not the article's. */
  readonly extras?: readonly string[]
  /** Lines of the article as its feed told it that the page did not have. */
  readonly lacks?: readonly string[]
}

const PREFIX = 'look:'

export const lookTask = (id: ArticleId): string => `${PREFIX}${id}`

export const articleOfTask = (task: string): ArticleId => task.slice(PREFIX.length)

/** The first step after `now`; those that were missed are not made up. Undefined when none is left. */
export function nextStep(steps: readonly Duration[], since: Instant, now: Instant): Instant | undefined {
  const next = steps.find(step => since + step > now)
  return next === undefined ? undefined : since + next
}

/** Without an answer: so long after the first, second… vain look, or at the next step if that is sooner. */
const WHEN_VAIN: readonly Duration[] = [6 * HOUR, DAY, 3 * DAY]

export function afterVain(
  steps: readonly Duration[],
  { since, vain = 0 }: LookState,
  now: Instant,
): Instant | undefined {
  const wait = WHEN_VAIN[vain]
  const step = nextStep(steps, since, now)
  return wait === undefined ? step : Math.min(now + wait, step ?? Number.POSITIVE_INFINITY)
}

/** A second look counts when it is so long after the first, and on another day. */
const ANOTHER_DAY: Duration = 20 * HOUR
/** As often as one that is missing but cannot be said to be gone is looked at, each time after twice as long. */
const MOST_MISSES = 6

/** A day later, so that what was gone for a day is back; then more seldom. */
export const afterMiss = (misses: number, now: Instant): Instant | undefined =>
  misses > MOST_MISSES ? undefined : now + DAY * 2 ** Math.max(misses - 1, 0)

export const isAnotherDay = (first: Instant, now: Instant): boolean =>
  now - first >= ANOTHER_DAY && day(now) !== day(first)

/** After it was found to be gone: it may come back. */
const WHEN_GONE: readonly Duration[] = [1, 2, 4, 8, 16, 32, 64, 128].map(days => days * DAY)

/** The next look at an article that is gone; on its own steps too. */
export function afterGone(
  steps: readonly Duration[],
  since: Instant,
  confirmed: Instant,
  now: Instant,
): Instant | undefined {
  const next = [nextStep(steps, since, now), nextStep(WHEN_GONE, confirmed, now)].filter(
    at => at !== undefined,
  )
  return next.length > 0 ? Math.min(...next) : undefined
}

/**
 * What an article's steps are counted from: when it was taken; but what came long after its day, by an import or by
 * reading a source back, is as old as it says.
 */
export const countedFrom = ({ taken, published }: Article, isInFeed: boolean): Instant =>
  isInFeed ? taken : Math.min(taken, published ?? taken)

/** Reads `1h 6h 1d`: ascending, without doubles. */
export const inOrder = (steps: readonly Duration[]): Duration[] => [...new Set(steps)].sort((a, b) => a - b)

/** As much of an article's id as a feed's list of what it shows needs. */
export const shownId = (id: ArticleId): string => id.slice(0, 12)

/** For so long it is remembered that a feed dropped something, and of so many. */
const DROPS_LAST: Duration = 2 * DAY
const DROPS = 20

/**
 * What a feed listed before and lists no more, although it goes on listing what stood behind it: a list that only grows
 * at its head loses at its end.
 */
export function droppedFrom(
  before: readonly string[],
  after: readonly string[],
  known: Readonly<Record<string, Instant>>,
  now: Instant,
): Record<string, Instant> {
  const listed = new Set(after)
  const last = before.findLastIndex(id => listed.has(id))
  const dropped = before.slice(0, Math.max(last, 0)).filter(id => !listed.has(id))
  const fresh = Object.entries(known).filter(([id, at]) => !listed.has(id) && Math.abs(now - at) < DROPS_LAST)
  return Object.fromEntries([...fresh, ...dropped.map((id): [string, Instant] => [id, now])].slice(-DROPS))
}
