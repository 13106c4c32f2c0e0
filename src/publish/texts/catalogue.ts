// Every text of the interface. This list is the law: a language that lacks one does not compile.
import type { Changed, TextOrigin } from '../../model/article.ts'
import type { ChangeKind } from '../../model/change.ts'
import type { TroubleKind } from '../../model/health.ts'
import type { Saw } from '../../model/tombstone.ts'
import type { Unit } from '../rhythm.ts'
import type { SiteLanguage } from '../site.ts'
import type { NamedAxis, RecordKind } from '../urls.ts'

/** A day without a time, as a calendar has it. `month` is 1 to 12, `weekday` 0 for Sunday. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
}

/** What is wrong with a source, ready to be put into a sentence. */
export interface TroubleWords {
  /** '' for the whole archive. */
  readonly source: string
  /** A day; '' when nobody knows. */
  readonly since: string
  /** What is usual, and what is now: days, thousands of bytes, or parts of a hundred. */
  readonly usual: number
  readonly now: number
  readonly url: string
}

export interface Texts {
  readonly lang: SiteLanguage
  /** For Open Graph. */
  readonly locale: string
  /** What the archive is, where its keeper does not say. */
  readonly tagline: string
  /** Stands between the parts of a title. */
  readonly titleGap: string
  /** Sentences after one another. */
  sentences(all: readonly string[]): string

  // Dates and numbers
  number(n: number): string
  day(day: CalendarDay): string
  /** A day's heading where the year is clear from what is around it. */
  dayOfYear(day: CalendarDay): string
  weekday(day: CalendarDay): string
  /** Short, Monday first, over the columns of a calendar. */
  readonly weekdays: readonly string[]
  month(year: number, month: number): string
  monthOfYear(month: number): string
  year(year: number): string

  // Finding one's way
  readonly skip: string
  readonly navigation: string
  readonly latest: string
  readonly axis: Readonly<Record<NamedAxis, string>>
  readonly archive: string
  readonly feeds: string
  readonly about: string
  readonly colophon: string
  readonly search: string
  readonly searchFor: string
  readonly theme: string
  readonly smaller: string
  readonly larger: string
  readonly older: string
  readonly newer: string
  readonly newest: string
  readonly pages: string
  /** The nth of the older pages, counted from the oldest. */
  page(n: number): string
  readonly none: string

  // The archive in figures
  articles(n: number): string
  sources(n: number): string
  /** A rounded-down figure, `500+`. */
  atLeast(n: number): string
  since(date: string): string
  /** When the newest of its articles came in. */
  lastKept(when: string): string
  /** `since` is the oldest article's day. */
  holdings(articles: number, sources: number, since: string): string
  span(from: string, to: string): string

  // An article
  untitled(source: string): string
  readonly by: string
  readonly published: string
  readonly taken: string
  readonly revised: string
  readonly original: string
  readonly originalGone: string
  readonly undated: string
  readonly language: string
  readonly fingerprint: string
  readonly provenance: string
  readonly partial: string
  /** Whose text it is, where it is told where an article comes from. */
  readonly text: string
  readonly textOf: Readonly<Record<TextOrigin, string>>
  /** Why the article's page did not give it; `why` is as in its front matter. */
  refused(why: string): string
  readonly attachments: string
  /** What stands where a picture would, when this archive does not hold it. */
  readonly picture: string
  readonly film: string
  readonly revisions: string
  readonly current: string
  revision(n: number): string
  /** Above the text of an earlier state. */
  earlier(n: number, of: number): string
  /** Above the text of the present state, at the address that stays with it. */
  present(n: number): string
  readonly toCurrent: string
  readonly inSource: string
  /** Above earlier articles about the same. */
  readonly related: string
  /** What the picture of a source's rhythm shows. */
  rhythm(unit: Unit, most: number, first: string, last: string): string
  readonly inFigures: string
  /** Above a source's silences. */
  readonly gaps: string
  gap(from: string, until: string, days: number): string
  readonly withdrawnMark: string
  readonly revisedMark: string
  withdrawn(since: string, confirmed: string): string
  readonly redacted: string
  readonly evidence: string
  /** What stood at an article's address instead of it; `redirect` is the status of the redirect that led there. */
  saw(what: Saw, redirect: number | undefined): string
  /** Where the exchange of a look is kept. */
  readonly capture: string
  /** It was withdrawn once and came back. */
  wasGone(since: string, returned: string): string
  readonly lost: string
  /** The same article as a plain file. */
  readonly plain: string
  /** Keeps an article for reading without a network. */
  readonly save: string
  readonly saved: string

  // What became of an article
  readonly history: string
  readonly historyLead: string
  readonly toHistory: string
  readonly oneColumn: string
  readonly twoColumns: string
  readonly parts: Readonly<Record<Changed, string>>
  changedParts(parts: readonly string[]): string
  /** Characters, letters and digits. */
  cameAndWent(came: number, went: number): string
  unchanged(paragraphs: number): string
  /** Said before what was taken out, and before what was put in, to those who hear the page. */
  readonly removedMark: string
  readonly addedMark: string
  movedFrom(paragraph: number): string
  movedTo(paragraph: number): string

  // The record of what sources did
  readonly record: string
  readonly recordLead: string
  readonly recordOf: Readonly<Record<RecordKind, string>>
  readonly kinds: Readonly<Record<ChangeKind, string>>
  changes(n: number): string
  readonly allChanges: string
  readonly noChanges: string
  readonly titleBefore: string
  readonly plotTitle: string
  readonly plotWhat: string
  readonly asTable: string
  readonly figureHeads: readonly string[]
  readonly spreadTitle: string
  /** Seven: within an hour, six hours, a day, three, a week, a month, later. */
  readonly spreadSteps: readonly string[]
  lasted(count: number, unit: 'minutes' | 'hours' | 'days'): string

  // How the sources are
  readonly health: string
  readonly healthLead: string
  readonly allWell: string
  readonly happened: string
  /** Behind what is wrong, when it is over. */
  readonly over: string
  readonly trouble: Readonly<Record<TroubleKind, (words: TroubleWords) => string>>
  /** When the last look is long ago; the script puts the number of days in place of {days}. */
  looked(day: string): string
  /** Of the health page: as of when it is. */
  lookedLast(day: string): string
  readonly neverLooked: string

  // Other pages
  listOf: Readonly<Record<NamedAxis, (value: string) => string>>
  readonly homepage: string
  readonly allArticles: string
  feedsLead: string
  fullText: string
  sourcesFile: string
  readonly aboutKept: string
  readonly aboutChanges: string
  readonly aboutRights: string
  readonly aboutMade: string
  readonly colophonType: string
  readonly colophonPrivacy: string
  readonly colophonForms: string
  readonly keys: string
  /** What each key does, in the order of KEYS. */
  readonly keysDo: readonly string[]
  readonly missingTitle: string
  readonly missing: string
  /** In place of a page that was not kept on the device, without a network. */
  readonly offlineTitle: string
  readonly offline: string
  /** Before, in and after the link to the front page: where the newest articles stand until lists take them in. */
  readonly gathers: readonly [before: string, front: string, after: string]
  readonly toFront: string
  readonly searchHelp: string
  readonly searchLoading: string
  readonly searchWithout: string
  /** Stands before a figure that the index gives and the texts have not all borne out. */
  readonly searchAbout: string
  readonly searchMore: string
  readonly searchNothing: string
  results(n: number, query: string): string
  /** What a link says that takes a filter out of a search. */
  withoutFilter(filter: string): string
  readonly byDate: string
  readonly byMatch: string
  readonly searchHere: string
}
