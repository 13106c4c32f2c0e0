// stet remove: follow a source no longer.
import type { Command } from '../command.ts'
import { mustKnow } from '../config.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'remove',
  summary: 'Stop following sources; what was kept stays',
  details: `Takes sources out of stet.yml. Their articles stay in the archive, on the site and in the search: nothing kept is lost.`,
  args: [{ name: 'source', doc: 'Ids of sources (see `stet list`).', many: true }],
  flags: [],
  examples: ['stet remove bbc-zhongwen'],
  async run(context, ids) {
    const { removeSources } = await import('../edit.ts')
    const config = context.config()
    mustKnow(config, ids)
    for (const id of removeSources(config, ids)) context.print(`removed ${id}`)
    return EXIT.good
  },
}
