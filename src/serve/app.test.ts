import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Hono } from 'hono'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { LOOKED_NOTE } from '../model/health.ts'
import { addressBook } from '../publish/book.ts'
import { build } from '../publish/build.ts'
import { addresses } from '../publish/plan.ts'
import { render } from '../publish/render.ts'
import { href } from '../publish/urls.ts'
import { app } from './app.ts'

const HOST = 'http://127.0.0.1:4000'
const get = async (served: Hono, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  served.request(`${HOST}${path}`, { headers, method })

test('every address is answered with the bytes that a build writes', async () => {
  const { site } = await world(samplePosts(100))
  const output = memoryOutput()
  await build(site, output)
  const served = app({ site })
  for await (const address of addresses(site)) {
    const response = await get(served, href(site.config, address))
    const document = (await render(address, site))!
    assert.equal(response.status, document.status, address)
    assert.equal(response.headers.get('content-type'), document.type)
    const bytes = Buffer.from(await response.arrayBuffer())
    assert.ok(bytes.equals(output.files.get(document.path)!), address)
    assert.equal(response.headers.get('content-length'), String(bytes.length))
  }
})

test('a program learns when a state was taken, where the others are, and whose page it was (RFC 7089)', async () => {
  const first = samplePost(1)
  const second = { ...first, title: '改过的标题', revision: 2, revised: first.taken + 86_400_000 }
  const { site, keep, keepRevision } = await world([first])
  await keepRevision(second, first)
  await keep(second)
  const served = app({ site })
  const page = (await addressBook(site.store)).addressOf(second)
  const earlier = page.replace('.html', '.r1.html')
  const date = (at: number): string => new Date(at).toUTCString()
  const old = `<${HOST}${earlier}>; rel="first memento"; datetime="${date(first.taken)}"`
  const now = `<${HOST}${page}>; rel="last memento"; datetime="${date(second.revised)}"`
  for (const [at, taken] of [
    [page, second.revised],
    [earlier, first.taken],
  ] as const) {
    const { headers } = await get(served, at)
    assert.equal(headers.get('memento-datetime'), date(taken))
    const links = headers.get('link')!
    for (const link of [`<${first.url}>; rel="original"`, old, now]) assert.ok(links.includes(link), link)
    const timemap = /<([^>]*)>; rel="timemap"/.exec(links)![1]!
    const map = await get(served, timemap.slice(HOST.length))
    assert.equal(map.headers.get('content-type'), 'application/link-format')
    const text = await map.text()
    for (const link of [`<${first.url}>; rel="original"`, old, now]) assert.ok(text.includes(link), link)
  }
  const gate = page.replace('.html', '.timegate')
  const asked = async (at?: number | string) => {
    const said = typeof at === 'number' ? date(at) : at
    return get(served, gate, said === undefined ? {} : { 'accept-datetime': said })
  }
  for (const [at, to] of [
    [first.taken - 1e9, earlier],
    [first.taken, earlier],
    [second.revised - 1000, earlier],
    [second.revised, page],
    [second.revised + 1e12, page],
    [undefined, page],
  ] as const) {
    const sent = await asked(at)
    assert.deepEqual([sent.status, sent.headers.get('location')], [302, to])
    assert.match(sent.headers.get('vary')!, /accept-datetime/i)
    for (const link of [`<${first.url}>; rel="original"`, `<${HOST}${gate}>; rel="timegate"`, old, now])
      assert.ok(sent.headers.get('link')!.includes(link), link)
  }
  assert.equal((await asked('yesterday')).status, 400)
  assert.equal((await get(served, '/2021/04/14/00000000.timegate')).status, 404)
  assert.equal((await get(served, '/')).headers.get('memento-datetime'), null)
  assert.equal((await get(served, '/2021/04/14/00000000.timemap')).status, 404)
})

test('a reader who has a page already is told so; a HEAD is a GET without the page', async () => {
  const served = app({ site: (await world(samplePosts(3))).site })
  const first = await get(served, '/')
  const tag = first.headers.get('etag')!
  for (const given of [tag, `W/${tag}`, `"x", ${tag}`, tag.replace(/"$/, '-br"'), '*']) {
    const again = await get(served, '/', { 'if-none-match': given })
    assert.equal(again.status, 304, given)
    assert.equal(await again.text(), '')
  }
  assert.equal((await get(served, '/', { 'if-none-match': '"other"' })).status, 200)
  const head = await get(served, '/', {}, 'HEAD')
  assert.equal(head.status, 200)
  assert.equal(head.headers.get('content-length'), first.headers.get('content-length'))
  assert.equal(await head.text(), '')
})

test('pages are compressed for those who accept it, and for nobody else', async () => {
  const { site } = await world(samplePosts(30))
  const served = app({ site })
  const page = String((await render('/', site))!.body)
  const asked = async (accept: string) => {
    const response = await get(served, '/', { 'accept-encoding': accept })
    return {
      encoding: response.headers.get('content-encoding'),
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  }
  const br = await asked('gzip, deflate, br')
  assert.equal(br.encoding, 'br')
  assert.equal(brotliDecompressSync(br.bytes).toString(), page)
  const gz = await asked('gzip, br;q=0')
  assert.equal(gz.encoding, 'gzip')
  assert.equal(gunzipSync(gz.bytes).toString(), page)
  assert.ok(gz.bytes.length < page.length / 2)
  const zstd = await asked('br;q=0.5, zstd')
  assert.equal(zstd.encoding, 'zstd')
  assert.equal(zstdDecompressSync(zstd.bytes).toString(), page)
  for (const accept of ['', 'identity', 'br;q=0, gzip;q=0.000, zstd;q=0'])
    assert.equal((await asked(accept)).encoding, null, accept)
  assert.equal(
    (await get(served, '/favicon.svg', { 'accept-encoding': 'br' })).headers.get('content-encoding'),
    null,
  )
})

test('what is linked by its version is kept for a year, all else is asked for again', async () => {
  const served = app({ site: (await world(samplePosts(1))).site })
  const [, style] = /href="(\/style\.css\?v=\w+)"/.exec(await (await get(served, '/')).text())!
  assert.match((await get(served, style!)).headers.get('cache-control')!, /immutable/)
  assert.doesNotMatch((await get(served, '/style.css?v=00000000')).headers.get('cache-control')!, /immutable/)
  assert.equal((await get(served, '/')).headers.get('cache-control'), 'public, no-cache')
})

test('every answer keeps the page to itself', async () => {
  const served = app({ site: (await world(samplePosts(1))).site })
  for (const path of [
    '/',
    '/nothing',
    '/sources',
    '/healthz',
    '/api/search?q=x',
    '/api/search',
    '/feed.xml',
  ]) {
    const { headers } = await get(served, path)
    const policy = headers.get('content-security-policy')!
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|https?:|\*/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
    assert.equal(headers.get('referrer-policy'), 'same-origin', path)
  }
})

test('where nothing is, the 404 page says so; no path leads out of the site', async () => {
  const { site } = await world(samplePosts(2))
  const served = app({ site })
  const missing = String((await render('/404.html', site))!.body)
  for (const path of [
    '/nothing',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%00',
    '/%zz',
    '//evil.example/',
    '/.stet/index.db',
    '/_posts/',
    '/stet.yml',
    '/2021/04/14/00000000.html',
    '/page/9.html',
  ]) {
    const response = await get(served, path)
    assert.equal(response.status, 404, path)
    assert.equal(await response.text(), missing, path)
  }
})

test('a forgotten slash is mended, on this host only', async () => {
  const served = app({ site: (await world(samplePosts(1))).site })
  const to = async (path: string) => {
    const { status, headers } = await get(served, path)
    return [status, headers.get('location')]
  }
  assert.deepEqual(await to('/sources'), [301, '/sources/'])
  assert.deepEqual(await to('/tags/%E6%96%B0%E9%97%BB'), [301, '/tags/%E6%96%B0%E9%97%BB/'])
  assert.deepEqual(await to('/search?q=x'), [301, '/search/?q=x'])
  assert.deepEqual(await to('/sources/index.html'), [301, '/sources/'])
  assert.deepEqual(await to('//evil.example'), [404, null])
})

test('only reading is allowed', async () => {
  const served = app({ site: (await world()).site })
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await get(served, '/', {}, method)
    assert.equal(response.status, 405)
    assert.equal(response.headers.get('allow'), 'GET, HEAD')
  }
})

test('the search page without words is the built one; with words it shows what was found', async () => {
  const { site } = await world(samplePosts(30))
  const served = app({ site })
  const built = String((await render('/search/', site))!.body)
  assert.equal(await (await get(served, '/search/')).text(), built)
  assert.equal(await (await get(served, '/search/?q=%20')).text(), built)
  const page = await (await get(served, `/search/?q=${encodeURIComponent('氣候特使')}`)).text()
  assert.match(page, /找到30篇/)
  assert.match(page, /<mark>气候特使<\/mark>/)
  assert.match(page, /rel="next" href="\/search\/\?q=[^"]*offset=20"/)
  const last = await (await get(served, `/search/?q=${encodeURIComponent('气候 source:voa')}`)).text()
  assert.match(last, /找到10篇/)
})

test('each filter of a search is a link to the same search without it, with and without results', async () => {
  const served = app({ site: (await world(samplePosts(30))).site })
  const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
  const linksOf = async (query: Record<string, string>) => {
    const page = await (await get(served, `/search/?${new URLSearchParams(query)}`)).text()
    const links = /<ul class="values chosen">(.*?)<\/ul>/s.exec(page)?.[1] ?? ''
    return [...links.matchAll(/href="([^"]*)"[^>]*><code>(.*?)<\/code>/gs)].map(([, href, text]) => {
      const { pathname, searchParams } = new URL(unescaped(href!), HOST)
      return { filter: unescaped(text!), pathname, asked: Object.fromEntries(searchParams) }
    })
  }
  const pathname = '/search/'
  assert.deepEqual(await linksOf({ q: '气候' }), [])
  assert.deepEqual(await linksOf({ q: '气候 after:2021', in: 'source:voa', order: 'best', offset: '3' }), [
    { filter: 'source:voa', pathname, asked: { q: '气候 after:2021', order: 'best' } },
    { filter: 'after:2021', pathname, asked: { q: '气候', in: 'source:voa', order: 'best' } },
  ])
  assert.deepEqual(await linksOf({ q: '没有这样的词 tag:"标签 1"', in: 'source:voa' }), [
    { filter: 'source:voa', pathname, asked: { q: '没有这样的词 tag:"标签 1"' } },
    { filter: 'tag:"标签 1"', pathname, asked: { q: '没有这样的词', in: 'source:voa' } },
  ])
  assert.deepEqual(await linksOf({ q: 'source:voa' }), [{ filter: 'source:voa', pathname, asked: {} }])
})

test('a query is text on the page, whatever is in it', async () => {
  const served = app({ site: (await world(samplePosts(1))).site })
  const evil = '"><script>alert(1)</script>'
  for (const path of [
    `/search/?q=${encodeURIComponent(evil)}`,
    `/search/?q=x&in=${encodeURIComponent(`source:${evil}`)}`,
  ]) {
    const page = await (await get(served, path)).text()
    assert.doesNotMatch(page, /<script>alert/)
    assert.match(page, /&lt;script&gt;alert/)
  }
})

test('programs ask /api/search and get JSON, or a result a line', async () => {
  const { site } = await world(samplePosts(30), { url: 'https://example.org/' })
  const served = app({ site })
  const path = `/api/search?q=${encodeURIComponent('第29篇的正文')}`
  const answer = (await (await get(served, path)).json()) as {
    total: number
    results: Record<string, unknown>[]
  }
  assert.equal(answer.total, 1)
  assert.equal(answer.results[0]!.title, '新闻 29')
  assert.match(String(answer.results[0]!.page), /^https:\/\/example\.org\/2021\/04\/15\/\w{8}\.html$/)
  const lines = await (
    await get(served, '/api/search?q=气候&limit=3', { accept: 'application/x-ndjson' })
  ).text()
  assert.equal(lines.trim().split('\n').length, 3)
  assert.equal((await get(served, '/api/search')).status, 400)
  const { index: _, ...without } = site
  assert.equal((await get(app({ site: without }), path)).status, 503)
})

test('the whole stands under a base path', async () => {
  const { site } = await world(samplePosts(3), { url: 'https://example.org/新闻/' })
  const served = app({ site })
  assert.equal((await get(served, '/%E6%96%B0%E9%97%BB/')).status, 200)
  assert.equal((await get(served, '/%E6%96%B0%E9%97%BB/healthz')).status, 200)
  assert.equal((await get(served, '/')).status, 404)
  assert.equal(
    (await get(served, '/%E6%96%B0%E9%97%BB/sources')).headers.get('location'),
    '/%E6%96%B0%E9%97%BB/sources/',
  )
})

test('a base path whose slash was forgotten leads to the front page', async () => {
  const { site } = await world(samplePosts(3), { url: 'https://example.org/a/新闻/' })
  const served = app({ site })
  const base = '/a/%E6%96%B0%E9%97%BB'
  const moved = await get(served, `${base}?q=x`)
  assert.deepEqual([moved.status, moved.headers.get('location')], [301, `${base}/?q=x`])
  assert.equal((await get(served, base, {}, 'HEAD')).status, 301)
  assert.equal((await get(served, base, {}, 'POST')).status, 405)
  for (const path of ['/a', `${base}x`, `/${base}`]) assert.equal((await get(served, path)).status, 404, path)
})

test('who asks a server for the state of the sources long after the last look is told how long ago that was', async () => {
  const { site } = await world(samplePosts(3), { language: 'en' })
  await site.store.apply({ notes: { [LOOKED_NOTE]: '2021-04-22' } })
  let now = Date.UTC(2021, 3, 24, 23)
  const served = app({ site, clock: { now: () => now } })
  const page = async () => (await get(served, '/health/')).text()
  assert.match(await page(), /As seen at the last look at the sources, on 22 April 2021/)
  assert.doesNotMatch(await page(), /class="stale"/)
  // Nothing has changed in the archive, and yet the page is another one.
  now = Date.UTC(2021, 3, 25, 1)
  assert.match(
    await page(),
    /<p class="stale" role="status">This archive last looked at its sources on 22 April 2021, 3 days ago\.<\/p>/,
  )
  now = Date.UTC(2022, 3, 25)
  assert.match(await page(), /368 days ago/)
  assert.doesNotMatch(await page(), /As seen at/)
})

test('when the catalogue fails the answer says so without its innards, and the log has them', async () => {
  const { site } = await world(samplePosts(1))
  const said: string[] = []
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (event: string, fields?: object) => said.push(`${event} ${JSON.stringify(fields)}`),
  }
  const broken = { ...site, store: { ...site.store, count: () => Promise.reject(new Error('disk on fire')) } }
  const response = await get(app({ site: broken, log }), '/')
  assert.equal(response.status, 500)
  assert.doesNotMatch(await response.text(), /fire/)
  assert.match(said.join(), /disk on fire/)
})
