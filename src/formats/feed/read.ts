// Reads any feed: bytes as they came in, nouns out. Nothing is thrown, and one bad entry never spoils the rest.
import { decodeText } from '../../model/charset.ts'
import type { Feed } from '../../model/entry.ts'
import { readAtom } from '../atom/read.ts'
import { readHFeed } from '../hfeed/read.ts'
import { readJsonFeed } from '../jsonfeed/read.ts'
import { readRss } from '../rss/read.ts'
import { type ChildSitemap, readAddressList, readSitemap, readSitemapIndex } from '../sitemap/read.ts'
import type { XmlText } from '../xml/scan.ts'
import { absolute } from './address.ts'
import { tidyBytes } from './controls.ts'
import { detect } from './detect.ts'
import { MOST_UNPACKED, unpack } from './unpack.ts'

export interface FeedHint {
  /** The address the bytes were fetched from, after redirects: relative addresses are relative to it. */
  readonly url?: string
  /** The Content-Type header. */
  readonly contentType?: string
  /** The Content-Language header: the language of a feed that names none. */
  readonly contentLanguage?: string
  /** The Content-Location header, for who wants it to be the base of relative addresses as it was before RFC 7231. */
  readonly contentLocation?: string
  /** A web page that marks up entries (h-feed, hAtom) is wanted too: else a page is what came instead of a feed. */
  readonly page?: boolean
  /** `extra` shall have everything that is said, also what has a place in the model: for looking, not for keeping. */
  readonly whole?: boolean
}

export type NotAFeed =
  | 'empty'
  | 'html'
  | 'opml'
  | 'sitemap-index'
  | 'json'
  | 'damaged'
  | 'too-large'
  | 'unknown'

export type FeedRead =
  | { readonly kind: 'feed'; readonly feed: Feed; readonly charset: string }
  | { readonly kind: 'not-a-feed'; readonly code: NotAFeed; readonly message: string }

const WHY: Readonly<Record<NotAFeed, string>> = {
  empty: 'the file is empty',
  html: 'expected a feed, got a web page',
  opml: 'expected a feed, got a list of feeds (OPML)',
  'sitemap-index': 'expected a feed, got an index of sitemaps',
  json: 'expected a feed, got other JSON',
  damaged: 'compressed, and too damaged to unpack',
  'too-large': `unpacks to more than ${MOST_UNPACKED / 1024 / 1024} MB`,
  unknown: 'expected a feed, found neither RSS, Atom, RDF, JSON Feed nor a sitemap in it',
}

/**
 * Reads RSS 0.9–2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.x or a sitemap from bytes of any charset, compressed or not.
 * Never throws; time and memory are linear in the bytes.
 */
export function readFeed(bytes: Uint8Array, hint: FeedHint = {}): FeedRead {
  const unpacked = unpack(bytes)
  if (unpacked.kind !== 'bytes') return notAFeed(unpacked.kind)
  const tidied = tidyBytes(unpacked.bytes)
  const { text, charset } = decodeText(tidied.bytes, labelsOf(tidied.bytes, hint.contentType))
  const feed = readText({ text, clean: tidied.clean }, withBase(hint))
  if (typeof feed === 'string') return notAFeed(feed)
  const repairs = [
    ...(unpacked.layers > 0 ? ['compressed once too often'] : []),
    ...(tidied.dropped ? ['control characters were dropped'] : []),
  ]
  return repairs.length === 0
    ? { kind: 'feed', feed, charset }
    : { kind: 'feed', feed: { ...feed, repairs: [...repairs, ...feed.repairs] }, charset }
}

/** The sitemaps that an index of sitemaps lists, newest first where they say; none for anything else. Never throws. */
export function readIndex(bytes: Uint8Array, hint: FeedHint = {}): readonly ChildSitemap[] {
  const unpacked = unpack(bytes)
  if (unpacked.kind !== 'bytes') return []
  const { text } = decodeText(unpacked.bytes, labelsOf(unpacked.bytes, hint.contentType))
  return [...readSitemapIndex(text, hint.url)].sort((a, b) => (b.modified ?? 0) - (a.modified ?? 0))
}

const notAFeed = (code: NotAFeed): FeedRead => ({ kind: 'not-a-feed', code, message: WHY[code] })

function withBase(hint: FeedHint): FeedHint {
  const base = hint.contentLocation === undefined ? undefined : absolute(hint.contentLocation, hint.url)
  return base === undefined ? hint : { ...hint, url: base }
}

function readText(given: XmlText, hint: FeedHint): Feed | NotAFeed {
  const found = detect(given.text)
  switch (found.kind) {
    case 'rss':
      return readRss({ ...given, start: found.start }, hint)
    case 'atom':
      return readAtom({ ...given, start: found.start }, hint)
    case 'sitemap':
      return readSitemap({ ...given, start: found.start }, hint)
    case 'json':
      return readJsonFeed(given.text, hint.url) ?? 'json'
    case 'none':
      if (found.code === 'html' && hint.page) return readHFeed(given.text, hint.url) ?? 'html'
      return found.code === 'unknown' ? (readAddressList(given.text) ?? 'unknown') : found.code
  }
}

const HEAD = 1024

/** What the server says of the charset, then what the document says. */
function labelsOf(bytes: Uint8Array, contentType: string | undefined): (string | undefined)[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD)).toString('latin1')
  const declared = /<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(head)
  return [charsetOf(contentType), declared?.[1]]
}

const charsetOf = (contentType: string | undefined): string | undefined =>
  /charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(contentType?.slice(0, HEAD) ?? '')?.[1]
