// Catalogue and words made anew from the files.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemFault } from '../adapters/fs/fault.ts'
import type { Store } from '../model/catalogue.ts'
import { messageOf } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'
import { type ArchivePlace, archivePlace, isUnwritten, type OpenArchive, openArchive } from './archives.ts'
import { buildMemory } from './build-memory.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Derived, Engine } from './engine.ts'
import { engineOf } from './engines.ts'
import { lockArchive } from './lock.ts'
import { progress } from './progress.ts'
import { WHOLE } from './whole.ts'

/** A file that says: a database was found to be damaged, make them all again. */
export const DAMAGED = 'damaged'

export interface Files {
  readonly place: ArchivePlace
  readonly archive: OpenArchive
}

/** The files alone, for one who has the lock already. */
export async function openFiles(context: Context, config: Config): Promise<Files> {
  const place = archivePlace(config, context.env)
  return { place, archive: await openArchive(place, 'keeper') }
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw systemFault(error, path) ?? error
  }
}

/** Throws catalogue and words away and makes them again from the files; the schedule too where it may be damaged. */
export async function makeAnew(
  context: Context,
  { place, archive }: Files,
  engine: Engine,
  derived: string,
  schedule = existsSync(join(derived, DAMAGED)),
): Promise<Derived> {
  const looks = existsSync(join(derived, DAMAGED))
  buildMemory(derived).doubt()
  const empty = await isUnwritten(place, archive)
  const made = await engine.makeAnew(
    async made => {
      if (!empty) await fill(context, archive, made)
      await made.store.setNote(WHOLE, 'yes')
    },
    { schedule, looks },
  )
  rmSync(join(derived, DAMAGED), { force: true })
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
  const { openReader } = await import('./reading.ts')
  const reader = await openReader(context.config())
  try {
    await relearn({ archive, store, clock: context.clock, log: context.log, reader })
  } finally {
    await reader.close()
  }
}

/** `stet rebuild`: as when the catalogue is missing, whatever is there. A damaged one is no obstacle. */
export async function rebuildWorld(context: Context): Promise<{ articles: number }> {
  const config = context.config()
  const derived = join(config.root, '.stet')
  const place = archivePlace(config, context.env)
  makeFolder(derived)
  const engine = await engineOf(config)
  const lock = await lockArchive(derived, engine)
  let archive: OpenArchive | undefined
  try {
    archive = lock.guard(await openArchive(place, 'keeper'))
    await keepMarks(context, archive, engine)
    const made = await makeAnew(context, { place, archive }, engine, derived, true)
    const articles = await made.store.count({})
    await made.index.close()
    await made.store.close()
    return { articles }
  } finally {
    await archive?.close()
    await lock.release()
  }
}

/** What only the catalogue knows of readers' marks goes into their files before it goes. A damaged one is not asked. */
async function keepMarks(context: Context, archive: Archive, engine: Engine): Promise<void> {
  if (!(await engine.isThere())) return
  const { writeMarks } = await import('./marks.ts')
  try {
    await writeMarks(context, archive, engine)
  } catch (error) {
    context.log.warn('the catalogue cannot be asked for marks', { why: messageOf(error) })
  }
}
