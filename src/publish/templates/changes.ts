// Pages of the record: what happened, when, to which article of which source; and how often each source does it.
import type { Article } from '../../model/article.ts'
import type { Change, ChangeFigures } from '../../model/change.ts'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { hasHistory } from '../has-history.ts'
import { type Html, html, type Part } from '../html.ts'
import type { Known } from '../known.ts'
import { step } from '../steps.ts'
import {
  FEED_FORMATS,
  historyAddress,
  RECORD_KINDS,
  type RecordList,
  recordAddress,
  recordFeedAddress,
} from '../urls.ts'
import { FORMAT_NAMES, layout, MEDIA } from './layout.ts'
import { lang, sourceLink, turning } from './list.ts'

/** A change and the article it happened to, as that is now. */
export interface Told {
  readonly change: Change
  readonly article: Article
}

export interface Recorded {
  readonly record: RecordList
  /** Newest first. */
  readonly told: readonly Told[]
  readonly figures: readonly ChangeFigures[]
  readonly count: number
  readonly pages: number
  readonly page?: number
}

export const recordTitle = ({ texts, sourceTitle }: Known, record: RecordList): string => {
  if (record.of === 'kind') return texts.recordOf[record.kind]
  return record.of === 'source' ? `${texts.record}: ${sourceTitle(record.source)}` : texts.record
}

export const changeTitle = (known: Known, { article }: Told): string => known.titleOf(article)

/** Where a change can be seen. */
export function linkOf(known: Known, { change, article }: Told): string {
  const page = known.book.addressOf(article)
  if (!hasHistory(article)) return page
  return change.revision === undefined ? historyAddress(page) : `${historyAddress(page)}#r${change.revision}`
}

export function recordPage(known: Known, recorded: Recorded): string {
  const { record, told, figures, count, pages, page } = recorded
  const { texts, href } = known
  const title = recordTitle(known, record)
  return layout(known, {
    kind: 'changes',
    title: page === undefined ? title : `${title}${texts.titleGap}${texts.page(page)}`,
    address: recordAddress(record, page),
    head: html`${FEED_FORMATS.map(
      format =>
        html`<link rel="alternate" type="${MEDIA[format]}" href="${href(recordFeedAddress(record, format))}" title="${title} (${FORMAT_NAMES[format]})">\n`,
    )}`,
    main: html`<header class="head">${record.of === 'source' && html`<p class="kicker"><a href="${sourceLink(known, record.source)}">${known.sourceTitle(record.source)}</a></p>\n`}<h1>${title}</h1>
${page === undefined ? html`<p class="lede">${texts.recordLead}</p>` : html`<p class="quiet">${texts.page(page)}</p>`}
<p class="quiet">${texts.changes(count)} · <span class="feeds">${FEED_FORMATS.map(
      format => html`<a href="${href(recordFeedAddress(record, format))}">${FORMAT_NAMES[format]}</a> `,
    )}</span></p>
${filters(known, record)}</header>
${told.length === 0 ? html`<p class="notice">${texts.noChanges}</p>` : html`<ol class="record">\n${told.map(one => line(known, record, one))}</ol>`}
${turning(known, page, pages, to => recordAddress(record, to))}${figures.length > 0 && plot(known, figures)}`,
  })
}

function filters(known: Known, record: RecordList): Html {
  const { texts, href } = known
  const link = (to: RecordList, name: string): Html =>
    html`<a href="${href(recordAddress(to))}"${recordAddress(to) === recordAddress(record) && html` aria-current="page"`}>${name}</a>\n`
  return html`<nav class="filters" aria-label="${texts.record}">
${link({ of: 'all' }, texts.allChanges)}${RECORD_KINDS.map(kind => link({ of: 'kind', kind }, texts.kinds[kind]))}</nav>`
}

/** A source by its name, leading to what it did. */
const ofSource = (known: Known, source: string): Html =>
  html`<a href="${known.href(recordAddress({ of: 'source', source }))}">${known.sourceTitle(source)}</a>`

/** Elsewhere than in its own record, a source leads there. */
function line(known: Known, record: RecordList, told: Told): Html {
  const { change, article } = told
  const { texts } = known
  return html`<li><span class="flag">${texts.kinds[change.kind]}</span> <a href="${known.href(linkOf(known, told))}"${lang(known, article.language)}>${changeTitle(known, told)}</a>
${change.from !== undefined && html`<span class="from"${lang(known, article.language)}>${texts.titleBefore} <del>${change.from}</del></span>\n`}<span class="meta">${record.of === 'source' ? known.sourceTitle(change.source) : ofSource(known, change.source)} ${known.dates.full(change.at)}</span></li>
`
}

