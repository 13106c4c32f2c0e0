// Which sources are on the schedule.
import { sourceTask } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { hostOf } from '../model/url.ts'
import type { PollDeps } from './polled.ts'

/** The frontier knows the sources that are followed, and no others. */
export async function enlist(
  chosen: readonly Source[],
  followed: readonly Source[],
  { frontier, clock }: Pick<PollDeps, 'frontier' | 'clock'>,
): Promise<void> {
  const wanted = new Map([...chosen, ...followed].map(source => [sourceTask(source.id), source]))
  const known = new Map((await frontier.tasks()).map(task => [task.id, task]))
  const missing = [...wanted].filter(([id, source]) => known.get(id)?.host !== hostFor(source))
  if (missing.length > 0)
    await frontier.add(
      missing.map(([id, source]) => ({ id, host: hostFor(source), due: clock.now(), state: {} })),
    )
  const gone = [...known.keys()].filter(id => id.startsWith('source:') && !wanted.has(id))
  if (gone.length > 0) await frontier.remove(gone)
}

/** Files and pipes have no host to be polite to. */
const hostFor = (source: Source): string => hostOf(source.url) || `file:${source.id}`
