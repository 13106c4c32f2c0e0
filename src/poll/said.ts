// What the entries of a feed say, apart from how they are named: whether one that is known says something else now.
import { type Digest, digestOf } from '../model/digest.ts'
import type { Entry } from '../model/entry.ts'
import type { SourceId } from '../model/source.ts'
import { DAY, type Duration, type Instant, MINUTE } from '../model/time.ts'

/** So many entries with one moment are no accident, if it is so near to now. */
const SEVERAL = 3
const AT_ONCE: Duration = 5 * MINUTE
const RECENT: Duration = DAY

/**
 * True where all dates are the moment at which the feed was made: some programs write the clock's time into every entry.
 * A magazine whose articles come together has one date too, but it stays.
 */
export function areOfTheClock(dates: readonly (Instant | undefined)[], now: Instant): boolean {
  const told = dates.filter(at => at !== undefined)
  if (told.length < SEVERAL || told.length < dates.length) return false
  const [first, last] = [Math.min(...told), Math.max(...told)]
  return last - first <= AT_ONCE && Math.abs(now - last) <= RECENT
}

/** Clocks are wrong by a zone, and newspapers bear tomorrow's date; what is later is no day of publication. */
const AHEAD: Duration = 2 * DAY

/** An entry as it is kept: without a date that has yet to come. It would stand above all others until then. */
export function withoutFuture(entry: Entry, now: Instant): Entry {
  if (entry.published === undefined || entry.published <= now + AHEAD) return entry
  const { published: _, ...rest } = entry
  return rest
}

/** Of which of a feed's moments the clock says what they are. */
export interface Clocked {
  readonly published: boolean
  readonly updated: boolean
}

/**
 * Names what an entry says, whatever id and address it is given today: another such digest may mean an edit. Moments that
 * are the clock's are left out.
 */
export const saidDigest = (source: SourceId, entry: Entry, clocked: Clocked): Digest =>
  digestOf(
    source,
    entry.title,
    entry.html ?? entry.summary,
    entry.image,
    clocked.published ? undefined : entry.published?.toString(),
    clocked.updated ? undefined : entry.updated?.toString(),
    JSON.stringify(entry.authors),
  )
