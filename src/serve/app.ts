// The reading room over HTTP: the pages of the site as `render` makes them, and search.
import { Hono } from 'hono'
import { messageOf } from '../model/error.ts'
import type { Log } from '../model/ports.ts'
import { render, typeOf } from '../publish/render.ts'
import type { Document, Site } from '../publish/site.ts'
import { fileOf, route } from '../publish/urls.ts'
import { answer, securityHeaders } from './answer.ts'
import { imageDoor } from './image/door.ts'
import type { ImageProxy } from './image/proxy.ts'
import { searchAnswer, searchApi } from './search.ts'

export interface AppDeps {
  readonly site: Site
  readonly log?: Log
  /** The picture proxy, at `/image/`, and at `/` of `imageHost` where there is one. */
  readonly pictures?: ImageProxy
  /** A host name, with its port if it has one; '' for none. */
  readonly imageHost?: string
}

/**
 * The site as a web application, `Request → Response`: every document that `render` makes, with the same bytes as in a
 * built site, and under `/search/?q=`, `/api/search?q=` and `/healthz` what only a server can answer. What is served is
 * decided by `render`; no part of a request ever becomes a path of a file.
 */
export function app({ site, log, pictures, imageHost = '' }: AppDeps): Hono {
  const base = site.config.basePath.slice(0, -1)
  const hono = new Hono()
  const headers = securityHeaders(site.config)

  // Before the headers of pages: pictures have their own.
  if (pictures) hono.use(imageDoor(pictures, site.config, imageHost))
  hono.use(async (context, next) => {
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD')
      return context.text('Only GET and HEAD are answered here.\n', 405, { ...headers, Allow: 'GET, HEAD' })
    await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  hono.get(`${base}/healthz`, async context =>
    context.json({ ok: true, articles: await site.store.count({}) }, 200, { 'Cache-Control': 'no-store' }),
  )
  hono.get(`${base}/api/search`, context => searchApi(context.req.raw, site))
  hono.get('*', context => page(context.req.raw, site))
  hono.onError((error, context) => {
    log?.error('request failed', { path: context.req.path, why: messageOf(error) })
    return context.text(
      'Something went wrong here. The archive itself is not touched by reading.\n',
      500,
      headers,
    )
  })
  return hono
}

async function page(request: Request, site: Site): Promise<Response> {
  const url = new URL(request.url)
  const address = addressIn(url.pathname, site)
  if (address === undefined) return missing(request, site)
  if (address === '/search/' && url.searchParams.get('q')?.trim()) return searchAnswer(request, site)
  const found = await render(address, site)
  if (found) return answer(request, found)
  const index = await builtIndex(address, site)
  if (index) {
    const response = await answer(request, index)
    // Tells the search page that searches are answered here, from the archive as it now is.
    response.headers.set('X-Stet-Search', 'here')
    return response
  }
  return (await moved(address, url, site)) ?? missing(request, site)
}

/** A file of the index for searching without a server, as the last build wrote it: only a copy of the site needs it. */
async function builtIndex(address: string, site: Site): Promise<Document | undefined> {
  const asked = route(address)
  if (asked?.kind !== 'shelf') return undefined
  const body = await site.built?.read(fileOf(address))
  return body && { path: fileOf(address), type: typeOf(asked), body, status: 200 }
}

/** The site's own address in a request's path; undefined outside the base path. */
function addressIn(path: string, { config: { basePath } }: Site): string | undefined {
  const base = encodeURI(basePath)
  return path.startsWith(base) ? path.slice(base.length - 1) : undefined
}

/** `/sources` and `/sources/index.html` are `/sources/`, when there is such a page. */
async function moved(address: string, url: URL, site: Site): Promise<Response | undefined> {
  const to = address.endsWith(fileOf('/')) ? address.slice(0, -fileOf('/').length) : `${address}/`
  if (to === address || !(await render(to, site))) return undefined
  const location = encodeURI(site.config.basePath).slice(0, -1) + to + url.search
  return new Response(null, { status: 301, headers: { Location: location, 'Cache-Control': 'no-cache' } })
}

async function missing(request: Request, site: Site): Promise<Response> {
  return answer(request, (await render('/404.html', site))!)
}
