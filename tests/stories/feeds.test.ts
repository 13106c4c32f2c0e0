// What is followed besides feeds, and looking at feeds without keeping them.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { archiveFor, newFolder, type Publisher, publisher, stet } from './world.ts'

const archiveOf = (outlet: Publisher) => archiveFor(outlet, { STET_NOW: '2021-05-01T12:00:00Z' })

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const note = (n: number): string =>
  `<article class="h-entry"><h2 class="p-name"><a class="u-url" href="/notes/${n}">第${n}篇笔记</a></h2><time class="dt-published" datetime="2021-04-14T0${n}:00:00Z"></time><div class="e-content"><p>第${n}篇的正文，说的是气候变化。</p></div></article>`
const notes = (count: number): string =>
  `<html lang="zh"><head><title>笔记</title></head><body><div class="h-feed">${Array.from({ length: count }, (_, i) => note(i + 1)).join('')}</div></body></html>`

test('a page without a feed is followed by the entries it marks up, and asked again like any feed', async () => {
  const outlet = await publisher()
  outlet.pages.set('/notes', headers =>
    headers['if-none-match'] === '"n2"'
      ? { status: 304 }
      : { headers: { ...HTML, etag: '"n2"' }, body: notes(2) },
  )
  const { run, posts } = await archiveOf(outlet)
  const added = await run(['add', `${outlet.origin}/notes`])
  assert.match(added.out, /added 笔记: 2 articles kept/, added.err)
  const asked = () => outlet.requests.filter(({ path }) => path === '/notes')
  assert.equal(asked().length, 1)
  assert.match((await run(['poll', '--all'])).out, /1 source polled: 0 new/)
  assert.equal(asked().at(-1)!.headers['if-none-match'], '"n2"')
  outlet.pages.set('/notes', { headers: HTML, body: notes(3) })
  assert.match((await run(['poll', '--all'])).out, /1 new/)
  assert.equal(posts().length, 3)
})

test('a feed that turns into a page does not become the page’s articles', async () => {
  const outlet = await publisher()
  outlet.pages.set('/feed', {
    body: '<rss version="2.0"><channel><title>报</title><item><title>一</title><link>https://a.example/1</link></item></channel></rss>',
  })
  const { run, posts } = await archiveOf(outlet)
  await run(['add', `${outlet.origin}/feed`])
  outlet.pages.set('/feed', { headers: HTML, body: notes(3) })
  assert.equal((await run(['poll', '--all'])).code, 4)
  assert.equal(posts().length, 1)
})

test('an index of sitemaps leads to its news', async () => {
  const outlet = await publisher()
  const listed = ['/old.xml', '/news-sitemap.xml.gz']
    .map(path => `<sitemap><loc>${outlet.origin}${path}</loc></sitemap>`)
    .join('')
  outlet.pages.set('/sitemap.xml', { body: `<sitemapindex>${listed}</sitemapindex>` })
  outlet.pages.set('/news-sitemap.xml.gz', {
    body: gzipSync(
      `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>${outlet.origin}/1</loc><news:news><news:title>两会</news:title></news:news></url></urlset>`,
    ),
  })
  const { run, posts } = await archiveOf(outlet)
  const added = await run(['add', `${outlet.origin}/sitemap.xml`])
  assert.match(added.out, /1 article kept/, added.err)
  assert.match(added.err, /also there: \S+old\.xml/)
  assert.match(posts()[0]!, /两会/)
})

test('stet parse prints a line for every file, with what the answer said of it, and no file ends the run', async () => {
  const folder = newFolder()
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const rss =
    '<rss version="2.0"><channel><title>报</title><item><title>一</title><link>1.html</link></item></channel></rss>'
  const files = [
    file('a.xml', rss),
    file('b.xml', Buffer.from([0xff, 0x00, 0x3c])),
    file('c.html', notes(1)),
    file('d.xml', '<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>'),
    join(folder, 'missing.xml'),
  ]
  file(
    'a.xml.http.json',
    JSON.stringify({
      url: 'https://a.example/x/feed',
      headers: { 'Content-Type': 'text/xml', 'Content-Language': 'zh', 'Content-Location': '/y/feed' },
    }),
  )
  const ran = await stet(['parse', '--json', ...files])
  assert.equal(ran.code, 0, ran.err)
  const lines = ran.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(
    lines.map(line => line.file),
    files,
  )
  assert.equal(lines[0].feed.items[0].url, 'https://a.example/y/1.html')
  assert.equal(lines[0].feed.language, 'zh')
  assert.equal(lines[1].error.code, 'unknown')
  assert.equal(lines[2].feed.items[0].title, '第1篇笔记')
  assert.deepEqual(
    [lines[3].feed._stet.kind, lines[3].feed.items[0].url],
    ['sitemap-index', 'https://a.example/s.xml'],
  )
  assert.equal(lines[4].error.code, 'not-found')
})
