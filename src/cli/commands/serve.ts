// stet serve: the archive as a web site, on this machine.
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'serve',
  summary: 'Serve the site, with search',
  details: `Serves the same pages that \`stet build\` writes, and answers searches. Polling goes on beside it (\`stet up\` does both).
Who is a user (see \`stet user\`) signs in at /login, reads and stars at /read/, and keeps house at /keep/ as a keeper; reader apps use the Google Reader API at / or /api/greader.php, or Fever at /fever/.
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
      const { serveWorld } = await import('../serving.ts')
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

/** Resolves when the process is asked to end. */
export const stopped = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
