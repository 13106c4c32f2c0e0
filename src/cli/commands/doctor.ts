// stet doctor: is everything as it should be?
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { Finding } from '../../poll/finding.ts'
import { type ArchivePlace, archivePlace, isUnwritten, type OpenArchive, openArchive } from '../archives.ts'
import { BUILD_MEMORY } from '../build-memory.ts'
import type { Command } from '../command.ts'
import type { Config } from '../config.ts'
import { type Context, EXIT, type Exit } from '../context.ts'

export const command: Command = {
  name: 'doctor',
  summary: 'Check that everything is as it should be, and repair it',
  details: `Checks the disk and the clock, stet.yml, what killed runs and other tools may have left, every post with its earlier states, the journal, the captures, the readers’ marks, the pictures by their records, and that catalogue, words, schedule and site say what the files say. Each finding is printed with what to do about it.
Nothing is changed without --fix. With it, all that can be made again from the files is; what only a person can do (a file that is gone, a clock that is wrong) is named again.
Sources that have fallen silent or cannot be read are named too, and so is an archive that has not polled for longer than watch.allow.
Exit code 0 when all is well, 1 when something in the archive was found (and is still so after --fix), 4 when only sources are in trouble.`,
  args: [],
  flags: [
    { form: '--fix', doc: 'Repair what can be repaired.' },
    {
      form: '--feeds',
      doc: 'Ask the sites of sources that seem dead which feeds they name now (one page of each, robots.txt first).',
    },
    { form: '--json', doc: 'One JSON object a finding: {about, what, way, fixable}.' },
  ],
  examples: ['stet doctor', 'stet doctor --fix'],
  async run(context, _, flags) {
    if (flags.feeds) await feedsOfDead(context)
    const found = await examine(context)
    if (flags.fix && found.some(({ remedy }) => remedy)) await repair(context, found)
    const left = flags.fix ? await examine(context) : found
    const said = new Set(left.map(({ about, what }) => `${about} ${what}`))
    if (flags.json) for (const finding of left) context.print(JSON.stringify(forPrograms(finding)))
    else {
      for (const { about, what } of found)
        if (!said.has(`${about} ${what}`)) context.print(`Repaired: ${about}: ${what}.`)
      for (const finding of left) context.print(forPeople(finding))
      context.print(left.length === 0 ? 'All is well.' : headline(left))
    }
    return exitFor(left)
  },
}

const exitFor = (left: readonly Finding[]): Exit =>
  left.length === 0
    ? EXIT.good
    : left.every(({ elsewhere }) => elsewhere)
      ? EXIT.someSourcesFailed
      : EXIT.failed

const forPrograms = ({ about, what, way, remedy }: Finding) => ({
  about,
  what,
  way,
  fixable: remedy !== undefined,
})

const forPeople = ({ about, what, way }: Finding): string => `${about}: ${what}.\n  What to do: ${way}.`

function headline(left: readonly Finding[]): string {
  const fixable = left.filter(({ remedy }) => remedy !== undefined).length
  const things = `${left.length} ${left.length === 1 ? 'thing' : 'things'} found`
  return fixable > 0 ? `${things}; \`stet doctor --fix\` repairs ${fixable} of them.` : `${things}.`
}

async function feedsOfDead(context: Context): Promise<void> {
  const { openWorld } = await import('../wire.ts')
  const { lookElsewhere } = await import('../watching.ts')
  const world = await openWorld(context, { write: true })
  try {
    await lookElsewhere(context, world.config, world.store)
  } finally {
    await world.close()
  }
}

