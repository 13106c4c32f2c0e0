// stet rebuild: rows and words from files.
import { type Command, QUEUE_FLAG } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'rebuild',
  summary: 'Make the catalogue and the index again from the files',
  details: `Everything in .stet/ is derived from the files of the archive. This throws it away and makes it again; the next poll asks every source without conditions, once.
Commands that find no catalogue do this by themselves.`,
  args: [],
  flags: [QUEUE_FLAG],
  examples: ['stet rebuild', 'rm -rf .stet && stet rebuild'],
  async run(context) {
    const { rebuildWorld } = await import('../anew.ts')
    const { articles } = await rebuildWorld(context)
    context.print(`${articles} articles.`)
    return EXIT.good
  },
}
