// What PostgreSQL's errors mean to a keeper, and which of them go away by trying again.
import { StetError } from '../../model/error.ts'

/** SQLSTATE, or Node's code of a socket (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** The connection is gone or could not be had: nothing is known of what was last asked. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (SOCKET.has(code) || /^08|^57P0[1-5]$|^53300$/.test(code)) return true
  const message = error instanceof Error ? error.message : ''
  return /^Connection terminated|^Client has encountered a connection error|timeout (?:expired|exceeded)|not queryable/.test(
    message,
  )
}

/** Two transactions were in each other's way, and the server has undone this one. */
export const isUndone = (error: unknown): boolean => /^40(?:001|P01)$/.test(codeOf(error))

const MEANINGS: readonly (readonly [RegExp, StetError['code'], string])[] = [
  [/^28/, 'config', 'refuses the user or the password of store (STET_STORE): correct it, or pg_hba.conf'],
  [/^3D000$/, 'config', 'has no such database: make it with `createdb`'],
  [/^42501$/, 'config', 'does not let this user: grant it CREATE on the database'],
  [/^53100$/, 'unwritable', 'has no room left on its disk'],
  [/^53/, 'unavailable', 'has no resources left for this'],
  [/^25006$/, 'unwritable', 'is read-only: is it a standby?'],
  [/^58/, 'unavailable', 'has trouble with its disk'],
  [
    /^XX00[12]$/,
    'unreadable',
    'says that it is damaged: restore it, or drop the schema and run `stet rebuild`',
  ],
]

/** An error of PostgreSQL in words, about the database of this name; undefined for any other error. */
export function postgresFault(error: unknown, name: string): StetError | undefined {
  if (error instanceof StetError) return error
  const said = error instanceof Error ? error.message || codeOf(error) : String(error)
  if (isLost(error))
    return new StetError(
      'unavailable',
      `PostgreSQL at ${name} does not answer (${said}): is it running, and is store (STET_STORE) right?`,
      { cause: error },
    )
  const found = MEANINGS.find(([code]) => code.test(codeOf(error)))
  return found && new StetError(found[1], `PostgreSQL at ${name} ${found[2]} (${said}).`, { cause: error })
}
