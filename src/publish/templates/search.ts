// The search page: a form that works without a script; with a query, what was found.
import { dateOf } from '../../model/article.ts'
import { digest } from '../../model/digest.ts'
import { type Html, html, type Part } from '../html.ts'
import type { Known } from '../known.ts'
import { searching } from '../look/searching.ts'
import { removable } from '../removable.ts'
import type { SearchOrder, SearchResult } from '../search.ts'
import { layout } from './layout.ts'
import { lang, sourceLink } from './list.ts'

/** A page of results. */
export interface Found {
  readonly query: string
  /** A filter that stands beside the query, such as `source:voa`; '' for none. */
  readonly within: string
  readonly order: SearchOrder
  readonly total: number
  readonly offset: number
  readonly limit: number
  readonly results: readonly SearchResult[]
  /** What stands between the count and the results: filters, feeds. */
  readonly beside?: Part
}

/** Without `found` the page as it stands in a built site. */
export function searchPage(known: Known, found?: Found): string {
  const { texts, href } = known
  return layout(known, {
    kind: 'search',
    title: found ? `${found.query}${texts.titleGap}${texts.search}` : texts.search,
    address: found ? '' : '/search/',
    hidden: found !== undefined,
    ...(found && { query: found.query }),
    main: html`<header class="head"><h1>${texts.search}</h1></header>
<form class="ask" action="${href('/search/')}" method="get">
${found?.within && html`<input type="hidden" name="in" value="${found.within}">\n`}<input type="search" name="q" value="${found?.query ?? ''}" aria-label="${texts.searchFor}" placeholder="${texts.searchFor}" required autocomplete="off">
<button type="submit">${texts.search}</button>
</form>
${
  found
    ? answer(known, found)
    : html`${answerPlace(known)}<p class="quiet">${texts.searchHelp}</p>
<noscript><p class="quiet">${texts.searchWithout}</p></noscript>`
}`,
    ...(!found && { head: html`<script src="${href('/search.js')}?v=${SCRIPT_VERSION}" defer></script>\n` }),
  })
}

const SCRIPT_VERSION = digest(searching).slice(0, 8)

/** Where the browser shows what it finds by itself, with the words to say it in. */
function answerPlace({ config, texts }: Known): Html {
  const many = texts.results(SAMPLE, '{q}').replace(texts.number(SAMPLE), '{n}')
  const one = texts.results(1, '{q}').replace(texts.number(1), '{n}')
  return html`<div id="answer" aria-live="polite" data-locale="${texts.locale.replace('_', '-')}" data-zone="${config.timezone}" data-many="${many}" data-one="${one}" data-about="${texts.searchAbout}" data-nothing="${texts.searchNothing}" data-loading="${texts.searchLoading}" data-failed="${texts.searchWithout}" data-newest="${texts.byDate}" data-best="${texts.byMatch}" data-more="${texts.searchMore}" data-withdrawn="${texts.withdrawnMark}"></div>
`
}

const SAMPLE = 987_654_321

function answer(known: Known, found: Found): Html {
  const { texts } = known
  if (found.results.length === 0)
    return html`<p class="notice" role="status">${texts.searchNothing}</p>\n${chosen(known, found)}<p class="quiet">${texts.searchHelp}</p>`
  const other = found.order === 'newest' ? 'best' : 'newest'
  return html`<p class="quiet tally" role="status">${texts.results(found.total, found.query)} · <a href="${again(known, found, { order: other })}">${other === 'best' ? texts.byMatch : texts.byDate}</a></p>
${chosen(known, found)}${found.beside}<ol class="found">
${found.results.map(result => one(known, result))}</ol>
${more(known, found)}`
}

/** The filters that hold, each a link to the same search without it. */
function chosen(known: Known, found: Found): Html | false {
  const filters = [
    ...(found.within ? [{ filter: found.within, change: { within: '' } }] : []),
    ...removable(found.query).map(({ filter, without }) => ({ filter, change: { query: without } })),
  ]
  if (filters.length === 0) return false
  return html`<ul class="values chosen">
${filters.map(
  ({ filter, change }) =>
    html`<li><a href="${again(known, found, change)}" aria-label="${known.texts.withoutFilter(filter)}"><code>${filter}</code> <span aria-hidden="true">×</span></a></li>\n`,
)}</ul>
`
}

type Change = Partial<Pick<Found, 'query' | 'within' | 'order' | 'offset'>>

/** The same search with a change in it, from its first result on unless the change says where. */
function again({ href }: Known, found: Found, change: Change): string {
  const { query, within, order } = { ...found, ...change }
  const asked = new URLSearchParams({ ...(query && { q: query }), ...(within && { in: within }) })
  if (asked.size === 0) return href('/search/')
  if (order !== 'newest') asked.set('order', order)
  if (change.offset) asked.set('offset', String(change.offset))
  return `${href('/search/')}?${asked}`
}

function one(known: Known, { article, snippet, places, titlePlaces }: SearchResult): Html {
  return html`<li><a href="${known.to(article)}"${lang(known, article.language)}>${article.title ? marked(article.title, titlePlaces) : known.titleOf(article)}</a>
<p${lang(known, article.language)}>${marked(snippet, places)}</p>
<span class="meta">${known.dates.day(dateOf(article))} <a href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a>${article.tombstone && html` <span class="flag">${known.texts.withdrawnMark}</span>`}</span></li>
`
}

/** A text with its found places marked. */
function marked(text: string, places: readonly (readonly [number, number])[]): Part {
  let at = 0
  const parts: Part[] = []
  for (const [start, end] of places) {
    parts.push(text.slice(at, start), html`<mark>${text.slice(start, end)}</mark>`)
    at = end
  }
  return [...parts, text.slice(at)]
}

function more(known: Known, found: Found): Html | false {
  const { texts } = known
  const before = found.offset > 0 && Math.max(0, found.offset - found.limit)
  const after = found.offset + found.limit < found.total && found.offset + found.limit
  if (before === false && after === false) return false
  return html`<nav class="pager" aria-label="${texts.pages}">
<span>${before !== false && html`<a rel="prev" href="${again(known, found, { offset: before })}">←</a>`}</span> <span>${texts.number(found.offset + 1)}–${texts.number(Math.min(found.offset + found.limit, found.total))}</span> <span>${after !== false && html`<a rel="next" href="${again(known, found, { offset: after })}">→</a>`}</span>
</nav>`
}
