// Words come last: articles kept are made findable after the poll, in their own files, in batches.
import { readPostHtml } from '../formats/post/read.ts'
import type { Article } from '../model/article.ts'
import { dateOf } from '../model/article.ts'
import type { Index, IndexedArticle, Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Archive, Log } from '../model/ports.ts'
import { plainText } from '../model/text.ts'
import { facetsIn } from '../model/words/facets.ts'
import { words } from '../model/words/words.ts'

/** Articles whose words are in memory at a time: the more together, the less the index has to merge. */
export const BATCH = 1000

/** What an article can be filtered by in a search, folded as words are. */
const facetsOf = (article: Article, hasPicture: boolean): string[] => [
  ...new Set([...facetsIn(article), ...(hasPicture ? ['has:picture'] : [])]),
]

/**
 * Indexes every article whose words are not yet in the index; returns how many. They are marked done after all are
 * durable in the index, so that a killed run does some twice and none never. `least` of them must wait for a batch to
 * be worth it: less is left for a later call.
 */
export async function indexWords(
  { archive, store, index, log }: { archive: Archive; store: Store; index: Index; log: Log },
  progress: (done: number) => void = () => {},
  least = 1,
): Promise<number> {
  const done: number[] = []
  for (;;) {
    const numbers = await store.unindexed(done.at(-1) ?? 0, BATCH)
    if (numbers.length < least) break
    const articles = await store.byNumbers(numbers)
    await index.put(await Promise.all(articles.map(article => indexed(article, archive, log))))
    done.push(...numbers)
    progress(done.length)
  }
  if (done.length > 0) {
    await index.flush()
    await store.indexed(done)
  }
  return done.length
}

async function indexed(article: Article, archive: Archive, log: Log): Promise<IndexedArticle> {
  const html = await htmlOf(article, archive, log)
  return {
    number: article.number,
    date: dateOf(article),
    source: article.source,
    title: words(article.title).join(' '),
    body: words(plainText(html)).join(' '),
    facets: facetsOf(article, article.lead !== undefined || html.includes('<img')),
  }
}

/** A post that is missing or damaged is found by its title at least. */
async function htmlOf(article: Article, archive: Archive, log: Log): Promise<string> {
  const bytes = await archive.read(article.path)
  try {
    if (bytes) return readPostHtml(article.path, bytes)
    log.error('missing', { path: article.path })
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    log.error('damaged', { path: article.path, why: error.message })
  }
  return ''
}
