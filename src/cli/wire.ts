// The wiring: adapters put behind ports for one command, and taken down after it.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StetError } from '../model/error.ts'
import type { Archive, Frontier, Index, Store, Web } from '../model/ports.ts'
import type { HostMemory } from '../poll/politeness.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { progress } from './progress.ts'
import { VERSION } from './version.ts'

/** An archive opened for one command. */
export interface World {
  readonly config: Config
  readonly archive: Archive
  readonly store: Store
  readonly index: Index
  /** Where derived files live. */
  readonly derived: string
  close(): Promise<void>
}

/** The note that says: the catalogue holds everything that is in the files. */
const WHOLE = 'whole'

/**
 * Opens an archive. `write` takes the lock, so that no other process writes. A catalogue that is missing is made from
 * the files first. Throws StetError 'not-an-archive', 'config', 'locked' or 'damaged'.
 */
export async function openWorld(
  context: Context,
  { write, over }: { write: boolean; over?: NodeJS.ProcessEnv },
): Promise<World> {
  const config = context.config(over)
  const derived = join(config.root, '.stet')
  makeFolder(derived)
  const release = write ? await lockFor(derived) : undefined
  try {
    const { folderArchive } = await import('../adapters/fs/archive.ts')
    const archive = folderArchive(config.root)
    let parts = await openDerived(derived)
    if ((await parts.store.note(WHOLE)) === undefined) {
      const unlock = release ? undefined : await lockFor(derived)
      parts = await makeAnew(context, archive, derived, parts)
      unlock?.()
    }
    const { store, index } = parts
    return {
      config,
      archive,
      store,
      index,
      derived,
      async close() {
        await index.close()
        await store.close()
        release?.()
      },
    }
  } catch (error) {
    release?.()
    throw error
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new StetError(
      'unwritable',
      `${path} cannot be made (${(error as NodeJS.ErrnoException).code}): stet keeps its catalogue there.`,
      { cause: error },
    )
  }
}

async function lockFor(derived: string): Promise<() => void> {
  const { takeLock } = await import('../adapters/sqlite/lock.ts')
  return takeLock(join(derived, 'lock'), 3000).release
}

interface Derived {
  readonly store: Store
  readonly index: Index
}

async function openDerived(derived: string): Promise<Derived> {
  const { sqliteStore } = await import('../adapters/sqlite/store.ts')
  const { sqliteIndex } = await import('../adapters/sqlite/index.ts')
  return { store: await sqliteStore(join(derived, 'index.db')), index: sqliteIndex(derived) }
}

/** Throws catalogue and words away and makes them again from the files. */
async function makeAnew(
  context: Context,
  archive: Archive,
  derived: string,
  open: Derived,
): Promise<Derived> {
  await open.index.close()
  await open.store.close()
  for (const name of readdirSync(derived))
    if (/^(index|search.*)\.db(-wal|-shm)?$|^site\.json$/.test(name)) rmSync(join(derived, name))
  const made = await openDerived(derived)
  const empty = !existsSync(join(context.root, '_posts'))
  if (!empty) await fill(context, archive, made)
  await made.store.setNote(WHOLE, 'yes')
  return made
}

async function fill(context: Context, archive: Archive, { store, index }: Derived): Promise<void> {
  const { rebuild } = await import('../poll/rebuild.ts')
  const { indexWords } = await import('../poll/words.ts')
  const started = performance.now()
  await archive.sweep()
  const bar = await progress(context, 'Reading posts', 0, 'posts')
  const made = await rebuild({ archive, store, log: context.log }, done => bar.at(done))
  bar.stop()
  await learnAnew(context, archive, store)
  const words = await progress(context, 'Indexing words', made.articles, 'articles')
  await indexWords({ archive, store, index, log: context.log }, done => words.at(done))
  words.stop()
  await store.setNote('git', 'all')
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  context.say(
    `Made the catalogue from the files: ${made.articles} articles, ${made.revisions} earlier states, ${seconds} s.`,
  )
  for (const { why } of made.damaged) context.say(`Left alone: ${why}`)
}

