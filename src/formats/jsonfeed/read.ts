// JSON Feed 1.0 and 1.1 (jsonfeed.org), however carelessly written.
import type { Enclosure, Entry, Feed, Person } from '../../model/entry.ts'
import { escapeHtml } from '../../model/text.ts'
import { absolute } from '../feed/address.ts'
import { readDate } from '../feed/date.ts'
import { distinct, hashOf } from '../feed/identity.ts'
import { plainLine, plainSummary, tidy } from '../feed/plain.ts'
import { type Json, type LenientJson, parseJson } from './json.ts'
import { readLoosely } from './loose.ts'

type JsonObject = { readonly [name: string]: Json }

const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []
const text = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
const number = (value: Json | undefined): number | undefined => {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) && read >= 0 ? read : undefined
}

/** An object without members that are undefined or ''. */
const present = <T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== '')) as T

/** Reads a text as JSON Feed; undefined when it is other JSON. `url` is where it was fetched. Never throws. */
export function readJsonFeed(source: string, url?: string): Feed | undefined {
  const { value, cut } = anyJson(source.replace(/^\ufeff+/, ''))
  if (!isObject(value) || !Array.isArray(value.items)) return undefined
  const version = /jsonfeed\.org\/version\/([\d.]+)/.exec(text(value.version))?.[1] ?? ''
  if (version === '' && !objects(value.items).every(item => 'id' in item || 'url' in item)) return undefined
  const self = absolute(text(value.feed_url), url)
  const base = url ?? self ?? absolute(text(value.home_page_url))
  const repairs = new Set(cut ? ['the text ended too early'] : [])
  const entries = objects(value.items)
    .map(item => entryOf(item, base))
    .filter(entry => entry !== undefined)
  return { ...headOf(value, version, base), entries: distinct(entries, repairs), repairs: [...repairs], cut }
}

/** What JSON.parse refuses is read with patience, and item by item where that saves more. */
function anyJson(source: string): LenientJson {
  const strict = parseJson(source)
  if (strict.whole && itemsIn(strict.value) >= 0) return strict
  const loose = readLoosely(source)
  // Of a text that was merely cut the last item is not whole, however it looks.
  return loose && itemsIn(loose.value) > itemsIn(strict.value) + (strict.cut ? 1 : 0)
    ? { ...loose, whole: false }
    : strict
}

const itemsIn = (value: Json | undefined): number =>
  isObject(value) && Array.isArray(value.items)
    ? objects(value.items).filter(item => 'id' in item || 'url' in item).length
    : -1

const HEAD = new Set(
  `version title description home_page_url feed_url language author authors icon favicon hubs next_url items`.split(
    ' ',
  ),
)

function headOf(
  feed: JsonObject,
  version: string,
  base: string | undefined,
): Omit<Feed, 'entries' | 'repairs' | 'cut'> {
  const address = (name: string): string | undefined => absolute(text(feed[name]), base)
  return {
    kind: 'jsonfeed',
    version,
    title: plainLine(text(feed.title)),
    description: plainSummary(text(feed.description)),
    ...present<Pick<Feed, 'home' | 'self' | 'language' | 'image' | 'icon' | 'next'>>({
      home: address('home_page_url'),
      self: address('feed_url'),
      language: text(feed.language).trim(),
      image: address('icon'),
      icon: address('favicon'),
      next: address('next_url'),
    }),
    hubs: objects(feed.hubs)
      .map(hub => text(hub.url))
      .filter(hub => hub !== ''),
    authors: authorsOf(feed),
    tags: [],
    rhythm: {},
    extra: rest(feed, HEAD),
  }
}

const ITEM = new Set(
  `id url external_url title content_html content_text summary image date_published date_modified author authors tags
  language attachments`.split(/\s+/),
)

function entryOf(item: JsonObject, base: string | undefined): Entry | undefined {
  const url = absolute(text(item.url), base)
  const html = htmlOf(item)
  const title = plainLine(text(item.title))
  if (title === '' && html === '' && url === undefined && text(item.id) === '') return undefined
  return {
    ...identity(item, url, title, html),
    ...present<Partial<Entry>>({
      url,
      externalUrl: absolute(text(item.external_url), base),
      html,
      summary: plainSummary(text(item.summary)),
      image: absolute(text(item.image), url ?? base),
      published: readDate(text(item.date_published)),
      updated: readDate(text(item.date_modified)),
      language: text(item.language).trim(),
    }),
    title,
    authors: authorsOf(item),
    tags: Array.isArray(item.tags)
      ? [...new Set(item.tags.map(tag => tidy(text(tag))))].filter(tag => tag !== '')
      : [],
    enclosures: objects(item.attachments).flatMap(one => attachment(one, url ?? base)),
    extra: rest(item, ITEM),
  }
}

function identity(
  item: JsonObject,
  url: string | undefined,
  title: string,
  html: string,
): Pick<Entry, 'id' | 'idFrom'> {
  const own = text(item.id).trim()
  if (own !== '') return { id: own, idFrom: 'id' }
  return url === undefined
    ? { id: hashOf(title, text(item.date_published), html), idFrom: 'hash' }
    : { id: url, idFrom: 'link' }
}

function htmlOf(item: JsonObject): string {
  const html = text(item.content_html)
  return html === '' ? escapeHtml(text(item.content_text)).replace(/\n/g, '<br>\n') : html
}

/** 1.1 has a list of authors, 1.0 one. */
function authorsOf(object: JsonObject): Person[] {
  const listed = objects(object.authors)
  const all = listed.length > 0 ? listed : isObject(object.author) ? [object.author] : []
  return all
    .map(one =>
      present<Person>({
        name: plainLine(text(one.name)),
        url: text(one.url).trim(),
        avatar: text(one.avatar).trim(),
      }),
    )
    .filter(person => Object.keys(person).length > 0)
}

function attachment(one: JsonObject, base: string | undefined): Enclosure[] {
  const url = absolute(text(one.url), base)
  if (url === undefined) return []
  return [
    present<Enclosure>({
      url,
      type: text(one.mime_type),
      length: number(one.size_in_bytes),
      duration: number(one.duration_in_seconds),
      title: plainLine(text(one.title)),
    }),
  ]
}

const rest = (object: JsonObject, known: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([name]) => !known.has(name) && name !== '__proto__')
      .map(([name, value]) => [name, shallow(value, 0)]),
  )

const DEEPEST = 16

/** The same without what lies deeper than anybody writes it, and than can be written again. */
function shallow(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return null
  if (Array.isArray(value)) return value.map(one => shallow(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shallow(one, depth + 1)]))
}
