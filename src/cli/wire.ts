// The wiring: adapters put behind ports for one command, and taken down after it.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { systemFault } from '../adapters/fs/fault.ts'
import type { Post } from '../adapters/http/post.ts'
import type { WebOptions } from '../adapters/http/web.ts'
import type { Index, Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Archive, Web } from '../model/ports.ts'
import type { HostMemory } from '../poll/politeness.ts'
import { DAMAGED, type Files, makeAnew, makeFolder } from './anew.ts'
import { type ArchivePlace, archivePlace, type OpenArchive, openArchive } from './archives.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Derived, Engine, Fence } from './engine.ts'
import { engineOf } from './engines.ts'
import { type ArchiveLock, lockArchive } from './lock.ts'
import { VERSION } from './version.ts'
import { WHOLE } from './whole.ts'

export { openFrontier, openLooks } from './engines.ts'

/** An archive opened for one command. */
export interface World {
  readonly config: Config
  readonly archive: OpenArchive
  /** For threads that read it too. */
  readonly place: ArchivePlace
  readonly store: Store
  readonly index: Index
  /** Where catalogue, words and schedule are. */
  readonly engine: Engine
  /** Where derived files live. */
  readonly derived: string
  /** The way out of a worker among many; absent where nobody else asks. */
  readonly owned?: (web: Web) => Web
  close(): Promise<void>
}

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
  const place = archivePlace(config, context.env)
  makeFolder(derived)
  const engine = await engineOf(config)
  const lock = write ? await lockArchive(derived, engine) : undefined
  let archive: OpenArchive | undefined
  try {
    let littered = false
    const files = await openArchive(place, write ? 'keeper' : 'reader', {
      littered: () => {
        littered = true
      },
    })
    archive = lock ? lock.guard(files) : files
    if (write) await sweepAfterKill(archive, derived)
    const { store, index } = await openWhole(context, { place, archive }, engine, derived, lock)
    const opened = archive
    return {
      config,
      archive,
      place,
      store,
      index,
      engine,
      derived,
      async close() {
        try {
          await index.close()
          await store.close()
          await opened.close()
          if (write && !littered) rmSync(join(derived, RUNNING), { force: true })
        } finally {
          await lock?.release()
        }
      },
    }
  } catch (error) {
    await archive?.close().catch(() => {})
    await lock?.release()
    throw error
  }
}

/** A file that is there while somebody writes: found by the next, it says that temporary files may lie about. */
const RUNNING = 'running'

async function sweepAfterKill(archive: Archive, derived: string): Promise<void> {
  const path = join(derived, RUNNING)
  if (existsSync(path)) await archive.sweep()
  try {
    writeFileSync(path, '')
  } catch (error) {
    throw systemFault(error, path) ?? error
  }
}

/** Called when a database turns out to be damaged under way: the next to open the archive makes them again. */
export function markDamaged(root: string): void {
  writeFileSync(join(root, '.stet', DAMAGED), '')
}

/** Catalogue and words that hold all that the files hold: made from them where they are missing or damaged. */
async function openWhole(
  context: Context,
  files: Files,
  engine: Engine,
  derived: string,
  lock: ArchiveLock | undefined,
): Promise<Derived> {
  const found = await openIfWhole(engine, derived, lock !== undefined, lock?.fence)
  if (found) return found
  const own = lock ? undefined : await lockArchive(derived, engine)
  try {
    // Whoever had the lock may have done it.
    return (
      (own && (await openIfWhole(engine, derived, true))) ??
      (await makeAnew(
        context,
        own ? { ...files, archive: own.guard(files.archive) } : files,
        engine,
        derived,
      ))
    )
  } finally {
    await own?.release()
  }
}

