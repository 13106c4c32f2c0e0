// The reading room's pages: shelves on the left, articles on the right; one article by itself.
import { type Article, dateOf } from '../../model/article.ts'
import type { Unread } from '../../model/catalogue.ts'
import type { MarkKind } from '../../model/mark.ts'
import { hostName } from '../../model/url.ts'
import { bodyHtml } from '../../publish/body.ts'
import { type Html, html, raw } from '../../publish/html.ts'
import { shownName } from '../../publish/names.ts'
import { outside } from '../../publish/outside.ts'
import { leadPicture } from '../../publish/templates/lead.ts'
import { lang } from '../../publish/templates/list.ts'
import { withdrawnText } from '../../publish/templates/withdrawn.ts'
import type { Subscription, Subscriptions } from '../subscriptions.ts'
import { token } from './frame.ts'
import { type OnShelf, SHOWS, type Shelf, shelfQuery } from './shelf.ts'
import type { Visit } from './visit.ts'

export interface ShelfInputs {
  readonly shelf: Shelf
  readonly known: Subscriptions
  readonly found: OnShelf
  readonly unread: readonly Unread[]
  readonly labels: readonly string[]
}

export function shelfMain(visit: Visit, inputs: ShelfInputs): Html {
  const { say, href } = visit
  const { shelf, found } = inputs
  return html`<header class="head"><h1>${shelfTitle(visit, inputs)}</h1></header>
<p class="notice lost" role="alert" hidden>${say('signInAgain')} <a href="${href('/login')}?to=${encodeURIComponent(href('/read/') + shelfQuery(shelf))}">${say('signIn')}</a></p>
<div class="shelf" data-show="${shelf.show}" data-mark="${href('/read/mark')}">
${shelves(visit, inputs)}
<section aria-label="${say('articles')}">
${tools(visit, inputs)}
${found.articles.length === 0 ? html`<p class="empty" role="status">${say('noItems')}</p>` : entries(visit, inputs)}
${
  found.next &&
  html`<nav class="pager" aria-label="${visit.known.texts.pages}"><span></span> <a rel="next" href="${href('/read/')}${shelfQuery(shelf, found.next)}">${say('olderItems')} →</a></nav>`
}
</section>
</div>
${keys(visit)}`
}

function shelfTitle({ say }: Visit, { shelf, known }: ShelfInputs): string {
  const of = shelf.words ?? shelf.label ?? shelf.category ?? (shelf.source && known.of(shelf.source)?.title)
  return of ? `${of} · ${say(shelf.show)}` : say(shelf.show)
}

function shelves(visit: Visit, { shelf, known, unread, labels }: ShelfInputs): Html {
  const { say, href } = visit
  const counts = new Map(unread.map(({ source, count }) => [source, count]))
  const total = unread.reduce((sum, { count }) => sum + count, 0)
  const link = (to: Shelf, text: string, count?: Html): Html => {
    const isHere = shelfQuery(to) === shelfQuery(shelf)
    return html`<a href="${href('/read/')}${shelfQuery(to)}"${isHere && html` aria-current="page"`}${!to.source && !to.category && !to.label && html` data-go="${to.show}"`}><span>${text}</span> ${count}</a>`
  }
  const source = (one: Subscription): Html =>
    html`<li>${link({ show: shelf.show, source: one.id }, one.title, number(one.id, counts.get(one.id) ?? 0))}</li>\n`
  const loose = known.all.filter(({ categories }) => categories.length === 0)
  return html`<nav class="shelves" aria-label="${say('filters')}">
<ul>
${SHOWS.map(show => html`<li>${link({ show }, say(show), show === 'unread' ? number('', total) : undefined)}</li>\n`)}</ul>
${
  labels.length > 0 &&
  html`<details${shelf.label !== undefined && ' open'}><summary>${say('labels')}</summary><ul>
${labels.map(label => html`<li>${link({ show: 'all', label }, label)}</li>\n`)}</ul></details>\n`
}<details${(shelf.source ?? shelf.category) !== undefined && ' open'}><summary>${say('sources')}</summary><ul>
${known.folders.map(
  ({ name, members }) => html`<li>${link({ show: shelf.show, category: name }, name)}<ul>
${members.map(source)}</ul></li>\n`,
)}${loose.map(source)}</ul></details>
</nav>`
}

