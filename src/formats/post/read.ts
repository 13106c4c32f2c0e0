// A post file as an article again: what rebuild, the site and the reading room start from.
import type { Changed, Post, TextOrigin } from '../../model/article.ts'
import type { Enclosure } from '../../model/entry.ts'
import { StetError } from '../../model/error.ts'
import type { Picture, ShownPicture } from '../../model/picture.ts'
import { type Instant, instant } from '../../model/time.ts'
import type { LiftedTombstone, Tombstone } from '../../model/tombstone.ts'
import { fences, readFrontMatter } from './frontmatter.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const OPEN = '<div markdown="0">\n'
const CLOSE = '\n</div>\n'

/**
 * Reads what `writePost` wrote. Throws StetError 'damaged', naming the file and what is missing, for anything that is
 * not such a post: cut short, without front matter, without the map `stet:`.
 */
export function readPost(path: string, bytes: Uint8Array): Post {
  const { meta, stet, body } = parts(path, bytes)
  const need = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw damaged(path, `has no ${what}`)
    return value
  }
  const date = need(moment(meta.date), 'date')
  const taken = need(moment(stet.taken), 'stet.taken')
  const published = stet.dated === false ? undefined : date
  const updated = moment(stet.updated)
  const url = string(meta.from)
  const guid = string(stet.guid)
  const capture = string(stet.capture)
  const refused = string(stet.refused)
  return {
    id: need(string(stet.id), 'stet.id'),
    number: need(typeof stet.number === 'number' ? stet.number : undefined, 'stet.number'),
    source: need(string(stet.source), 'stet.source'),
    path,
    ...(guid && { guid }),
    ...(url && { url }),
    ...(stet.shared_url === true && { sharedUrl: true }),
    title: typeof meta.title === 'string' ? meta.title : '',
    author: string(meta.author) ?? '',
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
    taken,
    revised: moment(stet.revised) ?? taken,
    language: string(stet.language) ?? '',
    tags: strings(meta.tags),
    categories: strings(meta.categories),
    ...(stet.lead ? { lead: stet.lead as Picture } : {}),
    ...(Array.isArray(stet.pictures) ? { pictures: stet.pictures as ShownPicture[] } : {}),
    enclosures: Array.isArray(stet.enclosures) ? (stet.enclosures as Enclosure[]) : [],
    text: (string(stet.text) as TextOrigin | undefined) ?? 'feed',
    digest: need(string(stet.digest), 'stet.digest'),
    revision: typeof stet.revision === 'number' ? stet.revision : 1,
    entry: string(stet.entry) ?? '',
    ...(capture && { capture }),
    ...(strings(stet.pages).length > 0 && { pages: strings(stet.pages) }),
    ...(typeof stet.confidence === 'number' && { confidence: stet.confidence }),
    ...(refused && { refused }),
    ...(stet.agreed === true && { agreed: true }),
    ...(Array.isArray(stet.changed) && { changed: strings(stet.changed) as Changed[] }),
    ...(typeof stet.was === 'string' && { was: stet.was }),
    ...(stet.tombstone ? { tombstone: stet.tombstone as Tombstone } : {}),
    ...(Array.isArray(stet.lifted) ? { lifted: stet.lifted as LiftedTombstone[] } : {}),
    html: bodyHtml(path, body),
  }
}

/** As `readPost`; undefined for no bytes, and for what is no whole post. */
export function readWholePost(path: string, bytes: Uint8Array | undefined): Post | undefined {
  try {
    return bytes && readPost(path, bytes)
  } catch (error) {
    if (error instanceof StetError && error.code === 'damaged') return undefined
    throw error
  }
}

/** The cleaned HTML alone, for readers that know the rest from the catalogue. Throws as `readPost` does. */
export function readPostHtml(path: string, bytes: Uint8Array): string {
  return bodyHtml(path, decode(path, bytes))
}

function parts(path: string, bytes: Uint8Array) {
  const file = decode(path, bytes)
  const front = fences(file)
  if (!front) throw damaged(path, 'has no front matter')
  const meta = readFrontMatter(front.text)
  if (!meta) throw damaged(path, 'has front matter that is not YAML')
  const stet = meta.stet
  if (stet === null || typeof stet !== 'object') throw damaged(path, 'has no `stet:` map')
  return { meta, stet: stet as Record<string, unknown>, body: file.slice(front.end) }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw damaged(path, 'is not UTF-8')
  }
}

function bodyHtml(path: string, text: string): string {
  const from = text.indexOf(OPEN)
  const to = text.lastIndexOf(CLOSE)
  if (from < 0 || to < from + OPEN.length - 1) throw damaged(path, 'ends before its text does')
  return text.slice(from + OPEN.length, Math.max(to, from + OPEN.length)).replaceAll('&#123;', '{')
}

const damaged = (path: string, what: string): StetError =>
  new StetError(
    'damaged',
    `${path} ${what}: it is not a whole post. Restore it from a copy, or remove it and poll again.`,
  )

const string = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : []

// A YAML reader may already have made a date of it.
const moment = (value: unknown): Instant | undefined =>
  typeof value === 'string' ? instant(value) : value instanceof Date ? value.getTime() : undefined
