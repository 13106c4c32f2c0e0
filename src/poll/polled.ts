// What a poll stands on, and what it reports.
import type { Store } from '../model/catalogue.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Archive, Clock, Log, Web } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import type { RuleBook } from '../page/rules/book.ts'
import type { Bounds } from './bounds.ts'
import type { Every } from './holding.ts'
import type { LookReport, LookRules } from './look-rules.ts'
import type { Outcome } from './outcome.ts'
import type { Reader } from './reader.ts'
import type { Pace } from './schedule.ts'

export interface PollDeps {
  readonly clock: Clock
  /** With manners (politeness.ts): it waits its turn at every host. */
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Frontier
  /** The schedule of looks at what was kept; absent where none are done. */
  readonly looks?: Frontier
  readonly log: Log
  /** What reads answers; absent where they are read in this thread. */
  readonly reader?: Reader
  /** Others poll at the same time: hosts that they have are left to them. */
  readonly shared?: boolean
  /** For prolonging leases, where others wait for them. */
  readonly every?: Every
}

export interface PollRules {
  /** Hosts asked at a time. */
  readonly hosts: number
  /** Sources of one host asked at a time. */
  readonly perHost: number
  readonly pace: Pace
  readonly bounds: Bounds
  readonly keepCaptures: boolean
  /** Named in every capture file. */
  readonly software: string
  /** The keeper's rules for single sites' pages; none where no pages are to be asked for. */
  readonly pages?: RuleBook
  /** How articles' pages are looked at again. */
  readonly looks?: LookRules
}

export interface Polled {
  readonly source: Source
  readonly outcome: Outcome
}

export interface PollReport {
  readonly polled: readonly Polled[]
  readonly added: number
  readonly revised: number
  /** What looking again brought. */
  readonly looked: LookReport
}

/** Sources that are asked: not those that are paused, or given on standard input. */
export const followedIn = (sources: readonly Source[]): Source[] =>
  sources.filter(source => !source.paused && source.url !== '' && source.url !== '-')
