// One poll as a command does it: lock, poll, words, git, and a report in words. `poll`, `add` and `up` share it.
import { StetError } from '../model/error.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Fetched, Web } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { alone } from '../poll/alone.ts'
import type { LookReport, LookRules } from '../poll/look-rules.ts'
import { inOrder } from '../poll/look-state.ts'
import type { Which } from '../poll/poll.ts'
import type { Polled, PollReport, PollRules } from '../poll/polled.ts'
import type { Config } from './config.ts'
import { type Context, EXIT, type Exit } from './context.ts'
import { progress } from './progress.ts'
import { every } from './pulse.ts'
import { openReader } from './reading.ts'
import { openRules } from './rules.ts'
import { readDurations } from './values.ts'
import { openFrontier, openLooks, openWeb, openWorld, software, type World } from './wire.ts'

export const rulesOf = async ({ settings, root }: Config): Promise<PollRules> => ({
  hosts: Math.max(1, settings['poll.hosts']),
  perHost: Math.max(1, settings['poll.perHost']),
  pace: {
    least: settings['poll.interval'],
    most: Math.max(settings['poll.interval'], settings['poll.longest']),
  },
  bounds: {
    entries: settings['keep.maxEntries'],
    field: settings['keep.maxField'],
    text: settings['keep.maxText'],
  },
  keepCaptures: settings['keep.captures'],
  software,
  pages: await openRules(root),
  looks: looksOf(settings),
})

function looksOf(settings: Config['settings']): LookRules {
  const until = performance.now() + settings['looks.time']
  return {
    steps: inOrder(readDurations(settings['looks.after']) ?? []),
    perHost: Math.max(1, settings['looks.perHost']),
    isOver: () => performance.now() > until,
  }
}

/**
 * Opens the archive, polls, makes the new findable, commits, closes. `had` are answers that are there already, by
 * address: they are not asked for again.
 */
export async function pollArchive(
  context: Context,
  which: Which,
  had?: ReadonlyMap<string, Fetched>,
): Promise<PollReport> {
  const world = await openWorld(context, { write: true })
  try {
    const report = await pollWorld(context, world, world.config.sources, which, had)
    await finish(context, world, headline(report), report.polled)
    await (await import('./watching.ts')).tellPending(context, world)
    return report
  } finally {
    await world.close()
  }
}

/** A web that has some answers already, by address. */
const withAnswers = (web: Web, had: ReadonlyMap<string, Fetched>): Web => ({
  get: async (url, request) => had.get(url) ?? web.get(url, request),
  close: () => web.close(),
})

/** Polls with an open archive. `had` are answers that are there already, by address: they are not asked for. */
export async function pollWorld(
  context: Context,
  world: World,
  sources: readonly Source[],
  which: Which,
  had: ReadonlyMap<string, Fetched> = new Map(),
): Promise<PollReport> {
  const { poll } = await import('../poll/poll.ts')
  const frontier: Frontier = await openFrontier(world.config)
  const looks = await openLooks(world.config)
  const web = withAnswers(await openWeb(context, world.config, frontier), had)
  const reader = await openReader(world.config, 'large')
  const { wordsAside } = await import('./words.ts')
  const bar = await progress(context, 'Polling', 1, 'sources')
  const words = wordsAside(world)
  const notes: string[] = []
  let came = 0
  try {
    const report = await poll(
      sources,
      which,
      await rulesOf(world.config),
      {
        clock: context.clock,
        web,
        archive: world.archive,
        store: world.store,
        frontier,
        looks,
        reader,
        log: context.log,
        ...(world.engine.fleet && { shared: true, every }),
      },
      (polled, done, total) => {
        bar.at(done, total)
        const { source, outcome } = polled
        if (outcome.kind === 'failed' || outcome.kind === 'stopped') notes.push(failureLine(polled))
        if ('moved' in outcome)
          notes.push(
            `${source.title ?? source.id}: moved for good to <${outcome.moved}>, and is asked there from now on. Write the new address into stet.yml.`,
          )
        if (outcome.kind !== 'kept') return
        if (outcome.beyond !== undefined) notes.push(`${source.title ?? source.id}: ${outcome.beyond}.`)
        came += outcome.added
        words.came(came)
      },
    )
    await words.ended()
    notes.push(...lookLines(report.looked))
    return report
  } finally {
    bar.stop()
    for (const line of notes) context.say(line)
    await reader.close()
    await web.close()
    await looks.close()
    await frontier.close()
  }
}

/** What looking again found, a line each. */
export const lookLines = ({ withdrawn, returned }: LookReport): string[] => [
  ...withdrawn.map(
    ({ title, url, source, tombstone }) =>
      `${source}: withdrawn: ${title || url} (${tombstone?.why}). The text stays in the archive.`,
  ),
  ...returned.map(({ title, url, source }) => `${source}: back again: ${title || url}`),
]

