// What an article's page is made from, asked of catalogue and archive.
import type { Article } from '../model/article.ts'
import type { Known } from './known.ts'
import { post, postHtml } from './posts.ts'
import { type ArticleInputs, articlePage, revisionPage } from './templates/article.ts'
import { namedBy } from './urls.ts'

/** The article that an address names. */
export async function articleAt(
  { book, site }: Known,
  day: string,
  hex: string,
): Promise<Article | undefined> {
  const number = book.numberAt(day, hex)
  if (number === undefined) return undefined
  const [article] = await site.store.byNumbers([number])
  const isIt = article?.id.startsWith(hex) && namedBy(article).day === day
  return isIt ? article : undefined
}

/** Neighbours and versions of an article. */
export async function inputsOf({ site: { store } }: Known, article: Article): Promise<ArticleInputs> {
  const [neighbours, revisions] = await Promise.all([
    store.neighbours(article),
    article.revision > 1 ? store.revisions(article.id) : [],
  ])
  return { article, ...neighbours, revisions: revisions.filter(({ n }) => n < article.revision) }
}

/** An article's page. A redacted article has no text any more. */
export async function articleHtml(known: Known, inputs: ArticleInputs): Promise<string> {
  return articlePage(known, inputs, await postHtml(known.site.archive, inputs.article.path))
}

/** The page of an earlier state; undefined when there is no such state. */
export async function revisionHtml(
  known: Known,
  { article, revisions }: ArticleInputs,
  n: number,
): Promise<string | undefined> {
  const row = revisions.find(row => row.n === n)
  if (!row) return undefined
  return revisionPage(known, article, row, await post(known.site.archive, row.path))
}
