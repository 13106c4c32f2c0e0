// All states of an article that are kept, oldest first.
import { type Article, type Post, stateRows } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { Archive } from '../model/ports.ts'
import type { Known } from './known.ts'
import { post } from './posts.ts'
import type { Shown } from './site.ts'
import { historyPage } from './templates/history.ts'

/** Every state whose file is there and whole, the present one last. */
export async function statesOf(
  article: Article,
  { archive, store }: { archive: Archive; store: Store },
): Promise<Post[]> {
  const rows = stateRows(article, await store.revisions(article.id))
  const posts = await Promise.all(rows.map(({ path }) => post(archive, path)))
  return posts.filter(one => one !== undefined)
}

/** The page of all that became of an article. */
export async function historyText(known: Known, article: Article): Promise<Shown> {
  const states = await statesOf(article, known.site)
  return { body: historyPage(known, article, states), isWhole: states.length === article.revision }
}
