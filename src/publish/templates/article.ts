// An article: who said it and when, its text, its versions, what became of it at the source, its neighbours there.
import { type Article, dateOf, type Post, type RevisionRow } from '../../model/article.ts'
import { hostName } from '../../model/url.ts'
import { bodyHtml } from '../body.ts'
import { type Html, html, type Part, raw } from '../html.ts'
import type { Known } from '../known.ts'
import { shownName } from '../names.ts'
import { outside } from '../outside.ts'
import { NO_SHOTS, type Shots, type Variant } from '../pictures.ts'
import { summaryOf } from '../summary.ts'
import { historyAddress, keyOf, listAddress, type NamedAxis, pictureAddress, plainAddress } from '../urls.ts'
import { articleHead } from './article-head.ts'
import { layout, themed } from './layout.ts'
import { leadPicture } from './lead.ts'
import { lang, sourceLink } from './list.ts'
import { returnedNotices, tombstoneNotice } from './withdrawn.ts'

/** Everything an article's page is made from but its text. */
export interface ArticleInputs {
  readonly article: Article
  readonly older?: Article
  readonly newer?: Article
  /** Earlier articles about the same. */
  readonly related: readonly Article[]
  /** Earlier states, oldest first. */
  readonly revisions: readonly RevisionRow[]
  /** Keys of lists that the article belongs to and that there are not yet (gathering.ts). */
  readonly unlisted?: ReadonlySet<string>
}

type Unlisted = ArticleInputs['unlisted']

/** The page of an article as it now is; `text` is undefined when its file is missing or damaged. */
export function articlePage(
  known: Known,
  inputs: ArticleInputs,
  text: string | undefined,
  shots: Shots = NO_SHOTS,
): string {
  const { article, unlisted } = inputs
  const { texts } = known
  const address = known.book.addressOf(article)
  const description = text === undefined ? '' : summaryOf(text)
  return layout(known, {
    kind: 'article',
    title: known.titleOf(article),
    address,
    description,
    follows: [{ axis: 'source', value: article.source }],
    head: articleHead(known, article, description),
    main: html`<article class="h-entry">
${header(known, article, unlisted)}${themed(known, 'article-top', known.titleOf(article))}${article.tombstone && tombstoneNotice(known, article.tombstone)}${returnedNotices(known, article)}
<div class="text e-content"${lang(known, article.language)}>
${textOf(known, article, text, shots)}
</div>
${article.text === 'partial' && html`<p class="notice">${texts.partial}</p>\n`}${attachments(known, article)}${labels(known, article, unlisted)}${versions(known, inputs)}${provenance(known, article)}${themed(known, 'article-end', known.titleOf(article))}</article>
${related(known, inputs)}${neighbours(known, inputs)}`,
  })
}

/** The text with its lead picture, as a page shows it. */
function textOf(known: Known, article: Pick<Article, 'lead'>, text: string | undefined, shots: Shots): Html {
  const { config, texts } = known
  if (text === undefined) return html`<p class="notice">${texts.lost}</p>`
  const href = (variant: Variant): string => known.href(pictureAddress(variant))
  return raw(bodyHtml(html`${leadPicture(article, text)}${raw(text)}`.html, config, texts, { shots, href }))
}

/** The page of one state, to be cited: its text, and whether it is still the current one. */
export function revisionPage(
  known: Known,
  { article, unlisted }: ArticleInputs,
  row: RevisionRow,
  post: Post | undefined,
  shots: Shots = NO_SHOTS,
): string {
  const { texts } = known
  const current = known.to(article)
  return layout(known, {
    kind: 'article earlier',
    title: `${row.title || known.titleOf(article)} (${texts.revision(row.n)})`,
    address: known.book.addressOf(article, row.n),
    hidden: true,
    head: html`<link rel="latest-version" href="${current}">\n`,
    main: html`<article>
${header(known, { ...article, ...post, title: row.title }, unlisted)}
<p class="notice">${row.n === article.revision ? texts.present(row.n) : texts.earlier(row.n, article.revision)} <a href="${current}">${texts.toCurrent}</a></p>
<div class="text"${lang(known, article.language)}>
${textOf(known, post ?? {}, post?.html, shots)}
</div>
<section class="more"><dl>
<dt>${texts.taken}</dt><dd>${known.dates.full(row.taken)}</dd>
<dt>${texts.fingerprint}</dt><dd><code>${row.digest}</code></dd>
</dl></section>
</article>`,
  })
}

function header(known: Known, article: Article, unlisted: Unlisted): Html {
  const { texts } = known
  return html`<header>
<p class="kicker"><a class="p-publisher" href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a></p>
<h1 class="p-name"${lang(known, article.language)}>${known.titleOf(article)}</h1>
<p class="byline">${author(known, article, unlisted)}${
    article.published === undefined
      ? html`<span>${texts.undated}</span>`
      : html`<span class="when">${known.dates.full(article.published, 'dt-published')}</span>`
  }${outside(article.url) && html` <a class="from u-syndication" href="${article.url}" rel="original noopener noreferrer external">${article.tombstone ? texts.originalGone : texts.original}: ${hostName(article.url ?? '')}</a>`}</p>
</header>
`
}

