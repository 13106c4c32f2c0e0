// The server over an open archive: site, users, keeper, pictures and hubs put behind its doors.
import { setTimeout as wait } from 'node:timers/promises'
import type { Index } from '../model/catalogue.ts'
import { messageOf } from '../model/error.ts'
import { MINUTE, SECOND } from '../model/time.ts'
import type { ServeRules } from '../serve/rules.ts'
import { textFlag } from './command.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { GlimpseThread } from './glimpse-thread.ts'
import { portNumber } from './numbers.ts'
import { type Runner, runner } from './runner.ts'
import { type Thrift, thrift } from './thrift.ts'
import type { World } from './wire.ts'

/** Without a search for so long, the files of the index are closed. */
const QUIET = 10 * SECOND
/** How long answers that nobody waits for any more may hold up the end. */
const PATIENCE = 5 * SECOND
/** How often leases of hubs are looked at. */
const HUBS = 10 * MINUTE

export interface Serving {
  readonly url: string
  readonly port: number
  /** Runs polls, here and for `up`. */
  readonly runner: Runner
  /** To be called after a round of polling and building. */
  polled(): Promise<void>
  close(): Promise<void>
}

/** Starts the server. Throws StetError 'unavailable' or 'config'. */
export async function serveWorld(
  context: Context,
  world: World,
  flags: Readonly<Record<string, unknown>>,
): Promise<Serving> {
  const { app } = await import('../serve/app.ts')
  const { listen } = await import('../serve/listen.ts')
  const { folderUsers } = await import('../adapters/fs/users.ts')
  const { settings } = world.config
  const given = textFlag(flags, 'port')
  const port = given === undefined ? settings['serve.port'] : portNumber(given, '--port')
  const host = textFlag(flags, 'host') ?? settings['serve.host']
  const end = new AbortController()
  const run = runner(context, end.signal)
  const memory = thrift()
  const parts = await siteParts(context, world, memory)
  const hubs = await hubParts(context, world, run)
  const { rules, closeLog } = await rulesOf(context, world.config)
  const made = app({
    site: parts.site,
    log: context.log,
    clock: context.clock,
    users: folderUsers(world.config.root, context.clock.now),
    keeping: hubs.keeping,
    subscriber: hubs.subscriber,
    rules,
    pictures: parts.pictures,
    imageHost: settings['image.host'],
  })
  const close = async (): Promise<void> => {
    end.abort()
    memory.close()
    hubs.close()
    await Promise.all([parts.close(), closeLog()])
  }
  const under = new Set<Promise<unknown>>()
  const fetch: typeof made.fetch = (...given) => {
    memory.asked(under.size)
    const answer = made.fetch(...given)
    if (answer instanceof Promise) {
      const ended = answer.catch(() => {}).finally(() => under.delete(ended))
      under.add(ended)
    }
    return answer
  }
  const listening = await listen(
    { fetch },
    {
      port,
      host,
      headersTimeout: settings['serve.headersTimeout'],
      requestTimeout: settings['serve.requestTimeout'],
    },
  ).catch(async error => {
    await close()
    throw error
  })
  return {
    url: listening.url,
    port: listening.port,
    runner: run,
    polled: hubs.polled,
    async close() {
      await listening.close()
      // Whoever asked is gone, but what answers him may still be reading.
      await Promise.race([Promise.all(under), wait(PATIENCE, undefined, { ref: false })])
      await close()
    },
  }
}

/** The site with its search and pictures, and what closes them. */
async function siteParts(context: Context, world: World, memory: Thrift) {
  const { imagePool } = await import('../adapters/images/pool.ts')
  const { livingSite } = await import('./living.ts')
  const { siteOf } = await import('./sites.ts')
  const { builtSite } = await import('./built.ts')
  const { derivedCache, openProxy } = await import('./pictures.ts')
  const index = await wordsOf(world, memory)
  const images = imagePool()
  const pictures = { images, cache: await derivedCache(world, 'pages') }
  const reading = await readingOf(world, memory)
  const site = await siteOf(world, pictures)
  const first = {
    ...{ ...site, index, built: await builtSite(world, site) },
    ...(reading && { glimpses: reading.look }),
  }
  const living = livingSite(context, world, first, () => index.close())
  const { proxy, close } = await openProxy(context, world, images)
  return {
    site: living.site,
    pictures: proxy,
    close: async () => {
      reading?.rest()
      await Promise.all([close(), images.close(), index.close()])
      await living.close()
    },
  }
}

