// Which sources are on the schedule.
import { type Digest, digest } from '../model/digest.ts'
import { type Frontier, sourceTask } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { type Duration, HOUR, type Instant } from '../model/time.ts'
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
  if (missing.length + gone.length > 0) await unmark(frontier)
}

/** Where it is remembered which sources are on the schedule: no host has such a name. */
const MARK = 'enlisted:'
/** The mark of somebody with another stet.yml is not believed for ever. */
const BELIEVED: Duration = HOUR

interface Mark {
  readonly sources?: Digest
  readonly at?: Instant
}

async function unmark(frontier: Frontier): Promise<void> {
  if ((await frontier.host(MARK)) !== undefined) await frontier.setHost(MARK, {})
}

/**
 * The same for one of many, who are told by a mark that it has been done: a schedule of a million tasks is not read by
 * each of them.
 */
export async function enlistOnce(
  followed: readonly Source[],
  deps: Pick<PollDeps, 'frontier' | 'clock'>,
): Promise<void> {
  const { frontier, clock } = deps
  const now = clock.now()
  const sources = digest(
    followed
      .map(source => `${sourceTask(source.id)} ${hostFor(source)}`)
      .sort()
      .join('\n'),
  )
  const mark = ((await frontier.host(MARK)) ?? {}) as Mark
  if (mark.sources === sources && Math.abs(now - (mark.at ?? 0)) < BELIEVED) return
  await enlist(followed, followed, deps)
  await frontier.setHost(MARK, { sources, at: now })
}

/** Files and pipes have no host to be polite to. */
const hostFor = (source: Source): string => hostOf(source.url) || `file:${source.id}`
