// The whole site as files: makes only what may have changed, writes only what has, removes what is no longer there.
import { digest } from '../model/digest.ts'
import { StetError } from '../model/error.ts'
import type { Output } from '../model/ports.ts'
import { articleText, revisionText } from './articles.ts'
import { type Known, know } from './known.ts'
import { isUnchanged, line, type Made, type Manifest, madeBefore, readManifest } from './manifest.ts'
import { type Planned, plan } from './plan.ts'
import { bodyOf } from './render.ts'
import type { Shown, Site } from './site.ts'
import { short } from './tally.ts'
import { fileOf, route } from './urls.ts'
import { madeWith } from './version.ts'

export interface BuildOptions {
  /** What the last build returned, as read from its JSON; anything else means a full build. */
  readonly manifest?: unknown
  /** Called after each batch. `total` grows once, when the articles are done and the lists are known. */
  readonly progress?: (done: number, total: number) => void
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

/** Documents made at once and files written at once. */
const BATCH = 100

/**
 * Builds the site into `output`. The same archive and configuration give the same bytes on any day and machine; with
 * the last build's manifest only what differs is written. Files that no build made are left alone.
 */
export async function build(site: Site, output: Output, options: BuildOptions = {}): Promise<BuildReport> {
  const known = await know(site)
  const made = short(options.made ?? (await madeWith()), JSON.stringify(site.config))
  const before = readManifest(options.manifest)
  const there = before ? new Set(await output.list()) : new Set<string>()
  const pass = newPass(known, output, before, before?.made === made, there)
  const articles = await site.store.count({})
  let batch: Planned[] = []
  for await (const planned of plan(known)) {
    batch.push(planned)
    if (batch.length < BATCH) continue
    await pass.make(batch)
    batch = []
    options.progress?.(pass.count(), Math.max(articles, pass.count()))
  }
  await pass.make(batch)
  options.progress?.(pass.count(), pass.count())
  const removed = await pass.finish()
  const documents = Object.fromEntries(pass.documents)
  return { manifest: { version: 1, made, documents }, documents: pass.count(), removed, ...pass.totals }
}

/** One build under way. `isSameCode`: what the manifest says of inputs still holds. */
function newPass(
  known: Known,
  output: Output,
  before: Manifest | undefined,
  isSameCode: boolean,
  there: ReadonlySet<string>,
) {
  const documents = new Map<string, string>()
  let writing: Promise<void> = Promise.resolve()
  const totals = { rendered: 0, written: 0, bytes: 0 }

  async function one(planned: Planned): Promise<{ path: string; bytes: Uint8Array } | undefined> {
    const { address } = planned
    if (documents.has(address)) throw new StetError('damaged', `two documents of the site claim ${address}`)
    const path = fileOf(address)
    const last = there.has(path) ? madeBefore(before, address) : undefined
    if (isSameCode && isUnchanged(planned, last)) {
      documents.set(address, line(last))
      return undefined
    }
    const shown = await made(known, planned)
    if (!shown) return undefined
    const { body, isWhole } = shown
    totals.rendered++
    // Encoded once, for the digest and for the file.
    const bytes = Buffer.from(body)
    const now: Made = { inputs: isWhole ? planned.inputs : '', digest: digest(bytes).slice(0, 20) }
    documents.set(address, line(now))
    return now.digest === last?.digest ? undefined : { path, bytes }
  }

  return {
    documents,
    totals,
    count: () => documents.size,
    async make(batch: readonly Planned[]): Promise<void> {
      const files = (await Promise.all(batch.map(one))).filter(file => file !== undefined)
      // While one batch is written the next is made.
      await writing
      writing = files.length > 0 ? output.write(files) : writing
      writing.catch(() => undefined)
      totals.written += files.length
      for (const { bytes } of files) totals.bytes += bytes.length
    },
    async finish(): Promise<number> {
      await writing
      const gone = Object.keys(before?.documents ?? {}).filter(
        address => !documents.has(address) && route(address),
      )
      await output.remove(gone.map(fileOf))
      return gone.length
    },
  }
}

/** Makes a planned document; undefined for a picture that cannot be made. What the walk found out is not asked again. */
async function made(known: Known, { address, route, article }: Planned): Promise<Shown | undefined> {
  const shown =
    article && route.kind === 'article'
      ? await (route.revision === undefined
          ? articleText(known, article)
          : revisionText(known, article, route.revision))
      : await bodyOf(known, route)
  // A picture whose original is gone or damaged has no copies; `stet pictures check` names it.
  if (shown === undefined && route.kind === 'picture') return undefined
  if (shown === undefined)
    throw new StetError('damaged', `nothing can be made of ${address}, though the catalogue names it`)
  return typeof shown === 'string' ? { body: shown, isWhole: true } : shown
}
