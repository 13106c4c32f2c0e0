// One look at an article's own address: a conditional request, and what the answer says of the article.
import { readWholePost } from '../formats/post/read.ts'
import type { Article, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { Archive, Clock, Exchange, Fetched, Validators, Web } from '../model/ports.ts'
import { openBoilerplate } from './boilerplate.ts'
import type { Captures } from './captures.ts'
import type { LookState } from './look-state.ts'
import type { Reading } from './page-seen.ts'
import { type Taken, takePage } from './pages.ts'
import type { Reader } from './reader.ts'
import { type Verdict, verdictOfMiss, verdictOfPage } from './verdict.ts'

export interface LookDesk {
  readonly clock: Clock
  /** With manners: it waits its turn at every host. */
  readonly web: Web
  readonly archive: Archive
  readonly store: Store
  readonly reader: Reader
  /** Absent when exchanges are not kept. */
  readonly captures: Captures | undefined
}

export interface Looked {
  readonly verdict: Verdict
  /** The article as it is kept; undefined when its file is damaged. */
  readonly kept: Post | undefined
  /** What was read on the page, where it was sent. */
  readonly reading?: Reading
  readonly validators?: Validators
  /** The exchange that ended the way, and those of the redirects before it. */
  readonly exchange?: Exchange
  readonly way: readonly Exchange[]
  /** Keeps the exchanges of the reading and gives their places. Call it when the page tells of something. */
  capture(): Promise<string[]>
}

const ACCEPT = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1'
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Looks once. `hasTexts` says whether the source's pages are known to have their articles' texts, where this one was not
 * seen with it yet. Throws only when the archive cannot be read.
 */
export async function lookAt(
  article: Article,
  state: LookState,
  desk: LookDesk,
  hasTexts: () => Promise<boolean> = async () => false,
): Promise<Looked> {
  const url = article.url!
  const got = await desk.web.get(url, {
    robots: true,
    accept: ACCEPT,
    maxBytes: MOST_BYTES,
    ...(state.validators && { validators: state.validators }),
  })
  const kept = await keptPost(article, desk.archive)
  const nothing = async (): Promise<string[]> => []
  const way = got.hops.flatMap(({ exchange }) => exchange ?? [])
  if (got.kind !== 'fresh') {
    const exchange = got.kind === 'gone' ? got.exchange : undefined
    return { verdict: verdictOfMiss(got), kept, way, ...(exchange && { exchange }), capture: nothing }
  }
  const exchanges: { exchange: Exchange; at: number }[] = []
  const raw = await takePage(url, {
    ...desk,
    web: withAnswer(url, got, desk.web),
    captures: collecting(exchanges),
  })
  const verdict = verdictOfPage(got, raw, {
    article,
    html: kept?.html ?? '',
    wasThere: state.page !== undefined || article.text === 'page' || (await hasTexts()),
  })
  const read = verdict.kind === 'there' ? asPage(raw) : undefined
  return {
    verdict,
    kept,
    way,
    ...(read && kept && { reading: await readingOf(url, read, kept, desk) }),
    ...(got.validators && { validators: got.validators }),
    ...(got.exchange && { exchange: got.exchange }),
    async capture() {
      const { captures } = desk
      if (!captures) return []
      return Promise.all(exchanges.map(({ exchange, at }) => captures.exchange(exchange, at)))
    },
  }
}

/** A short note seems to be an empty page to one who does not know the article. */
const asPage = (taken: Taken): Extract<Taken, { kind: 'page' }> | undefined =>
  taken.kind === 'page'
    ? taken
    : taken.kind === 'refused' && taken.why === 'empty' && taken.found
      ? { kind: 'page', found: taken.found, letters: taken.letters, pages: taken.pages }
      : undefined

/** Both without what the outlet puts into all of its pages, as far as that is known today. */
export async function readingOf(
  url: string,
  raw: Extract<Taken, { kind: 'page' }>,
  kept: Post,
  { store }: Pick<LookDesk, 'store'>,
): Promise<Reading> {
  const boilerplate = await openBoilerplate(store, [url])
  boilerplate.learn(url, raw.found)
  await boilerplate.save()
  const own = boilerplate.strip(url, { ...raw.found, html: kept.html })
  return {
    raw,
    bare: { ...raw, found: boilerplate.strip(url, raw.found) },
    next: { ...raw, found: boilerplate.strip(url, raw.found, kept.text === 'page' ? kept.html : '') },
    kept: { ...kept, html: own.html },
  }
}

/** A web that has one answer already, once. */
function withAnswer(url: string, got: Fetched, web: Web): Web {
  let first: Fetched | undefined = got
  return {
    async get(asked, request) {
      const had = asked === url ? first : undefined
      first = had ? undefined : first
      return had ?? web.get(asked, request)
    },
    close: () => web.close(),
  }
}

/** Captures that are kept in memory until it is known whether they are worth it. */
const collecting = (exchanges: { exchange: Exchange; at: number }[]): Captures => ({
  async exchange(exchange, at) {
    exchanges.push({ exchange, at })
    return String(exchanges.length - 1)
  },
  resource: async () => '',
  path: undefined,
  close: async () => {},
})

const keptPost = async ({ path }: Article, archive: Archive): Promise<Post | undefined> =>
  readWholePost(path, await archive.read(path))
