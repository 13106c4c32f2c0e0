// The keeper's pages: the house at a glance, a source, a preview of what would be added.

import type { Why } from '../../model/error.ts'
import type { Source } from '../../model/source.ts'
import { DAY, type Instant } from '../../model/time.ts'
import { type Html, html, type Part } from '../../publish/html.ts'
import { outside } from '../../publish/outside.ts'
import { roomPage, token } from '../room/frame.ts'
import type { Visit } from '../room/visit.ts'
import { type Subscription, subscriptions } from '../subscriptions.ts'
import { eventName, feedKey } from './events.ts'
import { failureWords, notice } from './faults.ts'
import type { Keeping, Preview, SourceStatus, Work } from './keeping.ts'
import { type RuleDraft, rulesPart } from './rules.ts'

/** `/keep/`, with what there is to say of the form that was sent. */
export async function housePage(visit: Visit, keep: Keeping, said?: Html): Promise<string> {
  const { say, href } = visit
  const [sources, work, storage, events] = await Promise.all([
    sourceRows(visit, keep),
    keep.work(),
    keep.storage(),
    keep.events(20),
  ])
  return roomPage(visit, {
    title: say('keep'),
    main: html`<header class="head"><h1>${say('keep')}</h1></header>
${said}${addForm(visit, '')}
<section class="part"><h2>${say('queue')}</h2>
${queuePart(visit, work)}
<form method="post" action="${href('/keep/poll')}">${token(visit)}<button type="submit">${say('pollAll')}</button></form>
</section>
<section class="part"><h2>${say('sources')} <small>${sources.length}</small></h2>
<div class="scroll" data-live="sources" tabindex="0" role="region" aria-label="${say('sources')}"><table class="facts wide-table"><thead><tr><th scope="col">${say('source')}</th><th scope="col">${say('state')}</th><th scope="col">${say('lastSuccess')}</th><th scope="col">${say('nextPoll')}</th><th scope="col" class="n">${say('perWeek')}</th><th scope="col" class="n">${say('articles')}</th></tr></thead>
<tbody>${sources}</tbody></table></div>
</section>
<section class="part"><h2>${say('opml')}</h2>
<p><a href="${href('/keep/sources.opml')}">${say('opmlOut')}</a></p>
<form class="fields" method="post" action="${href('/keep/opml')}" enctype="multipart/form-data">${token(visit)}<label>${say('opmlIn')} <input type="file" name="opml" required accept=".opml,.xml,text/xml,text/x-opml"></label><p class="row"><button type="submit">${say('add')}</button></p></form>
</section>
<section class="part"><h2>${say('storage')}</h2>
<p class="quiet">${say('counted')} ${visit.known.dates.full(storage.counted)}</p>
<table class="facts"><thead><tr><td></td><th scope="col" class="n">${say('files')}</th><th scope="col" class="n">${say('size')}</th></tr></thead><tbody>
${Object.entries(storage.parts).map(([name, { files, bytes }]) => html`<tr><th scope="row">${name}</th><td class="n">${visit.known.texts.number(files)}</td><td class="n">${size(bytes)}</td></tr>\n`)}</tbody></table>
</section>
<section class="part"><h2>${say('events')}</h2>
<p><a href="${href('/keep/state.atom')}?key=${await feedKey(visit.house)}">${say('eventsFeed')}</a></p>
<ol class="events">
${events.map(event => html`<li>${visit.known.dates.full(event.at)} · ${eventName(visit, event.kind)}: ${event.title}${event.why && html` <small>${failureWords(visit, event.why)}</small>`}</li>\n`)}</ol>
</section>`,
  })
}