/** Who wrote it; an outlet that signs with its own name is named once. */
function author(known: Known, { author, source }: Article, unlisted: Unlisted): Html | false {
  if (author === '' || author === known.sourceTitle(source)) return false
  if (unlisted?.has(keyOf({ axis: 'author', value: author })))
    return html`<span class="p-author h-card">${shownName(author)}</span> `
  return html`<a class="p-author h-card" rel="author" href="${valueLink(known, 'author', author)}">${shownName(author)}</a> `
}

function attachments({ texts }: Known, { enclosures }: Article): Html | false {
  if (enclosures.length === 0) return false
  return html`<section class="more"><h2>${texts.attachments}</h2><ul>
${enclosures.map(
  ({ url, title, type }) =>
    outside(url) &&
    html`<li><a href="${url}" rel="noopener noreferrer nofollow external">${title || hostName(url)}</a> <small>${type}</small></li>\n`,
)}</ul></section>\n`
}

const valueLink = (known: Known, axis: NamedAxis, value: string): string =>
  known.href(listAddress({ axis, value }))

function labels(known: Known, { tags, categories }: Article, unlisted: Unlisted): Html | false {
  const links = (axis: NamedAxis, values: readonly string[]): Part =>
    [...new Set(values)].map(value =>
      unlisted?.has(keyOf({ axis, value }))
        ? html`<li><span class="p-category">${shownName(value)}</span></li>\n`
        : html`<li><a class="p-category" rel="tag" href="${valueLink(known, axis, value)}">${shownName(value)}</a></li>\n`,
    )
  if (tags.length + categories.length === 0) return false
  const only = tags.filter(tag => !categories.includes(tag))
  return html`<ul class="labels">\n${links('category', categories)}${links('tag', only)}</ul>\n`
}

function versions(known: Known, { article, revisions }: ArticleInputs): Html | false {
  if (revisions.length === 0) return false
  const { texts, dates } = known
  const earlier = revisions.map(
    row =>
      html`<li>${texts.revision(row.n)} <a href="${known.href(known.book.addressOf(article, row.n))}">${row.title || known.titleOf(article)}</a> <small>${dates.full(row.taken)}</small></li>\n`,
  )
  return html`<section class="more versions"><h2>${texts.revisions}</h2><ol>
<li aria-current="true">${texts.revision(article.revision)} <b><a href="${known.href(known.book.addressOf(article, article.revision))}">${texts.current}</a></b> <small>${dates.full(article.revised)}</small></li>
${earlier.reverse()}</ol>
<p class="forms"><a href="${known.href(historyAddress(known.book.addressOf(article)))}">${texts.toHistory}</a></p></section>\n`
}

function provenance(known: Known, article: Article): Html {
  const { texts, dates } = known
  return html`<section class="more provenance"><h2>${texts.provenance}</h2><dl>
${article.url && html`<dt>${texts.original}</dt><dd>${outside(article.url) ? html`<a href="${article.url}" rel="noopener noreferrer external">${article.url}</a>` : article.url}</dd>\n`}<dt>${texts.taken}</dt><dd>${dates.full(article.taken)}</dd>
${article.text !== 'feed' && html`<dt>${texts.text}</dt><dd>${texts.textOf[article.text]}</dd>\n`}${article.refused !== undefined && html`<dt>${texts.text}</dt><dd>${texts.refused(article.refused)}</dd>\n`}${article.revision > 1 && html`<dt>${texts.revised}</dt><dd>${dates.full(article.revised, 'dt-updated')}</dd>\n`}<dt>${texts.fingerprint}</dt><dd><code>${article.digest}</code></dd>
</dl><p class="forms">${known.config.markdown && html`<a href="${known.href(plainAddress(known.book.addressOf(article), 'md'))}" type="text/markdown">${texts.plain}</a> `}<button type="button" class="plain" data-do="save" data-keep="${texts.save}" data-kept="${texts.saved}" aria-pressed="false" hidden>${texts.save}</button></p></section>
`
}

/** What the neighbour below names already is not named twice. */
function related(known: Known, { related, older }: ArticleInputs): Html | false {
  const shown = related.filter(({ id }) => id !== older?.id)
  if (shown.length === 0) return false
  const item = (to: Article): Html =>
    html`<li><a href="${known.to(to)}"${lang(known, to.language)}>${known.titleOf(to)}</a> <small>${known.sourceTitle(to.source)} · ${known.dates.day(dateOf(to))}</small></li>
`
  return html`<nav class="related" aria-label="${known.texts.related}">
<h2>${known.texts.related}</h2>
<ul>
${shown.map(item)}</ul></nav>
`
}

function neighbours(known: Known, { article, older, newer }: ArticleInputs): Html | false {
  if (!older && !newer) return false
  const { texts } = known
  const link = (to: Article | undefined, rel: string, text: string): Part =>
    to &&
    html`<a class="${rel}" rel="${rel}" href="${known.to(to)}"><span>${text}</span> <b${lang(known, to.language)}>${known.titleOf(to)}</b> <small>${known.dates.day(dateOf(to))}</small></a>\n`
  return html`<nav class="neighbours" aria-label="${texts.inSource}">
<h2>${texts.inSource} · <a href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a></h2>
${link(newer, 'prev', texts.newer)}${link(older, 'next', texts.older)}</nav>`
}
