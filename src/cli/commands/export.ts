// stet export: the archive in other forms.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StetError } from '../../model/error.ts'
import { type Command, folderNamed, QUEUE_FLAG, STANDARD_OUTPUT, textFlag } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import type { World } from '../wire.ts'

const FORMATS = ['seed', 'opml', 'bundle'] as const

export const command: Command = {
  name: 'export',
  summary: 'Write articles or sources in another form',
  details: `--format seed: posts as the predecessor of stet wrote them, name and bytes, made from the entry as its feed gave it (which the capture keeps) and not from the cleaned text; imported posts come out as the files they were.
--format opml: the sources, for other readers; to standard output unless -o is given.
--format bundle: the whole site, searchable, for a folder, a stick or a .zip file: open its index.html, no server is needed. With --since (a date, or the folder of an older copy) only what is new or changed since: unpack it over the older copy.`,
  args: [{ name: 'format', doc: `What, instead of --format.`, optional: true }],
  flags: [
    { form: '--format <name>', doc: `What: ${FORMATS.join(', ')}.` },
    {
      form: '-o, --output <path>',
      doc: 'Where to: a folder for posts, a file for OPML, a folder or .zip file for a bundle. `-` is standard output: OPML, or a bundle as a .zip file.',
    },
    { form: '--source <id>', doc: 'Only articles of this source.' },
    {
      form: '--since <date>',
      doc: 'Only articles revised since then; for a bundle, or what the older copy in this folder lacks.',
    },
    { form: '--from <date>', doc: 'Bundle: only articles of this day and later.' },
    { form: '--until <date>', doc: 'Bundle: only articles before this day.' },
    { form: '--budget <size>', doc: 'Bundle: the newest articles that fit, like 500MB.' },
    QUEUE_FLAG,
  ],
  examples: [
    'stet export --format seed -o posts',
    'stet export --format opml > sources.opml',
    'stet export bundle -o news.zip --budget 2GB',
    'stet export bundle -o - | ssh reader@example.org "cat > news.zip"',
    'stet export bundle -o monday.zip --since 2021-04-12',
  ],
  async run(context, [given], flags) {
    const format = given ?? textFlag(flags, 'format')
    if (!FORMATS.includes(format as never))
      throw new StetError('usage', `--format is "${format ?? ''}"; expected one of ${FORMATS.join(', ')}`)
    const { openWorld } = await import('../wire.ts')
    const world = await openWorld(context, { write: false })
    try {
      if (format === 'bundle') return await (await import('./bundle.ts')).exportBundle(context, world, flags)
      return format === 'seed'
        ? await exportSeed(context, world, flags)
        : await exportOpml(context, world, flags)
    } finally {
      await world.close()
    }
  },
}

const BATCH = 200

async function exportSeed(
  context: Context,
  world: World,
  flags: Readonly<Record<string, unknown>>,
): Promise<Exit> {
  const { seedWriter } = await import('../../poll/seed.ts')
  const { progress } = await import('../progress.ts')
  const output = textFlag(flags, 'output')
  if (output === undefined) throw new StetError('usage', 'name a folder with -o')
  const folder = folderNamed(context, output)
  mkdirSync(folder, { recursive: true })
  const facts = new Map((await world.store.sources()).map(fact => [fact.id, fact.title]))
  const write = seedWriter(
    world.archive,
    id => world.config.sources.find(source => source.id === id)?.title ?? facts.get(id) ?? id,
  )
  const query = queryOf(flags)
  const bar = await progress(context, 'Exporting', await world.store.count(query), 'articles')
  const names = new Set<string>()
  let done = 0
  let approximate = 0
  for (let offset = 0; ; offset += BATCH) {
    const articles = await world.store.find({ ...query, order: 'arrival', offset, limit: BATCH })
    for (const article of articles) {
      const file = await write(article)
      if (!file.faithful) approximate++
      writeWhole(join(folder, freeName(file.name, article.id, names)), file.bytes)
      bar.at(++done)
    }
    if (articles.length < BATCH) break
  }
  bar.stop()
  context.print(`${done} posts in ${folder}.`)
  if (approximate > 0)
    context.say(`${approximate} were made from the cleaned text: their captures are not there.`)
  return EXIT.good
}

function queryOf(flags: Readonly<Record<string, unknown>>): {
  axis?: 'source'
  value?: string
  since?: number
} {
  const source = textFlag(flags, 'source')
  const since = textFlag(flags, 'since')
  const at = since === undefined ? undefined : Date.parse(since)
  if (at !== undefined && Number.isNaN(at))
    throw new StetError('usage', `--since is "${since}"; expected a date like 2021-04-14`)
  return {
    ...(source !== undefined && { axis: 'source' as const, value: source }),
    ...(at !== undefined && { since: at }),
  }
}

/** Two articles of one day and title: the second gets its id into its name, and neither is lost. */
function freeName(name: string, id: string, names: Set<string>): string {
  const free = names.has(name.toLowerCase()) ? name.replace(/\.md$/, `-${id.slice(0, 8)}.md`) : name
  names.add(free.toLowerCase())
  return free
}

function writeWhole(path: string, bytes: Uint8Array | string): void {
  writeFileSync(`${path}.part`, bytes)
  renameSync(`${path}.part`, path)
}

async function exportOpml(
  context: Context,
  world: World,
  flags: Readonly<Record<string, unknown>>,
): Promise<Exit> {
  const { writeOpml } = await import('../../formats/opml/write.ts')
  const { writtenUrl } = await import('../edit.ts')
  const facts = new Map((await world.store.sources()).map(fact => [fact.id, fact]))
  const outlines = world.config.sources
    .filter(({ url }) => /^https?:/.test(url))
    .map(({ id, url, title, categories }) => {
      const home = facts.get(id)?.home
      return {
        url: writtenUrl(world.config, id) ?? url,
        title: title ?? facts.get(id)?.title ?? id,
        categories: [...categories],
        ...(home && { home }),
      }
    })
  const text = writeOpml({
    title: world.config.settings['site.title'],
    created: context.clock.now(),
    outlines,
  })
  const output = textFlag(flags, 'output')
  if (output === undefined || output === STANDARD_OUTPUT) context.stdout.write(text)
  else writeWhole(resolve(context.cwd, output), text)
  return EXIT.good
}
