// Where the picture proxy stands among the site's addresses.
import type { Context, Env, MiddlewareHandler } from 'hono'
import type { SiteConfig } from '../../publish/site.ts'
import { isRead } from '../answer.ts'
import type { ImageProxy, ImageVisitor } from './proxy.ts'

/**
 * Lets the proxy answer `/image/` under the site's base path, and on `host` everything at `/`: there old addresses work
 * by a change of the host name alone. On the site's own host only a `/` with `url=` is a picture. `visitorIn` is told
 * of every request that is ours, and says who asks: behind a trusted proxy that is not the socket's other end; and, in a
 * private archive, whether they may pass.
 */
export function imageDoor<E extends Env>(
  proxy: ImageProxy,
  { basePath, url: siteUrl }: Pick<SiteConfig, 'basePath' | 'url'>,
  host: string,
  visitorIn: (context: Context<E>) => ImageVisitor,
): MiddlewareHandler<E> {
  const own = `${encodeURI(basePath)}image/`
  const isSitesHost = new URL(siteUrl).host === host.toLowerCase()
  const isOurs = (path: string, query: string, given: string): boolean => {
    if (path === own || path === own.slice(0, -1)) return true
    if (host === '' || path !== '/' || !isHost(given, host)) return false
    return !isSitesHost || /(?:^|&)url=/i.test(query)
  }
  return async (context, next) => {
    const { raw } = context.req
    const { path, query } = parts(raw.url)
    if (!isOurs(path, query, context.req.header('host') ?? '')) return next()
    const visitor = visitorIn(context)
    if (!isRead(raw))
      return new Response('Only GET and HEAD are answered here.\n', {
        status: 405,
        headers: { Allow: 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8' },
      })
    return proxy(raw, visitor)
  }
}

/** A host that was configured without a port is meant on any. */
const isHost = (given: string, host: string): boolean => {
  const [asked, wanted] = [given.toLowerCase(), host.toLowerCase()]
  return asked === wanted || asked.replace(/:\d+$/, '') === wanted
}

function parts(url: string): { path: string; query: string } {
  const at = url.indexOf('?')
  const path = (at < 0 ? url : url.slice(0, at)).replace(/^https?:\/\/[^/]*/i, '')
  return { path: path.replace(/#.*$/s, ''), query: at < 0 ? '' : url.slice(at + 1) }
}
