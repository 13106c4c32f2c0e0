// The keeper's work, as the server asks for it: stet.yml changed, sources asked in processes of their own, the schedule
// read.
import { statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, StetError } from '../model/error.ts'
import { type Frontier, sourceTask } from '../model/frontier.ts'
import type { Archive } from '../model/ports.ts'
import type { Source, SourceId } from '../model/source.ts'
import { type Instant, MINUTE, SECOND } from '../model/time.ts'
import type { SourceState } from '../poll/schedule.ts'
import type { Keeping, SourceChange, SourceStatus, Storage, Work } from '../serve/keep/keeping.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { archiveEvents } from './events.ts'
import { preview } from './finding.ts'
import { pageRulesOf } from './page-rules.ts'
import type { Runner } from './runner.ts'
import { openFrontier, type World } from './wire.ts'

/** Status is read from the schedule at most so often; folders are measured at most so often. */
const STATUS_LASTS = SECOND
const STORAGE_LASTS = 10 * MINUTE
/** Another process may hold the archive: a poll that was asked for is tried so often. */
const TRIES = 5

/** `pushedUntil` says until when a hub pushes a source. */
export function keepingOf(
  context: Context,
  world: World,
  runner: Runner,
  pushedUntil: (id: SourceId) => number | undefined,
): Keeping {
  const configNow = remembered(
    () => stampOf(world.config.file),
    () => context.config(),
  )
  const events = archiveEvents(world.derived, source => source.title ?? source.id)
  const statusNow = lasting(STATUS_LASTS, () => readStatus(world, pushedUntil))
  const storageNow = lasting(STORAGE_LASTS, async () => {
    const counted = context.clock.now()
    return { counted, parts: await measure(world) }
  })
  const waiting = new Set<SourceId>()
  /** Polls that were asked for and are not done, the first of them first. */
  const rounds = new Set<Round>()

  const look = async (): Promise<void> => {
    statusNow.forget()
    events.look(configNow().sources, await statusNow.get(), context.clock.now())
  }

  async function poll(ids: readonly SourceId[] | undefined): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const wanted = ids ? ids.filter(id => configNow().sources.some(source => source.id === id)) : ['--all']
      if (wanted.length === 0) break
      const round: Round = { args: ['poll', ...wanted], since: context.clock.now(), which: ids ?? 'all' }
      rounds.add(round)
      const isDone = await runner.run(round.args).finally(() => rounds.delete(round))
      if (isDone) break
      await new Promise(resolve => setTimeout(resolve, 2 * SECOND).unref())
    }
    for (const id of ids ?? []) waiting.delete(id)
    await look()
  }

  const keeping: Keeping = {
    sources: async () => configNow().sources,
    status: () => statusNow.get(),
    preview: address => preview(context, configNow(), address),
    async add(wanted) {
      const { addSources } = await import('./edit.ts')
      const named = wanted.map(({ url, title, categories }) => ({
        url,
        ...(title !== '' && { title }),
        categories,
        name: title || new URL(url).hostname,
      }))
      const { added, there } = addSources(context.config(), named)
      await look()
      if (added.length > 0) keeping.poll(added.map(({ id }) => id))
      return [...added.map(({ id }) => id), ...there.map(({ id }) => id)]
    },
    async change(id, change) {
      const { changeSource } = await import('./edit.ts')
      const config = configNow()
      mustHave(config, id)
      try {
        changeSource(context.config(), id, written(change))
      } catch (error) {
        if (!(error instanceof StetError)) throw error
        // Where the file lies is nobody's business who sits elsewhere.
        throw new StetError(error.code, error.message.replaceAll(config.file, basename(config.file)), {
          cause: error,
          reasons: error.reasons,
        })
      }
    },
    async remove(ids) {
      const { removeSources } = await import('./edit.ts')
      removeSources(context.config(), ids)
    },
    poll(ids) {
      for (const id of ids ?? []) waiting.add(id)
      poll(ids).catch(error =>
        context.log.error('a poll that was asked for failed', { why: messageOf(error) }),
      )
    },
    async work() {
      const now = context.clock.now()
      const status = await statusNow.get()
      const { sources } = configNow()
      const due = dueIn(sources, status, now)
      const round = roundUnder(runner, rounds)
      // Our own round is among those who work; while there is one, it is what is shown.
      const elsewhere = round ? [] : await world.engine.working(now)
      return {
        ...(round && { polling: progressOf(round, sources, status, due) }),
        ...(elsewhere.length > 0 && { elsewhere: elsewhere.reduce((sum, { hosts }) => sum + hosts, 0) }),
        waiting: [...waiting],
        due: due.size,
        sources: sources.length,
      }
    },
    storage: () => storageNow.get(),
    ...pageRulesOf(context, world.config.root, world.archive),
    async events(limit) {
      await look()
      return events.latest(limit)
    },
  }
  return keeping
}

/** One run of `stet poll`. */
interface Round {
  readonly args: readonly string[]
  readonly since: Instant
  readonly which: readonly SourceId[] | 'all' | 'due'
}

