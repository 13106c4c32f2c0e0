// One build under way: which documents must be made, by whom, and what became of them.
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Output } from '../model/ports.ts'
import type { IndexFile, Part } from './find/write.ts'
import type { FoundOut } from './found-out.ts'
import type { Known } from './known.ts'
import { makeAll, saysMore, type Wanted, type Written, writeIndex } from './making.ts'
import { countIn, documentsIn, isUnchanged, lineOf, type Made, type Manifest } from './manifest.ts'
import type { PageWorker } from './page-worker.ts'
import type { Planned } from './planned.ts'
import { partOf } from './sections.ts'
import { fileOf, route } from './urls.ts'

/** Files of the index written at once. */
const BATCH = 100
/** Batches under way, here and elsewhere. */
const HELD = 6

export interface PassOptions {
  readonly before?: Manifest
  /** What `before` says of inputs still holds. */
  readonly isSameCode: boolean
  /** The files there are; without it each is looked for when it matters. */
  readonly there?: ReadonlySet<string>
  readonly worker?: PageWorker
}

export type Pass = ReturnType<typeof newPass>

interface Open {
  inputs: string
  /** By address. */
  readonly lines: Map<string, string>
}

export function newPass(known: Known, output: Output, { before, isSameCode, there, worker }: PassOptions) {
  const totals = { rendered: 0, written: 0, bytes: 0 }
  const inHand = new Set<Promise<void>>()
  const open = new Map<string, Open>()
  const kept = new Set<string>()
  let keptDocuments = 0
  /** What the last build made, of sections that are looked into. */
  const last = new Map<string, Made>()
  /** The section of each document that was planned. */
  const planned = new Map<string, string>()
  let lost: FoundOut = new Map()
  /** Sections with a document that lacks something: they are looked into again in the next build. */
  const wanting = new Set<string>()

  function read(section: string): void {
    for (const [address, made] of documentsIn(before?.sections[section]?.[1] ?? ''))
      if (!lost.get(section)?.has(address)) last.set(address, made)
  }

  function opened(section: string): Open {
    const found = open.get(section) ?? { inputs: '', lines: new Map() }
    open.set(section, found)
    return found
  }

  function put(address: string, section: string, made: Made): void {
    opened(section).lines.set(address, lineOf(address, made))
  }

  const isThere = async (address: string): Promise<boolean> =>
    there ? there.has(fileOf(address)) : output.has(fileOf(address))

  /** The document that must be made anew to see whether it changed. */
  async function wanted(one: Planned): Promise<Wanted | undefined> {
    const { address, section } = one
    if (planned.has(address)) throw new StetError('damaged', `two documents of the site claim ${address}`)
    planned.set(address, section)
    const made = last.get(address)
    const isSame = isSameCode && isUnchanged(one, made)
    put(address, section, isSame ? made : { inputs: '', digest: '' })
    if (isSame) return undefined
    return { planned: one, ...(made && (await isThere(address)) && { last: made.digest }) }
  }

  function record(
    { address, digest, isWhole, isWritten, bytes }: Written,
    inputs: string,
    section: string,
  ): void {
    put(address, section, { inputs: isWhole ? inputs : '', digest })
    if (!isWhole) wanting.add(section)
    totals.rendered++
    if (!isWritten) return
    totals.written++
    totals.bytes += bytes
  }

  async function take(work: Promise<readonly Written[]>, asked: readonly Wanted[]): Promise<void> {
    const unmade = new Map(asked.map(({ planned }) => [planned.address, planned]))
    for (const one of await work) {
      const { inputs, section } = unmade.get(one.address)!
      record(one, inputs, section)
      unmade.delete(one.address)
    }
    for (const { address, section } of unmade.values()) {
      planned.delete(address)
      opened(section).lines.delete(address)
      wanting.add(section)
    }
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

  /** Addresses of the last build that no section has any more. */
  function gone(): string[] {
    for (const section of Object.keys(before?.sections ?? {}))
      if (!kept.has(section) && !open.has(section)) read(section)
    const lostToo = [...lost.values()].flatMap(addresses => [...addresses])
    return [...new Set([...last.keys(), ...lostToo])].filter(
      address => !planned.has(address) && route(address),
    )
  }

  return {
    totals,
    /** Tells which files are not as the last build left them; before any section is opened. */
    lost(found: FoundOut): void {
      lost = found
    },
    /** A section with what it is made from now: kept as it was, or looked into. */
    open(section: string, inputs: string): void {
      const was = before?.sections[section]
      if (isSameCode && inputs !== '' && was?.[0] === inputs && !lost.has(section)) {
        kept.add(section)
        keptDocuments += countIn(was[1])
        return
      }
      read(section)
      opened(section).inputs = inputs
    },
    openAll(): void {
      for (const section of Object.keys(before?.sections ?? {})) read(section)
    },
    isKept: (section: string) => kept.has(section),
    /** What a section was made from, where that is known only in the end. */
    name(section: string, inputs: string): void {
      opened(section).inputs = inputs
    },
    count: () => planned.size + keptDocuments,
    isPlanned: (address: string): boolean => planned.has(address),
    /** All sections as they are now. */
    sections(): Manifest['sections'] {
      const own = Array.from(open, ([section, { inputs, lines }]) => {
        return [section, [wanting.has(section) ? '' : inputs, [...lines.values()].join('\n')]] as const
      })
      const was = Array.from(kept, section => [section, before!.sections[section]!] as const)
      return Object.fromEntries([...was, ...own].sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    async make(batch: readonly Planned[]): Promise<void> {
      const found: Wanted[] = []
      for (const one of batch) {
        const asked = await wanted(one)
        if (asked) found.push(asked)
      }
      if (found.length === 0) return
      const asked = await withArticles(known.site.store, found)
      const [plain, others] = worker?.isFree()
        ? [asked.filter(isPlain), asked.filter(one => !isPlain(one))]
        : [[], asked]
      if (plain.length > 0) hold(take(worker!.make(plain), plain))
      if (others.length === 0) return
      await room(HELD)
      hold(take(makeAll(known, output, others), others))
    },
    /** Files made together: all as they were, or all made anew. Their section has been opened. */
    async part({ inputs, at, make }: Part): Promise<void> {
      const section = partOf(at)
      if (kept.has(section)) return
      const write = async (files: readonly IndexFile[]): Promise<void> => {
        const there = new Map<string, string>()
        for (const { address } of files) {
          planned.set(address, section)
          const made = last.get(address)
          if (made && (await isThere(address))) there.set(address, made.digest)
        }
        for (const one of await writeIndex(output, files, address => there.get(address)))
          record(one, inputs, section)
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
    /** Waits for all that is under way and removes what is no longer there; returns how many files that were. */
    async finish(): Promise<number> {
      await Promise.all(inHand)
      const addresses = gone()
      await output.remove(addresses.map(fileOf))
      return addresses.length
    },
  }
}

/** Documents that a worker can make as well: of what the walk knows, without pictures, which only one process draws. */
function isPlain({ planned: { article, moved, listing, entries, route } }: Wanted): boolean {
  if (moved) return true
  if (article)
    return route.kind !== 'history' && !article.article.pictures?.length && article.revisions.length === 0
  if (listing) return !saysMore(listing)
  return (
    entries !== undefined && (route.kind === 'sitemap' || entries.every(({ pictures }) => !pictures?.length))
  )
}

/** Documents with the articles they show, where only the numbers of these were known. */
async function withArticles(store: Store, wanted: readonly Wanted[]): Promise<readonly Wanted[]> {
  const numbers = new Set(wanted.flatMap(({ planned }) => planned.shows ?? []))
  if (numbers.size === 0) return wanted
  const found = new Map((await store.byNumbers([...numbers])).map(article => [article.number, article]))
  return wanted.map(one => {
    const { shows, listing, entries, ...rest } = one.planned
    if (!shows) return one
    const articles = shows.flatMap(number => found.get(number) ?? [])
    return {
      ...one,
      planned: {
        ...rest,
        ...(listing && { listing: { ...listing, articles } }),
        ...(entries && { entries: articles }),
      },
    }
  })
}