/** The queue as it is now; the page's script fetches it again while a poll is under way. */
export function queuePart(
  { say, known, href }: Visit,
  { polling, elsewhere, due, waiting, sources }: Work,
): Html {
  const counted = (word: 'due' | 'asked', n: number, all: number): string =>
    say(word).replace('{n}', known.texts.number(n)).replace('{all}', known.texts.number(all))
  const again = html`<noscript><a href="${href('/keep/')}">${say('again')}</a></noscript>`
  const left = counted('due', Math.max(due, waiting.length), sources)
  if (!polling && elsewhere === undefined)
    return html`<div data-live="queue"><p>${say('idle')} ${left}</p></div>`
  if (!polling)
    return html`<div data-live="queue" data-again="${href('/keep/')}"><p>${say('pollingElsewhere').replace('{n}', known.texts.number(elsewhere!))} ${left} ${again}</p></div>`
  const { asked, of } = polling
  return html`<div data-live="queue" data-again="${href('/keep/')}">
<p>${say('polling')} ${counted('asked', asked, of)} ${again}</p>
<progress aria-label="${say('polling')}" value="${asked}" max="${Math.max(1, of)}"></progress>
</div>`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export function size(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

async function sourceRows(visit: Visit, keep: Keeping): Promise<Html[]> {
  const { house, say, href, known } = visit
  const { store } = house.site()
  const now = house.clock.now()
  const [sources, status, names, values] = await Promise.all([
    keep.sources(),
    keep.status(),
    subscriptions(house),
    store.values('source'),
  ])
  const counts = new Map(values.map(({ value, count }) => [value, count]))
  const weekly = await Promise.all(
    sources.map(({ id }) => store.countItems({ reader: '', sources: [id], from: now - 4 * 7 * DAY })),
  )
  const when = (at: Instant | undefined): Part => (at === undefined ? '—' : known.dates.full(at))
  return sources.map((source, n) => {
    const one = status.get(source.id)
    return html`<tr>
<td><a href="${href('/keep/source')}?id=${encodeURIComponent(source.id)}">${names.of(source.id)?.title ?? source.id}</a></td>
<td data-name="${say('state')}">${stateOf(visit, source, one)}</td>
<td data-name="${say('lastSuccess')}">${when(one?.lastSuccess)}</td>
<td data-name="${say('nextPoll')}">${source.paused ? '—' : when(one?.next)}</td>
<td class="n" data-name="${say('perWeek')}">${(weekly[n]! / 4).toFixed(1)}</td>
<td class="n" data-name="${say('articles')}">${known.texts.number(counts.get(source.id) ?? 0)}</td>
</tr>
`
  })
}

function stateOf(visit: Visit, source: Source, status: SourceStatus | undefined): Part {
  const { say, known } = visit
  if (source.paused) return say('paused')
  if (status?.stopped) return html`<span class="bad">${say('stopped')}</span>`
  if (status?.error !== undefined)
    return html`<span class="bad">${failureWords(visit, status.error)}</span>${status.failures > 1 && ` × ${known.texts.number(status.failures)}`}`
  if (status?.lastSuccess === undefined) return say('fresh')
  return status.pushedUntil ? `${say('good')}, ${say('pushed')}` : say('good')
}

const addForm = (
  visit: Visit,
  address: string,
): Html => html`<section class="part"><h2>${visit.say('addSource')}</h2>
<form class="fields" method="post" action="${visit.href('/keep/preview')}">${token(visit)}<label>${visit.say('address')} <input name="address" value="${address}" required inputmode="url" autocomplete="off" maxlength="2000"></label><p class="row"><button class="main" type="submit">${visit.say('look')}</button></p></form></section>`

/** What was found at an address, before anything is written down. */
export function previewPage(visit: Visit, address: string, found: Preview): string {
  const { say, href, known } = visit
  const main =
    found.kind === 'nothing'
      ? html`${notice(visit, found)}${addForm(visit, address)}`
      : html`<form class="fields" method="post" action="${href('/keep/add')}">${token(visit)}
<fieldset><legend>${say('foundFeeds')}</legend>
${found.feeds.map(({ url, title, known: id }, n) => html`<label class="choice"><input type="radio" name="url" value="${url}"${n === 0 && html` checked`}> <span>${title || url}<br><small>${url}${id && ` · ${say('followed')}: ${id}`}</small></span></label>\n`)}</fieldset>
<label>${say('title')} <input name="title" value="${found.feeds[0]?.title ?? ''}" maxlength="200"></label>
<label>${say('categories')} <input name="categories" maxlength="500"></label>
<p class="row"><button class="main" type="submit">${say('add')}</button></p>
</form>
<section class="part"><h2>${say('lastEntries')}</h2>
<ol class="events">
${found.entries.map(
  ({ title, url, published }) =>
    html`<li>${outside(url) ? html`<a href="${url}" rel="noopener noreferrer external">${title || url}</a>` : title}${published !== undefined && html` <small>${known.dates.full(published)}</small>`}</li>\n`,
)}</ol></section>`
  return roomPage(visit, {
    title: say('addSource'),
    main: html`<header class="head"><h1>${say('addSource')}</h1></header>\n${main}`,
  })
}

/** `/keep/source?id=`. `draft` is a rule that is not saved. */
export async function sourcePage(
  visit: Visit,
  keep: Keeping,
  source: Source,
  fault?: Why,
  draft?: RuleDraft,
): Promise<string> {
  const { say, href, house } = visit
  const status = (await keep.status()).get(source.id)
  const name: Subscription | undefined = (await subscriptions(house)).of(source.id)
  const back = `${href('/keep/source')}?id=${encodeURIComponent(source.id)}`
  const act = (to: string, text: string, more: Part = ''): Html =>
    html`<form method="post" action="${href(to)}">${token(visit)}<input type="hidden" name="id" value="${source.id}"><input type="hidden" name="back" value="${back}">${more}<button type="submit">${text}</button></form>\n`
  const field = (key: string, text: string, value: string): Html =>
    html`<label>${text} <input name="${key}" value="${value}" maxlength="2000"></label>\n`
  const choices = [
    ['auto', say('fulltextAuto')],
    ['always', say('fulltextAlways')],
    ['never', say('fulltextNever')],
  ] as const
  return roomPage(visit, {
    title: name?.title ?? source.id,
    main: html`<header class="head"><h1>${name?.title ?? source.id}</h1><p class="quiet">${stateOf(visit, source, status)}</p></header>
${fault && notice(visit, fault)}<div class="row">
${act('/keep/poll', say('pollNow'))}${act('/keep/pause', source.paused ? say('resume') : say('pause'), html`<input type="hidden" name="on" value="${source.paused ? '0' : '1'}">`)}</div>
<section class="part"><h2>${say('edit')}</h2>
<form class="fields" method="post" action="${href('/keep/change')}">${token(visit)}<input type="hidden" name="id" value="${source.id}">
${field('title', say('title'), source.title ?? '')}${field('url', say('address'), source.url)}${field('categories', say('categories'), source.categories.join(', '))}${field('interval', say('interval'), source.interval === undefined ? '' : duration(source.interval))}<label>${say('fulltext')} <select name="fulltext">${choices.map(([value, text]) => html`<option value="${value}"${value === source.fulltext && html` selected`}>${text}</option>`)}</select></label>
<p class="row"><button class="main" type="submit">${say('save')}</button></p></form></section>
${await rulesPart(visit, keep, source, draft)}
<section class="part"><h2>${say('remove')}</h2><p class="quiet">${say('removeNote')}</p>${act('/keep/remove', say('remove'))}</section>
<p><a href="${href('/keep/')}">${say('keep')}</a></p>`,
  })
}

/** As stet.yml has it: `90m`. */
const duration = (ms: number): string =>
  ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`
