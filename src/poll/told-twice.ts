// An edit that a page tells of is believed when the page tells of it twice: outlets try out titles and forms on their
// readers, one request this, the next that.
import type { Article, Changed } from '../model/article.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import { type LookDesk, lookAt } from './look.ts'
import type { LookState } from './look-state.ts'
import type { Reading } from './page-seen.ts'
import { folded, realChanges } from './sense.ts'

/** So often a page is asked in all before another title is believed. */
const TITLE_ASKED = 3

export interface Told {
  /** What all answers say; undefined when they have nothing new in common. */
  readonly draft?: Draft
  /** Titles that some of them had, and others not. */
  readonly tried: readonly string[]
}

/**
 * Of an article's next state, as a page that has just been read tells it, what the page goes on saying when it is asked
 * again at once. `before` is the article as it is kept.
 */
export async function toldTwice(
  article: Article,
  state: LookState,
  draft: Draft,
  before: Draft,
  {
    edit,
    tried: known,
  }: {
    /** The state that a reading tells of; undefined where it tells of no edit. */
    readonly edit: (reading: Reading) => Draft | undefined
    /** Titles of which it is known that they are tried out. */
    readonly tried: readonly string[]
  },
  desk: LookDesk,
): Promise<Told> {
  const { validators: _, ...unconditional } = state
  let common = known.includes(draft.title) ? withOld(draft, before, ['title']) : draft
  const changes = realChanges(before, common)
  if (changes.length === 0) return { tried: [] }
  const isNewTitle = changes.includes('title')
  for (let asked = 1; asked < (isNewTitle ? TITLE_ASKED : 2); asked++) {
    const { reading } = await lookAt(article, unconditional, desk)
    // The article as it is kept is what a page says that tells of no edit.
    const again = reading && (edit(reading) ?? before)
    const differ = again ? realChanges(common, again) : (['text'] as const)
    const unsteady = differ.filter(kind => isNewTitle || kind !== 'title')
    if (unsteady.length === 0) continue
    const tried = isNewTitle && again && !sameTitle(draft, again) ? [draft.title] : []
    if (unsteady.some(kind => kind === 'text')) return { tried }
    common = withOld(common, before, unsteady)
    if (realChanges(before, common).length === 0) return { tried }
    if (tried.length > 0) return { draft: common, tried }
  }
  return { draft: common, tried: [] }
}

const sameTitle = (a: Draft, b: Draft): boolean => folded(a.title) === folded(b.title)

/** With some of what the article had before. */
function withOld(draft: Draft, before: Draft, kinds: readonly Changed[]): Draft {
  const { published, lead, ...rest } = draft
  const date = kinds.includes('date') ? before.published : published
  const picture = kinds.includes('lead') ? before.lead : lead
  const made = {
    ...rest,
    ...(kinds.includes('title') && { title: before.title }),
    ...(kinds.includes('author') && { author: before.author }),
    ...(date !== undefined && { published: date }),
    ...(picture && { lead: picture }),
  }
  return { ...made, digest: contentDigest(made) }
}
