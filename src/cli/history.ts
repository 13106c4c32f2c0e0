// Reading a source back to its beginning, as a command does it: lock, pages, words, git, and what came of it in words.
import type { Fetched } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { withoutMark } from '../poll/feed.ts'
import type { HistoryReport } from '../poll/history.ts'
import type { Context } from './context.ts'
import { finish, rulesOf } from './polling.ts'
import { progress } from './progress.ts'
import { openReader } from './reading.ts'
import { openFrontier, openWeb, openWorld } from './wire.ts'

/** Keeps what is older than a source's feed shows. `had` are answers that are there already, by address. */
export async function readBackArchive(
  context: Context,
  id: string,
  had: ReadonlyMap<string, Fetched> = new Map(),
): Promise<HistoryReport> {
  const world = await openWorld(context, { write: true })
  const frontier = await openFrontier(world.config)
  const web = await openWeb(context, world.config, frontier)
  const reader = await openReader(world.config)
  const bar = await progress(context, 'Reading back', 0, 'pages')
  try {
    const source = world.config.sources.find(one => one.id === id)!
    const address = withoutMark(source.url)
    const first = had.get(address) ?? (await web.get(address))
    const { readBack } = await import('../poll/history.ts')
    const report =
      first.kind === 'fresh'
        ? await readBack(
            source,
            first,
            {
              ...(await rulesOf(world.config)),
              pages: world.config.settings['poll.historyPages'],
            },
            {
              ...{ clock: context.clock, log: context.log, web, reader },
              ...{ archive: world.archive, store: world.store },
            },
            pages => bar.at(pages),
          )
        : { pages: 0, added: 0, end: 'stopped' as const, why: `<${source.url}> could not be read` }
    bar.stop()
    await finish(context, world, headline(source, report))
    return report
  } finally {
    bar.stop()
    await reader.close()
    await web.close()
    await frontier.close()
    await world.close()
  }
}

const headline = (source: Source, { added }: HistoryReport): string =>
  `History of ${source.title ?? source.id}: ${added} new`

/** The line a reading back ends with. */
export function wordsOf({ pages, added, end, why }: HistoryReport): string {
  const read = `read back ${pages} ${pages === 1 ? 'page' : 'pages'}: ${added} older ${added === 1 ? 'article' : 'articles'} kept`
  if (end === 'whole') return read
  const rest = 'the same command goes on from there'
  return end === 'limit'
    ? `${read}; there are more, and ${rest}`
    : `${read}; then it stopped (${why}), and ${rest}`
}
