// What looking again stands on, and what it reports.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Archive, Clock, Log, Web } from '../model/ports.ts'
import type { Source, SourceId } from '../model/source.ts'
import { DAY, type Duration, type Instant } from '../model/time.ts'
import { namesAPage } from '../model/url.ts'
import type { Captures } from './captures.ts'
import type { Every } from './holding.ts'
import type { Keeper } from './keep.ts'
import { type LookState, shownId } from './look-state.ts'
import type { Reader } from './reader.ts'
import type { SourceState } from './schedule.ts'

export interface LookRules {
  /** After an article was first taken; none switches looking off. */
  readonly steps: readonly Duration[]
  /** Looks at one host in one run. */
  readonly perHost: number
  /** True when the run has gone on for long enough; the rest stays due. */
  readonly isOver: () => boolean
  /** Only put what is new on the schedule. */
  readonly planOnly?: boolean
}

export interface LookDeps {
  readonly clock: Clock
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  /** The sources' own schedule, and that of the looks. */
  readonly frontier: Frontier
  readonly looks: Frontier
  readonly keeper: Keeper
  readonly captures: Captures | undefined
  readonly reader: Reader
  readonly log: Log
  readonly shared?: boolean
  readonly every?: Every
}

/** Most of a source's articles cannot be found: its site has changed, and nothing is said of the articles. */
export interface Unfound {
  readonly source: SourceId
  readonly missing: number
  readonly of: number
  /** When the newest of the missing was taken. */
  readonly newest: Instant
}

export interface LookReport {
  readonly looked: number
  readonly edited: number
  readonly withdrawn: readonly Article[]
  readonly returned: readonly Article[]
}

export const NO_LOOKS: LookReport = { looked: 0, edited: 0, withdrawn: [], returned: [] }

/** What one look changed. */
export interface Outcome {
  readonly due: Instant | undefined
  readonly state: LookState
  readonly looked: boolean
  readonly edited?: boolean
  readonly withdrawn?: Article
  readonly returned?: Article
  readonly unfound?: Unfound
}

/** A look that was made, with its article as it was before. */
export interface Done extends Outcome {
  readonly article: Article
}

/** A source as the looks see it. */
export interface Follow {
  readonly source: Source
  readonly state: SourceState
  /** Beginnings of the ids of the articles in its feed. */
  readonly shows: ReadonlySet<string>
}

/** An article to be looked at. */
export interface Looking {
  readonly article: Article
  readonly state: LookState
  readonly follow: Follow
  readonly steps: readonly Duration[]
  /** Others died of its page, or had to be ended: it is read where only that can die. */
  readonly apart?: boolean
}

/** It has a page of its own, and the keeper has not said otherwise. */
export const isLookedAt = (article: Article, source: Source): boolean =>
  source.looks !== false &&
  article.sharedUrl !== true &&
  article.tombstone?.kind !== 'redacted' &&
  /^https?:/i.test(article.url ?? '') &&
  namesAPage(article.url!)

/** So often it is asked for meanwhile. */
const LISTED_AGAIN: Duration = 4 * DAY

/** It was missed twice, and is not said to be withdrawn while its feed lists it: whether it does can be seen without asking. */
export const waitsForItsFeed = ({ article, state, follow }: Looking, now: Instant): boolean =>
  (state.missing?.length ?? 0) > 1 &&
  follow.shows.has(shownId(article.id)) &&
  now - (state.last ?? 0) < LISTED_AGAIN