/** Parts of a hundred; below ten with one digit behind the point. */
export const share = (part: number, whole: number): string => {
  const percent = whole === 0 ? 0 : (100 * part) / whole
  return percent > 0 && percent < 10 ? percent.toFixed(1) : String(Math.round(percent))
}

/** The same as a number: bars and their order say no more than the figures beside them, and change when these do. */
const rounded = (part: number, whole: number): number => Number(share(part, whole))

/** The time that half of the articles edited took to their first edit. */
const median = ({ firstEdits }: ChangeFigures): number | undefined =>
  firstEdits[Math.floor((firstEdits.length - 1) / 2)]

/** What the figures say where they are shown: an article more does not change it for long. */
export const figuresKey = (known: Known, figures: readonly ChangeFigures[]): string =>
  figures.map(one => cells(known, one).join(' ')).join('\n')

function cells(known: Known, figures: ChangeFigures): string[] {
  const { articles, edited, retitled, withdrawn, returned } = figures
  const half = median(figures)
  const percent = (part: number): string => `${share(part, articles)} %`
  return [
    known.sourceTitle(figures.source),
    known.texts.atLeast(step(articles)),
    percent(edited),
    percent(retitled),
    percent(withdrawn),
    percent(returned),
    half === undefined ? '' : known.texts.lasted(...lasted(half)),
  ]
}

/** A time in its largest fitting unit. */
export const lasted = (time: number): [count: number, unit: 'minutes' | 'hours' | 'days'] => {
  if (time < HOUR) return [Math.max(1, Math.round(time / MINUTE)), 'minutes']
  return time < 2 * DAY ? [Math.round(time / HOUR), 'hours'] : [Math.round(time / DAY), 'days']
}

/** Rows of the plot; all sources stand in the table. */
const ROWS = 24
/** Of fewer articles a share says little: such sources stand in the table only. */
const ENOUGH = 10
/** Of a bar's picture, which is as wide as there is room. */
const WIDTH = 100

/** Shares of articles edited and withdrawn by source as bars, and beneath them everything as a table. */
function plot(known: Known, all: readonly ChangeFigures[]): Html {
  const { texts } = known
  const figures = [...all].sort(
    (a, b) => rounded(b.edited, b.articles) - rounded(a.edited, a.articles) || (a.source < b.source ? -1 : 1),
  )
  const judged = figures.filter(({ articles }) => articles >= ENOUGH)
  const rows = (judged.length > 0 ? judged : figures).slice(0, ROWS)
  const most = Math.max(
    ...rows.map(({ edited, withdrawn, articles }) => rounded(Math.max(edited, withdrawn), articles)),
    1,
  )
  const bar = (part: number, whole: number): string => ((rounded(part, whole) / most) * WIDTH).toFixed(1)
  return html`<section class="plot"><h2>${texts.plotTitle}</h2>
<figure><dl class="bars">
${rows.map(
  one => html`<dt>${known.sourceTitle(one.source)}</dt><dd><svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true"><rect class="edited" width="${bar(one.edited, one.articles)}" height="11"/><rect class="withdrawn" y="13" width="${bar(one.withdrawn, one.articles)}" height="7"/></svg> <span>${share(one.edited, one.articles)} %</span></dd>
`,
)}</dl>
<figcaption><span class="key edited"></span> ${texts.kinds.edited} <span class="key withdrawn"></span> ${texts.kinds.withdrawn}<br>${texts.plotWhat}</figcaption></figure>
${spread(known, all)}<details><summary>${texts.asTable}</summary><div class="wide"><table><thead><tr>${texts.figureHeads.map(
    head => html`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>
${figures.map(one => html`<tr>${cells(known, one).map((cell, i): Part => (i === 0 ? html`<th scope="row">${ofSource(known, one.source)}</th>` : html`<td>${cell}</td>`))}</tr>\n`)}</tbody></table></div></details></section>`
}

const LIMITS = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, Number.POSITIVE_INFINITY] as const

/** How long first edits took, in seven steps: within an hour, six, a day, three, a week, a month, later. */
function spread(known: Known, all: readonly ChangeFigures[]): Html | false {
  const times = all.flatMap(({ firstEdits }) => firstEdits)
  if (times.length < 2) return false
  const { texts } = known
  const counts = LIMITS.map(
    (limit, i) => times.filter(time => time < limit && (i === 0 || time >= LIMITS[i - 1]!)).length,
  )
  const most = Math.max(...counts)
  return html`<h3>${texts.spreadTitle}</h3>
<dl class="bars brief">
${counts.map(
  (
    count,
    i,
  ) => html`<dt>${texts.spreadSteps[i]}</dt><dd><svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true"><rect class="edited" y="4" width="${((count / most) * WIDTH).toFixed(1)}" height="11"/></svg> <span>${share(count, times.length)} %</span></dd>
`,
)}</dl>
`
}