/** The index, closed when nobody searches. While many ask it has a thread of its own, which costs memory. */
async function wordsOf({ engine }: World, memory: Thrift): Promise<Index> {
  const { restingIndex } = await import('./resting.ts')
  const here = restingIndex(() => engine.openIndex(), QUIET)
  const aside = restingIndex(() => engine.indexForMany(), QUIET)
  let isAside = false
  return {
    ...here,
    async query(query) {
      // Each file open twice would cost half a megabyte more.
      if (isAside !== memory.isCrowd()) await (isAside ? aside : here).close()
      isAside = memory.isCrowd()
      return (isAside ? aside : here).query(query)
    },
    async close() {
      await Promise.all([here.close(), aside.close()])
    },
  }
}

/** What reads hits: while many ask on a thread of its own, where the files are in a folder; undefined where they are not. */
async function readingOf({ place, archive }: World, memory: Thrift): Promise<GlimpseThread | undefined> {
  if (place.kind !== 'folder') return undefined
  const { glimpseThread } = await import('./glimpse-thread.ts')
  const { glimpsesIn } = await import('../publish/glimpses.ts')
  const { look, rest } = glimpseThread(place)
  const here = glimpsesIn(archive)
  let timer: NodeJS.Timeout | undefined
  return {
    look(hits, wanted) {
      if (!memory.isCrowd()) return here(hits, wanted)
      if (timer) timer.refresh()
      else timer = setTimeout(rest, QUIET).unref()
      return look(hits, wanted)
    },
    rest() {
      clearTimeout(timer)
      rest()
    },
  }
}

/** The keeper's work and the hubs: news that is pushed is polled, news that came is told. */
async function hubParts(context: Context, world: World, run: Runner) {
  const { keepingOf } = await import('./keeping.ts')
  const { websub, canBeCalled } = await import('./websub.ts')
  const { tellNews } = await import('./hubs.ts')
  const { settings } = world.config
  const subscriber = websub(context, world, id => keeping.poll([id]))
  const keeping = keepingOf(context, world, run, id => subscriber.pushedUntil(id))
  const isCalled = settings['websub.subscribe'] && canBeCalled(settings['site.url'])

  const renew = async (): Promise<void> => {
    if (!isCalled) return
    const followed = (await keeping.sources()).filter(({ paused }) => !paused).map(({ id }) => id)
    await subscriber.renew(world.store, new Set(followed))
  }
  const quietly = (work: () => Promise<unknown>): Promise<void> =>
    work().then(
      () => {},
      error => context.log.warn('hubs', { why: messageOf(error) }),
    )
  const timer = setInterval(() => quietly(renew), HUBS).unref()
  // Known from the start, so that what comes later is told as new.
  await quietly(() => keeping.events(0))
  quietly(renew)
  return {
    keeping,
    subscriber,
    async polled() {
      await quietly(() => keeping.events(0))
      await quietly(() => tellNews(context, world, 'served'))
      await quietly(renew)
    },
    close: () => clearInterval(timer),
  }
}

async function rulesOf(
  context: Context,
  { settings }: Config,
): Promise<{ rules: ServeRules; closeLog: () => Promise<void> }> {
  const { trustIn } = await import('../serve/visitor.ts')
  const { accessLog } = await import('./access-log.ts')
  const log = accessLog(context, settings['serve.accessLog'])
  const rules: ServeRules = {
    isPrivate: settings['serve.private'],
    trust: trustIn(settings['serve.trustedProxies']),
    ...(log && { accessed: access => log.write(access) }),
  }
  return { rules, closeLog: async () => log?.close() }
}
