// What can be wrong with a source, or with our own looking: seen in dates, lengths and answers, told with its evidence.
import type { Store } from './catalogue.ts'
import type { SourceId } from './source.ts'
import type { Instant } from './time.ts'

/**
 * - `silent`: it answers, and nothing new comes, for much longer than is usual for it
 * - `errors`: it has not been read for days
 * - `stopped`: its server says that it was removed for good
 * - `summaries`: its articles were whole, and are a few lines now
 * - `pictures`: its articles had pictures, and have none now
 * - `repeats`: what comes as new are articles that it had before
 * - `unfound`: so many of its articles are not at their addresses that its site must have changed, not they
 * - `moved`: it is at another address for good, and stet.yml has the old one
 * - `job`: this archive itself did not look for longer than its keeper allows
 * - `clock`: the time here cannot be right
 */
export type TroubleKind =
  | 'silent'
  | 'errors'
  | 'stopped'
  | 'summaries'
  | 'pictures'
  | 'repeats'
  | 'unfound'
  | 'moved'
  | 'job'
  | 'clock'

export interface Trouble {
  readonly kind: TroubleKind
  /** Absent for what concerns the whole archive. */
  readonly source?: SourceId
  /** The last moment when it was as usual, as far as anybody knows. */
  readonly since?: Instant
  /**
   * What is usual: of `silent` the longest pause in ms, of `summaries` bytes of text, of `pictures` and `repeats` a share, of
   * `unfound` articles that were looked for.
   */
  readonly usual?: number
  /** The same as it is now; of `unfound` those that are not there. */
  readonly now?: number
  /** Of `unfound`: it concerns articles that were taken up to then. */
  readonly upTo?: Instant
  /** Of `moved`. */
  readonly url?: string
  /** Of `errors`: the last one, in words. */
  readonly why?: string
}

/** A trouble that began, or with `over` one that ended, at a moment. */
export interface HealthEvent extends Trouble {
  readonly at: Instant
  readonly over?: true
}

/** Names a trouble among those that stand. */
export const troubleKey = ({ kind, source }: Pick<Trouble, 'kind' | 'source'>): string =>
  source === undefined ? kind : `${kind} ${source}`

/** A trouble's beginning and its end are two entries; each stays what it is however often it is told. */
export const eventKey = (event: HealthEvent): string =>
  `${troubleKey(event)} ${event.at}${event.over ? ' over' : ''}`

/** What is known of the archive's health, kept with the rows. */
export interface Health {
  readonly standing: readonly Trouble[]
  /** The latest at the end. */
  readonly events: readonly HealthEvent[]
  /** When a poll was last seen to end. */
  readonly lastPoll?: Instant
}

type Notes = Pick<Store, 'note'>

export const HEALTH_NOTE = 'health'
/** The UTC day of the last poll, `2021-04-14`. */
export const LOOKED_NOTE = 'looked'

export async function healthIn(store: Notes): Promise<Health> {
  const note = await store.note(HEALTH_NOTE)
  return note === undefined ? { standing: [], events: [] } : (JSON.parse(note) as Health)
}

/** Days after a look from which on every page says how long ago it was. */
export const STALE_DAYS = 3

/** The UTC day of the last poll; undefined when none is known. */
export const lookedIn = (store: Notes): Promise<string | undefined> => store.note(LOOKED_NOTE)
