// Searching over HTTP: a page for people, JSON for programs; README.md beside this file describes both.
import { know } from '../publish/known.ts'
import { resultLine, type SearchAnswer, type SearchOrder, search } from '../publish/search.ts'
import type { Site } from '../publish/site.ts'
import { searchPage } from '../publish/templates/search.ts'
import { absolute } from '../publish/urls.ts'
import { answer } from './answer.ts'

const PAGE = 20
const MAX_LIMIT = 100
const MAX_OFFSET = 10_000
const MAX_QUERY = 400
const FILTER = /^(?:source|tag|author|category):.{1,300}$/su

interface Question {
  readonly query: string
  readonly within: string
  readonly order: SearchOrder
  readonly offset: number
  readonly limit: number
}

function question(request: Request): Question {
  const { searchParams } = new URL(request.url)
  const within = searchParams.get('in') ?? ''
  return {
    query: (searchParams.get('q') ?? '').trim().slice(0, MAX_QUERY),
    within: FILTER.test(within) ? within : '',
    order: searchParams.get('order') === 'best' ? 'best' : 'newest',
    offset: whole(searchParams.get('offset'), 0, MAX_OFFSET),
    limit: whole(searchParams.get('limit'), PAGE, MAX_LIMIT),
  }
}

/** A number a reader may choose, within bounds. */
function whole(text: string | null, usual: number, most: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Math.min(Number(text), most) : usual
}

async function found({ index, store, archive }: Site, asked: Question): Promise<SearchAnswer | undefined> {
  if (!index) return undefined
  const { query, within, order, offset, limit } = asked
  return search(query, { index, store, archive }, { order, offset, limit, facets: within ? [within] : [] })
}

/** `/search/?q=`: a page of results in the site's look. */
export async function searchAnswer(request: Request, site: Site): Promise<Response> {
  const asked = { ...question(request), limit: PAGE }
  const [known, answered] = await Promise.all([know(site), found(site, asked)])
  const body = searchPage(known, { ...asked, ...(answered ?? { total: 0, results: [] }) })
  return answer(request, {
    path: 'search/index.html',
    type: 'text/html; charset=utf-8',
    body,
    status: answered ? 200 : 503,
  })
}

/** `/api/search?q=`: one JSON object, or with `Accept: application/x-ndjson` one result a line. */
export async function searchApi(request: Request, site: Site): Promise<Response> {
  const asked = question(request)
  if (asked.query === '' && asked.within === '') return json(request, { error: 'q is missing' }, 400)
  const answered = await found(site, asked)
  if (!answered) return json(request, { error: 'this archive has no index of words' }, 503)
  const { book } = await know(site)
  const results = answered.results.map(result => ({
    ...resultLine(result),
    page: absolute(site.config, book.addressOf(result.article)),
    places: result.places,
  }))
  if (request.headers.get('accept')?.includes('application/x-ndjson'))
    return text(
      request,
      'application/x-ndjson; charset=utf-8',
      results.map(line => `${JSON.stringify(line)}\n`).join(''),
    )
  const { query, offset, limit } = asked
  return json(request, { query, total: answered.total, offset, limit, results })
}

const json = (request: Request, value: unknown, status = 200): Promise<Response> =>
  text(request, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`, status)

const text = (request: Request, type: string, body: string, status = 200): Promise<Response> =>
  answer(request, { path: '', type, body, status })
