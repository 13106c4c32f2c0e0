// stet import: take over sources from a list, or articles from the predecessor's archive.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LeftOut } from '../../formats/opml/outline.ts'
import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'

export const command: Command = {
  name: 'import',
  summary: 'Take over sources (OPML, subs.json) or a Jekyll archive',
  details: `What PATH is decides what happens:
- an OPML file or the predecessor's subs.json: its feeds become sources; what does not, because it has no address, one that is not http(s) or is followed already, is named;
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
  const { addSources, newAmong } = await import('../edit.ts')
  const { text } = decodeText(bytes)
  const list = detectOpml(text) ? readOpml(text) : readSubs(text)
  if (!list)
    throw new StetError(
      'unreadable',
      `${name} is neither OPML nor a list like subs.json ([{"site":…,"url":…}]).`,
    )
  const wanted = list.outlines.map(({ url, title, categories }) => ({
    url,
    name: title || new URL(url).hostname,
    ...(title && { title }),
    ...(categories.length > 0 && { categories }),
  }))
  const { added, there } = (flags.dryRun ? newAmong : addSources)(context.config(), wanted)
  const { leftOut } = list
  if (flags.json) {
    context.print(JSON.stringify({ added, there, leftOut }))
    return EXIT.good
  }
  for (const { id, url } of added) context.print(`${flags.dryRun ? 'would add' : 'added'} ${id}\t${url}`)
  for (const { id, url } of there) context.print(`followed already, as ${id}\t${url}`)
  for (const { name, address, why } of leftOut)
    context.print(`left out, ${WHY[why]}\t${[name, address].filter(Boolean).join('\t') || '(no name)'}`)
  context.print(sum(added.length, there.length, leftOut, flags.dryRun === true))
  return EXIT.good
}

const WHY: Readonly<Record<LeftOut['why'], string>> = {
  'no-address': 'no address of a feed',
  'not-http': 'no http(s) address',
  twice: 'in the list twice',
}

function sum(added: number, there: number, leftOut: readonly LeftOut[], isDry: boolean): string {
  const reasons = Object.entries(WHY).flatMap(([why, words]) => {
    const count = leftOut.filter(one => one.why === why).length
    return count === 0 ? [] : [`${count} ${words}`]
  })
  const parts = [
    `${added} sources ${isDry ? 'would be added' : 'added'}`,
    ...(there > 0 ? [`${there} were followed already`] : []),
    ...(reasons.length > 0 ? [`${leftOut.length} left out (${reasons.join(', ')})`] : []),
  ]
  return `${parts.join(', ')}.`
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
