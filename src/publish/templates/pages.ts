// The pages around the lists: the front page's masthead, lists under a heading, and the plain pages.
import type { Article } from '../../model/article.ts'
import type { AxisValue } from '../../model/catalogue.ts'
import { hostName } from '../../model/url.ts'
import { type Html, html, type Part } from '../html.ts'
import type { Known } from '../known.ts'
import { shownName } from '../names.ts'
import { outside } from '../outside.ts'
import { step } from '../steps.ts'
import { troublesOf } from '../trouble-words.ts'
import {
  FEED_AXES,
  feedAddress,
  formatsOf,
  hasFeeds,
  indexAddress,
  type List,
  listAddress,
  type NamedAxis,
} from '../urls.ts'
import { FORMAT_NAMES, layout, themed } from './layout.ts'
import { days, gathers, type Listing, lang, pager } from './list.ts'
import { rhythmSection } from './rhythm.ts'

/** What the archive holds, in figures. */
export interface Holdings {
  readonly articles: number
  readonly sources: number
  /** The oldest article, when there is one. */
  readonly oldest?: Article
  /** The last to arrive. */
  readonly last?: Article
}

/** The figures in a sentence. */
export function holdingsText({ texts, dates }: Known, held: Holdings, since: number | undefined): string {
  if (held.articles === 0 || since === undefined) return texts.none
  const figures = texts.holdings(held.articles, held.sources, texts.day(dates.local(since)))
  if (!held.last) return figures
  const at = dates.local(held.last.taken)
  return `${figures}${texts.lang === 'en' ? ' ' : ''}${texts.lastKept(`${texts.day(at)} ${at.clock} ${at.zone}`)}`
}

/** The front page: what this is, and the newest articles by day. */
export function frontPage(known: Known, listing: Listing, held: string): string {
  const { config, texts } = known
  const says = config.description || texts.tagline
  return layout(known, {
    kind: 'front',
    title: config.title,
    address: '/',
    description: says,
    masthead: html`<p class="tagline">${says}</p>
<p class="held">${held}</p>
${themed(known, 'masthead', config.title)}`,
    main: listing.count === 0 ? html`<p class="notice">${texts.none}</p>` : body(known, listing),
  })
}

const body = (known: Known, listing: Listing): Html => html`${days(known, listing)}\n${pager(known, listing)}`

/** A list under its heading: all of one source, category, tag, author or day; or one of the numbered pages. */
export function listPage(known: Known, listing: Listing): string {
  const { list, page, count } = listing
  const { texts } = known
  const title = list.axis === 'all' ? texts.allArticles : known.titleOfList(list)
  return layout(known, {
    kind: 'list',
    title: page === undefined ? title : `${title}${texts.titleGap}${texts.page(page)}`,
    address: listAddress(list, page),
    follows: list.axis !== 'all' && hasFeeds(list) ? [list] : [],
    main: html`<header class="head">
${above(known, list)}<h1>${title}</h1>
${page === undefined ? html`${about(known, list, count)}${state(known, list)}` : html`<p class="quiet">${texts.page(page)}</p>`}
</header>
${listing.rhythm && rhythmSection(known, listing.rhythm)}${page === undefined && gathers(known, list)}${body(known, listing)}`,
  })
}

function above({ texts, href }: Known, list: List): Html | false {
  if (list.axis === 'all') return false
  if (list.axis === 'day')
    return html`<p class="kicker"><a href="${href('/archive/')}">${texts.archive}</a></p>\n`
  return html`<p class="kicker"><a href="${href(indexAddress(list.axis))}">${texts.axis[list.axis]}</a></p>\n`
}

function about(known: Known, list: List, count: number): Html {
  const { texts, sources } = known
  const facts = list.axis === 'source' ? sources.get(list.value) : undefined
  return html`${facts?.description && facts.description !== facts.title && html`<p class="lede"${lang(known, facts.language ?? '')}>${facts.description}</p>\n`}<p class="quiet">${texts.articles(count)}${
    outside(facts?.home) &&
    html` · <a href="${facts?.home}" rel="noopener noreferrer external">${hostName(facts?.home ?? '')}</a>`
  }${hasFeeds(list) && html` · ${feedsOf(known, list)}`}</p>${list.axis === 'source' && searchHere(known, list.value)}`
}

/** What is wrong with a source, on its own page. */
function state(known: Known, list: List): Html | false {
  const found = list.axis === 'source' ? troublesOf(known, list.value) : []
  return (
    found.length > 0 &&
    html`\n<ul class="troubles notice">\n${found.map(words => html`<li>${words}</li>\n`)}</ul>`
  )
}

function searchHere({ texts, href }: Known, source: string): Html {
  return html`
<form class="here" action="${href('/search/')}" method="get"><input type="hidden" name="in" value="source:${source}">
<input type="search" name="q" aria-label="${texts.searchHere}" placeholder="${texts.searchHere}" autocomplete="off"></form>`
}

/** Links to a list's feeds in the three formats. */
export const feedsOf = ({ href }: Known, list: List): Part =>
  html`<span class="feeds">${formatsOf(list).map(
    format => html`<a href="${href(feedAddress(list, format))}">${FORMAT_NAMES[format]}</a> `,
  )}</span>`

