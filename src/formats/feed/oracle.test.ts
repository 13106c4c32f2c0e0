// Another reader beside ours, both ways: what it reads in the fixtures we read too, and what we write it reads as meant.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAtomFeed, parseFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import type { Entry } from '../../model/entry.ts'
import { writeAtom } from '../atom/write.ts'
import { writeJsonFeed } from '../jsonfeed/write.ts'
import { writeRss } from '../rss/write.ts'
import { absolute } from './address.ts'
import { readDate } from './date.ts'
import type { DocumentEntry, FeedDocument } from './document.ts'
import { plainLine } from './plain.ts'
import { readFeed } from './read.ts'

const FEEDS = join(import.meta.dirname, '../../../tests/fixtures/feeds')

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What both say of an item, in one shape. */
interface Common {
  readonly id: unknown
  readonly url: unknown
  readonly title: unknown
  readonly html: unknown
  readonly published: unknown
}

type Item = Record<string, never> & {
  guid?: { value?: string }
  id?: string
  link?: string
  url?: string
  links?: { href?: string; rel?: string }[]
  title?: string | { value?: string }
  content?: { encoded?: string; value?: string }
  summary?: { value?: string }
  description?: string
  content_html?: string
  content_text?: string
  pubDate?: string
  published?: string
  date_published?: string
  dc?: { dates?: string[] }
}

const theirs = (item: Item): Common => ({
  id: item.guid?.value ?? item.id,
  url: item.link ?? item.url ?? item.links?.find(({ rel }) => (rel ?? 'alternate') === 'alternate')?.href,
  title: plainLine((typeof item.title === 'string' ? item.title : item.title?.value) ?? ''),
  html:
    item.content?.encoded ??
    item.content?.value ??
    item.description ??
    item.summary?.value ??
    item.content_html ??
    item.content_text,
  published: item.pubDate ?? item.published ?? item.date_published ?? item.dc?.dates?.[0],
})

const ours = ({ id, url, title, html, published }: Entry): Common => ({ id, url, title, html, published })

/** Where we read otherwise, and why. */
// biome-ignore format: one reason a line
const OTHERWISE: Readonly<Record<string, readonly (readonly [field: keyof Common, why: string])[]>> = {
  'dw.rdf': [['id', 'rdf:about is an id to us']],
  'rsshub.xml': [['id', 'an id that repeats gets the address added']],
  'rfi.xml': [['published', 'a French date without a zone of its own is read by us alone'], ['id', 'no guid there: the link']],
  'voa.xml': [['published', 'a Chinese date in a Chinese feed is Beijing time']],
  'youtube.xml': [['html', 'media:description is a text to us']],
  'podcast.xml': [['html', 'itunes:summary is a text to us'], ['url', 'no link there']],
  'jsonfeed.json': [['html', 'content_text is escaped'], ['id', 'a number is an id too']],
  'atom03.xml': [['title', 'it does not know Latin-1'], ['html', 'nor here'], ['url', 'xml:base']],
}

const close = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ \/>/g, '/>')
    .trim()

function compare(file: string, own: Common, other: Common): void {
  const excused = new Set((OTHERWISE[file] ?? []).map(([field]) => field))
  const base = 'https://matters.town/'
  if (!excused.has('id')) assert.equal(own.id, other.id ?? own.url)
  if (!excused.has('url') && other.url)
    assert.equal(own.url, absolute(String(other.url), base) && (own.url as string), file)
  if (!excused.has('title')) assert.equal(own.title, other.title)
  if (!excused.has('html')) assert.equal(close(own.html), close(other.html))
  if (!excused.has('published'))
    assert.equal(own.published, other.published === undefined ? undefined : readDate(String(other.published)))
}

for (const file of readdirSync(FEEDS).filter(name => /^[\w-]+\.(?:xml|rdf|json)$/.test(name)))
  if (!file.includes('sitemap'))
    test(`${file}: another reader finds the same, but where we can say why not`, () => {
      const bytes = readFileSync(join(FEEDS, file))
      const read = readFeed(bytes)
      assert.ok(read.kind === 'feed')
      const { feed } = parseFeed(bytes.toString()) as unknown as {
        feed: { items?: Item[]; entries?: Item[] }
      }
      const items = (feed.items ?? feed.entries ?? []).map(theirs)
      assert.equal(read.feed.entries.length, items.length)
      for (const [i, entry] of read.feed.entries.entries()) compare(file, ours(entry), items[i]!)
    })

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** xorshift: the same documents on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return sides => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % sides
  }
}

const BITS =
  '中国|美国之音|&|<|>|"|\'|]]>|<![CDATA[|&amp;|&lt;b&gt;|<b>粗</b>|\n|  |😀|𠮷|é|{{ x }}|%|\u0000|\u0008|\ufffe|\ud800|http://a.example/?a=1&b=2|-->|</item>|</entry>|<?xml ?>'.split(
    '|',
  )
const PLAIN_BITS = BITS.filter(bit => !/[\u0000-\u0009\u000b-\u001f\ufffe\ud800\n]| {2}/.test(bit))

