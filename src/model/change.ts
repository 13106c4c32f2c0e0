// What a source did with an article after it was kept: the record. Every change follows from the article's files.
import type { Article, ArticleId } from './article.ts'
import type { SourceId } from './source.ts'
import type { Duration, Instant } from './time.ts'

export type ChangeKind = 'edited' | 'retitled' | 'withdrawn' | 'returned' | 'redacted'

export const CHANGE_KINDS: readonly ChangeKind[] = ['edited', 'retitled', 'withdrawn', 'returned', 'redacted']

export interface Change {
  /** When it was known: a new state taken, a disappearance confirmed, a return seen. */
  readonly at: Instant
  /** One with a new title and other edits is `retitled`. */
  readonly kind: ChangeKind
  readonly article: ArticleId
  readonly source: SourceId
  /** Of an edit: the number of the state it became. */
  readonly revision?: number
  /** Of a new title: the one before. */
  readonly from?: string
  /** Of a withdrawal: when it was first seen missing. */
  readonly since?: Instant
}

export interface ChangeQuery {
  readonly source?: SourceId
  readonly article?: ArticleId
  readonly kinds?: readonly ChangeKind[]
  /** Known at or after, and before. */
  readonly from?: Instant
  readonly until?: Instant
  /** By `at`; newest when it is not said. */
  readonly order?: 'newest' | 'oldest'
  readonly offset?: number
  readonly limit?: number
}

/** What a source has done with its articles, each counted once however often it was done. */
export interface ChangeFigures {
  readonly source: SourceId
  readonly articles: number
  /** In whatever way, a new title too. */
  readonly edited: number
  readonly retitled: number
  readonly withdrawn: number
  readonly returned: number
  /** From first taken to first edit, of each article edited, the shortest first. */
  readonly firstEdits: readonly Duration[]
}

type State = Pick<Article, 'id' | 'source' | 'revision' | 'revised' | 'entry' | 'changed' | 'was'>

/**
 * The edit that made a state; nothing for a first one, and for one that came of another reading or import. Archives
 * from before `changed` was written say no more than that there was an edit.
 */
export function editOf(state: State): Change[] {
  const { id, source, revision, revised, entry, changed, was } = state
  if (revision === 1 || changed?.length === 0) return []
  if (!changed && entry.startsWith('import:')) return []
  const kind = changed?.includes('title') ? 'retitled' : 'edited'
  return [{ at: revised, kind, article: id, source, revision, ...(was !== undefined && { from: was }) }]
}

/** All that an article's own file tells: its last edit, its disappearances and returns, its redaction. */
export function changesOf(article: Article): Change[] {
  const { id, source, tombstone, lifted = [] } = article
  const named = { article: id, source }
  if (tombstone?.kind === 'redacted') return [{ at: tombstone.confirmed, kind: 'redacted', ...named }]
  const gone = [...lifted, ...(tombstone ? [tombstone] : [])]
  return [
    ...editOf(article),
    ...gone.map(({ confirmed, since }): Change => ({ at: confirmed, kind: 'withdrawn', ...named, since })),
    ...lifted.map(({ returned }): Change => ({ at: returned, kind: 'returned', ...named })),
  ]
}

/** The state an edit became; of other changes the moment they were known. With article and kind it names a change. */
export const placeOfChange = ({ revision, at }: Change): number => revision ?? at

/** Oldest first; of one moment by article and kind, so that every store gives one order. */
export const byMoment = (a: Change, b: Change): number =>
  a.at - b.at ||
  compare(a.article, b.article) ||
  compare(a.kind, b.kind) ||
  placeOfChange(a) - placeOfChange(b)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
