// The one way out to other people's servers: conditional, bounded, without cookies; each redirect is judged anew.
import { type Dispatcher, request } from 'undici'
import { BodyError, decodeContent } from '../../model/coding.ts'
import type {
  Clock,
  FailReason,
  Fetched,
  Headers,
  Hop,
  Validators,
  Web,
  WebRequest,
} from '../../model/ports.ts'
import { resolve } from '../../model/url.ts'
import type { Allowed } from './addresses.ts'
import { collect } from './body.ts'
import { DialError, guardedAgent } from './dial.ts'
import { retryAt } from './retry.ts'

export interface WebOptions {
  readonly userAgent: string
  readonly allowed: Allowed
  readonly dns?: string
  /** Bytes, unless a request asks for fewer or more. */
  readonly maxBytes: number
  /** Milliseconds: for the whole exchange; until connected; between two bytes. */
  readonly timeout: number
  readonly connectTimeout: number
  readonly idleTimeout: number
  readonly maxRedirects: number
  readonly perHost: number
  readonly clock: Clock
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const FEED_TYPES =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5'

/** A client over undici. Nothing it is given makes it throw; `close` ends idle connections. */
export function httpWeb(options: WebOptions): Web {
  const remotes = new Map<string, string>()
  const agent = guardedAgent({
    allowed: options.allowed,
    ...(options.dns !== undefined && { dns: options.dns }),
    connectTimeout: options.connectTimeout,
    idleTimeout: options.idleTimeout,
    perHost: options.perHost,
    connected: (origin, address) => remotes.set(origin, address),
  })
  const world: World = { options, agent, remoteOf: url => remotes.get(new URL(url).origin) }
  return {
    get: (url, asked = {}) => get(url, asked, world),
    close: () => agent.close(),
  }
}

interface World {
  readonly options: WebOptions
  readonly agent: Dispatcher
  remoteOf(url: string): string | undefined
}

async function get(address: string, asked: WebRequest, world: World): Promise<Fetched> {
  const hops: Hop[] = []
  const first = resolve(address)
  if (first === undefined || new URL(first).username !== '')
    return failed('bad-address', `${address} is not an http or https address that can be fetched`, hops)
  let url: string = first
  const signal = AbortSignal.timeout(asked.timeout ?? world.options.timeout)
  try {
    for (;;) {
      const requestHeaders = headersFor(url, asked, world.options)
      const answer: Dispatcher.ResponseData = await request(url, {
        dispatcher: world.agent,
        signal,
        headers: flat(requestHeaders),
        responseHeaders: 'raw',
      })
      const headers = pairs(answer.headers as unknown as string[])
      const location: string | undefined = REDIRECTS.has(answer.statusCode)
        ? header(headers, 'location')
        : undefined
      const target: string | undefined =
        location === undefined ? undefined : resolve(latin1AsUtf8(location), url)
      hops.push({ url, status: answer.statusCode, ...(target !== undefined && { location: target }) })
      if (target === undefined)
        return await concluded(url, answer, headers, requestHeaders, asked, hops, world)
      await answer.body.dump({ limit: 64 * 1024 }).catch(() => {})
      if (hops.length > world.options.maxRedirects)
        return failed('redirects', `more than ${world.options.maxRedirects} redirects`, hops)
      if (hops.some(hop => hop.url === target))
        return failed('redirects', `redirected in a circle to ${target}`, hops)
      if (new URL(target).username !== '')
        return failed('bad-address', 'redirected to an address with a password in it', hops)
      url = target
    }
  } catch (error) {
    return failure(error, hops, signal)
  }
}

function headersFor(url: string, asked: WebRequest, options: WebOptions): Headers {
  const headers: [string, string][] = [
    ['user-agent', options.userAgent],
    ['accept', asked.accept ?? FEED_TYPES],
    ['accept-encoding', 'gzip, br, zstd'],
  ]
  const { validators } = asked
  // Validators belong to the address that gave them: never to another, after a redirect or a move.
  if (validators && validators.url === url) {
    if (validators.etag !== undefined) headers.push(['if-none-match', validators.etag])
    if (validators.lastModified !== undefined) headers.push(['if-modified-since', validators.lastModified])
  }
  return headers
}

async function concluded(
  url: string,
  answer: Dispatcher.ResponseData,
  headers: Headers,
  requestHeaders: Headers,
  asked: WebRequest,
  hops: readonly Hop[],
  world: World,
): Promise<Fetched> {
  const { statusCode: status } = answer
  if (status !== 200 && status !== 203 && status !== 226)
    await answer.body.dump({ limit: 64 * 1024 }).catch(() => {})
  if (status === 304) return { kind: 'unchanged', url, hops, headers }
  if (status === 404 || status === 410) return { kind: 'gone', status, url, hops }
  if (status !== 200 && status !== 203 && status !== 226) {
    const at = retryAt(header(headers, 'retry-after'), world.options.clock.now())
    return { kind: 'refused', status, url, hops, headers, ...(at !== undefined && { retryAt: at }) }
  }
  const max = asked.maxBytes ?? world.options.maxBytes
  const declared = header(headers, 'content-length')
  const wire = await collect(
    answer.body,
    max,
    declared !== undefined && /^\d+$/.test(declared) ? Number(declared) : undefined,
  )
  const body = await decodeContent(wire, header(headers, 'content-encoding'), max)
  const validators = validatorsOf(url, headers)
  const remote = world.remoteOf(url)
  return {
    kind: 'fresh',
    url,
    hops,
    headers,
    body,
    ...(validators && { validators }),
    exchange: {
      url,
      requestHeaders,
      status,
      statusText: answer.statusText ?? '',
      headers,
      wire,
      ...(remote !== undefined && { remote }),
    },
  }
}

function validatorsOf(url: string, headers: Headers): Validators | undefined {
  const etag = header(headers, 'etag')
  const lastModified = header(headers, 'last-modified')
  if (etag === undefined && lastModified === undefined) return undefined
  return { url, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}

/** The first value of a header; names are lower case already. */
const header = (headers: Headers, name: string): string | undefined =>
  headers.find(([key]) => key === name)?.[1]

const pairs = (raw: readonly (string | Buffer)[]): Headers =>
  Array.from(
    { length: raw.length / 2 },
    (_, i) => [String(raw[2 * i]).toLowerCase(), latin1(raw[2 * i + 1]!)] as const,
  )

const latin1 = (value: string | Buffer): string =>
  typeof value === 'string' ? value : value.toString('latin1')

const flat = (headers: Headers): string[] => headers.flat()

/** Header bytes come as Latin-1; servers that put Chinese into Location mean UTF-8. */
const latin1AsUtf8 = (value: string): string => {
  const utf8 = Buffer.from(value, 'latin1').toString('utf8')
  return utf8.includes('\ufffd') ? value : utf8
}

const failed = (reason: FailReason, message: string, hops: readonly Hop[], cause?: unknown): Fetched => ({
  kind: 'failed',
  reason,
  message,
  hops,
  ...(cause !== undefined && { cause }),
})

function failure(error: unknown, hops: readonly Hop[], signal: AbortSignal): Fetched {
  if (signal.aborted) return failed('timeout', 'no whole answer in time', hops, error)
  if (error instanceof DialError || error instanceof BodyError)
    return failed(error.reason, error.message, hops, error)
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException
  if (/TIMEOUT|ETIMEDOUT/.test(code))
    return failed('timeout', 'the server did not answer in time', hops, error)
  if (/^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPIPE)$/.test(code))
    return failed('connect', `the connection failed (${code})`, hops, error)
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|DEPTH_ZERO/.test(code))
    return failed('tls', `no secure connection (${code})`, hops, error)
  if (/UND_ERR_SOCKET|HPE_INVALID_EOF_STATE|CONTENT_LENGTH/.test(code))
    return failed('truncated', 'the connection ended before the answer did', hops, error)
  return failed('protocol', message, hops, error)
}
