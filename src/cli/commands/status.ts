// stet status: how the archive is.

import { CHANGE_KINDS, type ChangeKind } from '../../model/change.ts'
import type { Frontier } from '../../model/frontier.ts'
import type { Trouble } from '../../model/health.ts'
import type { JobStatus } from '../../model/jobs.ts'
import type { PictureTotals } from '../../model/picture-store.ts'
import type { Clock } from '../../model/ports.ts'
import type { Reasons, Refusals } from '../../poll/refusals.ts'
import { isQuarantined, type SourceState } from '../../poll/schedule.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'
import type { FleetEngine } from '../engine.ts'
import type { LookStatus } from '../looking.ts'
import type { World } from '../wire.ts'

export const command: Command = {
  name: 'status',
  summary: 'Say how the archive is',
  details: `How many articles from how many sources, when it last polled and when it will again, which processes are asking now, what sources changed and how many pages are to be looked at again; how many pages and pictures each source refuses, and why (robots.txt, a paywall, its server); every source that could not be read at its last try; what is quarantined because reading it had to be ended again and again; and every source that has fallen silent, turned to summaries, lost its pictures, repeats itself, has another site than before, has moved or cannot be read any more. So too when this archive itself has not polled for longer than watch.allow. Exit code 4 when there is any of these; what is refused does not count.`,
  args: [],
  flags: [
    { form: '--json', doc: 'One JSON object.' },
    { form: '--storage', doc: 'Also what the parts of the archive take on the disk.' },
    {
      form: '--events',
      doc: 'Also what happened to sources: new ones, failures and recoveries that a server saw.',
    },
  ],
  examples: ['stet status', 'stet status --storage --events'],
  async run(context, _, flags) {
    const { openWorld, openFrontier } = await import('../wire.ts')
    const { lookStatus, lookTasks } = await import('../looking.ts')
    const { measure } = await import('../keeping.ts')
    const { archiveEvents } = await import('../events.ts')
    const { iso } = await import('../../model/time.ts')
    const { sourceTask } = await import('../../model/frontier.ts')
    const { wordsOf: jobWords } = await import('../jobs.ts')
    const { again, quarantinedIn, wordsOf } = await import('../quarantine.ts')
    const { refusalsIn } = await import('../../poll/refusals.ts')
    const { NEVER } = await import('../../poll/schedule.ts')
    const world = await openWorld(context, { write: false })
    const frontier = await openFrontier(world.config)
    try {
      const looks = await lookTasks(world.config)
      const tasks = new Map((await frontier.tasks()).map(task => [task.id, task]))
      const states = world.config.sources.map(source => ({
        source,
        state: (tasks.get(sourceTask(source.id))?.state ?? {}) as SourceState,
      }))
      const tries = states.flatMap(({ state }) => state.lastTry ?? [])
      const due = await frontier.nextDue()
      const report = {
        articles: await world.store.count({}),
        sources: world.config.sources.length,
        lastPoll: tries.length > 0 ? iso(Math.max(...tries)) : undefined,
        // Sources that have been stopped wait for their keeper, not for a moment.
        nextPoll: due === undefined || due === NEVER ? undefined : iso(due),
        pictures: await world.store.pictures.totals(),
        looks: lookStatus(looks, context.clock.now()),
        changes: await changeCounts(world),
        failing: states.flatMap(({ source, state }) =>
          state.stopped || state.error !== undefined
            ? [
                {
                  source: source.id,
                  why: state.stopped && !isQuarantined(state) ? 'gone for good (410)' : state.error,
                  since: state.lastSuccess && iso(state.lastSuccess),
                },
              ]
            : [],
        ),
        ...(world.engine.name !== undefined && { store: world.engine.name }),
        workers: await world.engine.working(context.clock.now()),
        quarantined: await quarantinedIn(world.config.sources, [...tasks.values()], looks, world.store),
        refused: await refusalsIn(world.store, looks),
        ...(world.engine.fleet && { jobs: await jobsNow(world.engine.fleet) }),
        troubles: await troublesIn(world, frontier, context.clock),
        ...(flags.storage === true && { storage: await measure(world) }),
        ...(flags.events === true && { events: archiveEvents(world.derived, ({ id }) => id).latest(EVENTS) }),
      }
      if (flags.json) context.print(JSON.stringify(report))
      else {
        const { articles, sources } = report
        context.print(
          `${articles} ${articles === 1 ? 'article' : 'articles'}. ${sources} ${sources === 1 ? 'source is' : 'sources are'} followed.`,
        )
        context.print(
          report.lastPoll === undefined
            ? 'It has never polled.'
            : `Last poll ${report.lastPoll}${report.nextPoll === undefined ? '' : `, next ${report.nextPoll}`}.`,
        )
        if (report.store !== undefined)
          context.print(`Catalogue, words and schedule are in PostgreSQL at ${report.store}.`)
        for (const { name, hosts } of report.workers)
          context.print(`${name} is asking ${hosts} ${hosts === 1 ? 'host' : 'hosts'}.`)
        for (const job of report.jobs ?? []) context.print(`${jobWords(job, iso)}.`)
        for (const line of pictureLines(report.pictures)) context.print(line)
        for (const line of lookLines(report.looks, report.changes)) context.print(line)
        for (const { source, why, since } of report.failing)
          context.print(`${source}: ${why} (last good: ${since ?? 'never'})`)
        for (const one of report.quarantined) context.print(`${one.source}: ${wordsOf(one)}; ${again(one)}.`)
        for (const one of report.refused) context.print(refusalLine(one))
        for (const { text, feeds } of report.troubles) {
          context.print(`${text}.`)
          for (const { url, title } of feeds ?? [])
            context.print(`  Its site also names <${url}>${title === '' ? '' : ` (${title})`}.`)
        }
        for (const [name, { files, bytes }] of Object.entries(report.storage ?? {}))
          context.print(`${name}\t${files} files\t${bytes} bytes`)
        for (const { kind, source, at, why } of report.events ?? [])
          context.print([iso(at), kind, source, why ?? ''].join('\t'))
      }
      return report.failing.length + report.quarantined.length + report.troubles.length > 0
        ? EXIT.someSourcesFailed
        : EXIT.good
    } finally {
      await frontier.close()
      await world.close()
    }
  },
}

