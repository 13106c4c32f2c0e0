// The whole site as files: makes only what may have changed, writes only what has, removes what is no longer there.
import { healthIn } from '../model/health.ts'
import type { ArchiveFile, Output } from '../model/ports.ts'
import { addressesIn } from './book.ts'
import { indexParts, textParts } from './find/write.ts'
import { forgotten } from './forgotten.ts'
import { type FoundOut, foundOut } from './found-out.ts'
import { type Known, know, knowing } from './known.ts'
import { type Manifest, readManifest } from './manifest.ts'
import type { PageWork, PageWorker } from './page-worker.ts'
import { newPass, type Pass } from './pass.ts'
import { plan } from './plan.ts'
import { planSince } from './plan-since.ts'
import type { Planned } from './planned.ts'
import { gatheringAmong, longIn, type Month, monthsOf, monthsSince, remembered, saidBy } from './rows.ts'
import { listOf, partOf, sectionInputs } from './sections.ts'
import type { Site } from './site.ts'
import { madeFor } from './version.ts'

export interface BuildOptions {
  /** What the last build returned, as read from its JSON; anything else means a full build. */
  readonly manifest?: unknown
  /** Called after each batch. `total` grows once, when the articles are done and the lists are known. */
  readonly progress?: (done: number, total: number) => void
  /** Also write the texts so that a page opened from a folder can search in them. */
  readonly texts?: boolean
  /** Read every file of the last build, whenever it was written, and write again what is not as it was. */
  readonly check?: boolean
  /** Other cores that make documents too; undefined when it is not worth it. */
  readonly worker?: (work: PageWork) => PageWorker | undefined
  /** Looks at the files of the last build while the articles are looked at; in the build itself unless told. */
  readonly foundOut?: (before: Manifest) => Promise<FoundOut>
  /** What stands for the code that makes the pages; its own digest unless told. */
  readonly made?: string
}

export interface BuildReport {
  /** To be kept for the next build. */
  readonly manifest: Manifest
  /** Documents the site has. */
  readonly documents: number
  /** Documents that had to be made to see whether they changed. */
  readonly rendered: number
  readonly written: number
  readonly removed: number
  /** Of the files written. */
  readonly bytes: number
}

/** Documents planned before they are made together. */
const BATCH = 100

/**
 * Builds the site into `output`. The same archive and configuration give the same bytes on any day and machine; with
 * the last build's manifest only what differs is written. Files that no build made are left alone.
 */
export async function build(site: Site, output: Output, options: BuildOptions = {}): Promise<BuildReport> {
  const before = readManifest(options.manifest)
  const made = await madeFor(site, options.made)
  const since = before?.made === made && (await buildSince(site, output, before, options))
  return since || buildAll(site, output, before, made, options)
}

/** What has changed since the last build; undefined when that cannot be told apart. */
async function buildSince(
  site: Site,
  output: Output,
  before: Manifest,
  options: BuildOptions,
): Promise<BuildReport | undefined> {
  const files = options.foundOut?.(before) ?? foundOut(output, before, options.check)
  // Waited for later, or not at all.
  files.catch(() => undefined)
  const facts = await site.store.sources()
  const { standing: troubles } = await healthIn(site.store)
  const months = await monthsSince(site.store, before.remembered, saidBy(facts))
  const long = longIn(months)
  if ([...long].sort().join() !== before.long.join()) return undefined
  // Whose article an address is, nobody asks in a build: each document comes with its own.
  const book = { ...addressesIn(long), numberAt: () => undefined }
  const rows = months.flatMap(({ rows }) => rows)
  const known = knowing(site, book, { facts, troubles }, gatheringAmong(rows, site.config))
  const inputs = sectionInputs(known, months)
  const pass = newPass(known, output, { before, isSameCode: true })
  pass.lost(await files)
  for (const [section, digest] of inputs) pass.open(section, digest)
  const wants = (section: string): boolean => !pass.isKept(section)
  const planned = planSince(known, months, wants, list => inputs.has(listOf(list)))
  await makeAll(pass, planned, progressOf(pass, months, options))
  return finish(pass, known, months, before, output, options)
}

/** Everything; what a last build wrote is only written again where it differs. */
async function buildAll(
  site: Site,
  output: Output,
  before: Manifest | undefined,
  made: string,
  options: BuildOptions,
): Promise<BuildReport> {
  const states = new Map((await site.store.monthStates()).map(({ month, digest }) => [month, digest]))
  const known = await know(site)
  const articles = await site.store.count({})
  const anew = before === undefined
  const worker = options.worker?.({
    articles,
    anew,
    facts: [...known.sources.values()],
    troubles: known.troubles,
    long: known.book.long,
    ...(known.gathering && { gathering: known.gathering }),
  })
  const into = { ...output, write: (files: readonly ArchiveFile[]) => output.write(files, { anew }) }
  const there = new Set(await output.list())
  const pass = newPass(known, into, {
    ...{ isSameCode: false },
    ...(before && { before, there }),
    ...(worker && { worker }),
  })
  pass.openAll()
  const { months, add } = monthsOf(states)
  await makeAll(pass, plan(known, add), () =>
    options.progress?.(pass.count(), Math.max(articles, pass.count())),
  )
  for (const [section, digest] of sectionInputs(known, months)) pass.name(section, digest)
  const long = [...known.book.long].sort()
  const report = await finish(pass, known, months, { made, long }, output, options)
  await worker?.end()
  if (!anew) return report
  const gone = await forgotten(there, pass.isPlanned, output)
  await output.remove(gone)
  return { ...report, removed: report.removed + gone.length }
}

/** Documents in batches, as they are planned. */
async function makeAll(pass: Pass, planned: AsyncIterable<Planned>, progress: () => void): Promise<void> {
  let batch: Planned[] = []
  for await (const one of planned) {
    batch.push(one)
    if (batch.length < BATCH) continue
    await pass.make(batch)
    batch = []
    progress()
  }
  await pass.make(batch)
}

const progressOf =
  (pass: Pass, months: readonly Month[], { progress }: BuildOptions): (() => void) =>
  () => {
    const articles = months.reduce((sum, { rows }) => sum + rows.length, 0)
    progress?.(pass.count(), Math.max(articles, pass.count()))
  }

/** The index, what is gone, and the manifest. */
async function finish(
  pass: Pass,
  known: Known,
  months: readonly Month[],
  { made, long }: Pick<Manifest, 'made' | 'long'>,
  output: Output,
  { texts, progress }: BuildOptions,
): Promise<BuildReport> {
  const rows = months.flatMap(({ rows }) => rows)
  const parts = known.config.search ? indexParts(known, rows) : []
  if (texts) parts.push(...textParts(known, rows))
  for (const part of parts) pass.open(partOf(part.at), part.inputs)
  for (const part of parts) await pass.part(part)
  const removed = await pass.finish()
  progress?.(pass.count(), pass.count())
  const sections = pass.sections()
  const said = saidBy(known.sources.values())
  return {
    manifest: { version: 3, made, at: output.moment(), long, remembered: remembered(months, said), sections },
    documents: pass.count(),
    removed,
    ...pass.totals,
  }
}
