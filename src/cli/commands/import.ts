// stet import: take over sources from a list, or articles from the predecessor's archive.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'

export const command: Command = {
  name: 'import',
  summary: 'Take over sources (OPML, subs.json) or a Jekyll archive',
  details: `What PATH is decides what happens:
- an OPML file or the predecessor's subs.json: its feeds become sources (those that are followed already are left);
- a folder or a tar archive (.tar, .tar.gz, .tar.xz, .tar.zst) of Jekyll posts: every post becomes an article, with the file it came from kept as it is. The same article twice becomes one, another text at the same address becomes a revision. Posts that cannot be taken over are listed with the reason.
Importing again changes nothing.`,
  args: [{ name: 'path', doc: 'File, folder or archive; - for OPML or JSON on standard input.' }],
  flags: [
    { form: '--json', doc: 'The report as JSON.' },
    { form: '--dry-run', doc: 'Of a source list: say what would be added, and add nothing.' },
  ],
  examples: ['stet import subscriptions.opml', 'stet import posts.tar.xz', 'stet import ../old-archive'],
  async run(context, [path = ''], flags) {
    if (path === '-') {
      const { readAll } = await import('../files.ts')
      return importList(context, await readAll(context.stdin), 'standard input', flags)
    }
    const full = resolve(context.cwd, path)
    const stat = statSync(full, { throwIfNoEntry: false })
    if (!stat) throw new StetError('not-found', `there is no ${full}`)
    if (stat.isDirectory() || /\.(tar|tgz|txz|tar\.\w+)$/i.test(full))
      return importArchive(context, full, stat.isDirectory(), flags)
    return importList(context, readFileSync(full), path, flags)
  },
}

async function importList(
  context: Context,
  bytes: Uint8Array,
  name: string,
  flags: Readonly<Record<string, unknown>>,
): Promise<Exit> {
  const { decodeText } = await import('../../model/charset.ts')
  const { readOpml } = await import('../../formats/opml/read.ts')
  const { detectOpml } = await import('../../formats/opml/detect.ts')
  const { readSubs } = await import('../../formats/subs/read.ts')
  const { addSources } = await import('../edit.ts')
  const { text } = decodeText(bytes)
  const outlines = detectOpml(text) ? readOpml(text).outlines : readSubs(text)?.outlines
  if (!outlines)
    throw new StetError(
      'unreadable',
      `${name} is neither OPML nor a list like subs.json ([{"site":…,"url":…}]).`,
    )
  const wanted = outlines.map(({ url, title, categories }) => ({
    url,
    name: title || new URL(url).hostname,
    ...(title && { title }),
    ...(categories.length > 0 && { categories }),
  }))
  if (flags.dryRun) {
    for (const source of wanted) context.print(`${source.url}\t${source.name}`)
    return EXIT.good
  }
  const { added, there } = addSources(context.config(), wanted)
  if (flags.json) context.print(JSON.stringify({ added, there }))
  else {
    for (const { id, url } of added) context.print(`added ${id}\t${url}`)
    context.print(
      `${added.length} sources added${there.length > 0 ? `, ${there.length} were followed already` : ''}.`,
    )
  }
  return EXIT.good
}

async function importArchive(
  context: Context,
  path: string,
  isFolder: boolean,
  flags: Readonly<Record<string, unknown>>,
): Promise<Exit> {
  const { openWorld, software } = await import('../wire.ts')
  const { importPosts } = await import('../../poll/import.ts')
  const { finish } = await import('../polling.ts')
  const { progress } = await import('../progress.ts')
  const { folderPosts, tarPosts } = await import('../../adapters/fs/foreign.ts')
  const world = await openWorld(context, { write: true })
  try {
    const bar = await progress(context, 'Importing', 0, 'posts')
    const report = await importPosts(
      isFolder ? folderPosts(path) : tarPosts(path),
      {
        software,
        keepCaptures: world.config.settings['keep.captures'],
        followed: new Set(world.config.sources.map(({ id }) => id)),
      },
      { ...world, clock: context.clock, log: context.log },
      done => bar.at(done),
    )
    bar.stop()
    await finish(context, world, `Import: ${report.added} articles`)
    if (flags.json) context.print(JSON.stringify(report))
    else tell(context, report)
    return report.files === 0 ? EXIT.failed : EXIT.good
  } finally {
    await world.close()
  }
}

function tell(context: Context, report: import('../../poll/import.ts').Imported): void {
  for (const { path, why } of report.refused) context.print(`not taken over: ${path}: ${why}`)
  for (const { path, why } of report.repaired)
    if (context.globals.verbose) context.say(`repaired: ${path}: ${why}`)
  const parts = [
    `${report.files} posts: ${report.added} articles`,
    `${report.revised} further states`,
    `${report.doubled} doubles`,
    `${report.known} known already`,
    `${report.refused.length} not taken over`,
  ]
  context.print(`${parts.join(', ')}.`)
  if (report.repaired.length > 0 && !context.globals.verbose)
    context.say(
      `${report.repaired.length} had something to repair (a missing date, a broken front matter); -v lists them.`,
    )
  if (report.files === 0) context.say('There are no posts (.md files in a _posts folder) in it.')
}