/** Heavy work that waits, runs or has failed. */
const jobsNow = async (fleet: FleetEngine): Promise<readonly JobStatus[]> =>
  (await fleet.listJobs()).filter(({ state }) => state !== 'done')

/** Shown of what happened, the latest first. */
const EVENTS = 50

interface Told {
  readonly kind: Trouble['kind']
  readonly source?: string
  readonly since?: string
  readonly text: string
  /** Feeds that the source's site names besides the one that is followed. */
  readonly feeds?: readonly { readonly url: string; readonly title: string }[]
}

/** What is wrong now, each in words. What is said of a stopped source stands among the failing ones already. */
async function troublesIn(world: World, frontier: Frontier, clock: Clock): Promise<Told[]> {
  const { troublesNow } = await import('../../poll/health.ts')
  const { suggestionsFor } = await import('../../poll/suggestions.ts')
  const { iso } = await import('../../model/time.ts')
  const { wordsFor } = await import('../watching.ts')
  const { config, store } = world
  const found = await troublesNow(config.sources, config.settings['watch.allow'], { store, frontier, clock })
  const told: Told[] = []
  for (const trouble of found) {
    if (trouble.kind === 'stopped' || isQuarantined({ error: trouble.why ?? '' })) continue
    const { kind, source, since } = trouble
    const feeds = source === undefined ? [] : ((await suggestionsFor(source, store))?.feeds ?? [])
    told.push({
      kind,
      ...(source !== undefined && { source }),
      ...(since !== undefined && { since: iso(since) }),
      text: await wordsFor(trouble, config),
      ...(feeds.length > 0 && { feeds }),
    })
  }
  return told
}

/** How many changes of each kind are on record. */
async function changeCounts({ store }: World): Promise<Record<ChangeKind, number>> {
  const counts = await Promise.all(
    CHANGE_KINDS.map(async kind => [kind, await store.countChanges({ kinds: [kind] })] as const),
  )
  return Object.fromEntries(counts) as Record<ChangeKind, number>
}

/** What sources did with what is kept, and the looks that are to come. */
function lookLines(
  { planned, due, missing, next }: LookStatus,
  changes: Readonly<Record<ChangeKind, number>>,
): string[] {
  const told = CHANGE_KINDS.filter(kind => changes[kind] > 0).map(kind => `${changes[kind]} ${kind}`)
  const doubt = missing > 0 ? `, ${missing} not found at the last look` : ''
  return [
    ...(told.length > 0 ? [`Changes on record: ${told.join(', ')}; \`stet changes\` lists them.`] : []),
    ...(planned > 0
      ? [
          `${planned} ${planned === 1 ? 'page is' : 'pages are'} to be looked at again, ${due} now${doubt}${next === undefined ? '' : `; next ${next}`}.`,
        ]
      : []),
  ]
}

/** What a source does not give, and why, in one line. */
function refusalLine({ source, pages, looks, pictures }: Refusals): string {
  const told = (of: Reasons, one: string, many: string): string[] => {
    const reasons = Object.entries(of).sort(([x, a], [y, b]) => b - a || (x < y ? -1 : 1))
    const count = reasons.reduce((sum, [, n]) => sum + n, 0)
    const why = reasons.map(([reason, n]) => (reasons.length > 1 ? `${n} ${reason}` : reason)).join(', ')
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many} (${why})`]
  }
  const parts = [
    ...told(pages, 'page', 'pages'),
    ...told(looks, 'page that is looked at again', 'pages that are looked at again'),
    ...told(pictures, 'picture', 'pictures'),
  ]
  return `${source}: refused ${parts.join('; ')}.`
}

const MISSING: Readonly<Record<string, string>> = {
  'not-found': 'not found',
  blocked: 'blocked',
  'too-large': 'too large',
  'not-a-picture': 'not a picture',
  'cut-short': 'cut short',
  unreachable: 'not reached',
  'over-limit': 'beyond what is kept of one article',
}

/** How the pictures are: nothing where there are none. */
function pictureLines({ kept, wanted, missing }: PictureTotals): string[] {
  const lost = Object.entries(missing)
  const count = lost.reduce((sum, [, n]) => sum + n, 0)
  if (kept + wanted + count === 0) return []
  const why = lost.map(([reason, n]) => `${n} ${MISSING[reason]}`).join(', ')
  return [
    `${kept} ${kept === 1 ? 'picture is' : 'pictures are'} kept${wanted > 0 ? `, ${wanted} not asked for yet` : ''}.`,
    ...(count > 0
      ? [
          `${count} ${count === 1 ? 'picture is' : 'pictures are'} missing (${why}); \`stet pictures\` lists them.`,
        ]
      : []),
  ]
}
