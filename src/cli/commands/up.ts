// stet up: the main job in one word.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, StetError } from '../../model/error.ts'
import { MINUTE, SECOND } from '../../model/time.ts'
import type { Command } from '../command.ts'
import { CONFIG_NAME } from '../config.ts'
import { type Context, EXIT, makeContext } from '../context.ts'
import { stopped } from './serve.ts'

export const command: Command = {
  name: 'up',
  summary: 'Make, poll, build and serve an archive, and go on polling',
  details: `The main job in one word. Without an archive in the folder it makes one, with a list of public outlets and one sample article. Then it serves the site at once, polls what is due, builds, and goes on polling on schedule until it is stopped (Ctrl-C).
Sources that cannot be reached are named and tried again; what the archive has is shown all the same.`,
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
    const { serveWorld } = await import('./serve.ts')
    const world = await openWorld(here, { write: false })
    const listening = await serveWorld(here, world, flags)
    here.print(`Serving ${world.config.settings['site.title']} at ${listening.url} (Ctrl-C stops it)`)
    const end = new AbortController()
    const polling = keepPolling(here, end.signal, flags.build !== false)
    await stopped()
    end.abort()
    here.say('Stopping…')
    await polling
    await listening.close()
    await world.close()
    return EXIT.good
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
  await found(context.root, { title: 'stet', starter: true, sample: true, git: false, github: false })
  context.say(`Made an archive in ${context.root}, with a list of public outlets and one sample article.`)
}

/** Rounds of polling until the signal. What fails in one is said, and does not end the others. */
async function keepPolling(context: Context, signal: AbortSignal, build: boolean): Promise<void> {
  while (!signal.aborted) {
    let next = MINUTE
    try {
      next = await round(context, build)
    } catch (error) {
      context.say(`This round failed: ${messageOf(error)}`)
    }
    await wait(next, undefined, { signal }).catch(() => {})
  }
}

/** One round; how long until the next, in ms. */
async function round(context: Context, build: boolean): Promise<number> {
  const { openFrontier, openWorld } = await import('../wire.ts')
  const { counts, finish, headline, pollWorld } = await import('../polling.ts')
  const world = await openWorld(context, { write: true })
  try {
    const report = await pollWorld(context, world, world.config.sources, 'due')
    if (report.polled.length > 0) {
      await finish(context, world, headline(report), report.polled)
      const failed = report.polled.filter(
        ({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'stopped',
      ).length
      context.print(
        `Polled ${report.polled.length} sources: ${counts(report.added, report.revised)}${failed > 0 ? `; ${failed} could not be read and will be tried again` : ''}.`,
      )
      if (build) context.print(await (await import('./build.ts')).buildSite(context, world))
    }
    const frontier = await openFrontier(world.derived)
    const due = await frontier.nextDue()
    await frontier.close()
    return Math.min(Math.max((due ?? 0) - context.clock.now(), 5 * SECOND), 10 * MINUTE)
  } finally {
    await world.close()
  }
}
