// A web without a network, for tests: pages by address, with the manners of a real server.
import type { Exchange, Fetched, Headers, Hop, Web, WebRequest } from '../../model/ports.ts'

export interface MemoryPage {
  /** 200 unless told. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Answers from `pages`, read anew at each request; an address that is not in it is a name that nobody knows. */
export function memoryWeb(pages: ReadonlyMap<string, MemoryPage>): Web {
  return {
    async get(url, request = {}) {
      const hops: Hop[] = []
      for (let at = url; hops.length < 10; ) {
        const turn = await request.turn?.(at)
        if (turn?.kind === 'stay') {
          const { reason, message, until } = turn
          return { kind: 'failed', reason, message, hops, ...(until !== undefined && { retryAt: until }) }
        }
        turn?.end()
        const page = pages.get(at)
        if (!page) return { kind: 'failed', reason: 'dns', message: `${at} is not in this web`, hops }
        const { status = 200, headers = {} } = page
        const location = status >= 300 && status < 400 && status !== 304 ? headers.location : undefined
        const target = location === undefined ? undefined : new URL(location, at).href
        if (target === undefined) {
          hops.push({ url: at, status })
          return answer(at, page, hops, request)
        }
        hops.push({ url: at, status, location: target, exchange: exchangeOf(at, page) })
        at = target
      }
      return { kind: 'failed', reason: 'redirects', message: 'more than 10 redirects', hops }
    },
    async close() {},
  }
}

const bytesOf = ({ body = '' }: MemoryPage): Uint8Array =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body

const exchangeOf = (url: string, page: MemoryPage): Exchange => ({
  url,
  requestHeaders: [],
  status: page.status ?? 200,
  statusText: '',
  headers: Object.entries(page.headers ?? {}),
  wire: bytesOf(page),
})

function answer(
  url: string,
  page: MemoryPage,
  hops: readonly Hop[],
  { validators, maxBytes }: WebRequest,
): Fetched {
  const { status = 200, headers: given = {} } = page
  const headers: Headers = Object.entries(given)
  const body = bytesOf(page)
  const exchange = exchangeOf(url, page)
  if (status === 404 || status === 410) return { kind: 'gone', status, url, hops, exchange }
  if (status !== 200) return { kind: 'refused', status, url, hops, headers }
  const { etag, 'last-modified': lastModified } = given
  const asked = validators?.url === url ? validators : undefined
  if (
    (etag !== undefined && asked?.etag === etag) ||
    (lastModified !== undefined && asked?.lastModified === lastModified)
  )
    return { kind: 'unchanged', url, hops, headers }
  if (body.length > (maxBytes ?? Number.POSITIVE_INFINITY))
    return {
      kind: 'failed',
      reason: 'too-large',
      message: `the answer is larger than ${maxBytes} bytes`,
      hops,
    }
  return {
    kind: 'fresh',
    url,
    hops,
    headers,
    body,
    ...((etag ?? lastModified) !== undefined && {
      validators: {
        url,
        ...(etag !== undefined && { etag }),
        ...(lastModified !== undefined && { lastModified }),
      },
    }),
    exchange,
  }
}
