// What is usual for a source, learned from its own articles: on which days it publishes, how long its texts are, whether
// they have pictures. Kept small; learned again from the articles whenever it is lost.
import { type Article, dateOf } from '../model/article.ts'
import { digest } from '../model/digest.ts'
import { DAY, type Duration, type Instant } from '../model/time.ts'

/** One of the last articles, in order of arrival. */
export interface Arrival {
  readonly at: Instant
  /** Bytes of its post: of its text and of what every post has besides. */
  readonly bytes: number
  readonly pictured: boolean
  /** Another article of the source has the same title and text. */
  readonly again: boolean
}

export interface Habit {
  /** UTC days since 1970 on which something was published, ascending. */
  readonly days: readonly number[]
  /** The latest moment of publication, never after it was taken. */
  readonly latest: Instant
  /** The last ones, the newest at the end. */
  readonly arrivals: readonly Arrival[]
  /** Digests of the last titles, each with the number of the article that had it. */
  readonly titles: Readonly<Record<string, number>>
}

const DAYS = 250
const ARRIVALS = 60
const TITLES = 300

export const NO_HABIT: Habit = { days: [], latest: 0, arrivals: [], titles: {} }

export const titleKey = (title: string): string => digest(title).slice(0, 12)

/** What is known after these articles too, in order of arrival. `again` tells which of them repeat an older one. */
export function learn(
  habit: Habit,
  articles: readonly Article[],
  sizes: ReadonlyMap<number, number>,
  again: ReadonlySet<number>,
): Habit {
  const moments = articles.map(article => Math.min(dateOf(article), article.taken))
  const days = new Set([...habit.days, ...moments.map(at => Math.floor(at / DAY))])
  const arrivals = articles.slice(-ARRIVALS).map(article => ({
    at: article.taken,
    bytes: sizes.get(article.number) ?? 0,
    pictured: (article.pictures?.length ?? 0) > 0,
    again: again.has(article.number),
  }))
  const titles = new Map(Object.entries(habit.titles))
  for (const { title, number } of articles) {
    titles.delete(titleKey(title))
    titles.set(titleKey(title), number)
  }
  return {
    days: [...days].sort((a, b) => a - b).slice(-DAYS),
    latest: moments.reduce((most, at) => Math.max(most, at), habit.latest),
    arrivals: [...habit.arrivals, ...arrivals].slice(-ARRIVALS),
    titles: Object.fromEntries([...titles].slice(-TITLES)),
  }
}

/** Pauses that a source must have made before anything is said of its silence. */
const PAUSES = 8
/** No source is called silent before so long. */
const LEAST: Duration = 3 * DAY

/**
 * How long a source may be silent before that is out of its ordinary, and the longest pause it made; undefined when
 * too little is known. Twice the pause that nineteen in twenty do not reach, and a day; half as long again as the
 * longest: weekends, holidays and weeklies are no alarm, and a yearly is never judged.
 */
export function patience({ days }: Habit): { limit: Duration; longest: Duration } | undefined {
  const pauses = days.slice(1).map((day, i) => (day - days[i]!) * DAY)
  if (pauses.length < PAUSES) return undefined
  const sorted = [...pauses].sort((a, b) => a - b)
  const longest = sorted.at(-1)!
  return { limit: Math.max(LEAST, 2 * quantile(sorted, 0.95) + DAY, 1.5 * longest), longest }
}

/** Of ascending values; the value below which so large a part of them lies. */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
