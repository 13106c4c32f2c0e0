// Headers, asked and answered.
import type { Headers, Validators, WebRequest } from '../../model/ports.ts'

const FEED_TYPES =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5'

/** What a request carries: never a cookie, and a referrer only where `from` is given, the address that led here. */
export function headersFor(url: string, asked: WebRequest, userAgent: string, from?: string): Headers {
  const headers: [string, string][] = [
    ['user-agent', userAgent],
    ['accept', asked.accept ?? FEED_TYPES],
    ['accept-encoding', 'gzip, br, zstd'],
  ]
  const referrer = from === undefined ? undefined : referrerOf(from, url)
  if (referrer !== undefined) headers.push(['referer', referrer])
  // A server that can may send only what is new in a feed (RFC 3229).
  if (asked.accept === undefined) headers.push(['a-im', 'feed'])
  const { validators } = asked
  // Validators belong to the address that gave them: never to another, after a redirect or a move.
  if (validators && validators.url === url) {
    if (validators.etag !== undefined) headers.push(['if-none-match', validators.etag])
    if (validators.lastModified !== undefined) headers.push(['if-modified-since', validators.lastModified])
  }
  return headers
}

/** Without fragment and credentials; nothing where a secure address led to one that is not (RFC 9110 10.1.3). */
function referrerOf(from: string, to: string): string | undefined {
  const url = new URL(from)
  if (url.protocol === 'https:' && !to.startsWith('https:')) return undefined
  url.hash = ''
  url.username = ''
  url.password = ''
  return url.href
}

/** Both kinds, exactly as they came; undefined when there is neither. */
export function validatorsOf(url: string, headers: Headers): Validators | undefined {
  const etag = header(headers, 'etag')
  const lastModified = header(headers, 'last-modified')
  if (etag === undefined && lastModified === undefined) return undefined
  return { url, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}

/** The first value of a header; names are lower case already. */
export const header = (headers: Headers, name: string): string | undefined =>
  headers.find(([key]) => key === name)?.[1]

/** As the client hands them over: names and values in turn. */
export const pairs = (raw: readonly (string | Buffer)[]): Headers =>
  Array.from(
    { length: raw.length / 2 },
    (_, i) => [String(raw[2 * i]).toLowerCase(), latin1(raw[2 * i + 1]!)] as const,
  )

const latin1 = (value: string | Buffer): string =>
  typeof value === 'string' ? value : value.toString('latin1')

/** Header bytes come as Latin-1; servers that put Chinese into Location mean UTF-8. */
export const latin1AsUtf8 = (value: string): string => {
  const utf8 = Buffer.from(value, 'latin1').toString('utf8')
  return utf8.includes('\ufffd') ? value : utf8
}
