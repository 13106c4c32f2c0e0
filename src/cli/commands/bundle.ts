// stet export bundle: the whole site for a folder, a stick or a zip file.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Article } from '../../model/article.ts'
import { dateOf } from '../../model/article.ts'
import type { Store } from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { Images } from '../../model/ports.ts'
import {
  type BundleManifest,
  bundle,
  MANIFEST,
  type Older,
  readBundleManifest,
} from '../../publish/bundle.ts'
import type { Site } from '../../publish/site.ts'
import { STANDARD_OUTPUT, textFlag } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import { progress } from '../progress.ts'
import { siteOf } from '../sites.ts'
import { readValue } from '../values.ts'
import type { World } from '../wire.ts'
import { type Package, zipFile, zipTo } from '../zip.ts'

type Flags = Readonly<Record<string, unknown>>

const BATCH = 500

/** Bytes that an article takes in a bundle for each byte of its post: page, Markdown, words, text to search in. */
const PER_BYTE = 4
/** Bytes of a picture's published sizes, all together, for each pixel of the kept one. */
const PER_PIXEL = 0.3
/** Pages that any bundle has. */
const FRAME = 300_000

/** Writes the bundle that the flags describe. */
export async function exportBundle(context: Context, world: World, flags: Flags): Promise<Exit> {
  const target = textFlag(flags, 'output')
  if (target === undefined) throw new StetError('usage', 'name a folder or a .zip file with -o')
  const path = target === STANDARD_OUTPUT ? target : resolve(context.cwd, target)
  const { imagePool } = await import('../../adapters/images/pool.ts')
  const images = imagePool()
  try {
    return await exportWith(context, world, flags, images, path)
  } finally {
    await images.close()
  }
}

async function exportWith(
  context: Context,
  world: World,
  flags: Flags,
  images: Images,
  path: string,
): Promise<Exit> {
  const since = textFlag(flags, 'since')
  const budget = bytesFlag(flags, 'budget')
  const site = await folderSite(world, images)
  const range = await chosen(world, flags)
  const articles = budget === undefined ? range : await fitting(world, site, range, budget)
  if (articles.length === 0 && range.length > 0)
    throw new StetError('usage', '--budget is too small for even the newest article; ask for more')
  const older = since === undefined ? undefined : await olderCopy(context, world, site, articles, since)
  const made = await written(context, { ...site, store: await storeOf(world, articles) }, path, older)
  const what = older
    ? `${made.written} files that are new or changed (${(made.bytes / 1e6).toFixed(1)} MB), ${made.removed?.length ?? 0} that go`
    : `${made.written} files`
  const said = `${made.articles} articles, ${(sizeOf(made) / 1e6).toFixed(1)} MB`
  if (path === STANDARD_OUTPUT) context.say(`${said}: ${what}.`)
  else context.print(`${said} in ${path}: ${what}.`)
  return EXIT.good
}

const sizeOf = ({ files }: BundleManifest): number =>
  Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0)

/** The newest articles whose bundle is within a budget: made once or twice to see, so that nothing has to be taken back. */
async function fitting(
  world: World,
  site: Site,
  all: readonly Article[],
  budget: number,
): Promise<readonly Article[]> {
  let articles = await within(world, all, budget)
  while (articles.length > 0) {
    const store = await storeOf(world, articles)
    const size = sizeOf(await bundle({ ...site, store }, { write: async () => {} }))
    await store.close()
    if (size <= budget) return articles
    // The estimate was too low: the newest that fit, with some room.
    articles = articles.slice(0, Math.floor(articles.length * (budget / size) * 0.95))
  }
  return articles
}

/** The site as it is in a folder: at its root, searchable. */
async function folderSite(world: World, images: Images): Promise<Site> {
  const { derivedCache } = await import('../pictures.ts')
  const site = await siteOf(world, { images, cache: await derivedCache(world, 'pages') }, { gathers: false })
  const config = { ...site.config, basePath: '/', search: true, markdown: true, cname: '' }
  return { ...site, config }
}

