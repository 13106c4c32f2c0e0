// Whether the pages of a source say what its feed says, learned from the first looks at its articles.
import type { Changed } from '../model/article.ts'
import type { Frontier } from '../model/frontier.ts'
import type { SourceId } from '../model/source.ts'
import type { PageSeen } from './look-state.ts'

/** First looks at articles whose texts came with the feed, and in how many of them the page said the same. */
interface Habit {
  readonly looked: number
  readonly text: number
  readonly title: number
}

const habitOf = (source: SourceId): string => `agrees:${source}`
/** Looks before it is believed, and the share that must have agreed. Older ones count for less and less. */
const LEAST_LOOKED = 5
const NEARLY_ALL = 0.85
const REMEMBERED = 40

/** Remembers whether a page that was looked at first said what the feed had said. */
export async function learnAgreement(
  source: SourceId,
  { agrees, lacks }: PageSeen,
  looks: Frontier,
): Promise<void> {
  const known = ((await looks.host(habitOf(source))) ?? {}) as Partial<Habit>
  const { looked = 0, text = 0, title = 0 } = known
  const fade = looked >= REMEMBERED ? 0.5 : 1
  await looks.setHost(habitOf(source), {
    looked: looked * fade + 1,
    text: text * fade + (agrees.includes('text') && lacks === undefined ? 1 : 0),
    title: title * fade + (agrees.includes('title') ? 1 : 0),
  })
}

/** In what a source's pages say what its feed says, as far as that is known. */
export async function agreementOf(source: SourceId, looks: Frontier): Promise<Changed[]> {
  const known = (await looks.host(habitOf(source))) as Partial<Habit> | undefined
  const { looked = 0 } = known ?? {}
  if (looked < LEAST_LOOKED) return []
  return (['text', 'title'] as const).filter(kind => (known?.[kind] ?? 0) >= looked * NEARLY_ALL)
}
