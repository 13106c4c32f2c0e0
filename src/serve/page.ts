// Pages of the site: as `render` makes them, ready from last time where nothing has changed since.
import type { Clock } from '../model/ports.ts'
import { day as dayOf } from '../model/time.ts'
import { isTold } from '../publish/feeds.ts'
import { know } from '../publish/known.ts'
import { builtArticle, render, renderKnown, typeOf } from '../publish/render.ts'
import type { Document, Site } from '../publish/site.ts'
import { fileOf, route } from '../publish/urls.ts'
import { type Audience, answer, type Prepared, prepared } from './answer.ts'
import type { Documents } from './documents.ts'
import type { ServeRules } from './rules.ts'
import { searchAnswer, searchFeed, searchFeedFormat } from './search.ts'
import { timegate } from './timegate.ts'

/** Pages that say something else when they are asked for on another day. */
const DATED: ReadonlySet<string> = new Set(['/health/'])

/** Answers a GET or HEAD at an address of the site; with the page that says so where there is nothing. */
export function pageDoor(
  site: () => Site,
  clock: Clock,
  ready: Documents,
  { isPrivate }: Pick<ServeRules, 'isPrivate'>,
): (request: Request, address: string | undefined) => Promise<Response> {
  const audience: Audience = isPrivate ? 'private' : 'public'

  const documentAt = async (address: string): Promise<Prepared | undefined> => {
    const at = site()
    const isDated = DATED.has(address)
    const now = clock.now()
    const name = isDated ? `${address} ${dayOf(now)}` : address
    return ready.at(name, await at.store.version(), async () => {
      const known = { ...(await know(at)), ...(isDated && { now }) }
      const made = (await builtArticle(address, known)) ?? (await renderKnown(address, known))
      return made && prepared(made)
    })
  }

  /** `/sources` and `/sources/index.html` are `/sources/`, when there is such a page. */
  async function moved(address: string, search: string): Promise<Response | undefined> {
    const to = address.endsWith(fileOf('/')) ? address.slice(0, -fileOf('/').length) : `${address}/`
    if (to === address || !(await documentAt(to))) return undefined
    const location = encodeURI(site().config.basePath).slice(0, -1) + to + search
    return new Response(null, { status: 301, headers: { Location: location, 'Cache-Control': 'no-cache' } })
  }

  return async (request, address) => {
    if (address !== undefined) {
      const { search, searchParams } = new URL(request.url)
      const isAsked = Boolean(searchParams.get('q')?.trim() || searchParams.get('in')?.trim())
      if (address === '/search/' && isAsked) return searchAnswer(request, site(), audience)
      const format = searchFeedFormat(address)
      if (format) return searchFeed(request, site(), format, audience)
      const found = await documentAt(address)
      if (found) return withHubs(await answer(request, found, audience), address, site())
      const index = await builtIndex(address, site())
      if (index) {
        const response = await answer(request, prepared(index), audience)
        // Tells the search page that searches are answered here, from the archive as it now is.
        response.headers.set('X-Stet-Search', 'here')
        return response
      }
      const elsewhere = (await timegate(request, address, site())) ?? (await moved(address, search))
      if (elsewhere) return elsewhere
    }
    return answer(request, (await render('/404.html', site()))!, audience)
  }
}

/** A file of the index for searching without a server, as the last build wrote it: only a copy of the site needs it. */
async function builtIndex(address: string, { built }: Site): Promise<Document | undefined> {
  const asked = route(address)
  if (asked?.kind !== 'shelf') return undefined
  const body = await built?.read(fileOf(address))
  return body && { path: fileOf(address), type: typeOf(asked), body, status: 200 }
}

/** Feeds name the hubs that are told of news in Link headers too (WebSub 4). */
function withHubs(response: Response, address: string, { config: { hubs, url } }: Site): Response {
  const asked = route(address)
  if (hubs.length === 0 || asked?.kind !== 'feed' || !isTold(asked.list)) return response
  for (const hub of hubs) response.headers.append('Link', `<${hub}>; rel="hub"`)
  response.headers.append('Link', `<${new URL(address.slice(1), url).href}>; rel="self"`)
  return response
}