function documentOf(roll: (sides: number) => number): FeedDocument {
  const text = (bits: readonly string[], most: number): string =>
    Array.from({ length: 1 + roll(most) }, () => bits[roll(bits.length)]).join('')
  const entry = (n: number): DocumentEntry => ({
    id: `urn:stet:${n}`,
    url: `https://archive.example/${n}?a=1&b=${roll(9)}`,
    title: `x${text(PLAIN_BITS, 6)}x`,
    html: `<p>${text(BITS, 12)}</p>`,
    ...(roll(2) === 0 && { summary: `s${text(PLAIN_BITS, 6)}s` }),
    ...(roll(2) === 0 && { published: Date.UTC(2021, roll(12), 1 + roll(28), roll(24), roll(60), roll(60)) }),
    updated: Date.UTC(2021, roll(12), 1 + roll(28)),
    authors: Array.from({ length: roll(3) }, (_, i) => ({ name: `甲${i}${text(PLAIN_BITS, 2)}乙` })),
    tags: Array.from({ length: roll(4) }, (_, i) => `标${i}${text(PLAIN_BITS, 2)}签`),
    enclosures:
      roll(2) === 0
        ? [{ url: `https://archive.example/${n}.mp3?x=1&y=2`, type: 'audio/mpeg', length: roll(1e6) }]
        : [],
  })
  return {
    title: `报${text(PLAIN_BITS, 4)}纸`,
    description: `关${text(PLAIN_BITS, 4)}于`,
    home: 'https://archive.example/',
    self: 'https://archive.example/feed?x=1&y=2',
    language: 'zh-Hans',
    updated: Date.UTC(2021, 3, 14),
    hubs: [],
    entries: Array.from({ length: roll(4) }, (_, n) => entry(n)),
  }
}

/** As XML can hold it: without what it forbids. */
const permitted = (text: string | undefined): string =>
  (text ?? '')
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .trim()

const ROUNDS = 150

test('a hundred and fifty documents of nasty texts: RSS is read as it was meant', () => {
  const roll = dice(20210414)
  for (let round = 0; round < ROUNDS; round++) {
    const document = documentOf(roll)
    const feed = parseRssFeed(writeRss(document))
    assert.equal(feed.title, document.title)
    assert.equal(feed.description, document.description)
    assert.equal(feed.items?.length ?? 0, document.entries.length)
    for (const [i, entry] of document.entries.entries()) {
      const item = feed.items![i]!
      assert.equal(item.title, entry.title)
      assert.equal(item.link, entry.url)
      assert.equal(item.guid?.value, entry.id)
      assert.equal(item.content?.encoded, permitted(entry.html))
      if (entry.summary !== undefined) assert.equal(item.description, entry.summary)
      assert.deepEqual(
        item.dc?.creators ?? [],
        entry.authors.map(({ name }) => name),
      )
      assert.deepEqual(
        (item.categories ?? []).map(({ name }) => name),
        entry.tags,
      )
      assert.equal(item.enclosures?.[0]?.url, entry.enclosures[0]?.url)
      assert.equal(item.pubDate && Date.parse(String(item.pubDate)), entry.published)
    }
  }
})

test('a hundred and fifty documents of nasty texts: Atom is read as it was meant', () => {
  const roll = dice(7)
  for (let round = 0; round < ROUNDS; round++) {
    const document = documentOf(roll)
    const feed = parseAtomFeed(writeAtom(document))
    assert.equal(feed.id, document.self)
    for (const [i, entry] of document.entries.entries()) {
      const read = feed.entries![i]! as {
        id?: string
        title?: { value?: string }
        content?: { value?: string }
        summary?: { value?: string }
        links?: { href?: string; rel?: string }[]
        authors?: { name?: string }[]
        categories?: { term?: string }[]
      }
      assert.equal(read.id, entry.id)
      assert.equal(read.title?.value, entry.title)
      assert.equal(read.content?.value, permitted(entry.html))
      assert.equal(read.summary?.value, entry.summary)
      assert.equal(read.links?.find(({ rel }) => rel === 'alternate')?.href, entry.url)
      assert.equal(read.links?.find(({ rel }) => rel === 'enclosure')?.href, entry.enclosures[0]?.url)
      assert.deepEqual(
        (read.authors ?? []).map(({ name }) => name),
        entry.authors.map(({ name }) => name),
      )
      assert.deepEqual(
        (read.categories ?? []).map(({ term }) => term),
        entry.tags,
      )
    }
  }
})

test('a hundred and fifty documents of nasty texts: JSON Feed is read as it was meant', () => {
  const roll = dice(99)
  for (let round = 0; round < ROUNDS; round++) {
    const document = documentOf(roll)
    const feed = parseJsonFeed(JSON.parse(writeJsonFeed(document)))
    for (const [i, entry] of document.entries.entries()) {
      const item = feed.items![i]!
      assert.equal(item.id, entry.id)
      assert.equal(item.url, entry.url)
      assert.equal(item.title, entry.title)
      assert.equal(item.summary, entry.summary)
      assert.equal(item.attachments?.[0]?.url, entry.enclosures[0]?.url)
    }
  }
})

test('and we read our own writing back, whatever is in it', () => {
  const roll = dice(3)
  for (let round = 0; round < ROUNDS; round++) {
    const document = documentOf(roll)
    for (const write of [writeRss, writeAtom, writeJsonFeed]) {
      const read = readFeed(Buffer.from(write(document)))
      assert.ok(read.kind === 'feed')
      assert.deepEqual(read.feed.repairs, [])
      assert.deepEqual(
        read.feed.entries.map(({ id, url }) => [id, url]),
        document.entries.map(({ id, url }) => [id, url]),
      )
      if (write !== writeJsonFeed)
        assert.deepEqual(
          read.feed.entries.map(({ html }) => html?.trim()),
          document.entries.map(({ html }) => permitted(html)),
        )
    }
  }
})
