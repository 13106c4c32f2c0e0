// The one way out to other people's servers: conditional, bounded, without cookies; each redirect is judged anew.
import { type Dispatcher, request } from 'undici'
import { decodeContent } from '../../model/coding.ts'
import type { Clock, Exchange, Fetched, Headers, Hop, Turn, Web, WebRequest } from '../../model/ports.ts'
import { resolve } from '../../model/url.ts'
import type { Allowed } from './addresses.ts'
import { collect } from './body.ts'
import { guardedAgent } from './dial.ts'
import { failed, failure } from './failure.ts'
import { header, headersFor, latin1AsUtf8, pairs, validatorsOf } from './headers.ts'
import { retryAt } from './retry.ts'

export interface WebOptions {
  readonly userAgent: string
  readonly allowed: Allowed
  readonly dns?: string
  /** Bytes, unless a request asks for fewer or more. */
  readonly maxBytes: number
  readonly maxHeaderBytes: number
  /** Milliseconds: for the whole exchange; until connected; between two bytes. */
  readonly timeout: number
  readonly connectTimeout: number
  readonly idleTimeout: number
  readonly maxRedirects: number
  readonly perHost: number
  readonly clock: Clock
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** 226: only what is new in a feed, as we said we can read (RFC 3229). */
const WITH_BODY = new Set([200, 203, 226])
/** Bodies that say little are read so far, so that the connection can be used again. */
const DUMPED = 64 * 1024
/** Bytes of a page that says that something is gone: evidence, where it is not longer. */
const EVIDENCE = 512 * 1024

/** A client over undici. Nothing it is given makes it throw; `close` ends idle connections. */
export function httpWeb(options: WebOptions): Web {
  const remotes = new Map<string, string>()
  const agent = guardedAgent({
    ...options,
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
  if (first === undefined || hasCredentials(first))
    return failed('bad-address', `${address} is not an http or https address that can be fetched`, hops)
  const { maxRedirects, timeout } = world.options
  let left = asked.timeout ?? timeout
  for (let url = first; ; ) {
    const turn = await asked.turn?.(url)
    if (turn?.kind === 'stay') return stayed(turn, hops)
    const began = performance.now()
    const next = await hop(url, asked, left, hops, world).finally(() => turn?.end())
    if (typeof next !== 'string') return next
    left -= performance.now() - began
    if (hops.length > maxRedirects) return failed('redirects', `more than ${maxRedirects} redirects`, hops)
    if (hops.some(({ url: seen }) => seen === next))
      return failed('redirects', `redirected in a circle to ${next}`, hops)
    if (hasCredentials(next))
      return failed('bad-address', 'redirected to an address with a password in it', hops)
    url = next
  }
}

const hasCredentials = (url: string): boolean => {
  const { username, password } = new URL(url)
  return username !== '' || password !== ''
}

const stayed = (
  { reason, message, until }: Extract<Turn, { kind: 'stay' }>,
  hops: readonly Hop[],
): Fetched => ({
  kind: 'failed',
  reason,
  message,
  hops,
  ...(until !== undefined && { retryAt: until }),
})

/** One request: the answer that ends the way, or the address that it leads to. */
async function hop(
  url: string,
  asked: WebRequest,
  time: number,
  hops: Hop[],
  world: World,
): Promise<Fetched | string> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(time)))
  try {
    const from = asked.saysReferrer ? hops.at(-1)?.url : undefined
    const requestHeaders = headersFor(url, asked, world.options.userAgent, from)
    const answer: Dispatcher.ResponseData = await request(url, {
      dispatcher: world.agent,
      signal,
      headers: requestHeaders.flat(),
      responseHeaders: 'raw',
    })
    const headers = pairs(answer.headers as unknown as string[])
    const location = REDIRECTS.has(answer.statusCode) ? header(headers, 'location') : undefined
    const target = location === undefined ? undefined : resolve(latin1AsUtf8(location), url)
    const status = answer.statusCode
    const remote = world.remoteOf(url)
    const exchangeOf = (wire: Uint8Array): Exchange => ({
      url,
      requestHeaders,
      status,
      statusText: answer.statusText ?? '',
      headers,
      wire,
      ...(remote !== undefined && { remote }),
    })
    if (target === undefined) {
      hops.push({ url, status })
      return await concluded(url, answer, headers, asked, hops, exchangeOf, world)
    }
    const wire = await collect(answer.body, DUMPED, declaredLength(headers)).catch(() => undefined)
    hops.push({ url, status, location: target, ...(wire && { exchange: exchangeOf(wire) }) })
    return target
  } catch (error) {
    return failure(error, hops, signal.aborted)
  }
}

async function concluded(
  url: string,
  answer: Dispatcher.ResponseData,
  headers: Headers,
  asked: WebRequest,
  hops: readonly Hop[],
  exchangeOf: (wire: Uint8Array) => Exchange,
  world: World,
): Promise<Fetched> {
  const { statusCode: status } = answer
  if (status === 404 || status === 410) {
    const wire = await collect(answer.body, EVIDENCE, declaredLength(headers)).catch(() => undefined)
    return { kind: 'gone', status, url, hops, ...(wire && { exchange: exchangeOf(wire) }) }
  }
  if (!WITH_BODY.has(status)) {
    await answer.body.dump({ limit: DUMPED }).catch(() => {})
    if (status === 304) return { kind: 'unchanged', url, hops, headers }
    const at = retryAt(header(headers, 'retry-after'), world.options.clock.now(), header(headers, 'date'))
    return { kind: 'refused', status, url, hops, headers, ...(at !== undefined && { retryAt: at }) }
  }
  const max = asked.maxBytes ?? world.options.maxBytes
  const wire = await collect(answer.body, max, declaredLength(headers))
  const body = await decodeContent(wire, header(headers, 'content-encoding'), max)
  const validators = validatorsOf(url, headers)
  return {
    kind: 'fresh',
    url,
    hops,
    headers,
    body,
    ...(validators && { validators }),
    exchange: exchangeOf(wire),
  }
}

function declaredLength(headers: Headers): number | undefined {
  const declared = header(headers, 'content-length')
  return declared !== undefined && /^\d+$/.test(declared) ? Number(declared) : undefined
}
