// stet export bundle: the whole site for a folder, a stick or a zip file.

import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Article } from '../../model/article.ts'
import { dateOf } from '../../model/article.ts'
import type { Store } from '../../model/catalogue.ts'
import { messageOf, StetError } from '../../model/error.ts'
import type { ArchiveFile, Images, Output } from '../../model/ports.ts'
import { type BundleManifest, bundle, MANIFEST, readBundleManifest } from '../../publish/bundle.ts'
import type { Site } from '../../publish/site.ts'
import { STANDARD_OUTPUT, textFlag } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import { progress } from '../progress.ts'
import { siteOf } from '../sites.ts'
import { readValue } from '../values.ts'
import type { World } from '../wire.ts'

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
  const range = await chosen(world, dateFlag(flags, 'from'), dateFlag(flags, 'until'))
  const articles = budget === undefined ? range : await fitting(world, site, range, budget)
  if (articles.length === 0 && range.length > 0)
    throw new StetError('usage', '--budget is too small for even the newest article; ask for more')
  const older = since === undefined ? undefined : await olderCopy(context, world, site, articles, since)
  const made = await written(context, { ...site, store: await storeOf(world, articles) }, path, older)
  const what = older
    ? `${made.written} files that are new or changed, ${made.removed?.length ?? 0} to delete`
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

/** Articles of a range of dates, newest first. */
async function chosen(world: World, from = -Infinity, until = Infinity): Promise<Article[]> {
  const all: Article[] = []
  for (let offset = 0; ; offset += BATCH) {
    const some = await world.store.find({ order: 'newest', offset, limit: BATCH })
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
): Promise<BundleManifest> {
  const path = resolve(context.cwd, since)
  if (existsSync(path)) {
    const file = statSync(path).isDirectory() ? join(path, MANIFEST) : path
    const read = existsSync(file) ? readBundleManifest(readFileSync(file, 'utf8')) : undefined
    if (!read) throw new StetError('usage', `--since is "${since}": there is no bundle's ${MANIFEST} there`)
    return read
  }
  const at = dateFlag({ since }, 'since')!
  const then = articles.filter(article => article.revised < at)
  return bundle({ ...site, store: await storeOf(world, then) }, { write: async () => {} })
}

async function written(
  context: Context,
  site: Site,
  path: string,
  older: BundleManifest | undefined,
): Promise<Awaited<ReturnType<typeof bundle>>> {
  const bar = await progress(context, 'Bundling', 1, 'pages')
  const output =
    path === STANDARD_OUTPUT
      ? await zipTo(context.stdout)
      : path.endsWith('.zip')
        ? await zipFile(path)
        : await folderFor(path)
  const made = await bundle(site, output, {
    ...(older && { older }),
    progress: (done, total) => bar.at(done, total),
  })
  await output.end()
  bar.stop()
  return made
}

type Ending = Pick<Output, 'write'> & { end(): Promise<void> }

async function folderFor(path: string): Promise<Ending> {
  const { folderOutput } = await import('../../adapters/fs/output.ts')
  mkdirSync(path, { recursive: true })
  return { ...folderOutput(path), end: async () => {} }
}

/** Media that are packed already. */
const PACKED = /\.(?:jpe?g|png|webp|avif|gif|mp[34]|gz|zip|woff2)$/
/** The earliest date that zip knows: the same bundle is the same bytes on any day. */
const NO_DATE = new Date(1980, 0, 1)

/** A zip file, put in its place when it is whole. */
async function zipFile(path: string): Promise<Ending> {
  const stream = createWriteStream(`${path}.part`)
  await once(stream, 'open').catch(error => {
    throw new StetError('unwritable', `${path} cannot be written: ${messageOf(error)}`, { cause: error })
  })
  const { write, end } = await zipTo(stream)
  return {
    write,
    async end() {
      await end()
      stream.end()
      await finished(stream)
      renameSync(`${path}.part`, path)
    },
  }
}

/** A zip file, written into a stream as it comes. The stream is left open. */
async function zipTo(stream: Writable): Promise<Ending> {
  const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate')
  let failed: Error | null = null
  // Heard between two writes; a full disk is no crash.
  stream.on('error', error => {
    failed ??= error
  })
  const zip = new Zip((error, part) => {
    failed ??= error
    if (part) stream.write(part)
  })
  const room = async (): Promise<void> => {
    if (stream.writableNeedDrain) await once(stream, 'drain')
  }
  return {
    async write(files: readonly ArchiveFile[]) {
      for (const { path: name, bytes } of files) {
        const entry = PACKED.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
        entry.mtime = NO_DATE
        zip.add(entry)
        entry.push(Buffer.from(bytes), true)
        await room()
        if (failed) throw failed
      }
    },
    async end() {
      zip.end()
      await room()
      if (failed) throw failed
    },
  }
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
