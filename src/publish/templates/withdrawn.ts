// What is said of an article that its source took away.
import type { Tombstone } from '../../model/tombstone.ts'
import type { Known } from '../known.ts'

/** In a sentence or two, with the dates. */
export function withdrawnText({ texts, dates }: Known, { kind, since, confirmed }: Tombstone): string {
  if (kind === 'redacted') return texts.redacted
  const day = (at: number): string => texts.day(dates.local(at))
  return texts.withdrawn(day(since), day(confirmed))
}