/** All values of an axis, those with most articles first. */
export function indexPage(known: Known, axis: NamedAxis, values: readonly AxisValue[]): string {
  const { texts, href } = known
  const title = texts.axis[axis]
  const row = ({ value, count }: AxisValue): Html =>
    html`<li><a href="${href(listAddress({ axis, value }))}">${axis === 'source' ? known.sourceTitle(value) : shownName(value)}</a> <small>${texts.atLeast(step(count))}</small></li>\n`
  return layout(known, {
    kind: `index ${axis}`,
    title,
    address: indexAddress(axis),
    main: html`<header class="head"><h1>${title}</h1></header>
${values.length === 0 ? html`<p class="notice">${texts.none}</p>` : axis === 'source' ? sourceList(known, values) : html`<ul class="values">\n${values.map(row)}</ul>`}`,
  })
}

function sourceList(known: Known, values: readonly AxisValue[]): Html {
  const { texts, dates, href, sources } = known
  const day = (at: number): string => texts.day(dates.local(at))
  return html`<ul class="sources">
${values.map(({ value, count, oldest }) => {
  const facts = sources.get(value)
  return html`<li><a href="${href(listAddress({ axis: 'source', value }))}">${known.sourceTitle(value)}</a>
${facts?.description && facts.description !== facts.title && html`<p${lang(known, facts.language ?? '')}>${facts.description}</p>\n`}<small>${texts.atLeast(step(count))} · ${texts.since(day(oldest))}</small></li>
`
})}</ul>`
}

/** Where everything can be followed. */
export function feedsPage(known: Known, values: ReadonlyMap<NamedAxis, readonly AxisValue[]>): string {
  const { texts, href } = known
  const row = (list: List): Html =>
    html`<tr><th scope="row"><a href="${href(listAddress(list))}">${list.axis === 'all' ? texts.allArticles : 'value' in list && list.axis === 'source' ? known.sourceTitle(list.value) : shownName(list.value)}</a></th>${formatsOf(
      list,
    ).map(
      format => html`<td><a href="${href(feedAddress(list, format))}">${FORMAT_NAMES[format]}</a></td>`,
    )}</tr>\n`
  return layout(known, {
    kind: 'feeds',
    title: texts.feeds,
    address: '/feeds/',
    main: html`<header class="head"><h1>${texts.feeds}</h1>
<p class="lede">${texts.feedsLead}${texts.fullText}</p>
<p><a href="${href('/sources.opml')}">${texts.sourcesFile}</a></p></header>
<table class="feeds-table"><tbody>
${row({ axis: 'all' })}</tbody>
${FEED_AXES.map(
  axis => html`<tbody><tr><th class="group" colspan="4" scope="rowgroup">${texts.axis[axis]}</th></tr>
${(values.get(axis) ?? []).map(({ value }) => row({ axis, value }))}</tbody>
`,
)}</table>`,
  })
}

/** What this archive is and how it keeps. */
export function aboutPage(known: Known): string {
  const { config, texts, href } = known
  return layout(known, {
    kind: 'about',
    title: texts.about,
    address: '/about/',
    main: html`<header class="head"><h1>${config.title}</h1>
<p class="lede">${config.description || texts.tagline}</p></header>
<div class="text">
<p>${texts.aboutKept}</p>
<p>${texts.aboutChanges}</p>
<p>${texts.aboutRights}</p>
<p><a href="${href('/sources/')}">${texts.axis.source}</a> · <a href="${href('/feeds/')}">${texts.feeds}</a></p>
<p class="quiet">${texts.aboutMade} <a href="${href('/colophon/')}">${texts.colophon}</a></p>
</div>`,
  })
}

/** The keys of the site, in the order in which the texts explain them. */
const KEYS = ['j k', 'o', 's', '/', 't', '?']

/** How the site is set, what it keeps to itself, its plain forms, its keys. */
export function colophonPage(known: Known): string {
  const { texts } = known
  return layout(known, {
    kind: 'about',
    title: texts.colophon,
    address: '/colophon/',
    main: html`<header class="head"><h1>${texts.colophon}</h1></header>
<div class="text">
<p>${texts.colophonType}</p>
<p>${texts.colophonPrivacy}</p>
<p>${texts.colophonForms}</p>
<h2 id="keys">${texts.keys}</h2>
<dl class="keys">
${KEYS.map((key, at) => html`<dt>${key.split(' ').map(one => html`<kbd>${one}</kbd> `)}</dt><dd>${texts.keysDo[at]}</dd>\n`)}</dl>
<p class="quiet">${texts.aboutMade}</p>
</div>`,
  })
}

/** What is shown where there is nothing. */
export function missingPage(known: Known): string {
  const { texts, href } = known
  return layout(known, {
    kind: 'missing',
    title: texts.missingTitle,
    address: '',
    hidden: true,
    main: html`<header class="head"><p class="kicker">404</p><h1>${texts.missingTitle}</h1>
<p class="lede">${texts.missing}</p></header>
<p><a href="${href('/')}">${texts.toFront}</a> · <a href="${href('/archive/')}">${texts.archive}</a> · <a href="${href('/search/')}">${texts.search}</a></p>`,
  })
}
