// Giving posts back in the predecessor's form, from what the capture kept: the entry as its feed gave it, or the very
// file that was imported.
import { readFeed } from '../formats/feed/read.ts'
import { readPostHtml } from '../formats/post/read.ts'
import { writeSeed } from '../formats/seed/write.ts'
import { readRecord } from '../formats/warc/read.ts'
import type { Article } from '../model/article.ts'
import { dateOf } from '../model/article.ts'
import { decodeContent } from '../model/coding.ts'
import { digest } from '../model/digest.ts'
import type { Entry } from '../model/entry.ts'
import { StetError } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'
import { cutBytes } from '../model/slug.ts'
import { placeOf } from './captures.ts'
import { entryDigest } from './draft.ts'

export interface SeedFile {
  readonly name: string
  readonly bytes: Uint8Array | string
  /** True when it is made from the source's own bytes; false when only the cleaned text was there. */
  readonly faithful: boolean
}

/** Captured feeds kept in memory: an export goes through articles in the order in which they were taken. */
const FEEDS = 4
/** Bytes of a file name, with room for an ending while it is written. */
const LONGEST_NAME = 240
/** Bytes of a captured feed, unpacked. */
const MOST = 512 * 1024 * 1024

/** A function that gives any article's post in the predecessor's form; it remembers the feeds it has read last. */
export function seedWriter(
  archive: Archive,
  titleOf: (source: string) => string,
): (article: Article) => Promise<SeedFile> {
  const feeds = new Map<string, ReadonlyMap<string, Entry>>()

  async function entryOf(article: Article): Promise<Entry | undefined> {
    const { capture } = article
    if (capture === undefined) return undefined
    let entries = feeds.get(`${article.source} ${capture}`)
    if (!entries) {
      entries = await capturedEntries(archive, capture, article.source)
      feeds.set(`${article.source} ${capture}`, entries)
      if (feeds.size > FEEDS) feeds.delete(feeds.keys().next().value!)
    }
    return entries.get(article.entry)
  }

  return async article => {
    const imported = await importedFile(archive, article)
    if (imported) return imported
    const entry = await entryOf(article)
    const site = titleOf(article.source)
    const { name, text } = writeSeed({
      title: entry?.title ?? article.title,
      date: dateOf(article),
      author: article.author || site,
      url: article.url ?? '',
      site,
      html: entry ? (entry.html ?? entry.summary ?? '') : await keptHtml(archive, article),
    })
    return { name, bytes: text, faithful: entry !== undefined }
  }
}

async function record(archive: Archive, capture: string) {
  const place = placeOf(capture)
  const packed = place && (await archive.readRange(place.path, place.offset, place.length))
  return packed && readRecord(packed)
}

/** The bytes of a file that was imported, under its own name. */
async function importedFile(archive: Archive, article: Article): Promise<SeedFile | undefined> {
  if (!article.entry.startsWith('import:') || article.capture === undefined) return undefined
  const found = await record(archive, article.capture)
  if (!found || `import:${digest(found.payload)}` !== article.entry) return undefined
  const name = fitting(
    decodeURI(found.uri.replace(/^file:/, ''))
      .split('/')
      .at(-1)!,
  )
  return { name, bytes: found.payload, faithful: true }
}

/** A tar archive may hold names that no file system takes: the beginning is kept, and the ending. */
const fitting = (name: string): string =>
  Buffer.byteLength(name) <= LONGEST_NAME
    ? name
    : `${cutBytes(name.replace(/\.md$/, ''), LONGEST_NAME - 3)}.md`

async function capturedEntries(
  archive: Archive,
  capture: string,
  source: string,
): Promise<ReadonlyMap<string, Entry>> {
  const found = await record(archive, capture)
  if (!found) return new Map()
  const header = (name: string): string | undefined => found.http?.headers.find(([key]) => key === name)?.[1]
  const body = await decodeContent(found.payload, header('content-encoding'), MOST)
  const type = header('content-type')
  const read = readFeed(body, { url: found.uri, ...(type !== undefined && { contentType: type }) })
  return new Map(
    read.kind === 'feed' ? read.feed.entries.map(entry => [entryDigest(source, entry), entry]) : [],
  )
}

async function keptHtml(archive: Archive, article: Article): Promise<string> {
  const bytes = await archive.read(article.path)
  if (!bytes) throw new StetError('not-found', `${article.path} is missing: run \`stet doctor\`.`)
  return readPostHtml(article.path, bytes)
}
