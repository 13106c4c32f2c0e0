// Walks an archive through the months with the real poll and a clock of our own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folderArchive } from '../../../src/adapters/fs/archive.ts'
import { memoryArchive } from '../../../src/adapters/memory/archive.ts'
import { memoryFrontier } from '../../../src/adapters/memory/frontier.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { type MemoryPage, memoryWeb } from '../../../src/adapters/memory/web.ts'
import { sqliteFrontier } from '../../../src/adapters/sqlite/frontier.ts'
import { sqliteStore } from '../../../src/adapters/sqlite/store.ts'
import type { Store } from '../../../src/model/catalogue.ts'
import type { Frontier } from '../../../src/model/frontier.ts'
import type { Archive, Log } from '../../../src/model/ports.ts'
import type { Source } from '../../../src/model/source.ts'
import { politeWeb } from '../../../src/poll/politeness.ts'
import { poll } from '../../../src/poll/poll.ts'
import { answer, feedOf, hostOfOutlet } from './publisher.ts'
import type { Outlet } from './script.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }
export const STEPS = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 180 * DAY]

const sourceOf = ({ n }: Outlet): Source => ({
  id: `outlet-${n}`,
  url: feedOf(n),
  categories: [],
  paused: false,
  fulltext: 'auto',
})

/** Where it is kept. */
export interface Kept {
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Frontier
  readonly looks: Frontier
}

export const inMemory = (): Kept => ({
  archive: memoryArchive(),
  store: memoryStore(),
  frontier: memoryFrontier(),
  looks: memoryFrontier(),
})

export async function onDisk(root: string): Promise<Kept> {
  const derived = join(root, '.stet')
  mkdirSync(derived, { recursive: true })
  return {
    archive: folderArchive(root),
    store: await sqliteStore(join(derived, 'index.db')),
    frontier: await sqliteFrontier(join(derived, 'frontier.db')),
    looks: await sqliteFrontier(join(derived, 'looks.db')),
  }
}

/** Requests for feeds, for articles' pages, and for other things, redirects counted by hop. */
export interface Asked {
  feeds: number
  pages: number
  others: number
}

/** The outlets as one web, and what it was asked. `clock` is read at each request. */
function webOf(outlets: readonly Outlet[], clock: { now(): number }) {
  const asked: Asked = { feeds: 0, pages: 0, others: 0 }
  const byHost = new Map(
    outlets.flatMap((outlet): [string, Outlet][] => [
      [hostOfOutlet(outlet.n), outlet],
      [`new.${hostOfOutlet(outlet.n)}`, outlet],
    ]),
  )
  let tick = 0
  const pages = {
    get(address: string): MemoryPage | undefined {
      const { host, pathname } = new URL(address)
      const outlet = byHost.get(host)
      if (!outlet) return undefined
      asked[pathname === '/feed.xml' ? 'feeds' : /story/.test(pathname) ? 'pages' : 'others']++
      const { fails, ...page } = answer(outlet, address, clock.now(), tick++)
      return fails ? undefined : page
    },
  } as ReadonlyMap<string, MemoryPage>
  return { asked, web: memoryWeb(pages) }
}

/**
 * Polls at each of these moments. A poll that fails is done again with what `mended` gives, at the same moment: as if
 * the process had died and the next one had come.
 */
export async function walk(
  outlets: readonly Outlet[],
  kept: Kept,
  moments: Iterable<number>,
  mended?: () => Kept,
): Promise<Asked> {
  let now = 0
  let waited = 0
  const clock = { now: () => now }
  const { asked, web } = webOf(outlets, clock)
  const pacer = {
    now: () => now + waited,
    wait: async (ms: number) => {
      waited += ms
    },
  }
  const rules = {
    hosts: 8,
    perHost: 1,
    pace: { least: HOUR, most: 8 * HOUR },
    bounds: { entries: 1000, field: 2000, text: 1_000_000 },
    keepCaptures: true,
    software: 'stet/test',
    pages: { get: () => undefined },
    looks: { steps: STEPS, perHost: 1000, isOver: () => false },
  }
  const sources = outlets.map(sourceOf)
  const manners = { perHost: 1, total: 8, pause: 500, pauseHere: 0, longestDelay: 30_000, agent: 'stet' }
  const once = (ports: Kept): Promise<unknown> => {
    const polite = politeWeb({ web, memory: ports.frontier, clock, pacer }, manners)
    return poll(sources, 'due', rules, { ...ports, clock, web: polite, log: QUIET })
  }
  for (now of moments)
    try {
      await once(kept)
    } catch (error) {
      if (!mended) throw error
      await once(mended())
    }
  return asked
}