const number = (of: string, n: number): Html =>
  html`<small data-count="${of}" data-n="${n}">${n > 0 ? n : ''}</small>`

function tools(visit: Visit, { shelf, found }: ShelfInputs): Html {
  const { say, href, request } = visit
  const newest = found.articles.reduce((most, article) => Math.max(most, article.number), 0)
  const { pathname, search } = new URL(request.url)
  return html`<div class="shelf-tools">
${
  newest > 0 &&
  !shelf.words &&
  html`<form class="mark-all" method="post" action="${href('/read/mark')}">${token(visit)}<input type="hidden" name="all" value="1"><input type="hidden" name="upto" value="${visit.query.one('before') === '' ? newest : Number(visit.query.one('before')) - 1}">
${(['show', 'source', 'category', 'label'] as const).map(name => shelf[name] && html`<input type="hidden" name="${name}" value="${shelf[name]}">`)}<input type="hidden" name="back" value="${pathname}${search}"><button type="submit">${say('markAll')}</button></form>`
}
<form class="row" action="${href('/read/')}" method="get" role="search" aria-label="${visit.known.texts.searchFor}"><input type="hidden" name="show" value="${shelf.show}"><input type="search" name="q" value="${shelf.words ?? ''}" aria-label="${visit.known.texts.searchFor}" placeholder="${visit.known.texts.search}"></form>
</div>`
}

function entries(visit: Visit, { shelf, found }: ShelfInputs): Html {
  const { pathname, search } = new URL(visit.request.url)
  return html`<form method="post" action="${visit.href('/read/mark')}">${token(visit)}<input type="hidden" name="back" value="${pathname}${search}">
<ol class="entries">
${found.articles.map(article => entry(visit, article, shelf, found.marks.get(article.number) ?? []))}</ol></form>`
}

function entry(visit: Visit, article: Article, shelf: Shelf, marks: readonly MarkKind[]): Html {
  const { known, href } = visit
  const isRead = marks.includes('read')
  const isStarred = marks.includes('starred')
  const { number, source } = article
  const original = outside(article.url)
  return html`<li class="${!isRead && 'is-unread'}" data-item="${number}" data-source="${source}" data-read="${isRead && '1'}" data-starred="${isStarred && '1'}"${original && html` data-original="${original}"`}>
<div class="line"><a href="${href(`/read/${number}`)}${shelfQuery(shelf) || '?show=unread'}"${lang(known, article.language)}>${known.titleOf(article)}</a>
<span class="acts">${toggle(visit, article, 'starred', isStarred)}${toggle(visit, article, 'read', isRead)}</span></div>
<span class="meta">${known.sourceTitle(source)} · ${known.dates.day(dateOf(article))}${article.tombstone && html` <span class="flag">${known.texts.withdrawnMark}</span>`}</span>
</li>
`
}

const SIGNS = { starred: ['★', '☆'], read: ['○', '●'] } as const

/** A button that turns a mark on or off, by form or by script. */
function toggle({ say }: Visit, { number }: Article, kind: 'starred' | 'read', on: boolean): Html {
  const names = kind === 'starred' ? [say('star'), say('unstar')] : [say('markRead'), say('markUnread')]
  const [onSign, offSign] = SIGNS[kind]
  const name = on ? names[1]! : names[0]!
  return html`<button type="submit" name="do" value="${kind} ${number} ${on ? '0' : '1'}" data-kind="${kind}" data-key="${kind === 'starred' ? 's' : 'm'}" data-on="${names[0]}" data-off="${names[1]}" data-on-sign="${onSign}" data-off-sign="${offSign}" class="${kind === 'starred' && on && 'starred-now'}" aria-label="${name}" title="${name}"><span aria-hidden="true">${on ? onSign : offSign}</span></button>`
}

