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

/** Throw it with a message that names the thing and, where there is one, the way out. */
export class StetError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StetError'
    this.code = code
  }
}

/** The message of anything thrown, for a log line. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