const failureLine = ({ source, outcome }: Polled): string =>
  `${source.title ?? source.id}: ${'why' in outcome ? outcome.why : ''}${source.url.startsWith('file:') ? '' : ` <${source.url}>`}`

/** Words, pictures, the sources' health, readers' marks, then git: what follows when the articles are safe. */
export async function finish(
  context: Context,
  world: World,
  title: string,
  polled?: readonly Polled[],
): Promise<void> {
  const { indexWords } = await import('../poll/words.ts')
  const bar = await progress(context, 'Indexing words', 0, 'articles')
  await indexWords(
    { archive: world.archive, store: world.store, index: world.index, log: context.log },
    done => bar.at(done),
  )
  bar.stop()
  const { picturesAfterPoll, survey } = await import('./pictures.ts')
  // What was imported is looked through; its pictures come with the next poll.
  await (polled === undefined ? survey(context, world) : picturesAfterPoll(context, world))
  if (polled !== undefined) await (await import('./watching.ts')).watch(context, world)
  await alone(world.archive, async () => (await import('./marks.ts')).markingOf(context, world).all())
  await alone(world.archive, () => world.archive.tidy())
  if (world.config.settings['git.commit'])
    await alone(world.archive, () => commit(context, world, title, polled ?? []))
}

/** What git is given after a rebuild, when nobody knows any more what it has. */
const ALL = ['_posts', '_revisions', 'pictures', 'captures', 'log', 'state']

/** What the keeper and `stet init` put there. */
const OWN = ['stet.yml', '.gitignore', '_config.yml', '_layouts', 'index.html', 'sample', 'rules']

async function commit(
  context: Context,
  world: World,
  title: string,
  polled: readonly Polled[],
): Promise<void> {
  const { existsSync } = await import('node:fs')
  const { join } = await import('node:path')
  const { commitPaths } = await import('../adapters/git/commit.ts')
  const { config, store } = world
  const all = (await store.note('git')) === 'all'
  const changed = await store.uncommitted()
  const there = (path: string): boolean => existsSync(join(config.root, path))
  const paths = [...new Set(all ? ALL.filter(there) : changed), ...OWN].filter(there)
  const lines = polled.flatMap(({ source, outcome }) =>
    outcome.kind === 'kept' && outcome.added + outcome.revised > 0
      ? [`${source.title ?? source.id}: ${counts(outcome.added, outcome.revised)}`]
      : [],
  )
  if (changed.length > 0 || all) {
    const made = await commitPaths(
      config.root,
      paths,
      lines.length > 0 ? `${title}\n\n${lines.join('\n')}` : title,
    )
    if (made) context.log.info('committed', { paths: paths.length })
  }
  await store.committed(changed)
  await store.setNote('git', undefined)
}

export const counts = (added: number, revised: number): string =>
  [added > 0 || revised === 0 ? `${added} new` : '', revised > 0 ? `${revised} revised` : '']
    .filter(Boolean)
    .join(', ')

export const headline = (report: PollReport): string => `Poll: ${counts(report.added, report.revised)}`

/** The line a poll ends with, and its exit code. */
export function reportPoll(context: Context, report: PollReport): Exit {
  const failed = report.polled.filter(
    ({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'stopped',
  ).length
  const resting = report.polled.filter(({ outcome }) => outcome.kind === 'rests').length
  const asked = report.polled.length - resting
  if (resting > 0)
    context.say(`${resting} ${resting === 1 ? 'source was' : 'sources were'} not asked: their hosts rest.`)
  const { looked } = report
  if (looked.looked > 0)
    context.say(
      `${looked.looked} ${looked.looked === 1 ? 'page was' : 'pages were'} looked at again: ${looked.edited} edited, ${looked.withdrawn.length} withdrawn, ${looked.returned.length} back.`,
    )
  if (asked === 0) context.print('No source is due.')
  else
    context.print(
      `${asked} ${asked === 1 ? 'source' : 'sources'} polled: ${counts(report.added, report.revised)}${failed > 0 ? `, ${failed} failed` : ''}.`,
    )
  return failed > 0 ? EXIT.someSourcesFailed : EXIT.good
}

/** Keeps the entries of a feed that was given, not fetched: a source without an address. */
export async function keepGiven(context: Context, id: string, bytes: Uint8Array): Promise<number> {
  const world = await openWorld(context, { write: true })
  try {
    const url = `stdin:${id}`
    const sources = world.config.sources.map(known => (known.id === id ? { ...known, url } : known))
    const given: Fetched = { kind: 'fresh', url, hops: [], headers: [], body: bytes }
    const report = await pollWorld(context, world, sources, [id], new Map([[url, given]]))
    await finish(context, world, headline(report), report.polled)
    const failure = report.polled.find(({ outcome }) => outcome.kind === 'failed')
    if (failure) throw new StetError('not-a-feed', failureLine(failure))
    return report.added + report.revised
  } finally {
    await world.close()
  }
}
