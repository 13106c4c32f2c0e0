// Catalogue, words and schedule to another engine: made there from the files, compared with what was here, and the
// schedule copied. The files stay where they are.
import { join } from 'node:path'
import type { ArticleId } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Frontier } from '../model/frontier.ts'
import { makeAnew, makeFolder, openFiles } from './anew.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Derived, Engine } from './engine.ts'
import { engineAt, engineOf } from './engines.ts'
import { lockArchive } from './lock.ts'
import { progress } from './progress.ts'

const BATCH = 1000

/**
 * Moves to the engine at `store`, '' for the embedded one. What is here stays and is not changed; nobody writes to the
 * archive meanwhile. Started again after a kill it does it all again. Throws StetError 'usage', 'locked', or 'damaged'
 * when what was made there is not what is here.
 */
export async function moveCatalogue(
  context: Context,
  config: Config,
  store: string,
  dryRun: boolean,
): Promise<void> {
  const derived = join(config.root, '.stet')
  const here = await engineOf(config)
  const there = await engineAt({ root: config.root, store })
  if (nameOf(here) === nameOf(there))
    throw new StetError('usage', `catalogue, words and schedule are in ${nameOf(there)} already`)
  makeFolder(derived)
  const lock = await lockArchive(derived, here)
  try {
    const { place, archive } = await openFiles(context, config)
    const from = await here.open(lock.fence)
    try {
      await mustBeFree(there, from.store)
      const articles = await from.store.count({})
      const tasks = await withSchedules(here, async (sources, looks) => [
        (await sources.tasks()).length,
        (await looks.tasks()).length,
      ])
      const what = `${articles} articles, ${tasks[0]} sources’ times, ${tasks[1]} pages to be looked at again`
      if (dryRun) {
        context.print(`To be made and copied in ${nameOf(there)}: ${what}.`)
        return
      }
      const made = await makeAnew(context, { place, archive: lock.guard(archive) }, there, derived, true)
      try {
        await compare(context, from, made, there)
        await copySchedules(here, there)
      } finally {
        await made.index.close()
        await made.store.close()
      }
      context.print(`${what} are in ${nameOf(there)}; each article was compared.`)
    } finally {
      await from.index.close()
      await from.store.close()
      await archive.close()
    }
  } finally {
    await lock.release()
  }
}

const nameOf = ({ name }: Engine): string =>
  name === undefined ? 'the embedded databases (.stet)' : `PostgreSQL at ${name}`

/** Two archives never share a database: the move would take the other one's place. */
async function mustBeFree(there: Engine, here: Store): Promise<void> {
  // Of the embedded databases this folder is the only owner; and looking makes nothing.
  if (there.name === undefined || !(await there.isThere())) return
  const { store, index } = await there.open()
  try {
    const [first] = await store.find({ order: 'arrival', limit: 1 })
    if (first && (await here.articles([first.id])).length === 0)
      throw new StetError(
        'usage',
        `there is another archive’s catalogue in ${nameOf(there)}: name an empty database, or a schema of its own (…?schema=NAME)`,
      )
  } finally {
    await index.close()
    await store.close()
  }
}

async function withSchedules<T>(
  engine: Engine,
  use: (sources: Frontier, looks: Frontier) => Promise<T>,
): Promise<T> {
  const sources = await engine.openFrontier()
  const looks = await engine.openLooks()
  try {
    return await use(sources, looks)
  } finally {
    await looks.close()
    await sources.close()
  }
}

/** When what is asked again, what servers said of themselves, and what pages showed when they were last looked at. */
const copySchedules = (here: Engine, there: Engine): Promise<void> =>
  withSchedules(here, (sources, looks) =>
    withSchedules(there, async (newSources, newLooks) => {
      await copySchedule(sources, newSources)
      await copySchedule(looks, newLooks)
    }),
  )

async function copySchedule(from: Frontier, to: Frontier): Promise<void> {
  const tasks = await from.tasks()
  // What an earlier move brought is older.
  await to.remove((await to.tasks()).map(({ id }) => id))
  for (let at = 0; at < tasks.length; at += BATCH) await to.add(tasks.slice(at, at + BATCH))
  for (const host of new Set(tasks.map(({ host }) => host))) {
    const state = await from.host(host)
    if (state) await to.setHost(host, state)
  }
}

/** Every article must be there with its number, path, state and source, every change on record, every word indexed. */
async function compare(context: Context, from: Derived, made: Derived, there: Engine): Promise<void> {
  const bar = await progress(context, 'Comparing', await from.store.count({}), 'articles')
  try {
    let done = 0
    for (let above = 0; ; ) {
      const items = await from.store.items({ reader: '', above, order: 'arrival', limit: BATCH })
      const last = items.at(-1)
      if (!last) break
      const numbers = items.map(({ number }) => number)
      const [old, fresh] = await Promise.all([from.store.byNumbers(numbers), made.store.byNumbers(numbers)])
      const found = new Map(fresh.map(article => [article.id, article]))
      for (const { id, number, path, digest, revision, source } of old) {
        const same = found.get(id)
        const isSame =
          same?.number === number &&
          same.path === path &&
          same.digest === digest &&
          same.revision === revision &&
          same.source === source
        if (!isSame) throw different(path, id)
      }
      above = last.number
      done += items.length
      bar.at(done)
    }
  } finally {
    bar.stop()
  }
  const [before, after] = [await from.store.count({}), await made.store.count({})]
  const words = await there.wordCounts(made.store)
  const changes = [await from.store.countChanges({}), await made.store.countChanges({})]
  if (before !== after || words.found !== before || changes[0] !== changes[1])
    throw new StetError(
      'damaged',
      `what was made is not what was here: ${after} of ${before} articles, words of ${words.found}, ${changes[1]} of ${changes[0]} changes; run stet doctor, then move again`,
    )
}

const different = (path: string, id: ArticleId): StetError =>
  new StetError(
    'damaged',
    `${path} (${id.slice(0, 8)}) is not in its file as the catalogue has it: run stet doctor, then move again`,
  )
