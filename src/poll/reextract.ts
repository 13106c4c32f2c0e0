// A better extractor over the pages that are kept: articles get a new state where the text really got better, and nobody
// is asked for anything.
import type { Article } from '../model/article.ts'
import type { ArticleQuery, Store } from '../model/catalogue.ts'
import type { Archive, Clock, Log } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { draftOfPost } from './again.ts'
import { openBoilerplate } from './boilerplate.ts'
import type { Draft } from './draft.ts'
import { lettersOf } from './fulltext.ts'
import { openKeeper } from './keep.ts'
import { takeKept } from './kept-pages.ts'
import type { Taken } from './pages.ts'
import type { Reader } from './reader.ts'
import { realChanges } from './sense.ts'
import { withPage, withText } from './whole.ts'

export interface ReextractDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly reader: Reader
}

export interface Reextracted {
  /** Articles whose pages were read again. */
  readonly read: number
  readonly revised: number
  /** Their pages were captured, but the captures are not there any more, or are damaged. */
  readonly lost: number
}

export interface Wish {
  /** Only articles of this source. */
  readonly source?: string
  /** Only articles that were taken or changed since. */
  readonly since?: Instant
}

const BATCH = 100

/** Reads kept pages again. The archive must be locked by the caller. `progress` is told of articles. */
export async function reextract(
  wish: Wish,
  deps: ReextractDeps,
  progress: (done: number) => void = () => {},
): Promise<Reextracted> {
  const keeper = await openKeeper(deps, () => true)
  const sum = { read: 0, revised: 0, lost: 0 }
  const ids = await articlesWithPages(wish, deps.store)
  for (let at = 0; at < ids.length; at += BATCH) {
    const articles = await deps.store.articles(ids.slice(at, at + BATCH))
    const drafts: Draft[] = []
    for (const article of articles) {
      const read = await readAgain(article, deps)
      if (read === 'lost') sum.lost++
      else {
        sum.read++
        if (read) drafts.push(read)
      }
    }
    if (drafts.length > 0)
      sum.revised += (await keeper.keep({ drafts, present: new Set(), live: false })).revised
    progress(at + articles.length)
  }
  return sum
}

/** All of them, before any is changed: a change moves an article in the order of the query. */
async function articlesWithPages({ source, since }: Wish, store: Store): Promise<string[]> {
  const query: ArticleQuery = {
    ...(source !== undefined && { axis: 'source', value: source }),
    ...(since !== undefined && { since }),
    order: 'arrival',
  }
  const ids: string[] = []
  for (let offset = 0; ; offset += 500) {
    const found = await store.find({ ...query, offset, limit: 500 })
    for (const { id, pages, tombstone } of found)
      if (pages !== undefined && tombstone?.kind !== 'redacted') ids.push(id)
    if (found.length < 500) return ids
  }
}

/** An article's next state; nothing when the present one is as good. */
async function readAgain(article: Article, deps: ReextractDeps): Promise<Draft | 'lost' | undefined> {
  const before = await draftOfPost(article, deps.archive)
  if (!before) return 'lost'
  const read = await takeKept(article, deps)
  if (read === undefined) return 'lost'
  if (read.kind !== 'page') return undefined
  const url = addressOf(article, read.url)
  const boilerplate = await openBoilerplate(deps.store, [url])
  const taken = { ...read, found: boilerplate.strip(url, read.found), pages: article.pages ?? [] }
  const after = stateFrom(before, taken)
  return isBetter(before, after, taken) ? after : undefined
}

/** The address under which polling has learned what stands around an article. */
const addressOf = (article: Article, page: string): string => article.url ?? page

/** Articles of a source that tell what its pages have in common. */
const TELLING = 40

/** Learns what outlets put around their articles from the pages that are kept: what a lost catalogue knew. */
export async function relearn(deps: ReextractDeps): Promise<void> {
  for (const { id } of await deps.store.sources()) {
    const newest = await deps.store.find({ axis: 'source', value: id, order: 'newest', limit: TELLING })
    const articles = newest.filter(({ pages }) => pages !== undefined).reverse()
    const boilerplate = await openBoilerplate(
      deps.store,
      articles.map(article => addressOf(article, '')),
    )
    for (const article of articles) {
      const read = await takeKept(article, deps)
      if (read?.kind === 'page') boilerplate.learn(addressOf(article, read.url), read.found)
    }
    await boilerplate.save()
  }
}

function stateFrom(before: Draft, taken: Extract<Taken, { kind: 'page' }>): Draft {
  const { refused: _, ...open } = before
  return before.text === 'page' ? withText(open, taken.found) : withPage(open, taken)
}

/** Surer by how much less a text may be found and still be taken for better: measures of confidence are coarse. */
const SLACK = 0.05
/** A text that loses more than this has lost a part of the article, unless somebody who knows the site says otherwise. */
const HALF = 0.5
const SURE = 0.9

/** A reader would see a difference, and the new text is at least as sure as the old one. */
function isBetter(
  before: Draft,
  after: Draft,
  { found }: { readonly found: { confidence: number } },
): boolean {
  if (after.text !== 'page') return false
  if (before.text !== 'page') return true
  const changed = realChanges(before, after)
  if (!changed.includes('text') && !changed.includes('lead')) return false
  if (found.confidence < (before.confidence ?? 0) - SLACK) return false
  return found.confidence >= SURE || lettersOf(after.html) >= lettersOf(before.html) * HALF
}
