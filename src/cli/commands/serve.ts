// stet serve: the archive as a web site, on this machine.
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { SECOND } from '../../model/time.ts'
import { type Command, textFlag } from '../command.ts'
import { type Context, EXIT } from '../context.ts'
import { portNumber } from '../numbers.ts'
import type { World } from '../wire.ts'

export const command: Command = {
  name: 'serve',
  summary: 'Serve the site, with search',
  details: `Serves the same pages that \`stet build\` writes, and answers searches. It only reads: polling goes on beside it (\`stet up\` does both).
Stop it with Ctrl-C.`,
  args: [],
  flags: [
    { form: '-p, --port <n>', doc: 'Port (serve.port, the environment variable PORT, or 4000).' },
    { form: '--host <address>', doc: 'Address to listen on (127.0.0.1).' },
  ],
  examples: ['stet serve', 'stet serve --port 8080 --host 0.0.0.0'],
  async run(context, _, flags) {
    const { openWorld } = await import('../wire.ts')
    const world = await openWorld(context, { write: false })
    try {
      const listening = await serveWorld(context, world, flags)
      context.print(`Serving ${world.config.settings['site.title']} at ${listening.url}`)
      await stopped()
      await listening.close()
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

/** Without a search for so long, the files of the index are closed. */
const QUIET = 10 * SECOND

/** Starts the server over an open archive. */
export async function serveWorld(context: Context, world: World, flags: Readonly<Record<string, unknown>>) {
  // A server idles most of its life: V8 then hands free pages back, where it would keep up to 64 MB of them.
  setFlagsFromString('--optimize-for-size')
  const { app } = await import('../../serve/app.ts')
  const { listen } = await import('../../serve/listen.ts')
  const { sqliteIndex } = await import('../../adapters/sqlite/index.ts')
  const { restingIndex } = await import('../resting.ts')
  const { siteOf } = await import('../sites.ts')
  const { folderOutput } = await import('../../adapters/fs/output.ts')
  const given = textFlag(flags, 'port')
  const { settings } = world.config
  const port = given === undefined ? settings['serve.port'] : portNumber(given, '--port')
  const host = textFlag(flags, 'host') ?? settings['serve.host']
  const index = restingIndex(() => sqliteIndex(world.derived), QUIET)
  const { imagePool } = await import('../../adapters/images/pool.ts')
  const { derivedCache, openProxy } = await import('../pictures.ts')
  const images = imagePool()
  const pictures = { images, cache: await derivedCache(world, 'pages') }
  const built = folderOutput(resolve(world.config.root, settings['site.output']))
  const site = { ...(await siteOf(world, pictures)), index, built }
  const { proxy, close } = await openProxy(context, world, images)
  const made = app({ site, log: context.log, pictures: proxy, imageHost: settings['image.host'] })
  const listening = await listen(made, { port, host })
  return {
    ...listening,
    async close() {
      await listening.close()
      await Promise.all([close(), images.close(), index.close()])
    },
  }
}

/** Resolves when the process is asked to end. */
export const stopped = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
