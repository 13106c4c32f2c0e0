// What an article's page is made from, asked of catalogue and archive.
import { type Article, type RevisionRow, stateRows } from '../model/article.ts'
import { labelsOf, pendingFor, unlistedOf } from './gathering.ts'
import type { Known } from './known.ts'
import { queryOf } from './listing.ts'
import { NO_SHOTS, type Shots, shotsOf } from './pictures.ts'
import { post } from './posts.ts'
import { relatedOf } from './related.ts'
import type { Shown } from './site.ts'
import { type ArticleInputs, articlePage, revisionPage } from './templates/article.ts'
import { keyOf, namedBy } from './urls.ts'

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
export async function inputsOf(known: Known, article: Article): Promise<ArticleInputs> {
  const [neighbours, revisions, related] = await Promise.all([
    known.site.store.neighbours(article),
    revisionsOf(known, article),
    relatedOf(known.site.store, article),
  ])
  const unlisted = await unlistedNow(known, article)
  return { article, ...neighbours, revisions, related, ...(unlisted && { unlisted }) }
}

/** Of a pending article, the lists of its labels that there are not yet. */
async function unlistedNow(
  { site: { store }, gathering }: Known,
  article: Article,
): Promise<Set<string> | undefined> {
  if (!gathering?.pending.has(article.number)) return undefined
  const there = new Set<string>()
  for (const list of labelsOf(article))
    if ((await store.count(queryOf(list))) > pendingFor(gathering, list).size) there.add(keyOf(list))
  return unlistedOf(article, list => there.has(keyOf(list)))
}

/** Earlier states of an article, oldest first; most have none and nobody is asked. */
export async function revisionsOf({ site }: Known, { id, revision }: Article): Promise<RevisionRow[]> {
  if (revision === 1) return []
  return (await site.store.revisions(id)).filter(({ n }) => n < revision)
}

/** Kept pictures of an article, and of an earlier state: many are the same. */
async function shotsFor(
  { site }: Known,
  ...states: readonly (Pick<Article, 'pictures'> | undefined)[]
): Promise<Shots> {
  const { pictures, archive } = site
  if (!pictures) return NO_SHOTS
  const all = new Map(states.flatMap(state => state?.pictures ?? []).map(kept => [kept.url, kept]))
  return shotsOf([...all.values()], pictures, archive)
}

/** An article's page. */
export async function articleText(known: Known, inputs: ArticleInputs): Promise<Shown> {
  const text = await known.html(inputs.article)
  const shots = await shotsFor(known, inputs.article)
  const isWhole = text !== undefined && shots.size === (inputs.article.pictures?.length ?? 0)
  return { body: articlePage(known, inputs, text, shots), isWhole }
}

/** The page of one state, which is at its address for good; undefined when there is no such state. */
export async function revisionText(
  known: Known,
  inputs: ArticleInputs,
  n: number,
): Promise<Shown | undefined> {
  const row = stateRows(inputs.article, inputs.revisions).find(row => row.n === n)
  if (!row) return undefined
  const state = await post(known.site.archive, row.path)
  const shots = await shotsFor(known, inputs.article, state)
  return { body: revisionPage(known, inputs, row, state, shots), isWhole: state !== undefined }
}
