// Pictures come last: when articles are safe, every picture they show is fetched and kept, and the posts learn its name.
// Losing any step costs nothing: files before rows, and what has no row is simply wanted again.
import { readPostHtml } from '../formats/post/read.ts'
import type { Article, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { PictureAddress } from '../model/picture.ts'
import type { Survey } from '../model/picture-store.ts'
import type { Archive, Log } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { alone } from './alone.ts'
import { illustrate } from './illustrate.ts'
import { appendJournal } from './journal.ts'
import { picturesOf } from './picture-addresses.ts'
import {
  findPicture,
  type PictureFetchDeps,
  type PictureFound,
  putOff,
  triedInVain,
} from './picture-fetch.ts'
import { writePictures } from './picture-records.ts'
import { wrappedIn } from './wrapped.ts'

export interface PictureDeps extends PictureFetchDeps {
  readonly archive: Archive
  readonly store: Store
  readonly log: Log
}

export interface PictureRules {
  /** Hosts asked at a time, and pictures under way at each. */
  readonly hosts: number
  readonly perHost: number
  /** Pictures of one article; bytes of one picture; bytes of all of them, 0 for any number. */
  readonly perArticle: number
  readonly most: number
  readonly total: number
  /** Missing ones are asked for too, due or not. */
  readonly all: boolean
  /** True when nothing new is to be begun: the rest is for next time. */
  readonly isOver: () => boolean
}

export interface PictureReport {
  readonly kept: number
  readonly bytes: number
  readonly missing: number
  /** Wanted still: there was no time or no room for them. */
  readonly left: number
}

/** The note of a run under way. */
const FETCHING = 'fetching pictures'
/** Articles looked through at a time; addresses taken of one host at a time; pictures written together. */
const ARTICLES = 200
const TAKEN = 50
const WRITTEN = 100
/** Bytes that may wait to be written: the next are asked for meanwhile. */
const WAITING = 48 * 1024 * 1024

/** Looks through the articles that have come, so that it is known which pictures are wanted. Asks nobody. */
export async function surveyPictures(
  deps: Pick<PictureDeps, 'archive' | 'store' | 'log' | 'clock'>,
  perArticle: number,
): Promise<number> {
  const { store, archive, clock } = deps
  let count = 0
  for (;;) {
    const numbers = await store.pictures.unsurveyed(ARTICLES)
    if (numbers.length === 0) return count
    const articles = await store.byNumbers(numbers)
    const posts = await Promise.all(articles.map(article => postOf(article, archive, deps.log)))
    const found = new Map<number, Survey>(numbers.map(number => [number, { number, uses: [], over: [] }]))
    for (const post of posts.filter(post => post !== undefined)) {
      const uses = picturesOf(post)
      const { number } = post
      found.set(number, { number, uses: uses.slice(0, perArticle), over: uses.slice(perArticle) })
    }
    // Pictures that came meanwhile, or that were kept for another article, are there already.
    await illustrate(
      posts.filter(post => post !== undefined),
      deps,
    )
    await store.pictures.survey([...found.values()], clock.now())
    count += numbers.length
  }
}

/** An article with its text, read without its front matter; undefined when its file is missing or damaged. */
async function postOf(article: Article, archive: Archive, log: Log): Promise<Post | undefined> {
  const bytes = await archive.read(article.path)
  try {
    return bytes && { ...article, html: readPostHtml(article.path, bytes) }
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    log.error('damaged', { path: article.path, why: error.message })
    return undefined
  }
}

/**
 * Fetches what is wanted and due, host by host, until nothing is left. The archive must be locked by the caller.
 * Throws only when the disk cannot be written to; what was fetched until then is kept or wanted again.
 */
export async function fetchPictures(
  deps: PictureDeps,
  rules: PictureRules,
  told: (done: number, total: number) => void = () => {},
): Promise<PictureReport> {
  const { store, clock } = deps
  const now = clock.now()
  const total = await store.pictures.dueCount({ now, all: rules.all })
  // A run that was killed left files that were not finished.
  if ((await store.note(FETCHING)) !== undefined) await deps.archive.sweep()
  await store.setNote(FETCHING, 'yes')
  const desk = await openDesk(deps, rules, done => told(done, Math.max(total, done)))
  const taken = new Set<string>()
  const resting = new Set<string>()
  while (!desk.isOver()) {
    // One that was asked in this run is not asked again in it, whatever came of it.
    const open = await store.pictures.due({
      now,
      hosts: rules.hosts + resting.size,
      perHost: rules.all ? TAKEN + taken.size : TAKEN,
      all: rules.all,
    })
    const next = open.filter(({ url, host }) => !taken.has(url) && !resting.has(host))
    if (next.length === 0) break
    for (const { url } of next) taken.add(url)
    await Promise.all(
      [...Map.groupBy(next, ({ host }) => host).values()].map(of => askHost(of, rules, desk, resting)),
    )
    await desk.flush()
  }
  await desk.flush()
  // The posts learn which of their pictures have come.
  await surveyPictures(deps, rules.perArticle)
  await store.setNote(FETCHING, undefined)
  return { ...desk.report(), left: await store.pictures.dueCount({ now: clock.now(), all: false }) }
}

async function askHost(
  open: readonly PictureAddress[],
  { perHost }: PictureRules,
  desk: Desk,
  resting: Set<string>,
): Promise<void> {
  let at = 0
  const worker = async (): Promise<void> => {
    while (at < open.length && !resting.has(open[0]!.host) && !desk.isOver()) {
      const one = open[at++]!
      if (await desk.take(one)) resting.add(one.host)
    }
  }
  await Promise.all(Array.from({ length: perHost }, worker))
}

interface Desk {
  /** True when the address's host is to be left alone. */
  take(address: PictureAddress): Promise<boolean>
  /** Writes what has come: files, journal, rows, posts. */
  flush(): Promise<void>
  /** The time is over, or the archive has as many bytes of pictures as it may. */
  isOver(): boolean
  report(): Omit<PictureReport, 'left'>
}

type Came = { address: PictureAddress; found: PictureFound }

async function openDesk(deps: PictureDeps, rules: PictureRules, told: (done: number) => void): Promise<Desk> {
  const { store, archive } = deps
  let { bytes: held } = await store.pictures.totals()
  const sum = { kept: 0, bytes: 0, missing: 0 }
  let came: Came[] = []
  let unwritten = 0
  let failure: { error: unknown } | undefined
  let done = 0
  let writing: Promise<void> = Promise.resolve()

  const isOver = (): boolean =>
    failure !== undefined || rules.isOver() || (rules.total > 0 && held >= rules.total)

  async function articlesShowing(url: string): Promise<Article[]> {
    return store.byNumbers((await store.pictures.showing([url])).slice(0, 5))
  }

  async function more(url: string): Promise<string[]> {
    const found = new Set<string>()
    for (const article of await articlesShowing(url))
      for (const one of await wrappedIn(article, url, archive)) found.add(one)
    return [...found]
  }

  /** Hands over what has come; it is written after what was handed over before. */
  function handOver(): void {
    const batch = came
    came = []
    const bytes = batch.reduce((sum, { found }) => sum + (found.kind === 'found' ? found.bytes.length : 0), 0)
    writing = writing
      .then(() => (failure || batch.length === 0 ? undefined : alone(archive, () => write(batch))))
      .catch(error => {
        failure ??= { error }
      })
      .finally(() => {
        unwritten -= bytes
      })
  }

  async function flush(): Promise<void> {
    handOver()
    await writing
    if (failure) throw failure.error
  }

  async function write(batch: readonly Came[]): Promise<void> {
    const { pictures, addresses } = conclude(batch, deps.clock.now())
    const written = await writePictures(pictures, archive, store.pictures)
    const lost = addresses.filter(({ state }) => state === 'missing')
    const given = new Set(
      batch.flatMap(({ address, found }) => (found.kind === 'missing' ? address.url : [])),
    )
    const told = lost.filter(({ url }) => given.has(url))
    const journal =
      told.length > 0 ? [await appendJournal(archive, deps.clock.now(), told.map(missingEvent))] : []
    await store.pictures.put({
      pictures: written.pictures,
      addresses,
      changed: [...written.paths, ...journal],
    })
    sum.kept += pictures.length
    sum.missing += lost.length
    for (const { bytes } of pictures) sum.bytes += bytes.length
  }

  return {
    async take(address) {
      const found = await findPicture(address.url, deps, {
        most: rules.most,
        more: () => more(address.url),
      })
      came.push({ address, found })
      if (found.kind === 'found') {
        unwritten += found.bytes.length
        held += found.bytes.length
      }
      told(++done)
      if (came.length >= WRITTEN || unwritten > WAITING) handOver()
      while (unwritten > WAITING && !failure) await writing
      if (found.kind !== 'later') return false
      await store.pictures.rest(address.host, found.until)
      return true
    },
    flush,
    isOver,
    report: () => sum,
  }
}

/** What a batch means for files and rows. */
function conclude(batch: readonly Came[], now: Instant) {
  const pictures: Parameters<typeof writePictures>[0][number][] = []
  const addresses: PictureAddress[] = []
  for (const { address, found } of batch) {
    const { url, host, tries, alt, caption } = address
    if (found.kind === 'later') addresses.push(putOff(address, found, now))
    else if (found.kind === 'missing') addresses.push(triedInVain(address, found, now))
    else {
      const seen = found.picture.seen
      pictures.push({
        bytes: found.bytes,
        picture: {
          ...found.picture,
          addresses: [...new Set([url, found.from])].map(one => ({ url: one, seen })),
          ...(alt && { alt }),
          ...(caption && { caption }),
        },
      })
      for (const one of new Set([url, found.from]))
        addresses.push({
          url: one,
          host: one === url ? host : hostOf(one),
          state: 'kept',
          digest: found.picture.digest,
          tries: tries + 1,
        })
    }
  }
  return { pictures, addresses }
}

const missingEvent = ({ url, why, said, tries, due }: PictureAddress) => ({
  op: 'missing' as const,
  url,
  ...(why && { why }),
  ...(said && { said }),
  tries,
  ...(due !== undefined && { due }),
})
