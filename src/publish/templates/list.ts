// Lists of articles: by day, newest first, with a way to older and newer pages.
import { languageTag } from '../../formats/feed/document.ts'
import { type Article, dateOf } from '../../model/article.ts'
import { isRightToLeft } from '../direction.ts'
import { gatheredLists, saysGathering } from '../gathering.ts'
import { type Html, html } from '../html.ts'
import type { Known } from '../known.ts'
import type { Rhythm } from '../rhythm.ts'
import type { List } from '../urls.ts'
import { keyOf, listAddress, nameOf } from '../urls.ts'

/** What one page of a list shows. */
export interface Listing {
  readonly list: List
  /** Newest first. */
  readonly articles: readonly Article[]
  /** Articles in the whole list. */
  readonly count: number
  /** Full pages behind the list's own. */
  readonly pages: number
  readonly page?: number
  /** Of a source's own list. */
  readonly rhythm?: Rhythm
}

/** Articles under their days; in a source's own list its name is not said again. */
export function days(known: Known, { articles, list }: Pick<Listing, 'articles' | 'list'>): Html {
  const groups: [key: string, articles: Article[]][] = []
  for (const article of articles) {
    const key = known.dates.key(dateOf(article))
    const last = groups.at(-1)
    if (last?.[0] === key) last[1].push(article)
    else groups.push([key, [article]])
  }
  return html`<div class="days h-feed">
${groups.map(
  ([key, of]) => html`<section class="day">
<h2><time datetime="${key}">${dayName(known, of[0]!)}</time></h2>
<ol class="items">
${of.map(article => html`${item(known, article, list)}\n`)}</ol>
</section>
`,
)}</div>`
}

function dayName({ dates, texts }: Known, article: Article): Html {
  const day = dates.local(dateOf(article))
  return html`<b>${texts.dayOfYear(day)}</b> <span>${texts.weekday(day)} · ${texts.year(day.year)}</span>`
}

/** One article in a list. On the front page one that other lists lack so far names these, for `site.js`. */
function item(known: Known, article: Article, { axis }: List): Html {
  const withSource = axis !== 'source'
  const pending = axis === 'all' && known.gathering?.pending.get(article.number)
  const lists = pending && JSON.stringify(gatheredLists(pending).map(keyOf))
  return html`<li class="h-entry${article.tombstone && ' gone'}"${lists && html` data-lists="${lists}"`}><a class="u-url p-name" href="${known.to(article)}"${lang(known, article.language)}>${known.titleOf(article)}</a>
<span class="meta">${known.dates.clock(dateOf(article))}${
    withSource &&
    html` <a class="p-author" href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a>`
  }${flag(known, article)}</span></li>`
}

function flag({ texts }: Known, { tombstone, revision }: Article): Html | false {
  if (tombstone) return html` <span class="flag">${texts.withdrawnMark}</span>`
  return revision > 1 && html` <span class="flag quiet">${texts.revisedMark}</span>`
}

/**
 * The language of a text where it is not the interface's, and its direction where that is another. What has none that is
 * a language tag, as in some feeds, is of an unknown one (HTML, the lang attribute): it is not in the interface's.
 */
export const lang = ({ texts }: Known, language: string): Html | false =>
  language !== texts.lang &&
  html` lang="${languageTag(language) ?? ''}"${isRightToLeft(language) && html` dir="rtl"`}`

export const sourceLink = (known: Known, id: string): string =>
  known.href(`/sources/${nameOf('source', id)}/`)

/** Where a list takes in its newest articles together: where they stand until then. `site.js` fetches them from there. */
export const gathers = (known: Known, list: List): Html | false =>
  saysGathering(known.gathering, list) &&
  html`<p class="quiet gathers" data-list="${keyOf(list)}">${gathersText(known)}</p>\n`

export function gathersText({ texts, href }: Known): Html {
  const [before, front, after] = texts.gathers
  return html`${before}<a href="${href('/')}">${front}</a>${after}`
}

/** The way to newer and older pages of a list. */
export const pager = (known: Known, { list, page, pages }: Listing): Html | false =>
  turning(known, page, pages, to => listAddress(list, to))

/** The same for any numbered pages, counted from the oldest; `page` is undefined on the newest. */
export function turning(
  { texts, href }: Known,
  page: number | undefined,
  pages: number,
  addressOf: (page: number | undefined) => string,
): Html | false {
  if (pages === 0) return false
  const link = (to: number | undefined, rel: string, text: string): Html =>
    html`<a rel="${rel}" href="${href(addressOf(to))}">${text}</a>`
  const newer = page !== undefined && link(page < pages ? page + 1 : undefined, 'prev', `← ${texts.newer}`)
  const olderPage = page === undefined ? pages : page - 1
  const older = olderPage > 0 && link(olderPage, 'next', `${texts.older} →`)
  return html`<nav class="pager" aria-label="${texts.pages}">
<span>${newer}</span> <span>${page !== undefined && texts.page(page)}</span> <span>${older}</span>
</nav>`
}