/** All findings; the archive is locked meanwhile, so that nothing is half-done because somebody is doing it. */
async function examine(context: Context): Promise<Finding[]> {
  const config = context.config()
  const { lockArchive } = await import('../lock.ts')
  const { engineOf } = await import('../engines.ts')
  const checks = await import('../doctor.ts')
  const disk = [...checks.checkDisk(config.root), ...checks.checkClock(context.clock.now())]
  // Without leave to write nothing more can be looked at: even reading a database writes beside it.
  if (disk.some(({ what }) => what.startsWith('cannot be written'))) return disk
  const place = archivePlace(config, context.env)
  const lock = await lockArchive(join(config.root, '.stet'), await engineOf(config))
  let archive: OpenArchive | undefined
  try {
    archive = await openArchive(place, 'reader', { exact: true })
    const derived = await checks.checkDerived(config, await isUnwritten(place, archive))
    const outside = [...disk, ...derived, ...checks.checkLeftovers(config), ...checks.checkSite(config)]
    const inside = derived.length > 0 ? [] : await examineInside(context, config, archive)
    return [...outside, ...(await checkStrays(archive)), ...inside]
  } finally {
    await archive?.close()
    await lock.release()
  }
}

/** Objects that killed runs of machines left which are no more. */
async function checkStrays(archive: OpenArchive): Promise<Finding[]> {
  const strays = (await archive.strays?.(false)) ?? 0
  if (strays === 0) return []
  return [
    {
      about: archive.name,
      what: `${strays} ${strays === 1 ? 'object' : 'objects'} of which no file is made`,
      way: 'remove them: nothing refers to them',
      remedy: 'sweep',
    },
  ]
}

async function examineInside(context: Context, config: Config, archive: OpenArchive): Promise<Finding[]> {
  const { engineOf } = await import('../engines.ts')
  const { check } = await import('../../poll/check.ts')
  const { progress } = await import('../progress.ts')
  const { checkSources, checkWords } = await import('../doctor.ts')
  const { checkMarks } = await import('../marks.ts')
  const engine = await engineOf(config)
  const { store, index } = await engine.open()
  const bar = await progress(context, 'Checking', await store.count({}), 'posts')
  try {
    const named = engine.name !== undefined && { catalogue: engine.name }
    const deps = { archive, store, clock: context.clock, ...named }
    return [
      ...(await check(deps, done => bar.at(done))),
      ...(await checkMarks(context, { archive, store })),
      ...(await checkWords(config, store)),
      ...(await checkSources(config, store, context.clock)),
    ]
  } finally {
    bar.stop()
    await index.close()
    await store.close()
  }
}

async function repair(context: Context, found: readonly Finding[]): Promise<void> {
  const { rebuildWorld } = await import('../anew.ts')
  const { lockArchive } = await import('../lock.ts')
  const { engineOf } = await import('../engines.ts')
  const { writeMarks } = await import('../marks.ts')
  const { removeDatabases } = await import('../../adapters/sqlite/gate.ts')
  const config = context.config()
  const place: ArchivePlace = archivePlace(config, context.env)
  const derived = join(config.root, '.stet')
  const engine = await engineOf(config)
  const lock = await lockArchive(derived, engine)
  let archive: OpenArchive | undefined
  try {
    archive = lock.guard(await openArchive(place, 'keeper'))
    for (const { about, remedy, whole } of found) {
      if (remedy === 'cut' && whole === 0) await archive.remove([about])
      else if (remedy === 'cut' && whole !== undefined) await archive.truncate(about, whole)
      else if (remedy === 'sweep' && about === archive.name) await archive.strays?.(true)
      else if (remedy === 'sweep') await sweep(config)
      else if (remedy === 'marks') await writeMarks(context, archive, engine)
      else if (remedy === 'forget-site') forget(config, BUILD_MEMORY)
      else if (remedy === 'forget-schedule') removeDatabases(derived, name => name === basename(about))
    }
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    context.say(`It could not all be repaired: ${error.message}`)
  } finally {
    await archive?.close()
    await lock.release()
  }
  if (found.some(({ remedy }) => remedy === 'rebuild')) await rebuildWorld(context)
}

async function sweep(config: Config): Promise<void> {
  const { leftovers } = await import('../doctor.ts')
  for (const path of leftovers(config)) rmSync(path, { force: true })
}

const forget = (config: Config, name: string): void =>
  rmSync(join(config.root, '.stet', name), { force: true, recursive: true })
