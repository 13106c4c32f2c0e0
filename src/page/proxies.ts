// Picture proxies taken off: the address an outlet gave its picture, not the one a service put around it.
import { mediaAddress } from './address.ts'

/** A proxy inside a proxy inside a proxy: more is a trap. */
const MAX_NESTED = 5

/** The address inside a picture proxy's (weserv, wp.com Photon, Substack, AMP cache, DuckDuckGo); others as they are. */
export function withoutProxy(address: string): string {
  let url = address
  for (let round = 0; round < MAX_NESTED; round++) {
    const inner = innerAddress(url)
    if (inner === undefined || inner === url) return url
    url = inner
  }
  return url
}

function innerAddress(address: string): string | undefined {
  const url = URL.parse(address)
  if (!url) return undefined
  const host = url.hostname
  if (host === 'images.weserv.nl' || host === 'wsrv.nl') return fromParameter(url.searchParams.get('url'))
  if (host === 'external-content.duckduckgo.com' || host === 'proxy.duckduckgo.com')
    return fromParameter(url.searchParams.get('u'))
  if (/^i[0-3]\.wp\.com$/.test(host)) return fromPhoton(url)
  if (host === 'substackcdn.com' || host === 'cdn.substack.com') return fromFetch(url.pathname)
  if (host.endsWith('.cdn.ampproject.org')) return fromAmp(url)
  return undefined
}

/** weserv takes addresses without a scheme, and `ssl:` for https. Today https is what such a host answers on. */
function fromParameter(value: string | null): string | undefined {
  if (value === null || value === '') return undefined
  const text = value.replace(/^ssl:/, '').replace(/^\/\//, '')
  return mediaAddress(/^https?:/i.test(text) ? text : `https://${text}`)
}

/** `i0.wp.com/host/path?resize=…&ssl=1`: the rest of the query is the picture's own only with `q`. */
function fromPhoton(url: URL): string | undefined {
  const [, host = '', ...path] = url.pathname.split('/')
  if (!host.includes('.') || path.length === 0) return undefined
  const scheme = /(?:^|[?&])ssl=1(?:&|$|#)/.test(url.search) || url.hash.includes('ssl=1') ? 'https' : 'http'
  const query = url.searchParams.get('q')
  return mediaAddress(`${scheme}://${host}/${path.join('/')}${query === null ? '' : `?${query}`}`)
}

/** `/image/fetch/<how>/<address, percent-encoded or not>`. */
function fromFetch(path: string): string | undefined {
  const found = /\/image\/fetch\/.{0,300}?(https?(?::\/\/|%3a%2f%2f).*)$/i.exec(path)
  if (!found) return undefined
  try {
    return mediaAddress(found[1]!.includes('://') ? found[1]! : decodeURIComponent(found[1]!))
  } catch {
    return undefined
  }
}

/** `host.cdn.ampproject.org/i/s/<host>/<path>`, `s` for https. */
function fromAmp(url: URL): string | undefined {
  const found = /^\/i{1,2}\/(?:w\d+\/)?(s\/)?([^/]+\.[^/]+\/.*)$/.exec(url.pathname)
  return found ? mediaAddress(`${found[1] ? 'https' : 'http'}://${found[2]}${url.search}`) : undefined
}
