// An article: who said it and when, its text, its versions, what became of it at the source, its neighbours there.
import { type Article, dateOf, type Post, type RevisionRow } from '../../model/article.ts'
import type { Tombstone } from '../../model/tombstone.ts'
import { hostName } from '../../model/url.ts'
import { bodyHtml } from '../body.ts'
import { type Html, html, type Part, raw } from '../html.ts'
import type { Known } from '../known.ts'
import { summaryOf } from '../summary.ts'
import { listAddress, type NamedAxis } from '../urls.ts'
import { articleHead } from './article-head.ts'
import { layout } from './layout.ts'
import { lang, sourceLink } from './list.ts'

/** Everything an article's page is made from but its text. */
export interface ArticleInputs {
  readonly article: Article
  readonly older?: Article
  readonly newer?: Article
  /** Earlier states, oldest first. */
  readonly revisions: readonly RevisionRow[]
}

/** The page of an article as it now is; `text` is undefined when its file is missing or damaged. */
export function articlePage(known: Known, inputs: ArticleInputs, text: string | undefined): string {
  const { article } = inputs
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
${header(known, article)}${article.tombstone && tombstone(known, article.tombstone)}
<div class="text e-content"${lang(known, article.language)}>
${lead(known, article, text)}${text === undefined ? html`<p class="notice">${texts.lost}</p>` : raw(bodyHtml(text, known.config, texts))}
</div>
${article.text === 'partial' && html`<p class="notice">${texts.partial}</p>\n`}${attachments(known, article)}${labels(known, article)}${versions(known, inputs)}${provenance(known, article)}</article>
${neighbours(known, inputs)}`,
  })
}

/** The page of an earlier state: its text, and that it is not the current one. */
export function revisionPage(
  known: Known,
  article: Article,
  row: RevisionRow,
  post: Post | undefined,
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
${header(known, { ...article, ...post, title: row.title })}
<p class="notice">${texts.earlier(row.n, article.revision)} <a href="${current}">${texts.toCurrent}</a></p>
<div class="text"${lang(known, article.language)}>
${post === undefined ? html`<p class="notice">${texts.lost}</p>` : raw(bodyHtml(post.html, known.config, texts))}
</div>
<section class="more"><dl>
<dt>${texts.taken}</dt><dd>${known.dates.full(row.taken)}</dd>
<dt>${texts.fingerprint}</dt><dd><code>${row.digest}</code></dd>
</dl></section>
</article>`,
  })
}

function header(known: Known, article: Article): Html {
  const { texts } = known
  return html`<header>
<p class="kicker"><a class="p-publisher" href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a></p>
<h1 class="p-name"${lang(known, article.language)}>${known.titleOf(article)}</h1>
<p class="byline">${article.author && html`<a class="p-author h-card" rel="author" href="${valueLink(known, 'author', article.author)}">${article.author}</a> `}${
    article.published === undefined
      ? html`<span>${texts.undated}</span>`
      : html`<span class="when">${known.dates.full(article.published, 'dt-published')}</span>`
  }${article.url && html` <a class="from u-syndication" href="${article.url}" rel="original noopener noreferrer external">${article.tombstone ? texts.originalGone : texts.original}: ${hostName(article.url)}</a>`}</p>
</header>
`
}

/** The lead picture, unless the text shows it already. */
function lead(known: Known, { lead }: Article, text: string | undefined): Html | false {
  if (!lead || text?.includes(html`${lead.url}`.html)) return false
  const picture = raw(
    bodyHtml(html`<img src="${lead.url}" alt="${lead.alt ?? ''}">`.html, known.config, known.texts),
  )
  const said = [lead.caption, lead.credit].filter(Boolean).join(' · ')
  return html`<figure class="lead">${picture}${said && html`<figcaption>${said}</figcaption>`}</figure>\n`
}

function tombstone(known: Known, { kind, since, confirmed, why }: Tombstone): Html {
  const { texts, dates } = known
  const day = (at: number): string => texts.day(dates.local(at))
  return html`<aside class="tombstone" role="note"><p>${
    kind === 'redacted' ? texts.redacted : texts.withdrawn(day(since), day(confirmed))
  }</p>${why && html`<p class="why">${texts.evidence}: ${why}</p>`}</aside>`
}

function attachments({ texts }: Known, { enclosures }: Article): Html | false {
  if (enclosures.length === 0) return false
  return html`<section class="more"><h2>${texts.attachments}</h2><ul>
${enclosures.map(
  ({ url, title, type }) =>
    html`<li><a href="${url}" rel="noopener noreferrer nofollow external">${title || hostName(url)}</a> <small>${type}</small></li>\n`,
)}</ul></section>\n`
}

const valueLink = (known: Known, axis: NamedAxis, value: string): string =>
  known.href(listAddress({ axis, value }))

function labels(known: Known, { tags, categories }: Article): Html | false {
  const links = (axis: NamedAxis, values: readonly string[]): Part =>
    [...new Set(values)].map(
      value =>
        html`<li><a class="p-category" rel="tag" href="${valueLink(known, axis, value)}">${value}</a></li>\n`,
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
<li aria-current="true">${texts.revision(article.revision)} <b>${texts.current}</b> <small>${dates.full(article.revised)}</small></li>
${earlier.reverse()}</ol></section>\n`
}

function provenance(known: Known, article: Article): Html {
  const { texts, dates } = known
  return html`<section class="more provenance"><h2>${texts.provenance}</h2><dl>
${article.url && html`<dt>${texts.original}</dt><dd><a href="${article.url}" rel="noopener noreferrer external">${article.url}</a></dd>\n`}<dt>${texts.taken}</dt><dd>${dates.full(article.taken)}</dd>
${article.revision > 1 && html`<dt>${texts.revised}</dt><dd>${dates.full(article.revised, 'dt-updated')}</dd>\n`}<dt>${texts.fingerprint}</dt><dd><code>${article.digest}</code></dd>
</dl></section>
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
