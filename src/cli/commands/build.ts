// stet build: the site as files.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { StetError } from '../../model/error.ts'
import { type Command, folderNamed, QUEUE_FLAG, textFlag } from '../command.ts'
import { type Context, EXIT } from '../context.ts'
import type { World } from '../wire.ts'

export const command: Command = {
  name: 'build',
  summary: 'Write the site',
  details: `Renders every page and feed and writes those that differ from what is there; pages of what is no longer there go. Building an unchanged archive writes nothing. A file that somebody else removed or wrote to is as it was afterwards.
Hubs that websub.hubs names are told of the feeds in which something is new: of each change once, and again next time where one did not answer.`,
  args: [],
  flags: [
    { form: '-o, --output <dir>', doc: 'Where to (site.output of stet.yml, usually _site).' },
    {
      form: '--check',
      doc: 'Read every file of the last build, also those that nobody seems to have touched: after trouble with the disk.',
    },
    { form: '--url <address>', doc: 'Where it will be published, instead of site.url.' },
    QUEUE_FLAG,
  ],
  examples: ['stet build', 'stet build -o /var/www/news --url https://news.example/'],
  async run(context, _, flags) {
    const { openWorld } = await import('../wire.ts')
    const { tellNews } = await import('../hubs.ts')
    const url = textFlag(flags, 'url')
    const output = textFlag(flags, 'output')
    const folder = output === undefined ? undefined : folderNamed(context, output)
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new StetError('usage', `--url is "${url}"; expected an address like https://news.example/`)
    const world = await openWorld(context, {
      write: false,
      ...(url !== undefined && { over: { STET_SITE_URL: url } }),
    })
    try {
      context.print(await buildSite(context, world, folder, { check: flags.check === true }))
      await tellNews(context, world, 'built')
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

/** Builds into `folder` (site.output unless told); returns what was done, in words. */
export async function buildSite(
  context: Context,
  world: World,
  folder?: string,
  { check = false }: { readonly check?: boolean } = {},
): Promise<string> {
  const { foundOutBeside } = await import('../found-out.ts')
  const { siteFolder, siteOf } = await import('../sites.ts')
  const target = folder ?? siteFolder(world.config)
  const found = foundOutBeside({ derived: world.derived, target, all: check })
  const { build } = await import('../../publish/build.ts')
  const { folderOutput } = await import('../../adapters/fs/output.ts')
  const { progress } = await import('../progress.ts')
  const { buildNote } = await import('../built.ts')
  const { buildMemory } = await import('../build-memory.ts')
  const { siteWorkers } = await import('../site-workers.ts')
  const { imagePool } = await import('../../adapters/images/pool.ts')
  const { derivedCache } = await import('../pictures.ts')
  const images = imagePool()
  const pictures = { images, cache: await derivedCache(world, 'pages') }
  const memory = buildMemory(world.derived)
  const note = buildNote(world.derived)
  note.remove()
  const output = folderOutput(target)
  // There while a build is under way: found by the next when this one is killed.
  const begun = `${memory.path}.begun`
  if (existsSync(begun) && existsSync(target)) output.sweep()
  writeFileSync(begun, target)
  const state = await world.store.state()
  const started = performance.now()
  const bar = await progress(context, 'Building', 1, 'pages')
  const site = await siteOf(world, pictures)
  const report = await build(site, output, {
    worker: siteWorkers(world, site, target),
    manifest: memory.of(target),
    foundOut: found,
    progress: (done, total) => bar.at(done, total),
  })
  bar.stop()
  await images.close()
  memory.write({ target, manifest: report.manifest })
  rmSync(begun, { force: true })
  // What came while it was built may be in some pages and not in others.
  if (state !== '' && state === (await world.store.state()))
    note.write({ target, made: report.manifest.made, state })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return `${report.documents} pages in ${target}: ${report.written} written, ${report.removed} removed, ${seconds} s.`
}
