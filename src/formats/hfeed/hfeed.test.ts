// Pages that are feeds: microformats2 and hAtom, as indie sites and old blogs write them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFeed } from '../feed/read.ts'
import { readHFeed } from './read.ts'

const MF2 = `<!DOCTYPE html><html lang="zh"><head><title>页</title><link rel="hub" href="https://hub.example/"></head><body>
<nav><a rel="next" href="/page/2">旧</a></nav>
<main class="h-feed"><h1 class="p-name">笔记 &amp; 其他</h1>
<article class="h-entry"><h2 class="p-name"><a class="u-url" href="/1">第一篇</a></h2>
<a class="p-author h-card" href="/me"><img class="u-photo" src="/me.jpg" alt="">李雷</a>
<time class="dt-published" datetime="2021-04-14T09:39:02+08:00">4月14日</time>
<div class="e-content"><p>正文 <b>一</b>。<p>第二段<img src="i.png"></div><a class="p-category" href="/t">中国</a>
<div class="p-comment h-cite"><p class="p-name">不是标题</p><time class="dt-published" datetime="1999-01-01"></time></div></article>
<article class="h-entry"><div class="p-name e-content">没有标题的笔记</div><a class="u-url u-uid" href="https://a.example/2">#</a>
<data class="dt-published"><span class="value">2021-04-13</span> <span class="value">10:00:00Z</span></data><audio class="u-audio" src="2.mp3"></audio></article>
<article class="h-entry"></article>
</main><script>"<article class='h-entry'>"</script></body></html>`

test('an h-feed is a feed', () => {
  const feed = readHFeed(MF2, 'https://a.example/notes/')!
  assert.equal(feed.kind, 'hfeed')
  assert.equal(feed.title, '笔记 & 其他')
  assert.equal(feed.language, 'zh')
  assert.equal(feed.next, 'https://a.example/page/2')
  assert.deepEqual(feed.hubs, ['https://hub.example/'])
  assert.equal(feed.entries.length, 2)
  const [first, second] = feed.entries
  assert.equal(first!.title, '第一篇')
  assert.equal(first!.url, 'https://a.example/1')
  assert.equal(first!.html, '<p>正文 <b>一</b>。<p>第二段<img src="i.png">')
  assert.equal(first!.base, 'https://a.example/notes/')
  assert.equal(first!.published, Date.UTC(2021, 3, 14, 1, 39, 2))
  assert.deepEqual(first!.authors, [
    { name: '李雷', url: 'https://a.example/me', avatar: 'https://a.example/me.jpg' },
  ])
  assert.deepEqual(first!.tags, ['中国'])
  assert.equal(second!.title, '')
  assert.equal(second!.html, '没有标题的笔记')
  assert.deepEqual([second!.id, second!.idFrom], ['https://a.example/2', 'id'])
  assert.equal(second!.published, Date.UTC(2021, 3, 13, 10))
  assert.deepEqual(second!.enclosures, [{ url: 'https://a.example/notes/2.mp3', medium: 'audio' }])
})

test('an hAtom page is a feed', () => {
  const page = `<html><head><title>博客</title><base href="https://b.example/x/"></head><body class="hfeed">
    <div class="post hentry" id="post-1"><h3 class="entry-title"><a href="1.html" rel="bookmark">标题</a></h3>
    <abbr class="published" title="2009-06-04T08:00:00+08:00">六月四日</abbr>
    <span class="author vcard"><a class="url fn" href="/who">王</a></span>
    <div class="entry-content"><p>正文</p></div><a rel="tag" href="/tag/a">新闻</a></div></body></html>`
  const [entry] = readHFeed(page)!.entries
  assert.equal(entry!.title, '标题')
  assert.equal(entry!.url, 'https://b.example/x/1.html')
  assert.equal(entry!.published, Date.UTC(2009, 5, 4))
  assert.deepEqual(entry!.authors, [{ name: '王', url: 'https://b.example/who' }])
  assert.deepEqual(entry!.tags, ['新闻'])
  assert.equal(entry!.html, '<p>正文</p>')
})

test('a page is taken for a feed only where that is asked for, and only if it marks up entries', () => {
  assert.equal(readFeed(Buffer.from(MF2)).kind, 'not-a-feed')
  assert.equal(readFeed(Buffer.from(MF2), { page: true }).kind, 'feed')
  assert.equal(readFeed(Buffer.from('<html><body>h-entry</body></html>'), { page: true }).kind, 'not-a-feed')
  assert.equal(readHFeed('<p>nothing</p>'), undefined)
})

test('a page nested without end, or never closed, is read in one pass', () => {
  for (const page of ['<div class="h-entry">', '<p class="p-name">', '<b><a class="hentry" href="'])
    readHFeed(`<div class="h-feed">${page.repeat(100_000)}`)
})