/** What pages have in common, where there are pages. */
async function learnAnew(context: Context, archive: Archive, store: Store): Promise<void> {
  const newest = await store.find({ order: 'newest', limit: 500 })
  if (newest.every(({ pages }) => pages === undefined)) return
  const { relearn } = await import('../poll/reextract.ts')
  const { openRules } = await import('./rules.ts')
  await relearn({
    archive,
    store,
    clock: context.clock,
    log: context.log,
    rules: await openRules(context.root),
  })
}

/** `stet rebuild`: as when the catalogue is missing, whatever is there. A damaged one is no obstacle. */
export async function rebuildWorld(context: Context): Promise<{ articles: number }> {
  const config = context.config()
  const derived = join(config.root, '.stet')
  makeFolder(derived)
  const release = await lockFor(derived)
  try {
    for (const name of readdirSync(derived))
      if (/^(index|frontier|search.*)\.db(-wal|-shm)?$|^site\.json$/.test(name)) rmSync(join(derived, name))
    const { folderArchive } = await import('../adapters/fs/archive.ts')
    const made = await makeAnew(context, folderArchive(config.root), derived, await openDerived(derived))
    const articles = await made.store.count({})
    await made.index.close()
    await made.store.close()
    return { articles }
  } finally {
    release()
  }
}

/** The schedule. A damaged one is thrown away: that costs one full poll. */
export async function openFrontier(derived: string): Promise<Frontier> {
  const { sqliteFrontier } = await import('../adapters/sqlite/frontier.ts')
  const path = join(derived, 'frontier.db')
  try {
    return await sqliteFrontier(path)
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return sqliteFrontier(path)
  }
}

export const software = `stet/${VERSION}`

/** How other programs' servers know this one: name, version, and how to reach its keeper. */
const userAgent = ({ settings }: Config): string =>
  `stet/${VERSION} (${settings['net.contact'] || `+${settings['site.url']}`}; news archive)`.replace(
    /[^\x20-\x7e]/g,
    '',
  )

/**
 * The way out: http(s) through the guarded client, with manners (poll/politeness.ts); file: for sources on this
 * machine's disk. `memory` is where it is kept what hosts asked for; without one it is forgotten at the end.
 */
export async function openWeb(context: Context, config: Config, memory?: HostMemory): Promise<Web> {
  const { httpWeb } = await import('../adapters/http/web.ts')
  const { readAllowed } = await import('../adapters/http/addresses.ts')
  const { withLocalFiles } = await import('../adapters/fs/local.ts')
  const { settings } = config
  const { allowed, bad } = readAllowed(settings['net.allowPrivate'])
  if (bad.length > 0)
    throw new StetError(
      'config',
      `net.allowPrivate (STET_ALLOW_PRIVATE) has "${bad.join(', ')}"; expected literal address:port pairs like 127.0.0.1:1200`,
    )
  const { forgetfulMemory, politeWeb } = await import('../poll/politeness.ts')
  const perHost = Math.max(1, settings['poll.perHost'])
  const web = httpWeb({
    userAgent: userAgent(config),
    allowed,
    ...(settings['net.dns'] !== '' && { dns: settings['net.dns'] }),
    maxBytes: settings['net.maxBytes'],
    timeout: settings['net.timeout'],
    connectTimeout: settings['net.connectTimeout'],
    idleTimeout: settings['net.idleTimeout'],
    maxHeaderBytes: settings['net.maxHeaderBytes'],
    maxRedirects: settings['net.maxRedirects'],
    perHost,
    clock: context.clock,
  })
  const polite = politeWeb(
    {
      web,
      memory: memory ?? forgetfulMemory(),
      clock: context.clock,
      pacer: { now: () => performance.now(), wait: ms => wait(ms).then(() => {}) },
    },
    {
      perHost,
      total: Math.max(1, settings['poll.hosts']),
      pause: settings['poll.pause'],
      pauseHere: settings['poll.pauseHere'],
      longestDelay: settings['poll.crawlDelay'],
      agent: 'stet',
    },
  )
  return withLocalFiles(polite, settings['net.maxBytes'])
}
