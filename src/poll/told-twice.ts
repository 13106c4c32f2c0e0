// An edit that a page tells of is believed when the page tells of it twice: outlets try out titles and forms on their
// readers, one request this, the next that.
import type { Article, Changed } from '../model/article.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import { type LookDesk, lookAt } from './look.ts'
import type { LookState } from './look-state.ts'
import type { Reading } from './page-seen.ts'
import { realChanges } from './sense.ts'

/**
 * Of an article's next state, as a page that has just been read tells it, what the page says once more, asked at once;
 * undefined when that is nothing. `told` makes the state from a reading, `before` is the article as it is kept.
 */
export async function toldTwice(
  article: Article,
  state: LookState,
  draft: Draft,
  before: Draft,
  told: (reading: Reading) => Draft | undefined,
  desk: LookDesk,
): Promise<Draft | undefined> {
  const { validators: _, ...unconditional } = state
  const { reading } = await lookAt(article, unconditional, desk)
  const again = reading && told(reading)
  if (!again) return undefined
  const unsteady = realChanges(draft, again)
  if (unsteady.length === 0) return draft
  if (unsteady.includes('text')) return undefined
  const steady = withOld(draft, before, unsteady)
  return realChanges(before, steady).length > 0 ? steady : undefined
}

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
