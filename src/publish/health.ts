// How the sources are, for readers: a page and a feed of what fell silent and what came back, and on every page a word
// when this archive itself has not looked for days.
import type { DocumentEntry } from '../formats/feed/document.ts'
import { digest } from '../model/digest.ts'
import { eventKey, type HealthEvent, healthIn, lookedIn, STALE_DAYS, type Trouble } from '../model/health.ts'
import { DAY, iso } from '../model/time.ts'
import { WRITERS } from './feeds.ts'
import { type Html, html } from './html.ts'
import { calendarDay, type Known } from './known.ts'
import { FORMAT_NAMES, layout, MEDIA } from './templates/layout.ts'
import { troubleWords } from './trouble-words.ts'
import { type FeedFormat, type Fixed, listAddress } from './urls.ts'

export const HEALTH_FORMATS = {
  healthRss: 'rss',
  healthAtom: 'atom',
  healthJson: 'json',
} as const satisfies Partial<Record<Fixed, FeedFormat>>

const FEEDS: Readonly<Record<FeedFormat, string>> = {
  rss: '/health/feed.xml',
  atom: '/health/atom.xml',
  json: '/health/feed.json',
}
/** Entries of the feed, and lines of the page. */
const SHOWN = 50

/** What is wrong now, and what was. */
export async function healthPage(known: Known): Promise<string> {
  const { texts, href } = known
  const { standing, events } = await healthIn(known.site.store)
  return layout(known, {
    kind: 'health',
    title: texts.health,
    address: '/health/',
    head: html`${(Object.keys(FEEDS) as FeedFormat[]).map(
      format =>
        html`<link rel="alternate" type="${MEDIA[format]}" href="${href(FEEDS[format])}" title="${texts.health} (${FORMAT_NAMES[format]})">\n`,
    )}`,
    main: html`<header class="head"><h1>${texts.health}</h1>
<p class="lede">${texts.healthLead} <span class="feeds">${(Object.keys(FEEDS) as FeedFormat[]).map(
      format => html`<a href="${href(FEEDS[format])}">${FORMAT_NAMES[format]}</a> `,
    )}</span></p></header>
${await lastLook(known)}${standing.length === 0 ? html`<p class="notice">${texts.allWell}</p>` : html`<ul class="troubles">\n${standing.map(trouble => html`<li>${linked(known, trouble)}</li>\n`)}</ul>`}
${
  events.length > 0 &&
  html`<h2>${texts.happened}</h2>\n<ul class="happened">\n${[...events]
    .reverse()
    .slice(0, SHOWN)
    .map(event => line(known, event))}</ul>`
}`,
  })
}

/** As of when all this is; and to who asks a server, that it is long ago, as `site.js` says it on every page. */
async function lastLook({ site: { store }, texts, now }: Known): Promise<Html> {
  const day = await lookedIn(store)
  if (day === undefined) return html`<p class="quiet">${texts.neverLooked}</p>\n`
  const said = texts.day(calendarDay(day))
  const days = now === undefined ? 0 : Math.floor((now - Date.parse(day)) / DAY)
  if (days >= STALE_DAYS)
    return html`<p class="stale" role="status">${texts.looked(said).replace('{days}', texts.number(days))}</p>\n`
  return html`<p class="quiet"><time datetime="${day}">${texts.lookedLast(said)}</time></p>\n`
}

function linked(known: Known, trouble: Trouble): Html {
  const words = troubleWords(known, trouble)
  if (trouble.source === undefined) return html`${words}`
  return html`<a href="${known.href(listAddress({ axis: 'source', value: trouble.source }))}">${words}</a>`
}

function line(known: Known, event: HealthEvent): Html {
  const { texts, dates } = known
  const at = dates.local(event.at)
  return html`<li><time datetime="${iso(event.at)}">${texts.day(at)}</time> ${event.over && html`<strong>${texts.over}</strong> `}${troubleWords(known, event)}</li>\n`
}

/** What began and what ended, newest first. */
export async function healthFeed(known: Known, format: FeedFormat): Promise<string> {
  const { config, texts, absolute } = known
  const { events } = await healthIn(known.site.store)
  const entries = [...events].reverse().slice(0, SHOWN)
  return WRITERS[format]({
    title: `${texts.health}${texts.titleGap}${config.title}`,
    description: texts.healthLead,
    home: absolute('/health/'),
    self: absolute(FEEDS[format]),
    language: config.language,
    updated: entries[0]?.at ?? 0,
    hubs: [],
    entries: entries.map(event => entryOf(known, event)),
  })
}

function entryOf(known: Known, event: HealthEvent): DocumentEntry {
  const words = troubleWords(known, event)
  const { over } = known.texts
  const key = digest(eventKey(event)).slice(0, 16)
  return {
    id: `urn:sha256:${digest(eventKey(event))}`,
    url: `${known.absolute('/health/')}#${key}`,
    title: event.over ? `${over}: ${words}` : words,
    html: html`<p>${event.over && html`<strong>${over}</strong>: `}${words}</p>`.html,
    published: event.at,
    updated: event.at,
    authors: [],
    tags: [event.kind],
    enclosures: [],
  }
}

/**
 * The day of the last look, in a script of its own: every page asks for it, so that none must be written again because
 * time passes. `site.js` says the words when the day is long ago.
 */
export async function lookedText({ site: { store }, texts }: Known): Promise<string> {
  const day = await lookedIn(store)
  if (day === undefined) return 'stetLooked("", "");\n'
  const said = JSON.stringify(texts.looked(texts.day(calendarDay(day)))).replaceAll('<', '\\u003c')
  return `stetLooked(${JSON.stringify(day)}, ${said});\n`
}
