// A picture, or an error, as an HTTP answer.
import { digest } from '../../model/digest.ts'
import { type Drawn, MEDIA_TYPES } from '../../model/drawing.ts'
import { DAY, type Instant, SECOND } from '../../model/time.ts'
import { sourceAddress } from './address.ts'
import { errorBody, type ImageError } from './errors.ts'
import type { ImageQuery } from './query.ts'

/** A picture that is ready, and whose it is. */
export interface Made extends Omit<Drawn, 'kind'> {
  readonly kind: 'made'
  /** The address that stands for it (RFC 8288 `canonical`). */
  readonly canonical: string
  /** Names the bytes. */
  readonly tag: string
}

/** Whatever a picture was, it is shown as one and can do nothing. */
const SAFE = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
} as const

/** The picture may be shown anywhere. */
const OPEN = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
  'X-Images-Api': '5',
} as const

export const tagOf = (bytes: Uint8Array): string => digest(bytes).slice(0, 32)

/** 200, or 304 when the client has the same bytes. */
export function pictureAnswer(request: Request, made: Made, { outer }: ImageQuery, now: Instant): Response {
  const isBase64 = outer.get('encoding')?.toLowerCase() === 'base64'
  const age = maxAge(outer.get('maxage'))
  const tag = `"${made.tag}${isBase64 ? '-base64' : ''}"`
  const headers: Record<string, string> = {
    ...SAFE,
    ...OPEN,
    ETag: tag,
    'Cache-Control': `public, max-age=${age}`,
    Expires: new Date(now + age * SECOND).toUTCString(),
    Link: `<${made.canonical}>; rel="canonical"`,
  }
  if (hasIt(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers })
  const type = MEDIA_TYPES[made.format]
  const body = isBase64
    ? Buffer.from(`data:${type};base64,${Buffer.from(made.bytes).toString('base64')}`)
    : (made.bytes as Uint8Array<ArrayBuffer>)
  headers['Content-Type'] = isBase64 ? 'text/plain' : type
  headers['Content-Length'] = String(body.byteLength)
  if (!isBase64 && made.format !== 'json')
    headers['Content-Disposition'] = `inline; filename=${fileName(outer.get('filename'))}.${made.format}`
  return new Response(request.method === 'HEAD' ? null : body, { headers })
}

/** RFC 9110 13.1.2. */
const hasIt = (header: string | null, tag: string): boolean =>
  header?.split(',').some(part => {
    const given = part.trim().replace(/^W\//, '')
    return given === '*' || given === tag
  }) ?? false

const fileName = (given: string | undefined): string =>
  given !== undefined && /^[A-Za-z0-9]{1,78}$/.test(given) ? given : 'image'

const YEAR = 365
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  m: 60,
  h: 3600,
  d: DAY / SECOND,
  w: (7 * DAY) / SECOND,
  M: (30 * DAY) / SECOND,
  y: (YEAR * DAY) / SECOND,
}

/** Seconds of `31d` or `2w`, from a day to a year; a year for anything else. */
function maxAge(given: string | undefined): number {
  const found = /^(\d{1,10})([smhdwMy]?)$/.exec(given ?? '')
  const seconds = found ? Number(found[1]) * UNITS[found[2]!]! : 0
  return seconds >= UNITS.d! && seconds <= UNITS.y! ? seconds : UNITS.y!
}

/** The error as JSON; a redirect to `default=` where there is one and the request was allowed. */
export function errorAnswer(request: Request, error: ImageError, fallback: string | undefined): Response {
  const body = errorBody(error)
  const headers: Record<string, string> = {
    ...SAFE,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...(fallback !== undefined && { Location: fallback }),
  }
  return new Response(request.method === 'HEAD' ? null : body, {
    status: fallback === undefined ? error.status : 302,
    headers,
  })
}

/** Where `default=` leads: an address, or `1` for the source itself. */
export function fallbackOf({ outer }: ImageQuery, source: string | undefined): string | undefined {
  const given = outer.get('default') ?? outer.get('errorredirect')
  if (given === undefined) return undefined
  return given === '1' ? source : sourceAddress(given)
}
