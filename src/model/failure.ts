// What can come of asking a source but news: the words that begin what the schedule keeps of a failure, so that those who
// speak another language can say them too. What may follow behind a colon or in parentheses is for who looks closer.

export const FAILURES = [
  'timed out',
  'name not found',
  'cannot connect',
  'no secure connection',
  'too large',
  'cut short',
  'unreadable',
  'redirected without end',
  'private address',
  'bad address',
  'bad answer',
  'not allowed by robots.txt',
  'left in peace',
  'gone',
  'not found',
  'access denied',
  'asked too often',
  'unavailable for legal reasons',
  'the server has trouble',
  'unexpected answer',
  'not a feed',
  'reading it was ended',
  'quarantined',
] as const
export type Failure = (typeof FAILURES)[number]

const KNOWN: ReadonlySet<string> = new Set(FAILURES)

/** A failure as the schedule keeps it, taken apart: `access denied (403)`, `cut short: …`; undefined for other words. */
export function failureIn(text: string): { readonly failure: Failure; readonly rest: string } | undefined {
  const [, failure = '', rest = ''] = /^([^:(]*[^:( ])(?::? (.*))?$/s.exec(text) ?? []
  return KNOWN.has(failure) ? { failure: failure as Failure, rest } : undefined
}
