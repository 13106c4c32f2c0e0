// stet pictures: what is kept of the articles' pictures, what is missing, and why.

import { StetError } from '../../model/error.ts'
import type { KeptPicture, PictureAddress } from '../../model/picture.ts'
import { type Command, QUEUE_FLAG } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import type { World } from '../wire.ts'

export const command: Command = {
  name: 'pictures',
  summary: 'Look after the pictures of the articles',
  details: `Polling fetches and keeps the pictures of every article. This command says how that went (status), fetches what is wanted or missing now, whether its time has come or not (fetch), reads every kept file again and compares it with its name (check), lists those that look alike, the largest of each group first (alike), or removes the derived sizes, which are made again when somebody wants them (prune). Kept pictures are never removed.`,
  args: [{ name: 'what', doc: 'status, fetch, check, alike or prune (status unless told).', optional: true }],
  flags: [{ form: '--json', doc: 'One JSON object.' }, QUEUE_FLAG],
  examples: ['stet pictures', 'stet pictures fetch', 'stet pictures check', 'stet pictures alike --json'],
  async run(context, [what = 'status'], flags) {
    const act = ACTS[what]
    if (!act) throw new StetError('usage', `"${what}" is none of ${Object.keys(ACTS).join(', ')}`)
    const { openWorld } = await import('../wire.ts')
    const world = await openWorld(context, { write: what === 'fetch' })
    try {
      return await act(context, world, flags.json === true)
    } finally {
      await world.close()
    }
  },
}

type Act = (context: Context, world: World, json: boolean) => Promise<Exit>

const ACTS: Readonly<Record<string, Act>> = { status, fetch, check, alike, prune }

/** Missing pictures read of the catalogue at a time. */
const BATCH = 1000

async function* missing({ store }: World): AsyncGenerator<PictureAddress> {
  for (let offset = 0; ; offset += BATCH) {
    const found = await store.pictures.missing(offset, BATCH)
    yield* found
    if (found.length < BATCH) return
  }
}

async function status(context: Context, world: World, json: boolean): Promise<Exit> {
  const { iso } = await import('../../model/time.ts')
  const totals = await world.store.pictures.totals()
  const lost: { url: string; why: string; said?: string; tries: number; next?: string }[] = []
  for await (const { url, why = 'not-found', said, tries, due } of missing(world))
    lost.push({ url, why, ...(said && { said }), tries, ...(due !== undefined && { next: iso(due) }) })
  if (json) {
    const { kept, bytes, wanted } = totals
    context.print(JSON.stringify({ kept, bytes, wanted, missing: lost }))
    return EXIT.good
  }
  context.print(`${count(totals.kept)} kept, ${megabytes(totals.bytes)}. ${totals.wanted} not asked for yet.`)
  for (const { url, why, said, next } of lost)
    context.print(`${why}\t${url}\t${said ?? ''}${next ? ` (again after ${next})` : ''}`)
  return EXIT.good
}

const count = (pictures: number): string => `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

async function fetch(context: Context, world: World, json: boolean): Promise<Exit> {
  const { fetchAll, survey } = await import('../pictures.ts')
  await survey(context, world)
  const report = await fetchAll(context, world, { all: true })
  if (json) context.print(JSON.stringify(report))
  else
    context.print(
      `${count(report.kept)} fetched, ${megabytes(report.bytes)}; ${report.missing} could not be had${report.missing > 0 ? ' (`stet pictures` says why)' : ''}.`,
    )
  return EXIT.good
}

async function* keptPictures({ store }: World): AsyncGenerator<KeptPicture> {
  for (let after = ''; ; ) {
    const found = await store.pictures.each(after, BATCH)
    yield* found
    if (found.length < BATCH) return
    after = found.at(-1)!.digest
  }
}

async function check(context: Context, world: World, json: boolean): Promise<Exit> {
  const { picturePath } = await import('../../model/picture.ts')
  const { checked } = await import('../pictures.ts')
  const { progress } = await import('../progress.ts')
  const { kept } = await world.store.pictures.totals()
  const bar = await progress(context, 'Checking', kept, 'pictures')
  const bad: { path: string; what: string }[] = []
  let done = 0
  for await (const record of keptPictures(world)) {
    const what = await checked(record, world.archive)
    if (what !== 'whole') bad.push({ path: picturePath(record), what })
    bar.at(++done)
  }
  bar.stop()
  if (json) context.print(JSON.stringify({ checked: done, bad }))
  else {
    for (const { path, what } of bad) context.print(`${what}\t${path}`)
    context.print(`${count(done)} checked: ${bad.length === 0 ? 'all whole' : `${bad.length} not whole`}.`)
  }
  return bad.length === 0 ? EXIT.good : EXIT.failed
}

async function alike(context: Context, world: World, json: boolean): Promise<Exit> {
  const { alikeGroups } = await import('../../model/alike.ts')
  const { distance, picturePath } = await import('../../model/picture.ts')
  const all: KeptPicture[] = []
  for await (const picture of keptPictures(world)) all.push(picture)
  const groups = alikeGroups(all).map(group =>
    group.map(picture => ({
      path: picturePath(picture),
      width: picture.width,
      height: picture.height,
      bytes: picture.bytes,
      differs: distance(group[0]!.hash, picture.hash),
      addresses: picture.addresses.map(({ url }) => url),
    })),
  )
  if (json) {
    context.print(JSON.stringify({ groups }))
    return EXIT.good
  }
  for (const [n, group] of groups.entries())
    for (const { path, width, height, bytes, addresses } of group)
      context.print(`${n + 1}\t${width}x${height}\t${bytes}\t${path}\t${addresses[0] ?? ''}`)
  const members = groups.reduce((sum, group) => sum + group.length, 0)
  context.print(
    groups.length === 0
      ? 'No two pictures look alike.'
      : `${count(members)} in ${groups.length} ${groups.length === 1 ? 'group' : 'groups'} look alike. All of them are kept.`,
  )
  return EXIT.good
}

async function prune(context: Context, world: World, json: boolean): Promise<Exit> {
  const { rm } = await import('node:fs/promises')
  const { derivedPictures } = await import('../pictures.ts')
  await rm(derivedPictures(world), { recursive: true, force: true })
  context.print(
    json ? '{"pruned":true}' : 'Derived pictures removed; they are made again when they are wanted.',
  )
  return EXIT.good
}
