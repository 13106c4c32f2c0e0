// stet poll: ask the sources.

import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { mustKnow } from '../config.ts'
import { type Context, EXIT, type Exit } from '../context.ts'

export const command: Command = {
  name: 'poll',
  summary: 'Ask sources for news and keep what is new',
  details: `Without arguments, every source that is due is asked once; with SOURCE, those, due or not.
Each source has its own next time, made from its rhythm and its wishes, so that \`stet poll\` can be run as often as one likes.
Sources that fail are named in words, one a line, and the exit code is 4; they are tried again later.`,
  args: [{ name: 'source', doc: 'Ids of sources (see `stet list`).', optional: true, many: true }],
  flags: [
    { form: '--all', doc: 'Ask every source, due or not.' },
    { form: '--once', doc: 'Poll once and end. This is what `stet poll` does; the flag says it in scripts.' },
    {
      form: '--by-workers',
      doc: 'Make them due at once and leave them to the workers of this archive (`stet worker`).',
    },
    { form: '--dry-run', doc: 'Say which sources would be asked, and ask none.' },
    { form: '--json', doc: 'One JSON object a source: {source, kind, added, revised, why}.' },
  ],
  examples: ['stet poll', 'stet poll --once --all', 'stet poll bbc-zhongwen'],
  async run(context, ids, flags) {
    const { pollArchive, reportPoll } = await import('../polling.ts')
    const config = context.config()
    mustKnow(config, ids)
    const which = ids.length > 0 ? ids : flags.all ? 'all' : 'due'
    if (flags.dryRun) return dryRun(context, which)
    if (flags.byWorkers) return hurry(context, which)
    const report = await pollArchive(context, which)
    if (!flags.json) return reportPoll(context, report)
    for (const { source, outcome } of report.polled)
      context.print(JSON.stringify({ source: source.id, ...outcome }))
    return report.polled.some(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'stopped')
      ? EXIT.someSourcesFailed
      : EXIT.good
  },
}

async function hurry(context: Context, which: 'due' | 'all' | readonly string[]): Promise<Exit> {
  const { engineOf } = await import('../engines.ts')
  const { sourceTask } = await import('../../model/frontier.ts')
  const { followedIn } = await import('../../poll/polled.ts')
  const config = context.config()
  const { fleet } = await engineOf(config)
  if (!fleet)
    throw new StetError(
      'config',
      '--by-workers needs a schedule that workers share: set store (STET_STORE) to postgres://…',
    )
  const frontier = await fleet.openFrontier()
  try {
    const ids = followedIn(config.sources).map(({ id }) => id)
    // What is due is due already; it is enough to wake those who wait.
    const named = which === 'all' ? ids : which === 'due' ? [] : which
    await frontier.hurry(named.map(sourceTask), context.clock.now())
    return EXIT.good
  } finally {
    await frontier.close()
  }
}

async function dryRun(context: Context, which: 'due' | 'all' | readonly string[]) {
  const { openWorld, openFrontier } = await import('../wire.ts')
  const { sourceTask } = await import('../../model/frontier.ts')
  const world = await openWorld(context, { write: false })
  const frontier = await openFrontier(world.config)
  try {
    const due = new Map((await frontier.tasks()).map(task => [task.id, task.due]))
    const now = context.clock.now()
    for (const source of world.config.sources) {
      const wanted =
        which === 'all' ||
        (which === 'due' ? (due.get(sourceTask(source.id)) ?? 0) <= now : which.includes(source.id))
      if (wanted && !source.paused && source.url !== '') context.print(`${source.id}\t${source.url}`)
    }
    return EXIT.good
  } finally {
    await frontier.close()
    await world.close()
  }
}
