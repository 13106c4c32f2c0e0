// The page before: what feeds and the software behind them let us know of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { olderPage } from './paging.ts'
import { readFeed } from './read.ts'

function older(text: string, url = 'https://a.example/feed/'): string | undefined {
  const got = readFeed(Buffer.from(text), { url })
  assert.ok(got.kind === 'feed')
  return olderPage(got.feed, url)?.url
}

const rss = (inside: string): string =>
  `<rss version="2.0"><channel><title>t</title>${inside}<item><title>1</title></item></channel></rss>`
const atom = (inside: string): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearchrss/1.0/">${inside}<entry><title>1</title><id>1</id></entry></feed>`
const WORDPRESS = '<generator>https://wordpress.org/?v=6.4.3</generator>'

test('RFC 5005: an archive names the one before, a page the next', () => {
  assert.equal(older(atom('<link rel="prev-archive" href="/2020"/>')), 'https://a.example/2020')
  assert.equal(older(atom('<link rel="next" href="/f?page=2"/>')), 'https://a.example/f?page=2')
  assert.equal(older(rss('<atom:link rel="next" href="/f?page=2"/>')), 'https://a.example/f?page=2')
  assert.equal(older(atom('')), undefined)
})

test('JSON Feed names its next page', () => {
  const text = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    next_url: 'https://a.example/2.json',
    items: [{ id: '1', title: 't' }],
  })
  assert.equal(older(text, 'https://a.example/feed.json'), 'https://a.example/2.json')
})

test('WordPress numbers its pages', () => {
  assert.equal(older(rss(WORDPRESS)), 'https://a.example/feed/?paged=2')
  assert.equal(
    older(rss(WORDPRESS), 'https://a.example/?feed=rss2&paged=9'),
    'https://a.example/?feed=rss2&paged=10',
  )
  assert.equal(older(rss('')), 'https://a.example/feed/?paged=2')
  assert.equal(older(rss(''), 'https://a.example/rss.xml'), undefined)
  assert.equal(older(rss('<generator>Hugo</generator>')), undefined)
})

test('Blogger counts its entries', () => {
  const url = 'https://x.blogspot.com/feeds/posts/default'
  const total = (n: number): string => atom(`<o:totalResults>${n}</o:totalResults>`)
  assert.equal(older(total(3), url), `${url}?start-index=2&max-results=1`)
  assert.equal(older(total(3), `${url}?start-index=2&max-results=1`), `${url}?start-index=3&max-results=1`)
  assert.equal(older(total(3), `${url}?start-index=3&max-results=1`), undefined)
})
