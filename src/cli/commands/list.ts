// stet list: the sources and how they are.

import type { ChangeFigures } from '../../model/change.ts'
import { DAY, type Instant } from '../../model/time.ts'
import type { SourceState } from '../../poll/schedule.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'
import type { World } from '../wire.ts'

export const command: Command = {
  name: 'list',
  summary: 'List the sources',
  details: `One source a line: id, number of articles, state, title, address. The state is ok, new (never asked), paused, stopped (gone for good) or what went wrong at the last try.`,
  args: [],
  flags: [
    {
      form: '--json',
      doc: 'One JSON object a line, with its articles a week, its next poll, and how many articles were edited, retitled, withdrawn and returned.',
    },
  ],
  examples: ['stet list', 'stet list --json'],
  async run(context, _, flags) {
    const { openWorld, openFrontier } = await import('../wire.ts')
    const { sourceTask } = await import('../../model/frontier.ts')
    const { iso } = await import('../../model/time.ts')
    const world = await openWorld(context, { write: false })
    const frontier = await openFrontier(world.config)
    try {
      const tasks = new Map((await frontier.tasks()).map(task => [task.id, task]))
      const counts = new Map((await world.store.values('source')).map(({ value, count }) => [value, count]))
      const figures = new Map((await world.store.changeFigures()).map(one => [one.source, one]))
      const facts = new Map((await world.store.sources()).map(fact => [fact.id, fact]))
      const followed = new Set(world.config.sources.map(({ id }) => id))
      const past = [...counts.keys()].filter(id => !followed.has(id))
      for (const source of world.config.sources) {
        const task = tasks.get(sourceTask(source.id))
        const state = (task?.state ?? {}) as SourceState
        const line = {
          id: source.id,
          articles: counts.get(source.id) ?? 0,
          state: source.paused ? 'paused' : stateOf(state),
          title: source.title ?? facts.get(source.id)?.title ?? '',
          url: source.url,
          ...(task && { next: iso(task.due) }),
          ...(flags.json === true && { perWeek: await perWeek(world, source.id, context.clock.now()) }),
          ...(state.lastSuccess !== undefined && { lastSuccess: iso(state.lastSuccess) }),
          ...changesIn(figures.get(source.id)),
        }
        context.print(flags.json ? JSON.stringify(line) : columns(line))
      }
      for (const id of past) {
        const line = {
          id,
          articles: counts.get(id) ?? 0,
          state: 'not followed',
          title: facts.get(id)?.title ?? '',
          url: '',
          ...changesIn(figures.get(id)),
        }
        context.print(flags.json ? JSON.stringify(line) : columns(line))
      }
      if (followed.size + past.length === 0)
        context.say('There are no sources yet: add one with `stet add ADDRESS`.')
      return EXIT.good
    } finally {
      await frontier.close()
      await world.close()
    }
  },
}

const WEEKS = 4

/** Articles a week, over the last four. */
const perWeek = async ({ store }: World, source: string, now: Instant): Promise<number> =>
  (await store.countItems({ reader: '', sources: [source], from: now - WEEKS * 7 * DAY })) / WEEKS

/** How many of its articles a source changed. */
const changesIn = (figures: ChangeFigures | undefined) =>
  figures && {
    edited: figures.edited,
    retitled: figures.retitled,
    withdrawn: figures.withdrawn,
    returned: figures.returned,
  }

function stateOf(state: SourceState): string {
  if (state.stopped) return 'stopped: gone for good (410)'
  if (state.error !== undefined) return state.error
  return state.lastSuccess === undefined ? 'new' : 'ok'
}

const columns = ({
  id,
  articles,
  state,
  title,
  url,
}: {
  id: string
  articles: number
  state: string
  title: string
  url: string
}): string => [id, articles, state, title, url].join('\t')
