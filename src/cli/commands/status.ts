// stet status: how the archive is.
import type { SourceState } from '../../poll/schedule.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'status',
  summary: 'Say how the archive is',
  details: `How many articles from how many sources, when it last looked and when it will again, and every source that could not be read at its last try, in words. Exit code 4 when there is one.`,
  args: [],
  flags: [{ form: '--json', doc: 'One JSON object.' }],
  examples: ['stet status'],
  async run(context, _, flags) {
    const { openWorld, openFrontier } = await import('../wire.ts')
    const { iso } = await import('../../model/time.ts')
    const { sourceTask } = await import('../../model/ports.ts')
    const { NEVER } = await import('../../poll/schedule.ts')
    const world = await openWorld(context, { write: false })
    const frontier = await openFrontier(world.derived)
    try {
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
        failing: states.flatMap(({ source, state }) =>
          state.stopped || state.error !== undefined
            ? [
                {
                  source: source.id,
                  why: state.stopped ? 'gone for good (410)' : state.error,
                  since: state.lastSuccess && iso(state.lastSuccess),
                },
              ]
            : [],
        ),
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
        for (const { source, why, since } of report.failing)
          context.print(`${source}: ${why} (last good: ${since ?? 'never'})`)
      }
      return report.failing.length > 0 ? EXIT.someSourcesFailed : EXIT.good
    } finally {
      await frontier.close()
      await world.close()
    }
  },
}
