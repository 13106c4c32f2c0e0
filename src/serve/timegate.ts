// Asking for an article as it stood at a moment: datetime negotiation, RFC 7089 4.1, pattern 2.1 (a TimeGate that sends on
// to the memento, whose address is its own).
import { httpDate } from '../model/http-date.ts'
import { articleAt, revisionsOf } from '../publish/articles.ts'
import { know } from '../publish/known.ts'
import { stateAt } from '../publish/memento.ts'
import type { Site } from '../publish/site.ts'
import { timegateAt } from '../publish/urls.ts'

/**
 * The answer at `/2021/04/14/3f9c02d1.timegate`: sends on to the state that `Accept-Datetime` asks for, without it to the
 * present one; 400 for what is no date. Undefined at any other address, and where there is no such article.
 */
export async function timegate(request: Request, address: string, site: Site): Promise<Response | undefined> {
  const named = timegateAt(address)
  if (!named) return undefined
  const known = await know(site)
  const article = await articleAt(known, named.day, named.hex)
  if (!article) return undefined
  const said = request.headers.get('accept-datetime') ?? undefined
  const at = httpDate(said)
  const headers = { Vary: 'accept-datetime', 'Cache-Control': 'no-cache' }
  if (said !== undefined && at === undefined)
    return new Response('Accept-Datetime is no date; expected one like Wed, 14 Apr 2021 01:39:02 GMT\n', {
      status: 400,
      headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
    })
  const found = stateAt(known, article, await revisionsOf(known, article), at)
  if (!found) return undefined
  // Relative: a server may be reached under another name than the site is published under.
  const { pathname } = new URL(found.url)
  return new Response(null, { status: 302, headers: { ...headers, Location: pathname, Link: found.link } })
}
