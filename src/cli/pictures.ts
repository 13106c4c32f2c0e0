// Pictures as commands deal with them: looked for after a poll, fetched, and served.
import { join } from 'node:path'
import { type KeptPicture, picturePath } from '../model/picture.ts'
import type { PictureStore } from '../model/picture-store.ts'
import type { Archive, Cache, Images, Web } from '../model/ports.ts'
import type { PictureReport, PictureRules } from '../poll/pictures.ts'
import type { ImageProxy, KeptPictures } from '../serve/image/proxy.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { openFrontier, openWeb, type World } from './wire.ts'

const rulesOf = ({ settings }: Config): Omit<PictureRules, 'isOver' | 'all'> => ({
  hosts: Math.max(1, settings['poll.hosts']),
  perHost: Math.max(1, settings['poll.perHost']),
  perArticle: settings['keep.picturesPerArticle'],
  most: settings['keep.pictureBytes'],
  total: settings['keep.pictureTotal'],
})

/** Looks through articles that have come, and fetches their pictures if `keep.pictures` says so, for so long at most. */
export async function picturesAfterPoll(context: Context, world: World): Promise<void> {
  const { settings } = world.config
  await survey(context, world)
  if (!settings['keep.pictures']) return
  const deadline = performance.now() + settings['keep.pictureTime']
  const report = await fetchAll(context, world, { deadline })
  if (report.kept > 0 || report.missing > 0)
    context.log.info('pictures', { kept: report.kept, missing: report.missing })
}

export async function survey(context: Context, world: World): Promise<number> {
  const { surveyPictures } = await import('../poll/pictures.ts')
  return surveyPictures(
    { ...world, clock: context.clock, log: context.log },
    world.config.settings['keep.picturesPerArticle'],
  )
}

/** Fetches what is wanted and due; with `all` what is missing too, due or not. */
export async function fetchAll(
  context: Context,
  world: World,
  { all = false, deadline = Number.POSITIVE_INFINITY }: { all?: boolean; deadline?: number } = {},
): Promise<PictureReport> {
  const now = context.clock.now()
  const total = await world.store.pictures.dueCount({ now, all })
  if (total === 0) return { kept: 0, bytes: 0, missing: 0, left: 0 }
  const { fetchPictures } = await import('../poll/pictures.ts')
  const { imagePool } = await import('../adapters/images/pool.ts')
  const { progress } = await import('./progress.ts')
  const frontier = await openFrontier(world.config)
  const web = await openWeb(context, world.config, frontier, world.owned)
  const images = imagePool()
  const bar = await progress(context, 'Fetching pictures', total, 'pictures')
  try {
    return await fetchPictures(
      { ...world, clock: context.clock, log: context.log, web, images },
      { ...rulesOf(world.config), all, isOver: () => performance.now() > deadline },
      (done, of) => bar.at(done, of),
    )
  } finally {
    bar.stop()
    await images.close()
    await web.close()
    await frontier.close()
  }
}

/** Derived pictures: those made for the proxy's clients, and the sizes that pages show. */
export async function derivedCache({ config, derived }: World, what: 'proxy' | 'pages'): Promise<Cache> {
  const { folderCache } = await import('../adapters/fs/cache.ts')
  return folderCache(join(derived, 'pictures', what), config.settings['image.cache'])
}

/** Where `prune` finds them. */
export const derivedPictures = ({ derived }: World): string => join(derived, 'pictures')

/** Milliseconds, and requests at a time to one host, where somebody waits for the answer. */
const WAITED_FOR = { connectTimeout: 5000, idleTimeout: 15_000, perHost: 16 }

/**
 * The proxy over an open archive. Its own web waits for nobody's turn: somebody waits for the answer. What it needs is
 * loaded for the first who asks: most servers are never asked.
 */
export function openProxy(
  context: Context,
  world: World,
  images: Images,
): { proxy: ImageProxy; close(): Promise<void> } {
  let opened: ReturnType<typeof loadProxy> | undefined
  return {
    async proxy(request, visitor) {
      opened ??= loadProxy(context, world, images)
      return (await opened).proxy(request, visitor)
    },
    close: async () => (await opened)?.web?.close(),
  }
}

async function loadProxy(context: Context, world: World, images: Images) {
  const { imageProxy } = await import('../serve/image/proxy.ts')
  const web = lazyWeb(context, world)
  const { settings } = world.config
  const proxy = imageProxy({
    images,
    web,
    cache: await derivedCache(world, 'proxy'),
    kept: keptPictures(world.store.pictures, world.archive),
    clock: context.clock,
    log: context.log,
    rules: {
      policy: settings['image.open'] ? 'open' : settings['image.policy'],
      secret: settings['image.secret'],
      maxBytes: settings['image.maxBytes'],
      timeout: settings['image.timeoutMs'],
      limits: { time: settings['image.workMs'] },
      perClient: settings['image.perClient'],
    },
  })
  return { proxy, web }
}

/** The way out, opened for the first picture that is not the archive's own. */
function lazyWeb(context: Context, world: World): Web {
  let opened: Promise<Web> | undefined
  const open = async (): Promise<Web> => {
    const { openPlainWeb } = await import('./wire.ts')
    return openPlainWeb(context, world.config, WAITED_FOR)
  }
  return {
    async get(url, request) {
      opened ??= open()
      return (await opened).get(url, request)
    },
    close: async () => (await opened)?.close(),
  }
}

/** http and https of an address: old links name no scheme. */
const bothSchemes = (address: string): string[] => [
  address,
  address.startsWith('https:') ? `http:${address.slice(6)}` : `https:${address.slice(5)}`,
]

function keptPictures(store: PictureStore, archive: Archive): KeptPictures {
  return {
    async knows(address) {
      return (await store.at(bothSchemes(address))).size > 0
    },
    async from(address) {
      const known = await store.at(bothSchemes(address))
      const digest = [...known.values()].find(({ state }) => state === 'kept')?.digest
      const [record] = digest === undefined ? [] : await store.kept([digest])
      return record && { name: record.digest, bytes: () => archive.read(picturePath(record)) }
    },
  }
}

/** Whether a picture's file is what its name says: whole, damaged, or not there. */
export async function checked(record: KeptPicture, archive: Archive): Promise<'whole' | 'damaged' | 'gone'> {
  const { digest } = await import('../model/digest.ts')
  const bytes = await archive.read(picturePath(record))
  if (!bytes) return 'gone'
  return digest(bytes) === record.digest ? 'whole' : 'damaged'
}