async function openIfWhole(
  engine: Engine,
  derived: string,
  thorough: boolean,
  fence?: Fence,
): Promise<Derived | undefined> {
  if (existsSync(join(derived, DAMAGED))) return undefined
  let open: Derived | undefined
  try {
    open = await engine.open(fence)
    if ((await open.store.note(WHOLE)) !== undefined && (!thorough || (await engine.isComplete(open.store))))
      return open
  } catch (error) {
    if (!(error instanceof StetError && error.code === 'damaged')) throw error
  }
  await open?.index.close()
  await open?.store.close()
  return undefined
}

export const software = `stet/${VERSION}`

/** How other programs' servers know this one: name, version, and how to reach its keeper. */
const userAgent = ({ settings }: Config): string =>
  `stet/${VERSION} (${settings['net.contact'] || `+${settings['site.url']}`}; news archive)`.replace(
    /[^\x20-\x7e]/g,
    '',
  )

interface Over {
  readonly perHost?: number
  readonly connectTimeout?: number
  readonly idleTimeout?: number
}

/** The guarded client without manners, for one who answers somebody that waits; `over` stands before the settings. */
export async function openPlainWeb(context: Context, config: Config, over: Over = {}): Promise<Web> {
  const { httpWeb } = await import('../adapters/http/web.ts')
  return httpWeb(await webOptions(context, config, over))
}

/** What sends forms to hubs, as guarded as what fetches. */
export async function openPost(
  context: Context,
  config: Config,
): Promise<{ post: Post; close(): Promise<void> }> {
  const { httpPost } = await import('../adapters/http/post.ts')
  return httpPost(await webOptions(context, config, {}))
}

async function webOptions(context: Context, config: Config, over: Over): Promise<WebOptions> {
  const { readAllowed } = await import('../adapters/http/addresses.ts')
  const { settings } = config
  const { allowed, bad } = readAllowed(settings['net.allowPrivate'])
  if (bad.length > 0)
    throw new StetError(
      'config',
      `net.allowPrivate (STET_ALLOW_PRIVATE) has "${bad.join(', ')}"; expected literal address:port pairs like 127.0.0.1:1200`,
    )
  return {
    userAgent: userAgent(config),
    allowed,
    ...(settings['net.dns'] !== '' && { dns: settings['net.dns'] }),
    maxBytes: settings['net.maxBytes'],
    timeout: settings['net.timeout'],
    connectTimeout: over.connectTimeout ?? settings['net.connectTimeout'],
    idleTimeout: over.idleTimeout ?? settings['net.idleTimeout'],
    maxHeaderBytes: settings['net.maxHeaderBytes'],
    maxRedirects: settings['net.maxRedirects'],
    perHost: over.perHost ?? Math.max(1, settings['poll.perHost']),
    clock: context.clock,
  }
}

/**
 * The way out: http(s) through the guarded client, with manners (poll/politeness.ts); file: for sources on this
 * machine's disk. `memory` is where it is kept what hosts asked for; without one it is forgotten at the end. `owned`
 * keeps to the hosts that are this worker's.
 */
export async function openWeb(
  context: Context,
  config: Config,
  memory?: HostMemory,
  owned: (web: Web) => Web = web => web,
): Promise<Web> {
  const { withLocalFiles } = await import('../adapters/fs/local.ts')
  const { settings } = config
  const { forgetfulMemory, politeWeb } = await import('../poll/politeness.ts')
  const web = owned(await openPlainWeb(context, config))
  const polite = politeWeb(
    {
      web,
      memory: memory ?? forgetfulMemory(),
      clock: context.clock,
      pacer: { now: () => performance.now(), wait: ms => wait(ms).then(() => {}) },
    },
    {
      perHost: Math.max(1, settings['poll.perHost']),
      total: Math.max(1, settings['poll.hosts']),
      pause: settings['poll.pause'],
      pauseHere: settings['poll.pauseHere'],
      longestDelay: settings['poll.crawlDelay'],
      agent: 'stet',
    },
  )
  return withLocalFiles(polite, settings['net.maxBytes'])
}
