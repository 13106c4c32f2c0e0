// What goes wrong, in the words and with the status codes that clients of the service know.
import { isIP } from 'node:net'
import type { Refused } from '../../model/drawing.ts'
import type { Fetched } from '../../model/ports.ts'

export interface ImageError {
  readonly kind: 'error'
  readonly status: number
  readonly message: string
}

const error = (status: number, message: string): ImageError => ({ kind: 'error', status, message })

export const BAD_ADDRESS = error(400, 'Unable to parse URI')
const BLOCKED_ADDRESS = error(400, 'IP address blocked by policy')
const UNRESOLVABLE = error(404, 'The hostname of the origin is unresolvable (DNS) or blocked by policy.')
const TIMED_OUT = error(404, 'The requested URL timed out.')
export const UNKNOWN_ADDRESS = error(
  403,
  'This address is not one of the archive, and the request is not signed.',
)
export const TOO_MANY = error(429, 'Too many requests for pictures that had to be made. Try again later.')
export const BROKEN = error(
  500,
  "Something's wrong! It looks as though we've broken something on our system. Don't panic, we are fixing it! Please come back in a while..",
)

/** An origin's answer that brought no picture. `most` are the bytes one may have. */
export function fetchError(got: Exclude<Fetched, { kind: 'fresh' }>, most: number): ImageError {
  if (got.kind === 'unchanged') return returned(304)
  if (got.kind === 'gone' || got.kind === 'refused') return returned(got.status)
  switch (got.reason) {
    case 'timeout':
      return TIMED_OUT
    case 'too-large':
      return error(404, `The image is too large to be downloaded. Max image size: ${most} bytes`)
    case 'redirects':
      return error(
        404,
        isToItself(got.hops.at(-1))
          ? 'Will not follow a redirection to itself'
          : 'Will not follow more than 10 redirects',
      )
    case 'private-address':
      return isLiteral(got.hops.at(-1)?.location) ? BLOCKED_ADDRESS : UNRESOLVABLE
    case 'bad-address':
      return BAD_ADDRESS
    case 'dns':
      return UNRESOLVABLE
    // An origin that cannot be talked to is a bad gateway's.
    case 'connect':
    case 'tls':
    case 'truncated':
    case 'encoding':
    case 'protocol':
    case 'robots':
    case 'resting':
      return returned(502)
  }
}

/** As `fetchError` for an address that was refused before anything was asked. */
export const refusedAddress = (address: string): ImageError =>
  isLiteral(address) ? BLOCKED_ADDRESS : UNRESOLVABLE

/** A gateway's own words for its time-outs and troubles mean the same as ours. */
function returned(status: number): ImageError {
  if (status === 408 || status === 504) return TIMED_OUT
  if (status === 502) return UNRESOLVABLE
  return error(404, `The requested URL returned error: ${status}`)
}

const isToItself = (hop: { url: string; location?: string } | undefined): boolean =>
  hop !== undefined && hop.url === hop.location

const isLiteral = (address: string | undefined): boolean =>
  isIP(URL.parse(address ?? '')?.hostname.replace(/^\[|\]$/g, '') ?? '') !== 0

/** A picture that was not drawn. */
export function drawError({ why, message }: Refused): ImageError {
  switch (why) {
    case 'unsupported':
      return error(404, 'Invalid or unsupported image format. Is it a valid image?')
    case 'unreadable':
      return error(404, 'Image not readable. Is it a valid image?')
    case 'too-many-pixels':
    case 'too-many-pages':
      return error(404, message)
    case 'failed':
      return error(400, `libvips error: ${message}`)
  }
}

/** The body of an error answer. */
export const errorBody = ({ status, message }: ImageError): string =>
  JSON.stringify({ status: 'error', code: status, message })
