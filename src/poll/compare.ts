// What an entry that is offered means for an article that is kept: whether it is another state of it, and what its
// source changed in it.
import { readWholePost } from '../formats/post/read.ts'
import type { Article, Changed, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { Digest } from '../model/digest.ts'
import type { Archive } from '../model/ports.ts'
import type { SourceFacts } from '../model/source.ts'
import { DAY, type Duration, type Instant } from '../model/time.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import { yieldsLess } from './fulltext.ts'
import { editsInOtherReading, type KnownPage, withoutLines } from './page-seen.ts'
import { folded, realChanges, sourceChanges } from './sense.ts'

/** What one feed (or one batch of an import) brings. */
export interface Offer {
  readonly drafts: readonly Draft[]
  /** Digests of all entries that the feed shows now, those without a draft too. */
  readonly present: ReadonlySet<Digest>
  readonly facts?: SourceFacts
  /** Its entries' dates are the moment at which the feed was made: they say nothing of an article that is known. */
  readonly undated?: boolean
  /** Digests of entries that say what they said when their articles' pages were read, which were not asked again. */
  readonly same?: ReadonlySet<Digest>
  /** False for an import: a file seen once stays seen, even after a later file changed its article. */
  readonly live: boolean
}

export interface Rules {
  readonly owns: (source: string) => boolean
  readonly nextNumber: () => number
  readonly now: Instant
  /** What looks know of an article's page; absent where none are done. */
  readonly pageOf?: (article: Article) => Promise<KnownPage>
}

/** An article as it stands; with its text where this round has made it so. */
export type Present = Article & { html?: string }

export const isTitleAlone = (changed: readonly Changed[] | string): boolean =>
  changed.length === 1 && changed[0] === 'title'

/** Titles are tried out on readers, two at a time: one that was there before, so soon after another, is no news. */
const TRIED: Duration = 7 * DAY

/** True where a title that was there before has come back. */
export async function isFlip(draft: Draft, post: Article, store: Store, now: Instant): Promise<boolean> {
  if (Math.abs(now - post.revised) > TRIED) return false
  const title = folded(draft.title)
  return (await store.revisions(post.id)).some(earlier => folded(earlier.title) === title)
}

/**
 * A draft changes an article when its content differs, it comes from the article's own source (or that one is no
 * longer followed), and the entry the article stands on is not beside it in the same feed: then it is a double. What the
 * keeper has redacted stays so.
 */
export function isNewState(draft: Draft, offer: Offer, post: Article, rules: Rules): boolean {
  if (draft.digest === post.digest || post.tombstone?.kind === 'redacted') return false
  if (draft.source !== post.source && rules.owns(post.source)) return false
  return !offer.present.has(post.entry) || post.entry === draft.entry
}

/**
 * What the source changed: 'nothing' when a reader would see no difference to the state that is kept, 'unknown' when
 * that cannot be read. What an import or another reading brings is a state, but no change that the source was seen to
 * make.
 */
export async function changedBy(
  draft: Draft,
  offer: Offer,
  post: Present,
  { archive, store, rules }: { archive: Archive; store: Store; rules: Rules },
): Promise<readonly Changed[] | 'nothing' | 'unknown'> {
  if (!offer.live) return []
  const kept = await keptState(post, archive)
  // A file that says something else than the catalogue is found out when its state is put aside.
  if (!kept) return 'unknown'
  if (realChanges(kept, draft).length === 0) return 'nothing'
  const isFeedAgain = kept.text === 'page' && kept.agreed === true && draft.text === 'feed'
  const { before } = (isFeedAgain && (await rules.pageOf?.(post))) || {}
  const offered = before?.lacks ? { ...draft, html: withoutLines(draft.html, new Set(before.lacks)) } : draft
  if (offered !== draft && realChanges(kept, offered).length === 0) return 'nothing'
  const told = draft.entry === kept.entry ? undefined : await firstOf(kept.entry, post, archive, store)
  if (told && sourceChanges(told, draft).length === 0) return 'nothing'
  const isOtherReading = kept.text === 'feed' && draft.text === 'page' && !kept.agreed
  const page = isOtherReading ? await rules.pageOf?.(post) : undefined
  const changed = page ? editsInOtherReading(kept, draft, page) : sourceChanges(kept, offered)
  return changed.length === 0 && draft.text === kept.text ? 'nothing' : changed
}

/**
 * The state that was made from an entry, where the article's page has told of edits since: a feed that says the same as
 * then has not taken them back. Undefined when that is the present state.
 */
async function firstOf(
  entry: Digest,
  article: Article,
  archive: Archive,
  store: Store,
): Promise<Post | undefined> {
  let first: Post | undefined
  for (const { path } of (await store.revisions(article.id)).reverse()) {
    const bytes = await archive.read(path)
    const state = bytes && readWholePost(path, bytes)
    if (!state || state.entry !== entry) break
    first = state
  }
  return first
}

/** With the date that the article was kept with, where its feed has none but that of its own making. */
export function datedAsKept(draft: Draft, { undated }: Offer, { published }: Present): Draft {
  if (!undated || published === undefined || draft.published === undefined) return draft
  const made = { ...draft, published }
  return { ...made, digest: contentDigest(made) }
}

/** An article's present state with its text; undefined when its file is damaged or says something else. */
async function keptState(post: Present, archive: Archive): Promise<Post | undefined> {
  if (post.html !== undefined) return post as Post
  const bytes = await archive.read(post.path)
  const kept = bytes && readWholePost(post.path, bytes)
  return kept && kept.digest === post.digest ? kept : undefined
}

/**
 * A summary never takes the place of the text that the article's page gave, nor does a feed's text that is the same as
 * when the page gave it: what else the source changed counts, beside that text.
 */
export async function besideKept(
  draft: Draft,
  { same }: Offer,
  post: Present,
  archive: Archive,
): Promise<Draft> {
  if (post.text === 'feed' || post.agreed || draft.text === 'page') return draft
  const kept = await keptState(post, archive)
  if (!kept || (!same?.has(draft.entry) && !yieldsLess(draft.html, kept.html))) return draft
  const { lead: _, refused: __, ...rest } = draft
  const text = {
    html: kept.html,
    text: kept.text,
    ...(kept.lead && { lead: kept.lead }),
    ...(kept.pages && { pages: kept.pages }),
    ...(kept.confidence !== undefined && { confidence: kept.confidence }),
    ...(kept.refused !== undefined && { refused: kept.refused }),
  }
  const author = draft.author || kept.author
  const published = draft.published ?? kept.published
  const made = { ...rest, ...text, author, ...(published !== undefined && { published }) }
  return { ...made, digest: contentDigest(made) }
}
