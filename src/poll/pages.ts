// An article's own page, fetched with manners and read: its text, or why there is none to be had.
import type { Clock, Fetched, Web } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { namesAPage } from '../model/url.ts'
import type { Extracted } from '../page/extract.ts'
import { isPartOf, joinParts } from '../page/parts.ts'
import type { PageRead } from '../page/read.ts'
import type { Captures } from './captures.ts'
import { wordsFor } from './outcome.ts'
import type { Ended, Reader } from './reader.ts'

export interface PageDesk {
  readonly clock: Clock
  /** With manners: it waits its turn at every host. */
  readonly web: Web
  /** Absent when exchanges are not kept. */
  readonly captures: Captures | undefined
  readonly reader: Reader
}

/** What came of asking for an article's page. */
export type Taken =
  | {
      readonly kind: 'page'
      readonly found: Extracted
      readonly letters: number
      readonly pages: readonly string[]
    }
  /** It answered, but not with the article. What it shows all the same may be more than the feed has. */
  | {
      readonly kind: 'refused'
      readonly why: string
      readonly found?: Extracted
      readonly letters: number
      readonly pages: readonly string[]
      /** Reading it had to be ended. */
      readonly ended?: true
    }
  | { readonly kind: 'gone'; readonly why: string }
  /** Worth another try; not before `retryAt`, where somebody said so. */
  | { readonly kind: 'failed'; readonly why: string; readonly retryAt?: Instant; readonly rests: boolean }

type Fresh = Extract<Fetched, { kind: 'fresh' }>
type Missed = Exclude<Fetched, Fresh>

const ACCEPT = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1'
/** A page is text; what is larger is a download. */
const MOST_BYTES = 16 * 1024 * 1024
/** Parts of one article. */
const MOST_PARTS = 20
/** Under these a page's other versions are looked at too. */
const UNSURE = 0.5
const FEW = 300

/** Asks for a page and what belongs to it. Throws only when a capture cannot be written. */
export async function takePage(url: string, desk: PageDesk): Promise<Taken> {
  const pages: string[] = []
  const got = await ask(url, desk)
  if (got.kind !== 'fresh') return missed(got)
  if (namesAPage(url) && !namesAPage(got.url))
    return { kind: 'refused', why: 'it leads to the front page', letters: 0, pages }
  const type = typeOf(got)
  if (!/^(?:text\/|application\/(?:xhtml|xml))|^$/.test(type))
    return { kind: 'refused', why: `it is no page but ${type}`, letters: 0, pages }
  const first = await readKept(got, desk, pages)
  if (first.kind === 'ended') return { kind: 'refused', why: first.why, letters: 0, pages, ended: true }
  const whole = await wholeOf(first.read, got.url, desk, pages)
  const best = isPoor(whole) ? await otherVersion(whole, first.read.ways.others, desk, pages) : whole
  const { found, letters, refusal } = best
  return refusal === undefined
    ? { kind: 'page', found, letters, pages }
    : { kind: 'refused', why: refusal, found, letters, pages }
}

const ask = (url: string, { web }: PageDesk): Promise<Fetched> =>
  web.get(url, { robots: true, accept: ACCEPT, maxBytes: MOST_BYTES })

function missed(got: Missed): Taken {
  const why = got.kind === 'unchanged' ? 'bad answer' : wordsFor(got)
  if (got.kind === 'gone') return { kind: 'gone', why }
  if (got.kind === 'refused' && [401, 402, 403, 451].includes(got.status)) {
    const isChallenge = got.headers.some(([name, value]) => name === 'cf-mitigated' && value === 'challenge')
    return {
      kind: 'refused',
      why: isChallenge ? 'challenge' : got.status === 402 ? 'paywall' : why,
      letters: 0,
      pages: [],
    }
  }
  if (got.kind === 'failed' && got.reason === 'robots')
    return { kind: 'refused', why: 'robots.txt', letters: 0, pages: [] }
  const retryAt = 'retryAt' in got ? got.retryAt : undefined
  const rests = got.kind === 'failed' && got.reason === 'resting'
  return { kind: 'failed', why, rests, ...(retryAt !== undefined && { retryAt }) }
}

const headerOf = ({ headers }: Fresh, wanted: string): string =>
  headers.find(([name]) => name === wanted)?.[1] ?? ''

const typeOf = (got: Fresh): string => headerOf(got, 'content-type').split(';', 1)[0]!.trim().toLowerCase()

/** Reads a page and keeps the exchange it came in; its place is added to `pages`. */
async function readKept(
  got: Fresh,
  desk: PageDesk,
  pages: string[],
): Promise<{ readonly kind: 'read'; readonly read: PageRead } | Ended> {
  const contentType = headerOf(got, 'content-type')
  if (desk.captures && got.exchange) pages.push(await desk.captures.exchange(got.exchange, desk.clock.now()))
  return desk.reader.page({
    bytes: got.body,
    url: got.url,
    ...(contentType !== '' && { contentType }),
  })
}

/** All parts of an article: on the one page that the site's rule names, or by following its links. */
async function wholeOf(first: PageRead, url: string, desk: PageDesk, pages: string[]): Promise<PageRead> {
  const { single } = first.ways
  if (single !== undefined) {
    const got = await ask(single, desk)
    const answer = got.kind === 'fresh' ? await readKept(got, desk, pages) : undefined
    const read = answer?.kind === 'read' ? answer.read : undefined
    if (read && read.refusal === undefined && read.letters >= first.letters) return read
  }
  const parts = [first]
  const seen = new Set([url])
  let { next } = first.ways
  while (next !== undefined && !seen.has(next) && parts.length < MOST_PARTS) {
    seen.add(next)
    const got = await ask(next, desk)
    if (got.kind !== 'fresh') break
    const part = await readKept(got, desk, pages)
    if (part.kind === 'ended') break
    const { read } = part
    if (read.refusal !== undefined || !isPartOf(read.found, first.found)) break
    parts.push(read)
    next = read.ways.next
  }
  return joined(parts)
}

/** Several readings as one: the sum of their letters, the refusal of the first. */
export function joined(parts: readonly PageRead[]): PageRead {
  const first = parts[0]!
  if (parts.length === 1) return first
  return {
    ...first,
    found: joinParts(parts.map(({ found }) => found)),
    letters: parts.reduce((sum, { letters }) => sum + letters, 0),
  }
}

const isPoor = ({ refusal, found, letters }: PageRead): boolean =>
  (refusal !== undefined && refusal !== 'not found') || found.confidence < UNSURE || letters < FEW

/** The version for phones or for paper, when it has more. */
async function otherVersion(
  poor: PageRead,
  others: readonly string[],
  desk: PageDesk,
  pages: string[],
): Promise<PageRead> {
  for (const url of others) {
    const got = await ask(url, desk)
    if (got.kind !== 'fresh') continue
    const own: string[] = []
    const other = await readKept(got, desk, own)
    if (other.kind === 'ended') continue
    const { read } = other
    if (read.refusal !== undefined || read.letters <= poor.letters * 1.2) continue
    // What is read again from the captures is this one.
    pages.splice(0, pages.length, ...own)
    return read
  }
  return poor
}
