// The archive by time: years, their months, their days (UTC, as the files lie).
import type { AxisValue } from '../../model/catalogue.ts'
import { type Html, html } from '../html.ts'
import { calendarDay, type Known } from '../known.ts'
import { shade, step } from '../steps.ts'
import { listAddress, monthAddress, yearAddress } from '../urls.ts'
import { layout } from './layout.ts'
import { gathersText } from './list.ts'

/** All years with their months. */
export function archivePage(known: Known, months: readonly AxisValue[]): string {
  const years = Map.groupBy(months, ({ value }) => value.slice(0, 4))
  const { texts } = known
  return layout(known, {
    kind: 'calendar',
    title: texts.archive,
    address: '/archive/',
    main: html`<header class="head"><h1>${texts.archive}</h1></header>
${newest(known, '')}
${years.size === 0 && html`<p class="notice">${texts.none}</p>`}${[...years].reverse().map(([year, of]) => yearSection(known, year, of))}`,
  })
}

function yearSection(known: Known, year: string, months: readonly AxisValue[]): Html {
  const { texts, href } = known
  const cell = (n: number): Html => {
    const month = `${year}-${String(n).padStart(2, '0')}`
    const found = months.find(({ value }) => value === month)
    const name = texts.monthOfYear(n)
    return found
      ? html`<li><a href="${href(monthAddress(month))}">${name}</a> <small>${texts.atLeast(step(found.count))}</small></li>\n`
      : html`<li class="empty">${name}</li>\n`
  }
  return html`<section class="year"><h2><a href="${href(yearAddress(year))}">${texts.year(Number(year))}</a></h2>
<ul class="months">
${Array.from({ length: 12 }, (_, i) => cell(i + 1))}</ul></section>
`
}

/** One year: every month with its days. */
export function yearPage(known: Known, year: string, days: readonly AxisValue[]): string {
  const months = Map.groupBy(days, ({ value }) => value.slice(0, 7))
  const { texts } = known
  return calendarPage(known, texts.year(Number(year)), yearAddress(year), texts.archive, '/archive/', year, [
    html`<div class="map">\n${[...months].map(([month, of]) => monthSection(known, month, of))}</div>`,
  ])
}

/** One month with its days. */
export function monthPage(known: Known, month: string, days: readonly AxisValue[]): string {
  const { texts } = known
  const [year = '', n = ''] = month.split('-')
  const title = texts.month(Number(year), Number(n))
  return calendarPage(known, title, monthAddress(month), texts.year(Number(year)), yearAddress(year), month, [
    grid(known, month, days),
  ])
}

function calendarPage(
  known: Known,
  title: string,
  address: string,
  above: string,
  to: string,
  time: string,
  parts: readonly Html[],
): string {
  return layout(known, {
    kind: 'calendar',
    title,
    address,
    main: html`<header class="head"><p class="kicker"><a href="${known.href(to)}">${above}</a></p><h1>${title}</h1></header>
${newest(known, time)}${parts}`,
  })
}

/** In the calendars of the newest day that lists have: where those that came meanwhile stand. */
const newest = (known: Known, time: string): Html | false =>
  known.gathering?.day.startsWith(time) === true && html`<p class="quiet gathers">${gathersText(known)}</p>\n`

function monthSection(known: Known, month: string, days: readonly AxisValue[]): Html {
  const n = Number(month.slice(5))
  return html`<section><h2><a href="${known.href(monthAddress(month))}">${known.texts.monthOfYear(n)}</a></h2>
${grid(known, month, days, false)}</section>
`
}

/** The days of a month that have articles, each in its column of the week. */
function grid(known: Known, month: string, days: readonly AxisValue[], withCounts = true): Html {
  const counts = new Map(days.map(({ value, count }) => [value, count]))
  const first = calendarDay(`${month}-01`)
  const length = new Date(Date.UTC(first.year, first.month, 0)).getUTCDate()
  const cell = (n: number): Html => {
    const day = `${month}-${String(n).padStart(2, '0')}`
    const count = counts.get(day)
    const { texts } = known
    return count === undefined
      ? html`<li class="empty">${n}</li>\n`
      : html`<li class="s${shade(count)}"><a href="${known.href(listAddress({ axis: 'day', value: day }))}" aria-label="${texts.dayOfYear(calendarDay(day))}${withCounts && `, ${texts.atLeast(step(count))}`}">${n}</a>${withCounts && html` <small aria-hidden="true">${texts.atLeast(step(count))}</small>`}</li>\n`
  }
  // Monday first.
  const blank = Array.from(
    { length: (first.weekday + 6) % 7 },
    () => html`<li class="blank" aria-hidden="true"></li>\n`,
  )
  // Each day's link has its date in words.
  const heads =
    withCounts &&
    html`<p class="weekdays" aria-hidden="true">${known.texts.weekdays.map(name => html`<span>${name}</span>`)}</p>
`
  return html`${heads}<ol class="month">
${blank}${Array.from({ length }, (_, i) => cell(i + 1))}</ol>
`
}
