// Which articles have a history to show.
import type { Article } from '../model/article.ts'

/** Whether there is more to tell of an article than its text: it was changed, or withdrawn, or came back. */
export const hasHistory = ({ revision, tombstone, lifted = [] }: Article): boolean =>
  tombstone?.kind !== 'redacted' && (revision > 1 || tombstone !== undefined || lifted.length > 0)
