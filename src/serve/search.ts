// Searching over HTTP: a page for people, JSON for programs, feeds for readers; README.md beside this file describes all.
import { entryOf, WRITERS } from '../publish/feeds.ts'
import { type Html, html } from '../publish/html.ts'
import { type Known, know } from '../publish/known.ts'
import { postHtml } from '../publish/posts.ts'
import {
  resultLine,
  type SearchAnswer,
  type SearchOptions,
  type SearchOrder,
  search,
} from '../publish/search.ts'
import type { Site } from '../publish/site.ts'
import { FORMAT_NAMES } from '../publish/templates/layout.ts'
import { searchPage } from '../publish/templates/search.ts'
import { absolute, FEED_FORMATS, type FeedFormat } from '../publish/urls.ts'
import { type Audience, answer } from './answer.ts'
import { parametersOf, whole } from './parameters.ts'
import { wordsIn } from './room/words.ts'

const PAGE = 20
const MAX_LIMIT = 100
const MAX_OFFSET = 10_000
const MAX_QUERY = 400
const FILTER = /^(?:source|tag|author|category|has):.{1,300}$/su

interface Question {
  readonly query: string
  readonly within: string
  readonly order: SearchOrder
  readonly offset: number
  readonly limit: number
}

function question(request: Request): Question {
  const asked = parametersOf(new URL(request.url).searchParams)
  const within = asked.one('in')
  return {
    query: asked.one('q').trim().slice(0, MAX_QUERY),
    within: FILTER.test(within) ? within : '',
    order: asked.one('order') === 'best' ? 'best' : 'newest',
    offset: whole(asked.one('offset'), 0, MAX_OFFSET),
    limit: whole(asked.one('limit'), PAGE, MAX_LIMIT),
  }
}

const optionsOf = ({ within, order, offset, limit }: Question): SearchOptions => ({
  order,
  offset,
  limit,
  facets: within ? [within] : [],
})

async function found(
  { index, store, archive, glimpses }: Site,
  asked: Question,
  bySource = false,
): Promise<SearchAnswer | undefined> {
  const ports = index && { index, store, archive, ...(glimpses && { glimpses }) }
  return ports && search(asked.query, ports, { ...optionsOf(asked), bySource })
}

/** `/search/?q=`: a page of results in the site's look. */
export async function searchAnswer(request: Request, site: Site, audience: Audience): Promise<Response> {
  const asked = { ...question(request), limit: PAGE }
  const [known, answered] = await Promise.all([know(site), found(site, asked, true)])
  const beside = answered && answered.total > 0 && besideResults(known, asked, answered)
  const body = searchPage(known, {
    ...asked,
    ...(answered ?? { total: 0, results: [] }),
    ...(beside && { beside }),
  })
  return answer(request, { type: 'text/html; charset=utf-8', body, status: answered ? 200 : 503 }, audience)
}

/** Sources and years shown to narrow by. */
const SOURCES = 12
const YEARS = 12

/** Ways to narrow what was found, and to follow it. */
function besideResults(known: Known, asked: Question, answered: SearchAnswer): Html {
  const { href, texts, config } = known
  const say = wordsIn(config.language)
  const { sources = [] } = answered
  const link = (change: { q?: string; in?: string }, text: string, count: number): Html => {
    const query = new URLSearchParams({ q: change.q ?? asked.query })
    const within = change.in ?? asked.within
    if (within) query.set('in', within)
    if (asked.order !== 'newest') query.set('order', asked.order)
    return html`<li><a href="${href('/search/')}?${query.toString()}">${text}</a> <small>${texts.number(count)}</small></li>\n`
  }
  const inYear = (year: string): string =>
    `${asked.query.replace(/(?:^|\s)(?:after|before):\S+/g, '')} after:${year} before:${Number(year) + 1}`.trim()
  const years = answered.years.length > 1 ? answered.years.slice(0, YEARS) : []
  const feeds = new URLSearchParams({ q: asked.query, ...(asked.within && { in: asked.within }) })
  return html`<details class="more"><summary>${say('filterResults')}</summary>
${
  sources.length > 1 &&
  html`<h2>${say('bySource')}</h2><ul class="values">
${sources.slice(0, SOURCES).map(([id, count]) => link({ in: `source:${id}` }, known.sourceTitle(id), count))}</ul>\n`
}${
  years.length > 0 &&
  html`<h2>${say('byYear')}</h2><ul class="values">
${years.map(([year, count]) => link({ q: inYear(year) }, year, count))}</ul>\n`
}<p>${say('saveSearch')}: ${FEED_FORMATS.map(format => html`<a href="${href(`/search/${FILES[format]}`)}?${feeds.toString()}">${FORMAT_NAMES[format]}</a> `)}</p>
</details>
`
}

