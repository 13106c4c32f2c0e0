// The whole site as files: makes only what may have changed, writes only what has, removes what is no longer there.
import { StetError } from '../model/error.ts'
import type { ArchiveFile, Output } from '../model/ports.ts'
import type { SourceFacts } from '../model/source.ts'
import { type IndexFile, indexParts, type Part, textParts, walked } from './find/write.ts'
import { type Known, know } from './known.ts'
import { makeAll, saysMore, type Wanted, type Written, writeIndex } from './making.ts'
import {
  isUnchanged,
  line,
  type Made,
  type Manifest,
  madeBefore,
  partBefore,
  readManifest,
} from './manifest.ts'
import { type Planned, plan } from './plan.ts'
import type { Site } from './site.ts'
import { short } from './tally.ts'
import { fileOf, route } from './urls.ts'
import { madeWith } from './version.ts'

export interface BuildOptions {
  /** What the last build returned, as read from its JSON; anything else means a full build. */
  readonly manifest?: unknown
  /** Called after each batch. `total` grows once, when the articles are done and the lists are known. */
  readonly progress?: (done: number, total: number) => void
  /** Also write the texts so that a page opened from a folder can search in them. */
  readonly texts?: boolean
  /** Other cores that make documents too; undefined when it is not worth it. */
  readonly helper?: (help: Help) => Helper | undefined
  /** What stands for the code that makes the pages; its own digest unless told. */
  readonly made?: string
}

/** What a helper is wanted for. */
export interface Help {
  /** Articles of the archive. */
  readonly articles: number
  /** What `Output.write` calls so. */
  readonly anew: boolean
  readonly facts: readonly SourceFacts[]
  /** Articles with long addresses, as `addressesIn` takes them. */
  readonly long: ReadonlySet<string>
}