/** The round under way: one that was asked for here, or one on schedule; else the first that waits for its turn. */
function roundUnder(runner: Runner, rounds: ReadonlySet<Round>): Round | undefined {
  const { under, since } = runner
  const asked = [...rounds]
  if (under?.[0] !== 'poll' || since === undefined) return asked[0]
  const mine = asked.find(({ args }) => args === under)
  return { args: under, since, which: mine?.which ?? 'due' }
}

type Statuses = ReadonlyMap<SourceId, SourceStatus>

const dueIn = (sources: readonly Source[], status: Statuses, now: Instant): ReadonlySet<SourceId> =>
  new Set(
    sources.flatMap(({ id, paused }) => {
      const { stopped = false, next = now } = status.get(id) ?? {}
      return paused || stopped || next > now ? [] : [id]
    }),
  )

/** How many sources a round asks, and how many of them it has. */
export function progressOf(
  { since, which }: Pick<Round, 'since' | 'which'>,
  sources: readonly Source[],
  status: Statuses,
  due: ReadonlySet<SourceId>,
): NonNullable<Work['polling']> {
  const isAsked = (id: SourceId): boolean => (status.get(id)?.lastTry ?? -1) >= since
  const isIn = ({ id, paused }: Source): boolean => {
    if (which === 'due') return due.has(id) || isAsked(id)
    if (which !== 'all') return which.includes(id)
    return !paused && (!status.get(id)?.stopped || isAsked(id))
  }
  const wanted = sources.filter(isIn)
  return { since, asked: wanted.filter(({ id }) => isAsked(id)).length, of: wanted.length }
}

function mustHave(config: Config, id: SourceId): Source {
  const found = config.sources.find(source => source.id === id)
  if (!found)
    throw new StetError('not-found', `there is no source "${id}".`, {
      reasons: [{ name: 'no-source', values: { id } }],
    })
  return found
}

/** A change as stet.yml has it: what is as usual is not written. */
export function written(change: SourceChange): Record<string, unknown> {
  const made: Record<string, unknown> = { ...change }
  if (change.categories?.length === 0) made.categories = undefined
  if (change.paused === false) made.paused = undefined
  if (change.fulltext === 'auto') made.fulltext = undefined
  return made
}

async function readStatus(
  world: World,
  pushedUntil: (id: SourceId) => number | undefined,
): Promise<ReadonlyMap<SourceId, SourceStatus>> {
  const frontier: Frontier = await openFrontier(world.config)
  try {
    const prefix = sourceTask('')
    const tasks = (await frontier.tasks()).filter(({ id }) => id.startsWith(prefix))
    return new Map(
      tasks.map(({ id: task, due, state: given }) => {
        const id = task.slice(prefix.length)
        const state = given as SourceState
        const pushed = pushedUntil(id)
        const status: SourceStatus = {
          id,
          next: due,
          failures: state.failures ?? 0,
          stopped: state.stopped === true,
          ...(state.lastTry !== undefined && { lastTry: state.lastTry }),
          ...(state.lastSuccess !== undefined && { lastSuccess: state.lastSuccess }),
          ...(state.error !== undefined && { error: state.error }),
          ...(pushed !== undefined && { pushedUntil: pushed }),
        }
        return [id, status]
      }),
    )
  } finally {
    await frontier.close()
  }
}

const FOLDERS = ['_posts', '_revisions', 'pictures', 'captures', 'log', 'state', '.stet'] as const

/** What the parts of the archive take where they lie. Looks at every file. */
export async function measure({ config, place, archive }: World): Promise<Storage['parts']> {
  const sizes: Record<string, { files: number; bytes: number }> = {}
  for (const name of FOLDERS) {
    const isHere = place.kind === 'folder' || name === '.stet'
    sizes[name] = await (isHere ? sizeOf(join(config.root, name)) : sizeIn(archive, name))
  }
  return sizes
}

/** Files of an archive that is elsewhere. */
async function sizeIn(archive: Archive, folder: string): Promise<{ files: number; bytes: number }> {
  let files = 0
  let bytes = 0
  for await (const path of archive.list(folder)) {
    files++
    bytes += (await archive.size(path)) ?? 0
  }
  return { files, bytes }
}

async function sizeOf(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let files = 0
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    files++
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0
  }
  return { files, bytes }
}

/** What `make` gives, made again when the stamp is another. */
function remembered<T>(stamp: () => string, make: () => T): () => T {
  let of = ''
  let value: T | undefined
  return () => {
    const now = stamp()
    if (value === undefined || now !== of) value = make()
    of = now
    return value
  }
}

const stampOf = (file: string): string => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** What `make` gives, made again after so many ms. */
function lasting<T>(time: number, make: () => Promise<T>): { get(): Promise<T>; forget(): void } {
  let value: Promise<T> | undefined
  let at = 0
  return {
    get() {
      const now = performance.now()
      if (value === undefined || now - at > time) {
        value = make()
        at = now
        value.catch(() => {
          value = undefined
        })
      }
      return value
    },
    forget() {
      value = undefined
    },
  }
}
