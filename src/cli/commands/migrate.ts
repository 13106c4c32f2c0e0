// stet migrate: the archive to another place.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isBucketAddress } from '../../adapters/s3/address.ts'
import { StetError } from '../../model/error.ts'
import { type ArchivePlace, addressOf, archivePlace, type OpenArchive, openArchive } from '../archives.ts'
import { type Command, textFlag } from '../command.ts'
import { CONFIG_NAME, type Config } from '../config.ts'
import { type Context, EXIT } from '../context.ts'

export const command: Command = {
  name: 'migrate',
  summary: 'Move the archive, or its catalogue, to another place and back',
  details: `Copies every file of the archive (posts, earlier states, pictures, captures, journal, marks) to another place and then reads each one there, comparing SHA-256. The archive itself is not changed, and nothing is removed from it; no other command writes to it meanwhile.
A run that was killed or cut off goes on where it was when the same command is given again. Files that are there and the same are not copied again.
Afterwards it says which line of stet.yml to change; --switch changes it. Names, item numbers and addresses stay what they are, so readers notice nothing; catalogue and words go on being used.
A destination that holds files of another archive is refused.
--to postgres://… moves catalogue, words and schedule into that database, and --to embedded back into .stet: they are made there from the files, every article is compared, and the schedule is copied. The files stay where they are.`,
  args: [],
  flags: [
    {
      form: '--to <place>',
      doc: 's3://bucket/prefix, or a folder (. is the folder of stet.yml); or postgres://…, or embedded.',
    },
    { form: '--dry-run', doc: 'Only say what would be copied.' },
    { form: '--switch', doc: 'When all is verified, write the new place into stet.yml.' },
  ],
  examples: [
    'stet migrate --to s3://news/voa --dry-run',
    'stet migrate --to s3://news/voa --switch',
    'stet migrate --to . --switch',
    'stet migrate --to postgres://stet@db.example/news --switch',
  ],
  async run(context, _, flags) {
    const to = textFlag(flags, 'to')
    if (to === undefined)
      throw new StetError('usage', 'name where to: --to s3://bucket/prefix, FOLDER, postgres://… or embedded')
    const config = context.config()
    if (to === EMBEDDED || isDatabase(to)) {
      await moveTables(context, config, to === EMBEDDED ? '' : to, flags)
      return EXIT.good
    }
    const from = archivePlace(config, context.env)
    const target = targetOf(context, config, to)
    mustDiffer(from, target)
    await moveTo(context, config, { from, target, name: nameOf(target), dryRun: flags.dryRun === true })
    if (flags.dryRun !== true) await tellOrSwitch(context, config, target, flags.switch === true)
    return EXIT.good
  },
}

const EMBEDDED = 'embedded'
const isDatabase = (to: string): boolean => /^postgres(?:ql)?:/i.test(to)

/** Catalogue, words and schedule to `store`, and the line of stet.yml that names it. */
async function moveTables(
  context: Context,
  config: Config,
  store: string,
  flags: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { moveCatalogue } = await import('../moving.ts')
  const { setStore } = await import('../edit.ts')
  await moveCatalogue(context, config, store, flags.dryRun === true)
  if (flags.dryRun === true) return
  const line = store === '' ? 'without `store`' : 'with `store` and this address'
  if (flags.switch !== true)
    context.say(`To use it, write ${config.file} ${line}, or give this command again with --switch.`)
  else {
    setStore(config, withoutPassword(store))
    context.say(`${config.file} is now ${line}.`)
    if (withoutPassword(store) !== store)
      context.say('The password was not written down: give it in PGPASSWORD, ~/.pgpass or STET_STORE.')
  }
  if (context.env.STET_STORE)
    context.say('The environment variable STET_STORE stands before the file: change it too.')
}

function withoutPassword(store: string): string {
  if (store === '') return store
  const url = new URL(store)
  if (url.password === '') return store
  url.password = ''
  return url.href
}

/** What belongs to a move under way: its destination's local map, and its name. */
const MOVING = 'moving'

function targetOf(context: Context, config: Config, to: string): ArchivePlace {
  if (isBucketAddress(to)) {
    if (config.settings['git.commit'])
      throw new StetError('config', 'git.commit works where the archive is a folder: set it to false first.')
    return {
      kind: 'bucket',
      address: addressOf(to, config, context.env),
      state: join(config.root, '.stet', MOVING),
    }
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(to))
    throw new StetError(
      'usage',
      `--to is "${to}"; expected s3://bucket/prefix, a folder, postgres://… or embedded`,
    )
  return { kind: 'folder', root: to === '.' ? config.root : resolve(context.cwd, to) }
}

