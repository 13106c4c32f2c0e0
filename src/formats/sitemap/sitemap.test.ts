// Sitemaps written, and read back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { readFeed, readIndex } from '../feed/read.ts'
import { readSitemapIndex } from './read.ts'
import { writeSitemap, writeSitemapIndex } from './write.ts'

const PAGES = [
  { url: 'https://archive.example/2021/04/14/a.html?x=1&y=2', modified: Date.UTC(2021, 3, 14) },
  { url: 'https://archive.example/' },
]

test('a sitemap is read back as written', () => {
  const got = readFeed(Buffer.from(writeSitemap(PAGES)))
  assert.ok(got.kind === 'feed')
  assert.equal(got.feed.kind, 'sitemap')
  assert.deepEqual(
    got.feed.entries.map(({ url, updated }) => ({ url, ...(updated && { modified: updated }) })),
    PAGES,
  )
})

test('a list of addresses, one a line, is a sitemap', () => {
  const got = readFeed(Buffer.from('\ufeffhttps://a.example/1\r\nhttps://a.example/2?x=中\n\n'))
  assert.ok(got.kind === 'feed')
  assert.deepEqual(
    got.feed.entries.map(({ url }) => url),
    ['https://a.example/1', 'https://a.example/2?x=中'],
  )
  assert.equal(readFeed(Buffer.from('https://a.example/1 is down')).kind, 'not-a-feed')
})

test('an index that came compressed lists its sitemaps, the newest first', () => {
  const listed = readIndex(gzipSync(writeSitemapIndex([...PAGES].reverse())))
  assert.deepEqual(listed, PAGES)
  assert.deepEqual(readIndex(Buffer.from('<rss/>')), [])
})

test('an index lists its sitemaps', () => {
  assert.deepEqual(readSitemapIndex(writeSitemapIndex(PAGES)), PAGES)
  assert.deepEqual(readSitemapIndex('<urlset><url><loc>https://a.example/</loc></url></urlset>'), [])
})
