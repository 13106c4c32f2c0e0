// What can be wrong around an archive: its disk, its folder .stet with what can be made again, its settings, its sources.
import { accessSync, constants, existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../model/catalogue.ts'
import { messageOf } from '../model/error.ts'
import type { TroubleKind } from '../model/health.ts'
import type { Clock } from '../model/ports.ts'
import { type Instant, iso } from '../model/time.ts'
import type { Finding } from '../poll/finding.ts'
import { isQuarantined } from '../poll/schedule.ts'
import { BUILD_MEMORY, buildMemory } from './build-memory.ts'
import type { Config } from './config.ts'
import { engineOf, openFrontier } from './engines.ts'
import { followedTwice } from './followed.ts'
import { lookTasks } from './looking.ts'
import { findingOf, quarantinedIn } from './quarantine.ts'

/** Less free than this, and the next poll of a large archive may not end. */
const LEAST_FREE = 200 * 1000 * 1000
const LEAST_FILES = 1000
/** No machine that runs this has seen such a date. */
const EARLIEST_NOW = Date.UTC(2020, 0)

/** Room and leave to write. */
export function checkDisk(root: string): Finding[] {
  const findings: Finding[] = []
  const { bavail, bsize, ffree, files } = statfsSync(root)
  if (bavail * bsize < LEAST_FREE)
    findings.push({
      about: root,
      what: `the disk has ${Math.round((bavail * bsize) / 1e6)} MB left`,
      way: 'make room; pictures and captures are what grows (keep.captures)',
    })
  if (files > 0 && ffree < LEAST_FILES)
    findings.push({ about: root, what: `the disk has room for ${ffree} more files`, way: 'make room' })
  for (const folder of ['', '.stet', '_posts', 'log']) {
    const path = join(root, folder)
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.W_OK)
      const probe = join(path, '.stet-tmp-doctor')
      writeFileSync(probe, '')
      rmSync(probe)
    } catch (error) {
      findings.push({
        about: path,
        what: `cannot be written to (${messageOf(error)})`,
        way: 'mend its permissions, or mount the disk for writing',
      })
    }
  }
  return findings
}

export function checkClock(now: Instant): Finding[] {
  return now >= EARLIEST_NOW
    ? []
    : [{ about: 'the clock', what: `it says ${iso(now)}`, way: 'set the clock of this machine' }]
}

/** Where catalogue, words and schedule are. Whatever is wrong here can be made again. */
export const checkDerived = async (config: Config, isEmpty: boolean): Promise<Finding[]> =>
  (await engineOf(config)).examine(isEmpty)

/** Temporary files, in the archive and in the site. */
export function leftovers(config: Config): string[] {
  const kept = ['_posts', '_revisions', 'pictures', 'captures', 'log', 'state']
  const folders = [...kept, config.settings['site.output']].map(folder => join(config.root, folder))
  return folders.filter(existsSync).flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /(?:^|[\\/])\.stet-tmp-[^\\/]*$/.test(name))
      .map(name => join(folder, name)),
  )
}

export function checkLeftovers(config: Config): Finding[] {
  const left = leftovers(config)
  if (left.length === 0) return []
  return [
    {
      about: left[0]!,
      what: `${left.length} temporary ${left.length === 1 ? 'file' : 'files'} of a killed run`,
      way: 'remove them: nothing refers to them',
      remedy: 'sweep',
    },
  ]
}

/** The words of every article, and no others. */
export async function checkWords(config: Config, store: Store): Promise<Finding[]> {
  const engine = await engineOf(config)
  const waiting = (await store.unindexed(0, 1)).length > 0
  const { said, found } = await engine.wordCounts(store)
  const articles = await store.count({})
  if (!waiting && said === articles && found === articles) return []
  return [
    {
      about: engine.name ?? '.stet/search.db',
      what: waiting
        ? 'the words of some articles are not indexed yet: they are not found by searching'
        : `words of ${found} articles are indexed, and there are ${articles}`,
      way: 'stet poll indexes them, or stet rebuild',
      remedy: 'rebuild',
    },
  ]
}

/** The build's memory and what it says of the site. */
export function checkSite(config: Config): Finding[] {
  const memory = buildMemory(join(config.root, '.stet'))
  if (!existsSync(memory.path)) return []
  const broken = (what: string): Finding[] => [
    { about: `.stet/${BUILD_MEMORY}`, what, way: 'stet build writes all of it anew', remedy: 'forget-site' },
  ]
  try {
    const { target } = memory.read()
    return existsSync(target) ? [] : broken(`the site it tells of, ${target}, is gone`)
  } catch {
    return broken('it is damaged')
  }
}

/** What is wrong with the sources, and with the looking at them: nothing that the archive itself can mend. */
export async function checkSources(config: Config, store: Store, clock: Clock): Promise<Finding[]> {
  const { troublesNow } = await import('../poll/health.ts')
  const { suggestionsFor } = await import('../poll/suggestions.ts')
  const { wordsFor } = await import('./watching.ts')
  const frontier = await openFrontier(config)
  try {
    const found = await troublesNow(config.sources, config.settings['watch.allow'], {
      store,
      frontier,
      clock,
    })
    const findings: Finding[] = []
    for (const trouble of found) {
      const { source } = trouble
      const feeds = source === undefined ? [] : ((await suggestionsFor(source, store))?.feeds ?? [])
      const also = feeds.length > 0 ? `; its site also names ${feeds.map(({ url }) => url).join(', ')}` : ''
      const url = config.sources.find(({ id }) => id === source)?.url ?? ''
      findings.push({
        about: source ?? 'the polling',
        what: withoutName(await wordsFor(trouble, config), source),
        way: `${isQuarantined({ error: trouble.why ?? '' }) ? WAYS.stopped(source ?? '', url) : WAYS[trouble.kind](source ?? '', url)}${also}`,
        elsewhere: true,
      })
    }
    const tasks = await frontier.tasks()
    const held = await quarantinedIn(config.sources, tasks, await lookTasks(config), store)
    return [...followedTwice(config, tasks), ...findings, ...held.map(findingOf)]
  } finally {
    await frontier.close()
  }
}

/** The source's id stands before the finding already. */
const withoutName = (words: string, id: string | undefined): string =>
  id !== undefined && words.startsWith(id) ? words.slice(id.length).replace(/^: /, '').trim() : words

const WAYS: Readonly<Record<TroubleKind, (id: string, url: string) => string>> = {
  silent: (_, url) => `look at ${url} and at its site: has it moved, or ended? It goes on being asked`,
  errors: (_, url) => `look at ${url}; it goes on being tried`,
  stopped: id =>
    `find its new address, or \`stet remove ${id}\`; it is asked no longer, but \`stet poll ${id}\` asks once more`,
  summaries: () => 'give it `fulltext: always` in stet.yml, so that its pages are asked for',
  pictures: () =>
    'look at one of its articles; `stet pictures` says which pictures could not be had, and why',
  repeats: () => 'nothing is lost by it; tell its publisher that old articles come under new ids',
  unfound: id =>
    `look at its site; no withdrawal is said meanwhile. If its pages have other addresses for good, \`looks: false\` for ${id} in stet.yml ends the looks`,
  moved: () => 'write the new address into stet.yml',
  job: () => 'see that `stet poll` is run by cron or a timer, or that `stet up` runs',
  clock: () => 'set the clock of this machine',
}
