// Sitemaps written, and read back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFeed } from '../feed/read.ts'
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

test('an index lists its sitemaps', () => {
  assert.deepEqual(readSitemapIndex(writeSitemapIndex(PAGES)), PAGES)
  assert.deepEqual(readSitemapIndex('<urlset><url><loc>https://a.example/</loc></url></urlset>'), [])
})
