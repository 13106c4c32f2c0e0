// What became of one source's poll, in a form that programs count and people read.
import type { Failure } from '../model/failure.ts'
import type { Fetched } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'

export type Outcome =
  | {
      readonly kind: 'kept'
      readonly added: number
      readonly revised: number
      readonly entries: number
      /** The address that is asked from now on. */
      readonly moved?: string
      /** In words, what was not taken because it was too much. */
      readonly beyond?: string
    }
  | { readonly kind: 'unchanged'; readonly moved?: string }
  /** A feed that was cut short fails, but its whole entries were kept. */
  | { readonly kind: 'failed'; readonly why: string; readonly added?: number; readonly revised?: number }
  | { readonly kind: 'stopped'; readonly why: string }
  /** Not asked: its host rests. */
  | { readonly kind: 'rests'; readonly why: string; readonly until: Instant }

/** A fetch that brought nothing, in words a keeper understands. */
export function wordsFor(got: Exclude<Fetched, { kind: 'fresh' | 'unchanged' }>): string {
  switch (got.kind) {
    case 'gone':
      return got.status === 410 ? 'gone: the server says it was removed for good (410)' : 'not found (404)'
    case 'refused':
      return refusal(got.status)
    case 'failed':
      return `${FAILED[got.reason]}: ${got.message}`
  }
}

/** What failed, then what there is to say of it. */
type Words = `${Failure}` | `${Failure} (${number})`

function refusal(status: number): Words {
  if (status === 401 || status === 403) return `access denied (${status})`
  if (status === 429) return 'asked too often (429)'
  if (status === 451) return 'unavailable for legal reasons (451)'
  if (status >= 500) return `the server has trouble (${status})`
  return `unexpected answer (${status})`
}

const FAILED: Record<Extract<Fetched, { kind: 'failed' }>['reason'], Failure> = {
  timeout: 'timed out',
  dns: 'name not found',
  connect: 'cannot connect',
  tls: 'no secure connection',
  'too-large': 'too large',
  truncated: 'cut short',
  encoding: 'unreadable',
  redirects: 'redirected without end',
  'private-address': 'private address',
  'bad-address': 'bad address',
  protocol: 'bad answer',
  robots: 'not allowed by robots.txt',
  resting: 'left in peace',
}
