// Pages that were captured with an article, read again without asking anybody.
import { readRecord } from '../formats/warc/read.ts'
import type { Article } from '../model/article.ts'
import { decodeContent } from '../model/coding.ts'
import { messageOf } from '../model/error.ts'
import type { Archive, Clock, Fetched, Headers, Log, Web } from '../model/ports.ts'
import { placeOf } from './captures.ts'
import { type Taken, takePage } from './pages.ts'
import type { Reader } from './reader.ts'

export interface KeptPages {
  readonly archive: Archive
  readonly clock: Clock
  readonly log: Log
  readonly reader: Reader
}

/** What an article's captured pages say to the extractor of today; undefined when they are not all there. Asks nobody. */
export async function takeKept(
  article: Article,
  deps: KeptPages,
): Promise<(Taken & { readonly url: string }) | undefined> {
  const web = await keptWeb(article.pages ?? [], deps)
  if (!web) return undefined
  const desk = { clock: deps.clock, web, captures: undefined, reader: deps.reader }
  return { ...(await takePage(web.first, desk)), url: web.first }
}

/** A web in which there are only some captured pages. */
async function keptWeb(
  places: readonly string[],
  { archive, log }: KeptPages,
): Promise<(Web & { readonly first: string }) | undefined> {
  const answers = new Map<string, Fetched>()
  let first: string | undefined
  for (const capture of places) {
    const place = placeOf(capture)
    const packed = place && (await archive.readRange(place.path, place.offset, place.length))
    if (!packed) return undefined
    try {
      const { uri, http, payload } = readRecord(packed)
      const headers: Headers = http?.headers ?? []
      const encoding = headers.find(([name]) => name === 'content-encoding')?.[1]
      const body = await decodeContent(payload, encoding, MOST)
      first ??= uri
      answers.set(uri, { kind: 'fresh', url: uri, hops: [], headers, body })
    } catch (error) {
      log.warn('unreadable capture', { place: capture, why: messageOf(error) })
      return undefined
    }
  }
  if (first === undefined) return undefined
  const nobody = (url: string): Fetched => ({ kind: 'gone', status: 404, url, hops: [] })
  return { first, get: async url => answers.get(url) ?? nobody(url), close: async () => {} }
}

/** Bytes of a page, decoded. */
const MOST = 64 * 1024 * 1024
