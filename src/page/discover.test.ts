// Which feeds a page is seen to offer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discoverFeeds, guesses } from './discover.ts'

test('a page offers its feeds, the whole site before its parts and comments last', () => {
  const html = `<!doctype html><head><base href="https://outlet.example/zh/">
    <link rel="alternate" type="application/rss+xml" title="评论" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title="Politics" href="/tag/politics/feed/">
    <link rel="alternate" type="application/rss+xml" title="Outlet" href="/feed/">
    <link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
    <link rel="alternate" type="application/feed+json" href="/feed.json" title="JSON">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
    <link rel="alternate" type="application/json+oembed" href="/oembed?url=x">
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="stylesheet" type="text/css" href="/feed.css"></head>
    <body><a href="/rss.html">About RSS</a> <a href="https://feeds.elsewhere.example/outlet">Feed</a> <a href="/podcast/rss">Podcast</a></body>`
  assert.deepEqual(
    discoverFeeds(html, 'https://outlet.example/zh/1').map(feed => feed.url),
    [
      'https://outlet.example/feed.json',
      'https://outlet.example/feed/',
      'https://outlet.example/zh/atom.xml',
      'https://outlet.example/tag/politics/feed/',
      'https://outlet.example/podcast/rss',
      'https://feeds.elsewhere.example/outlet',
      'https://outlet.example/comments/feed/',
    ],
  )
})

test('what is no feed is not offered', () => {
  const html =
    '<link rel=alternate type=application/rss+xml href="javascript:x"><link rel=alternate type=application/rss+xml><a href="/feedback">x</a><a href="/rss.png">y</a>'
  assert.deepEqual(discoverFeeds(html, 'https://outlet.example/'), [])
})

test('where a page names no feed, the usual places are guessed, beside it first', () => {
  const found = guesses('https://outlet.example/blog?x=1')
  assert.equal(found[0], 'https://outlet.example/blog/feed')
  assert.ok(found.includes('https://outlet.example/atom.xml'))
  assert.equal(new Set(found).size, found.length)
  assert.deepEqual(guesses('mailto:x@y.example'), [])
})
