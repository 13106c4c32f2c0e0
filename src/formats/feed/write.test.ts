// What stet publishes, read back by stet and by a reader that is not stet.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import type { Entry, Feed } from '../../model/entry.ts'
import { writeAtom } from '../atom/write.ts'
import { writeJsonFeed } from '../jsonfeed/write.ts'
import { writeRss } from '../rss/write.ts'
import type { DocumentEntry, FeedDocument } from './document.ts'
import { readFeed } from './read.ts'

const full: DocumentEntry = {
  id: 'https://archive.example/a/3f9c02d1',
  url: 'https://archive.example/2021/04/14/kerry.html',
  externalUrl: 'https://www.voachinese.com/a/5851976.html?a=1&b=2',
  title: '克里 & “气候” <特使> 访华',
  html: '<p>正文 &amp; ]]> 更多</p>\n<figure><img src="https://archive.example/p/a.jpg" alt="图"></figure>',
  summary: '摘要 & <更多>',
  published: Date.UTC(2021, 3, 14, 1, 39, 2),
  updated: Date.UTC(2021, 3, 15, 2, 0, 0),
  authors: [{ name: '叶兵' }, { name: 'Ann & Co' }],
  tags: ['中国', 'a & b'],
  image: 'https://archive.example/p/a.jpg?x=1&y=2',
  enclosures: [{ url: 'https://archive.example/a.mp3', type: 'audio/mpeg', length: 12_345, duration: 61 }],
  language: 'zh-Hant',
}
const bare: DocumentEntry = {
  id: 'urn:sha256:1',
  url: 'https://archive.example/b',
  title: '',
  html: '<p>无题</p>',
  updated: Date.UTC(2021, 3, 13),
  authors: [],
  tags: [],
  enclosures: [],
}
const document: FeedDocument = {
  title: '美国之音 & 其他',
  description: '存档 <全文>',
  home: 'https://archive.example/',
  self: 'https://archive.example/feed.xml?full=1&n=20',
  language: 'zh-Hans',
  updated: Date.UTC(2021, 3, 15, 2, 0, 0),
  hubs: ['https://hub.example/'],
  icon: 'https://archive.example/icon.png',
  copyright: '© 美国之音',
  entries: [full, bare],
}

const read = (text: string): Feed => {
  const got = readFeed(Buffer.from(text))
  assert.ok(got.kind === 'feed')
  assert.deepEqual(got.feed.repairs, [])
  return got.feed
}

const WRITERS = { RSS: writeRss, Atom: writeAtom, 'JSON Feed': writeJsonFeed }

for (const [name, write] of Object.entries(WRITERS)) {
  test(`${name}: what was written is read back`, () => {
    const feed = read(write(document))
    assert.equal(feed.title, document.title)
    assert.equal(feed.home, document.home)
    assert.equal(feed.self, document.self)
    assert.equal(feed.language, document.language)
    assert.deepEqual(feed.hubs, document.hubs)
    const [first, second] = feed.entries as [Entry, Entry]
    const { summary, image, authors, tags, enclosures, language, ...rest } = full
    for (const [key, value] of Object.entries(rest)) assert.equal(first[key as keyof Entry], value, key)
    assert.equal(first.summary, summary)
    assert.equal(first.image, image)
    assert.equal(first.language, language)
    assert.deepEqual(first.authors, authors)
    assert.deepEqual(first.tags, tags)
    assert.deepEqual(
      first.enclosures.map(one => [one.url, one.type, one.length]),
      [[enclosures[0]!.url, 'audio/mpeg', 12_345]],
    )
    assert.deepEqual(
      [second.id, second.title, second.html, second.published],
      [bare.id, '', bare.html, undefined],
    )
  })

  test(`${name}: what XML forbids never comes out`, () => {
    const odd = 'a\u0000\u0008\u000b\u001f\ufffe\uffff\ud800b]]>c\u2028\r\n'
    const entry = { ...full, title: odd, html: odd, summary: odd, tags: [odd], authors: [{ name: odd }] }
    const text = write({ ...document, title: odd, entries: [entry] })
    assert.ok(text.isWellFormed())
    if (name !== 'JSON Feed') assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/)
    assert.match(read(text).entries[0]!.html!, /b\]\]>c/)
  })

  test(`${name}: a document without entries is a feed`, () => {
    assert.deepEqual(read(write({ ...document, entries: [], language: '' })).entries, [])
  })
}

test('RSS is as another reader wants it', () => {
  const feed = parseRssFeed(writeRss(document))
  const [first, second] = feed.items!
  assert.equal(feed.title, document.title)
  assert.equal(feed.atom?.links?.find(link => link.rel === 'self')?.href, document.self)
  assert.equal(first?.content?.encoded, full.html)
  assert.equal(first?.title, full.title)
  assert.equal(first?.guid?.value, full.id)
  assert.equal(first?.guid?.isPermaLink, false)
  assert.deepEqual(first?.dc?.creators, ['叶兵', 'Ann & Co'])
  assert.equal(Date.parse(String(first?.pubDate)), full.published)
  assert.deepEqual(
    { ...first?.enclosures?.[0] },
    { url: full.enclosures[0]!.url, length: 12_345, type: 'audio/mpeg' },
  )
  assert.equal(second?.description, bare.html)
})

test('Atom is as another reader wants it', () => {
  const feed = parseAtomFeed(writeAtom(document))
  const [first] = feed.entries!
  assert.equal(feed.id, document.self)
  assert.equal(feed.links?.find(link => link.rel === 'self')?.href, document.self)
  assert.equal(
    (first?.content as { value?: string } | string as { value?: string })?.value ?? first?.content,
    full.html,
  )
  assert.equal(first?.id, full.id)
  assert.equal(Date.parse(String(first?.updated)), full.updated)
  assert.equal(first?.authors?.[1]?.name, 'Ann & Co')
})

test('JSON Feed is as another reader wants it', () => {
  const feed = parseJsonFeed(JSON.parse(writeJsonFeed(document)))
  const [first] = feed.items!
  assert.equal(first?.content_html, full.html)
  assert.equal(first?.external_url, full.externalUrl)
  assert.equal(first?.attachments?.[0]?.size_in_bytes, 12_345)
  assert.equal(Date.parse(String(first?.date_published)), full.published)
})