/** Articles of a range of dates, and of one source where that is asked for, newest first. */
async function chosen(world: World, flags: Flags): Promise<Article[]> {
  const from = dateFlag(flags, 'from') ?? -Infinity
  const until = dateFlag(flags, 'until') ?? Infinity
  if (from >= until)
    throw new StetError(
      'usage',
      `--from is "${flags.from}" and --until "${flags.until}": no day is in between`,
    )
  const source = textFlag(flags, 'source')
  const of = source === undefined ? {} : { axis: 'source' as const, value: source }
  const all: Article[] = []
  for (let offset = 0; ; offset += BATCH) {
    const some = await world.store.find({ ...of, order: 'newest', offset, limit: BATCH })
    if (source !== undefined && offset === 0 && some.length === 0)
      throw new StetError(
        'usage',
        `--source is "${source}", and no article is of it; \`stet list\` names sources`,
      )
    all.push(...some.filter(article => dateOf(article) >= from && dateOf(article) < until))
    if (some.length < BATCH) return all
  }
}

/** The newest articles that about fill a budget. */
async function within(world: World, articles: readonly Article[], budget: number): Promise<Article[]> {
  let left = budget - FRAME
  const found: Article[] = []
  for (const article of articles) {
    const shown = (article.pictures ?? []).reduce(
      (sum, { width, height }) => sum + width * height * PER_PIXEL,
      0,
    )
    left -= PER_BYTE * ((await world.archive.size(article.path)) ?? 0) + shown
    if (left < 0) break
    found.push(article)
  }
  return found
}

/** A catalogue in memory of these articles alone. */
async function storeOf(world: World, articles: readonly Article[]): Promise<Store> {
  const { sqliteStore } = await import('../../adapters/sqlite/store.ts')
  const store = await sqliteStore(':memory:')
  await store.apply({ sources: await world.store.sources() })
  const inOrder = [...articles].sort((a, b) => a.number - b.number)
  for (let at = 0; at < inOrder.length; at += BATCH) {
    const some = inOrder.slice(at, at + BATCH)
    const revised = some.filter(({ revision }) => revision > 1)
    const revisions = (await Promise.all(revised.map(({ id }) => world.store.revisions(id)))).flat()
    await store.apply({ articles: some.map(article => ({ article, keys: [] })), revisions })
  }
  return { ...store, pictures: world.store.pictures }
}

/** What the older copy has: from its manifest, or what a bundle of that day would have had. */
async function olderCopy(
  context: Context,
  world: World,
  site: Site,
  articles: readonly Article[],
  since: string,
): Promise<Older> {
  const path = resolve(context.cwd, since)
  if (existsSync(path)) {
    const file = statSync(path).isDirectory() ? join(path, MANIFEST) : path
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const older = readBundleManifest(text)
    if (!older)
      throw new StetError(
        'usage',
        `--since is "${since}": there is no bundle's ${MANIFEST} there; name the folder it was unpacked into`,
      )
    return { older, base: digest(text) }
  }
  const at = dateFlag({ since }, 'since')!
  const then = articles.filter(article => article.revised < at)
  const redacted = articles.filter(
    ({ tombstone }) => tombstone?.kind === 'redacted' && tombstone.confirmed >= at,
  )
  if (redacted.length > 0)
    context.say(
      `${redacted.length} articles were redacted since ${since}: only a delta to the older copy itself, --since FOLDER, takes all of them out of it.`,
    )
  return { older: await bundle({ ...site, store: await storeOf(world, then) }, { write: async () => {} }) }
}

async function written(
  context: Context,
  site: Site,
  path: string,
  older: Older | undefined,
): Promise<Awaited<ReturnType<typeof bundle>>> {
  const bar = await progress(context, 'Bundling', 1, 'pages')
  const output =
    path === STANDARD_OUTPUT
      ? zipTo(context.stdout)
      : path.endsWith('.zip')
        ? await zipFile(path)
        : await folderFor(path)
  try {
    const made = await bundle(site, output, {
      ...older,
      progress: (done, total) => bar.at(done, total),
    })
    await output.end()
    return made
  } finally {
    output.close()
    bar.stop()
  }
}

async function folderFor(path: string): Promise<Package> {
  const { folderOutput } = await import('../../adapters/fs/output.ts')
  mkdirSync(path, { recursive: true })
  return { ...folderOutput(path), end: async () => {}, close: () => {} }
}

function dateFlag(flags: Flags, name: string): number | undefined {
  const text = textFlag(flags, name)
  if (text === undefined) return undefined
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new StetError('usage', `--${name} is "${text}"; expected a date like 2021-04-14`)
  return at
}

function bytesFlag(flags: Flags, name: string): number | undefined {
  const text = textFlag(flags, name)
  if (text === undefined) return undefined
  const bytes = readValue('bytes', text)
  if (typeof bytes !== 'number' || bytes <= 0)
    throw new StetError('usage', `--${name} is "${text}"; expected a size like 500MB`)
  return bytes
}