const FILES: Readonly<Record<FeedFormat, string>> = { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' }
const TYPES: Readonly<Record<FeedFormat, string>> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
}

/** The format of a saved search's address, `/search/feed.xml`; undefined for any other. */
export const searchFeedFormat = (address: string): FeedFormat | undefined =>
  FEED_FORMATS.find(format => address === `/search/${FILES[format]}`)

const FEED_ENTRIES = 40

/** `/search/feed.xml?q=`, `atom.xml`, `feed.json`: a search, saved; the newest first, with full text. */
export async function searchFeed(
  request: Request,
  site: Site,
  format: FeedFormat,
  audience: Audience,
): Promise<Response> {
  const asked: Question = { ...question(request), order: 'newest', offset: 0, limit: FEED_ENTRIES }
  if (asked.query === '' && asked.within === '')
    return text(request, audience, 'text/plain; charset=utf-8', 'q is missing\n', 400)
  const answered = await found(site, asked)
  if (!answered)
    return text(request, audience, 'text/plain; charset=utf-8', 'this archive has no index of words\n', 503)
  const known = await know(site)
  const full = await Promise.all(
    answered.results.map(async ({ article }) => {
      const body = await postHtml(site.archive, article.path)
      return body === undefined ? [] : [entryOf(known, article, body)]
    }),
  )
  const entries = full.flat()
  const query = new URLSearchParams({ q: asked.query, ...(asked.within && { in: asked.within }) })
  const { config, texts } = known
  const body = WRITERS[format]({
    title: `${[asked.query, asked.within].filter(Boolean).join(' ')}${texts.titleGap}${config.title}`,
    description: config.description || texts.tagline,
    home: `${known.absolute('/search/')}?${query}`,
    self: `${known.absolute(`/search/${FILES[format]}`)}?${query}`,
    language: config.language,
    updated: Math.max(0, ...entries.map(({ updated }) => updated)),
    hubs: [],
    entries,
  })
  return text(request, audience, TYPES[format], body)
}

/** `/api/search?q=`: one JSON object, or with `Accept: application/x-ndjson` one result a line. */
export async function searchApi(request: Request, site: Site, audience: Audience): Promise<Response> {
  const asked = question(request)
  if (asked.query === '' && asked.within === '')
    return json(request, audience, { error: 'q is missing' }, 400)
  const withFacets = new URL(request.url).searchParams.has('facets')
  const answered = await found(site, asked, withFacets)
  if (!answered) return json(request, audience, { error: 'this archive has no index of words' }, 503)
  const { book } = await know(site)
  const results = answered.results.map(result => ({
    ...resultLine(result),
    page: absolute(site.config, book.addressOf(result.article)),
    places: result.places,
    titlePlaces: result.titlePlaces,
  }))
  if (request.headers.get('accept')?.includes('application/x-ndjson'))
    return text(
      request,
      audience,
      'application/x-ndjson; charset=utf-8',
      results.map(line => `${JSON.stringify(line)}\n`).join(''),
    )
  const { query, offset, limit } = asked
  const facets = answered.sources && {
    facets: { year: Object.fromEntries(answered.years), source: Object.fromEntries(answered.sources) },
  }
  return json(request, audience, { query, total: answered.total, offset, limit, ...facets, results })
}

const json = (request: Request, audience: Audience, value: unknown, status = 200): Promise<Response> =>
  text(request, audience, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`, status)

const text = (
  request: Request,
  audience: Audience,
  type: string,
  body: string,
  status = 200,
): Promise<Response> => answer(request, { type, body, status }, audience)
