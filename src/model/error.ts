// The one error that stet throws on purpose: something the caller cannot sensibly go on from.

/** What went wrong, for programs. The command line turns `config` into exit code 3, `usage` into 2. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'locked'
  | 'not-an-archive'
  | 'damaged'
  | 'unreadable'
  | 'unwritable'
  | 'not-found'
  | 'not-a-feed'
  | 'unavailable'

/** What the messages say that keepers see in a browser, for those who say it in another language. */
export type ReasonName =
  | 'no-source'
  | 'no-feeds'
  | 'no-address'
  | 'no-feed-address'
  | 'followed'
  | 'interval'
  | 'fulltext'
  | 'links-need-pages'
  | 'unreached'
  | 'names-no-feed'
  | 'named-only'
  | 'no-host-of-source'
  | 'no-host'
  | 'no-kept-page'
  | 'captures-gone'
  | 'nothing-found'
  | 'rule-long'
  | 'rule-line'
  | 'rule-empty'
  | 'rule-unknown'
  | 'rule-before'
  | 'rule-without'
  | 'rule-path'
  /** And more, which are not named. */
  | 'more'

/** One thing that a message says, and the texts that stand in it, by name. */
export interface Reason {
  readonly name: ReasonName
  readonly values?: Readonly<Record<string, string>>
}

/** Why there is nothing, or what could not be done, in English and by names. */
export interface Why {
  readonly why: string
  /** Absent where it is in English only. */
  readonly reasons?: readonly Reason[]
}

/** Throw it with a message that names the thing and, where there is one, the way out. */
export class StetError extends Error {
  readonly code: ErrorCode
  /** The message by names; empty for one that is in English only. */
  readonly reasons: readonly Reason[]
  constructor(
    code: ErrorCode,
    message: string,
    { reasons = [], ...options }: { cause?: unknown; reasons?: readonly Reason[] } = {},
  ) {
    super(message, options)
    this.reasons = reasons
    this.name = 'StetError'
    this.code = code
  }
}

/** The message of anything thrown, for a log line. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