const nameOf = (place: ArchivePlace): string =>
  place.kind === 'folder'
    ? place.root
    : `s3://${place.address.bucket}${place.address.prefix === '' ? '' : `/${place.address.prefix}`}`

function mustDiffer(from: ArchivePlace, to: ArchivePlace): void {
  if (nameOf(from) === nameOf(to)) throw new StetError('usage', `the archive is in ${nameOf(to)} already`)
}

/**
 * Notes that a move to `name` is under way; what is known of another one's destination is of no use for it. Returns the
 * path of a file that is there when files have been brought to the destination.
 */
function noteMove(folder: string, name: string): string {
  const note = join(folder, 'to')
  if (!existsSync(note) || readFileSync(note, 'utf8') !== name) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(note, name, { flush: true })
  }
  return join(folder, 'begun')
}

interface Way {
  readonly from: ArchivePlace
  readonly target: ArchivePlace
  readonly name: string
  readonly dryRun: boolean
}

async function moveTo(context: Context, config: Config, { from, target, name, dryRun }: Way): Promise<void> {
  const { engineAt, engineOf } = await import('../engines.ts')
  const { lockArchive } = await import('../lock.ts')
  const { move } = await import('../../poll/move.ts')
  const { progress } = await import('../progress.ts')
  const derived = join(config.root, '.stet')
  const begun = noteMove(join(derived, MOVING), name)
  if (target.kind === 'folder') mkdirSync(target.root, { recursive: true })
  const locks = [await lockArchive(derived, await engineOf(config))]
  const opened: OpenArchive[] = []
  const started = performance.now()
  const bars = new Map<string, Awaited<ReturnType<typeof progress>>>()
  try {
    if (target.kind === 'folder' && target.root !== config.root && existsSync(join(target.root, '.stet')))
      locks.push(
        await lockArchive(join(target.root, '.stet'), await engineAt({ root: target.root, store: '' })),
      )
    opened.push(await openArchive(from, 'keeper'), await openArchive(target, 'keeper', { exact: true }))
    const [source, destination] = opened as [OpenArchive, OpenArchive]
    await source.sweep()
    await destination.sweep()
    for (const step of ['Moving', 'Verifying']) bars.set(step, await progress(context, step, 1, 'files'))
    const report = await move(source, destination, {
      goesOn: existsSync(begun),
      dryRun,
      name,
      progress: (step, done, total) => {
        if (step === 'Verifying') bars.get('Moving')?.stop()
        // From here on what lies there is known to be ours.
        if (!dryRun && step === 'Moving') writeFileSync(begun, '', { flush: true })
        bars.get(step)?.at(done, total)
      },
    })
    for (const bar of bars.values()) bar.stop()
    const { files, bytes, there, removed } = report
    const size = `${files} files, ${(bytes / 1e6).toFixed(1)} MB`
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    context.print(
      dryRun
        ? `To copy to ${name}: ${files - there} of ${size}; ${there} are there already.`
        : `${size} are in ${name}: ${files - there} copied, ${there} were there${removed > 0 ? `, ${removed} removed there` : ''}; each was read and compared, ${seconds} s.`,
    )
  } finally {
    for (const bar of bars.values()) bar.stop()
    for (const archive of opened) await archive.close()
    for (const lock of locks) await lock.release()
  }
  if (!dryRun) rmSync(join(derived, MOVING), { recursive: true, force: true })
}

/** The line of stet.yml that names the new place: said, or written. */
async function tellOrSwitch(
  context: Context,
  config: Config,
  target: ArchivePlace,
  wish: boolean,
): Promise<void> {
  const { setArchive } = await import('../edit.ts')
  const elsewhere = target.kind === 'folder' && target.root !== config.root
  const where = target.kind === 'bucket' ? nameOf(target) : undefined
  const line = where === undefined ? 'without `archive`' : `with \`archive: ${where}\``
  const file = elsewhere ? join(target.root, CONFIG_NAME) : config.file
  if (!wish) context.say(`To use it, write ${file} ${line}, or give this command again with --switch.`)
  else if (elsewhere && existsSync(file))
    context.say(`${file} is there and is left as it is: see that it is ${line}.`)
  else {
    setArchive(config, where, file)
    context.say(`${file} is now ${line}.`)
    if (elsewhere) context.say(`Rules, a theme and .private/ are yours to copy from ${config.root}.`)
  }
  if (context.env.STET_ARCHIVE)
    context.say('The environment variable STET_ARCHIVE stands before the file: change it too.')
  context.say(`What was moved still lies where it was. Remove it when you have looked at the new place.`)
}
