// Our own WebSub hubs (W3C, section 6): told of the feeds in which something is new, by whatever made the site that shows
// it, `stet build` or the server of `stet up`. What each was told is noted, so that a change is told once.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../model/time.ts'
import type { Context } from './context.ts'
import { hubsIn, siteOf } from './sites.ts'
import { openPost, type World } from './wire.ts'

/** What a hub has yet to be told. */
type Left = readonly [hub: string, feed: string]

interface Told {
  /** Of all that was revised before this moment, of feeds that a built site has. */
  readonly until: Instant
  /** The same of feeds that only a server answers for; absent where it is the same moment. */
  readonly served?: Instant
  /** What a hub did not take: told again next time. */
  readonly left: readonly Left[]
}

/** Feeds of a hub that does not answer: beyond, the oldest are dropped. */
const MOST_LEFT = 1000

/**
 * Tells the configured hubs of every feed in which something came since they were told last, and again what they did not
 * take then. Of feeds that a built site does not have a server tells. Each hub may fail by itself; nothing is thrown for it.
 */
export async function tellNews(context: Context, world: World, site: 'built' | 'served'): Promise<void> {
  const hubs = hubsIn(world.config.settings['websub.hubs'])
  if (hubs.length === 0) return
  const path = join(world.derived, 'hubs.json')
  const { until, served = until, left } = read(path)
  const built = await freshFeeds(world, until, 'built')
  const others = site === 'served' ? await freshFeeds(world, served, 'others') : NO_FEEDS
  const feeds = [...built.feeds, ...others.feeds]
  const again = left.filter(([hub, feed]) => hubs.includes(hub) && !feeds.includes(feed))
  const wanted: Left[] = [...again, ...hubs.flatMap(hub => feeds.map(feed => [hub, feed] as const))]
  if (wanted.length === 0) return
  const failed = await tell(context, world, wanted)
  const told: Told = {
    until: built.next ?? until,
    served: others.next ?? served,
    left: failed.slice(-MOST_LEFT),
  }
  writeFileSync(`${path}.new`, JSON.stringify(told))
  renameSync(`${path}.new`, path)
}

function read(path: string): Told {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Told
  } catch {
    return { until: Number.MIN_SAFE_INTEGER, left: [] }
  }
}

/** Returns what was not taken. */
async function tell(context: Context, world: World, wanted: readonly Left[]): Promise<Left[]> {
  const { post, close } = await openPost(context, world.config)
  const failed: Left[] = []
  const silent = new Set<string>()
  try {
    for (const [hub, url] of wanted) {
      // One that does not answer is not waited for once more for each feed.
      if (silent.has(hub)) {
        failed.push([hub, url])
        continue
      }
      const done = await post(hub, { 'hub.mode': 'publish', 'hub.url': url, 'hub.topic': url })
      if (done.kind === 'answered' && done.status < 300) continue
      failed.push([hub, url])
      if (done.kind === 'failed') silent.add(hub)
      const why = done.kind === 'failed' ? done.message : done.status
      context.log.warn('a hub was not told, and will be again', { hub, why })
    }
    return failed
  } finally {
    await close()
  }
}

interface Fresh {
  readonly feeds: readonly string[]
  /** The moment after the latest of what is new in them. */
  readonly next?: Instant
}
const NO_FEEDS: Fresh = { feeds: [] }

/** The feeds that have something new since a moment: those that a built site has, or the others. */
async function freshFeeds(world: World, since: Instant, which: 'built' | 'others'): Promise<Fresh> {
  const { feedAddress, FEED_FORMATS, formatsOf, absolute } = await import('../publish/urls.ts')
  const articles = await world.store.find({ since, limit: 1000 })
  if (articles.length === 0) return NO_FEEDS
  const { config } = await siteOf(world)
  const sources = [...new Set(articles.map(({ source }) => source))]
  const lists = [{ axis: 'all' as const }, ...sources.map(value => ({ axis: 'source' as const, value }))]
  return {
    feeds: lists.flatMap(list =>
      FEED_FORMATS.filter(format => formatsOf(list).includes(format) === (which === 'built')).map(format =>
        absolute(config, feedAddress(list, format)),
      ),
    ),
    next: Math.max(...articles.map(({ revised }) => revised)) + 1,
  }
}