/** The article with its text, as it opens in the list and on its page. */
function articleHtml(visit: Visit, article: Article, text: string | undefined, level: 1 | 2): Html {
  const { known, say } = visit
  const { texts, config } = known
  const original = outside(article.url)
  const heading =
    level === 1 ? html`<h1${lang(known, article.language)}>${known.titleOf(article)}</h1>` : undefined
  return html`<article>
${heading}
<p class="byline">${article.author && html`<span>${shownName(article.author)}</span> `}<span>${known.sourceTitle(article.source)}</span> <span>${known.dates.full(dateOf(article))}</span>${original && html` <a data-key="v" href="${original}" rel="noopener noreferrer external">${texts.original}: ${hostName(original)}</a>`} <a href="${known.to(article)}">${say('permanent')}</a></p>
${article.tombstone && html`<p class="notice">${withdrawnText(known, article.tombstone)}</p>`}
<div class="text"${lang(known, article.language)}>
${text === undefined ? html`<p class="notice">${texts.lost}</p>` : raw(bodyHtml(html`${leadPicture(article, text)}${raw(text)}`.html, config, texts))}
</div>
</article>`
}

/** The article alone, for a script that puts it into the list. */
export const articlePart = (visit: Visit, article: Article, text: string | undefined): string =>
  articleHtml(visit, article, text, 2).html

export interface ArticlePlace {
  readonly shelf: Shelf
  readonly marks: readonly MarkKind[]
  readonly newer?: number
  readonly older?: number
}

export function articleMain(
  visit: Visit,
  article: Article,
  text: string | undefined,
  place: ArticlePlace,
): Html {
  const { say, href } = visit
  const { shelf, marks, newer, older } = place
  const { pathname, search } = new URL(visit.request.url)
  const query = shelfQuery(shelf) || '?show=unread'
  const labels = marks.flatMap(kind => (kind.startsWith('label:') ? [kind.slice(6)] : []))
  const hidden = html`${token(visit)}<input type="hidden" name="back" value="${pathname}${search}"><input type="hidden" name="item" value="${article.number}">`
  const step = (to: number | undefined, rel: string, key: string, name: string): Html | false =>
    to !== undefined &&
    html`<a rel="${rel}" data-key="${key}" href="${href(`/read/${to}`)}${query}">${name}</a>`
  return html`${articleHtml(visit, article, text, 1)}
<div class="row">
<form method="post" action="${href('/read/mark')}">${token(visit)}<input type="hidden" name="back" value="${pathname}${search}"><span class="row">${toggle(visit, article, 'starred', marks.includes('starred'))}</span></form>
<form method="post" action="${href('/read/mark')}">${token(visit)}<input type="hidden" name="back" value="${href('/read/')}${shelfQuery(shelf)}"><button type="submit" name="do" value="read ${article.number} 0" data-key="m">${say('markUnread')}</button></form>
${labels.map(label => html`<form method="post" action="${href('/read/mark')}">${hidden}<input type="hidden" name="label" value="${label}"><input type="hidden" name="on" value="0"><button type="submit" aria-label="${say('removeLabel')}: ${label}">${label} ×</button></form>\n`)}<form class="row" method="post" action="${href('/read/mark')}">${hidden}<input type="hidden" name="on" value="1"><input name="label" maxlength="200" required aria-label="${say('label')}" placeholder="${say('label')}"><button type="submit">${say('addLabel')}</button></form>
</div>
<nav class="pager" aria-label="${visit.known.texts.pages}"><span>${step(newer, 'prev', 'k', `← ${say('previous')}`)}</span> <a data-key="u" href="${href('/read/')}${shelfQuery(shelf)}">${say('back')}</a> <span>${step(older, 'next', 'j', `${say('next')} →`)}</span></nav>
${keys(visit)}`
}

const keys = ({ say }: Visit): Html =>
  html`<dialog class="keys" aria-label="${say('keys')}"><h2>${say('keys')}</h2><pre>${say('keysHelp')}</pre><form method="dialog"><button type="submit">OK</button></form></dialog>`
