// A picture, or an error, as an HTTP answer.
import { digest } from '../../model/digest.ts'
import { type Drawn, MEDIA_TYPES } from '../../model/drawing.ts'
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../model/time.ts'
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
  'Referrer-Policy': 'same-origin',
} as const

/** The picture may be shown anywhere. */
const OPEN = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
  'X-Images-Api': '5',
} as const

/** What only those may see who have signed in is shown on no other site. */
const CLOSED = { 'Cross-Origin-Resource-Policy': 'same-site', 'X-Images-Api': '5' } as const

export const tagOf = (bytes: Uint8Array): string => digest(bytes).slice(0, 32)

/** Who may keep a picture: anybody on the way, or only the client of a private archive. */
export type Audience = 'public' | 'private'

/** 200, or 304 when the client has the same bytes. */
export function pictureAnswer(
  request: Request,
  made: Made,
  { outer }: ImageQuery,
  now: Instant,
  audience: Audience,
): Response {
  const isBase64 = outer.get('encoding')?.toLowerCase() === 'base64'
  const age = maxAge(outer.get('maxage'))
  const tag = `"${made.tag}${isBase64 ? '-base64' : ''}"`
  const headers: Record<string, string> = {
    ...SAFE,
    ...(audience === 'public' ? OPEN : CLOSED),
    ETag: tag,
    'Cache-Control': `${audience}, max-age=${age}`,
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

/** Seconds of the units of time, in the order in which they may follow each other; the last is that of a bare number. */
const UNITS: readonly number[] = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND, SECOND].map(
  unit => unit / SECOND,
)
const TIME = /^(?:(\d*)y)?(?:(\d*)M)?(?:(\d*)w)?(?:(\d*)d)?(?:(\d*)h)?(?:(\d*)m)?(?:(\d*)s)?(\d*)$/
const LEAST_AGE = DAY / SECOND
const MOST_AGE = (365 * DAY) / SECOND

/** Seconds of `31d`, `2w` or `1d12h`, from a day to a year; a year for anything else. */
function maxAge(given = ''): number {
  const found = TIME.exec(given)
  const seconds = found ? UNITS.reduce((sum, unit, i) => sum + unit * Number(found[i + 1] ?? 0), 0) : 0
  return seconds >= LEAST_AGE && seconds <= MOST_AGE ? seconds : MOST_AGE
}

/** The error as JSON; a redirect to `default=` where there is one and the request was allowed. */
export function errorAnswer(request: Request, error: ImageError, fallback: string | undefined): Response {
  const body = errorBody(error)
  const headers: Record<string, string> = {
    ...SAFE,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    // Where it leads need not know what was asked for.
    ...(fallback !== undefined && { Location: fallback, 'Referrer-Policy': 'no-referrer' }),
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
