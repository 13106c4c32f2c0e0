// stet up: the main job in one word.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { CONFIG_NAME } from '../config.ts'
import { type Context, EXIT, makeContext } from '../context.ts'
import { systemLanguage } from '../locale.ts'

export const command: Command = {
  name: 'up',
  summary: 'Make, poll, build and serve an archive, and go on polling',
  details: `The main job in one word. Without an archive in the folder it makes one, with a list of public outlets and one sample article. Then it serves the site at once, polls what is due, builds, and goes on polling on schedule until it is stopped (Ctrl-C).
Sources that cannot be reached are named and tried again; what the archive has is shown all the same. What \`stet add\` adds meanwhile is polled with the next round.`,
  args: [{ name: 'dir', doc: 'The archive’s folder (this one, or the one given with -C).', optional: true }],
  flags: [
    { form: '-p, --port <n>', doc: 'Port (serve.port, the environment variable PORT, or 4000).' },
    { form: '--host <address>', doc: 'Address to listen on (127.0.0.1).' },
    { form: '--no-build', doc: 'Do not write the site to site.output as well.' },
  ],
  examples: ['stet up', 'stet up news --port 8080'],
  async run(context, [dir], flags) {
    const here = dir === undefined ? context : inFolder(context, resolve(context.root, dir))
    await foundIfVacant(here)
    const { openWorld } = await import('../wire.ts')
    const { stopped } = await import('./serve.ts')
    const { serveWorld } = await import('../serving.ts')
    const { keepPolling } = await import('../rounds.ts')
    const world = await openWorld(here, { write: false })
    try {
      const listening = await serveWorld(here, world, flags)
      here.print(`Serving ${world.config.settings['site.title']} at ${listening.url} (Ctrl-C stops it)`)
      const end = new AbortController()
      const polling = keepPolling(here, world, {
        signal: end.signal,
        build: flags.build !== false,
        runner: listening.runner,
        done: listening.polled,
      })
      await stopped()
      here.say('Stopping…')
      end.abort()
      await Promise.all([polling, listening.close()])
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

const inFolder = (context: Context, root: string): Context =>
  makeContext(context, context.env, context.cwd, { ...context.globals, folder: root })

async function foundIfVacant(context: Context): Promise<void> {
  if (existsSync(join(context.root, CONFIG_NAME))) return
  const { found, isVacant } = await import('../founding.ts')
  if (!isVacant(context.root))
    throw new StetError(
      'not-an-archive',
      `${context.root} is no archive, and not empty. Make one there with \`stet init ${context.root}\`, or name another folder.`,
    )
  await found(context.root, {
    title: 'stet',
    language: systemLanguage(context.env),
    starter: true,
    sample: true,
    git: false,
    github: false,
  })
  context.say(`Made an archive in ${context.root}, with a list of public outlets and one sample article.`)
}