/** Makes documents elsewhere, with the same output. */
export interface Helper {
  /** It has nothing better to do. */
  isFree(): boolean
  make(wanted: readonly Wanted[]): Promise<readonly Written[]>
  end(): Promise<void>
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
/** Batches under way, here and elsewhere. */
const HELD = 6

/**
 * Builds the site into `output`. The same archive and configuration give the same bytes on any day and machine; with
 * the last build's manifest only what differs is written. Files that no build made are left alone.
 */
export async function build(site: Site, output: Output, options: BuildOptions = {}): Promise<BuildReport> {
  const known = await know(site)
  const made = short(options.made ?? (await madeWith()), JSON.stringify([site.config, site.theme]))
  const before = readManifest(options.manifest)
  const there = before ? new Set(await output.list()) : new Set<string>()
  const isSameCode = before?.made === made
  const articles = await site.store.count({})
  const anew = before === undefined
  const help = { articles, anew, facts: [...known.sources.values()], long: known.book.long }
  const helper = isSameCode ? undefined : options.helper?.(help)
  const into = { write: (files: readonly ArchiveFile[]) => output.write(files, { anew }) }
  const pass = newPass(known, { ...output, ...into }, before, isSameCode, there, helper)
  let batch: Planned[] = []
  const walk = walked()
  for await (const planned of plan(known, walk.add)) {
    batch.push(planned)
    if (batch.length < BATCH) continue
    await pass.make(batch)
    batch = []
    options.progress?.(pass.count(), Math.max(articles, pass.count()))
  }
  await pass.make(batch)
  const parts = site.config.search ? indexParts(known, walk) : []
  if (options.texts) parts.push(...textParts(known, walk))
  for (const part of parts) await pass.part(part)
  const removed = await pass.finish()
  options.progress?.(pass.count(), pass.count())
  await helper?.end()
  const documents = Object.fromEntries(pass.documents)
  return { manifest: { version: 1, made, documents }, documents: pass.count(), removed, ...pass.totals }
}

/** Documents that a helper can make as well: of what the walk knows, without pictures, which only one process draws. */
function isPlain({ planned: { article, moved, listing, entries, route } }: Wanted): boolean {
  if (moved) return true
  if (article) return !article.article.pictures?.length && article.revisions.length === 0
  if (listing) return !saysMore(listing)
  return (
    entries !== undefined && (route.kind === 'sitemap' || entries.every(({ pictures }) => !pictures?.length))
  )
}

/** One build under way. `isSameCode`: what the manifest says of inputs still holds. */
function newPass(
  known: Known,
  output: Output,
  before: Manifest | undefined,
  isSameCode: boolean,
  there: ReadonlySet<string>,
  helper: Helper | undefined,
) {
  const documents = new Map<string, string>()
  const totals = { rendered: 0, written: 0, bytes: 0 }
  const inHand = new Set<Promise<void>>()

  /** What the last build made at an address, if its file is still there. */
  const lastAt = (address: string): Made | undefined =>
    there.has(fileOf(address)) ? madeBefore(before, address) : undefined

  /** The document that must be made anew to see whether it changed. */
  function wanted(planned: Planned): Wanted | undefined {
    const { address } = planned
    if (documents.has(address)) throw new StetError('damaged', `two documents of the site claim ${address}`)
    const last = lastAt(address)
    const isSame = isSameCode && isUnchanged(planned, last)
    documents.set(address, isSame ? line(last) : '')
    return isSame ? undefined : { planned, ...(last && { last: last.digest }) }
  }

  function record({ address, digest, isWhole, isWritten, bytes }: Written, inputs: string): void {
    documents.set(address, line({ inputs: isWhole ? inputs : '', digest }))
    totals.rendered++
    if (!isWritten) return
    totals.written++
    totals.bytes += bytes
  }

  async function take(work: Promise<readonly Written[]>, asked: readonly Wanted[]): Promise<void> {
    const inputs = new Map(asked.map(({ planned }) => [planned.address, planned.inputs]))
    for (const one of await work) {
      record(one, inputs.get(one.address)!)
      inputs.delete(one.address)
    }
    for (const unmade of inputs.keys()) documents.delete(unmade)
  }

  /** What is under way is bounded; then the next is asked for. */
  async function room(most: number): Promise<void> {
    while (inHand.size >= most) await Promise.race(inHand)
  }

  function hold(work: Promise<void>): void {
    const held = work.finally(() => inHand.delete(held))
    inHand.add(held)
    held.catch(() => undefined)
  }

  return {
    documents,
    totals,
    count: () => documents.size,
    async make(batch: readonly Planned[]): Promise<void> {
      const asked = batch.map(wanted).filter(one => one !== undefined)
      if (asked.length === 0) return
      const [plain, others] = helper?.isFree()
        ? [asked.filter(isPlain), asked.filter(one => !isPlain(one))]
        : [[], asked]
      if (plain.length > 0) hold(take(helper!.make(plain), plain))
      if (others.length === 0) return
      await room(HELD)
      hold(take(makeAll(known, output, others), others))
    },
    /** Files made together: all as they were, or all made anew. */
    async part({ inputs, at, make }: Part): Promise<void> {
      const last = partBefore(before, at)
      const isSame =
        isSameCode && last.length > 0 && last.every(([at, { inputs: of }]) => of === inputs && lastAt(at))
      if (isSame) {
        for (const [address, made] of last) documents.set(address, line(made))
        return
      }
      const write = async (files: readonly IndexFile[]): Promise<void> => {
        const lastOf = (address: string): string | undefined => lastAt(address)?.digest
        for (const one of await writeIndex(output, files, lastOf)) record(one, inputs)
      }
      let files: IndexFile[] = []
      for await (const file of make()) {
        files.push(file)
        if (files.length < BATCH) continue
        await room(2)
        hold(write(files))
        files = []
      }
      await room(2)
      hold(write(files))
    },
    async finish(): Promise<number> {
      await Promise.all(inHand)
      const gone = Object.keys(before?.documents ?? {}).filter(
        address => !documents.has(address) && route(address),
      )
      await output.remove(gone.map(fileOf))
      return gone.length
    },
  }
}
