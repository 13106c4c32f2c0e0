// stet reextract: a better extractor, or a better rule, over the pages that are kept.
import { StetError } from '../../model/error.ts'
import { instant } from '../../model/time.ts'
import { type Command, QUEUE_FLAG, textFlag } from '../command.ts'
import { mustKnow } from '../config.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'reextract',
  summary: 'Read the kept pages again, after a rule or stet itself has changed',
  details: `Articles whose pages were captured are extracted anew. Where the text really got better, the article gets a new state and the old one stays beside it, as after an edit; elsewhere nothing changes. No server is asked for anything.`,
  args: [],
  flags: [
    { form: '--source <id>', doc: 'Only articles of this source.' },
    { form: '--since <date>', doc: 'Only articles taken or changed since this day (2021-04-14) or moment.' },
    QUEUE_FLAG,
  ],
  examples: ['stet reextract', 'stet reextract --source rfi --since 2021-04-01'],
  async run(context, _, flags) {
    const source = textFlag(flags, 'source')
    const from = textFlag(flags, 'since')
    const since = from === undefined ? undefined : instant(from)
    if (from !== undefined && since === undefined)
      throw new StetError('usage', `--since is "${from}"; expected a day like 2021-04-14`)
    if (source !== undefined) mustKnow(context.config(), [source])
    const { openWorld } = await import('../wire.ts')
    const { openReader } = await import('../reading.ts')
    const { finish, counts } = await import('../polling.ts')
    const { progress } = await import('../progress.ts')
    const { reextract } = await import('../../poll/reextract.ts')
    const world = await openWorld(context, { write: true })
    const reader = await openReader(world.config)
    try {
      const bar = await progress(context, 'Reading pages again', 0, 'articles')
      const done = await reextract(
        { ...(source !== undefined && { source }), ...(since !== undefined && { since }) },
        { ...world, clock: context.clock, log: context.log, reader },
        n => bar.at(n),
      )
      bar.stop()
      if (done.revised > 0) await finish(context, world, `Reextract: ${counts(0, done.revised)}`)
      context.print(
        `${done.read} ${done.read === 1 ? 'page' : 'pages'} read again: ${done.revised} revised${done.lost > 0 ? `, ${done.lost} without their captures` : ''}.`,
      )
      return EXIT.good
    } finally {
      await reader.close()
      await world.close()
    }
  },
}
