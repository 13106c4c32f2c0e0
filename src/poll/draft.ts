// From what a feed claims to what would be kept: cleaned, dated, named, but not yet compared with what is there.
import type { TextOrigin } from '../model/article.ts'
import type { Key } from '../model/catalogue.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { Enclosure, Entry, Feed } from '../model/entry.ts'
import { keysOf } from '../model/identity.ts'
import type { Picture } from '../model/picture.ts'
import type { Source, SourceId } from '../model/source.ts'
import { oneLine, shorten } from '../model/text.ts'
import type { Instant } from '../model/time.ts'
import { canonicalAddress } from '../model/url.ts'
import { article as cleanArticle } from '../page/clean.ts'
import { detectLanguage } from '../page/language.ts'
import { contentDigest } from './content.ts'
import { sameKey } from './same.ts'

/** A revision in the making. */
export interface Draft {
  readonly source: SourceId
  readonly guid?: string
  readonly url?: string
  readonly sharedUrl?: boolean
  readonly keys: readonly Key[]
  readonly title: string
  readonly author: string
  readonly published?: Instant
  readonly updated?: Instant
  readonly language: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly lead?: Picture
  readonly enclosures: readonly Enclosure[]
  readonly text: TextOrigin
  readonly html: string
  /** Of the content above: what makes a revision another one. */
  readonly digest: Digest
  /** Of the entry or file it was made from. */
  readonly entry: Digest
  /** Where the exchange is kept: `captures/…warc.gz#offset+length`. */
  readonly capture?: string
  /** Of the article's own page (see Article). */
  readonly pages?: readonly string[]
  readonly confidence?: number
  readonly refused?: string
  readonly agreed?: boolean
}

/** Longer than any title that was meant as one. */
const TITLE = 500
const TITLE_FROM_TEXT = 60
const TAGS = 50

/** Names an entry as it stands in its feed; another digest means that the source changed something. */
export const entryDigest = (source: SourceId, entry: Entry): Digest =>
  digestOf(
    source,
    entry.id,
    entry.url,
    entry.title,
    entry.html ?? entry.summary,
    entry.image,
    entry.published?.toString(),
    entry.updated?.toString(),
    JSON.stringify(entry.authors),
    JSON.stringify(entry.tags),
    JSON.stringify(entry.enclosures),
  )

/** Addresses that more than one entry of a feed claims: the front page, a live blog. They tell no articles apart. */
export function sharedAddresses(feed: Feed): ReadonlySet<string> {
  const ids = new Map<string, Set<string>>()
  for (const entry of feed.entries) {
    const address = entry.url && canonicalAddress(entry.url)
    if (address && entry.idFrom === 'id')
      ids.set(address, (ids.get(address) ?? new Set()).add(bareId(entry.id)))
  }
  return new Set([...ids].filter(([, claimed]) => claimed.size > 1).map(([address]) => address))
}

const bareId = (id: string): string => canonicalAddress(id) ?? id

/** Everything an entry says, made fit to be kept. Throws nothing; an empty text stays empty. */
export function draftOf(
  entry: Entry,
  digest: Digest,
  feed: Feed,
  source: Source,
  shared: ReadonlySet<string>,
  capture: string | undefined,
): Draft {
  const base = entry.base ?? entry.url ?? feed.home ?? feed.self
  const cleaned = cleanArticle(entry.html ?? entry.summary ?? '', base === undefined ? {} : { base })
  const { text } = cleaned
  const title = shorten(oneLine(entry.title), TITLE) || shorten(text.split('\n', 1)[0] ?? '', TITLE_FROM_TEXT)
  const lead = leadOf(entry, cleaned.pictures)
  const sharedUrl = entry.url !== undefined && shared.has(canonicalAddress(entry.url) ?? '')
  const named = {
    source: source.id,
    ...(entry.idFrom === 'id' && { guid: entry.id }),
    ...(entry.url !== undefined && { url: entry.url }),
    ...(sharedUrl && { sharedUrl }),
  }
  const content = {
    title,
    author: authorOf(entry, feed),
    ...(entry.published !== undefined && { published: entry.published }),
    ...(lead && { lead }),
    html: cleaned.html,
  }
  const keys = keysOf(named)
  return {
    ...named,
    ...content,
    keys: keys.length > 0 ? [...keys, ...sameKey({ ...content, source: source.id })] : keys,
    ...(entry.updated !== undefined && { updated: entry.updated }),
    language: detectLanguage(beginning(title, text), entry.language ?? feed.language),
    tags: lines(entry.tags).slice(0, TAGS),
    categories: source.categories.length > 0 ? source.categories : lines([source.title ?? feed.title]),
    enclosures: entry.enclosures,
    text: 'feed',
    digest: contentDigest(content),
    entry: digest,
    ...(capture !== undefined && { capture }),
  }
}

/** As much of an article as tells its language. */
export const beginning = (title: string, text: string): string => `${title}\n${text.slice(0, 300)}`

const lines = (values: readonly string[]): string[] => [
  ...new Set(values.map(oneLine).filter(value => value !== '')),
]

/** In Atom (RFC 4287, 4.2.1) and JSON Feed, who wrote the feed wrote the entries that name nobody. */
function authorOf(entry: Entry, feed: Feed): string {
  const inherited = feed.kind === 'atom' || feed.kind === 'jsonfeed' ? feed.authors : []
  const authors = entry.authors.length > 0 ? entry.authors : inherited
  return shorten(lines(authors.map(({ name }) => name ?? '')).join('、'), 200)
}

/** The picture that stands for the article: the entry's own, else the first of the text. */
function leadOf(entry: Entry, pictures: readonly Picture[]): Picture | undefined {
  if (entry.image === undefined) return pictures[0]
  return pictures.find(picture => picture.url === entry.image) ?? { url: entry.image }
}
