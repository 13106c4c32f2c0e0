// Which source follows an address already, however that is spelt; and which two follow the same.
import { sourceTask, type Task } from '../model/frontier.ts'
import type { Source, SourceId } from '../model/source.ts'
import { canonicalAddress } from '../model/url.ts'
import type { Finding } from '../poll/finding.ts'
import { addressNow } from '../poll/moved.ts'
import type { SourceState } from '../poll/schedule.ts'

/** Sources by what they follow. Paths of files are given as `file:` addresses. */
export interface Followed {
  /** The source that follows an address, whatever its scheme, default port, trailing slash and tracking; undefined for none. */
  as(url: string): SourceId | undefined
  /** Nothing when another follows it already. */
  add(source: Pick<Source, 'id' | 'url'>): void
}

export function followed(sources: readonly Pick<Source, 'id' | 'url'>[]): Followed {
  const ids = new Map<string, SourceId>()
  const made: Followed = {
    as: url => ids.get(feedAt(url)),
    add({ id, url }) {
      const feed = feedAt(url)
      // Standard input, and what is kept but not followed, may be many sources.
      if (feed !== '' && feed !== '-' && !ids.has(feed)) ids.set(feed, id)
    },
  }
  for (const source of sources) made.add(source)
  return made
}

const feedAt = (url: string): string => canonicalAddress(url) ?? url

/** Sources of one feed: by their addresses in stet.yml, and by those that they have moved to since. */
export function followedTwice(
  config: { readonly file: string; readonly sources: readonly Source[] },
  tasks: readonly Task[],
): Finding[] {
  const states = new Map(tasks.map(({ id, state }) => [id, state as SourceState]))
  const before = followed([])
  return config.sources.flatMap(({ id, url: written }): Finding[] => {
    const url = addressNow(written, states.get(sourceTask(id))?.moved)
    const first = before.as(url)
    before.add({ id, url })
    if (first === undefined) return []
    return [
      {
        about: config.file,
        what: `the sources ${first} and ${id} follow one feed, ${url}`,
        way: `\`stet remove ${id}\` (what was kept stays), or give one of them another address`,
        elsewhere: true,
      },
    ]
  })
}
