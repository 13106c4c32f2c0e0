// What every kind of answer has in common: validators, compression, headers that keep it to itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { browserOf, HOST, house, PASSWORD } from '../../tests/site/house.ts'
import { changesIn, samplePost, samplePosts } from '../../tests/site/world.ts'
import { addressBook } from '../publish/book.ts'
import { addresses } from '../publish/plan.ts'
import { href, type Route, route } from '../publish/urls.ts'
import { isCompressible } from './encoding.ts'

const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync } as const

/** Articles of every sort, and one address of each kind of page that the site then has. */
async function everyKind() {
  const long = samplePost(1, { html: `<p>${'气候特使访问中国，谈判代表在上海会面。'.repeat(80)}</p>` })
  const { served, world } = await house([long, ...samplePosts(70).slice(1)])
  const retitled = { ...long, title: '改过的标题', revision: 2, revised: long.taken + 86_400_000 }
  await world.keepRevision(retitled, long)
  await world.keep(retitled)
  await world.store.apply({ changes: changesIn(retitled, samplePost(2)) })
  const kinds = new Map<Route['kind'], string>()
  for await (const address of addresses(world.site)) {
    const kind = route(address)!.kind
    if (kind !== 'article' || address.includes('.r')) kinds.set(kind, href(world.site.config, address))
  }
  const page = (await addressBook(world.store)).addressOf(retitled)
  kinds.set('timemap', page.replace('.html', '.timemap'))
  const reader = browserOf(served)
  await reader.signIn('李')
  const cookie = [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    served.request(HOST + path, { ...init, headers: { cookie, ...headers } })
  return { ask, page, kinds, reader }
}

const ONLY_SERVED = [
  '/search/?q=气候',
  '/search/?q=nothing-of-the-kind',
  '/search/feed.xml?q=气候',
  '/search/atom.xml?q=气候',
  '/search/feed.json?q=气候',
  '/api/search?q=气候&facets',
  '/read/',
  '/read/?show=all&q=气候',
  '/read/3',
  '/read.css',
  '/read.js',
  '/keep/',
  '/keep/source?id=voa',
]

function assertKept(response: Response, what: string): void {
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'/, what)
  assert.match(policy, /frame-ancestors 'none'/, what)
  assert.doesNotMatch(policy, /unsafe|https?:|\*/, what)
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff', what)
  assert.equal(response.headers.get('referrer-policy'), 'same-origin', what)
  assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin', what)
  assert.match(response.headers.get('permissions-policy') ?? '', /camera=\(\)/, what)
}

test('every kind of page has a tag and is not sent twice, is compressed as asked, and keeps to itself', async () => {
  const { ask, page, kinds } = await everyKind()
  for (const kind of ['list', 'article', 'plain', 'history', 'changes', 'feed', 'year', 'month'] as const)
    assert.ok(kinds.has(kind), kind)
  let compressed = 0
  for (const path of [...kinds.values(), page, ...ONLY_SERVED]) {
    const plain = await ask(path)
    assert.equal(plain.status, path === '/404.html' ? 404 : 200, path)
    assertKept(plain, path)
    const bytes = Buffer.from(await plain.arrayBuffer())
    const tag = plain.headers.get('etag')!
    assert.match(tag, /^"[0-9a-f]{32}"$/, path)
    const vary = plain.headers.get('vary') ?? ''
    const again = await ask(path, { 'if-none-match': tag })
    if (plain.status === 200) {
      assert.equal(again.status, 304, path)
      assert.equal((await again.arrayBuffer()).byteLength, 0, path)
      assert.equal(again.headers.get('etag'), tag, path)
      assert.equal(again.headers.get('cache-control'), plain.headers.get('cache-control'), path)
      assert.equal(again.headers.get('vary') ?? '', vary, path)
      assertKept(again, path)
    }
    for (const [name, decode] of Object.entries(DECODERS)) {
      const packed = await ask(path, { 'accept-encoding': name })
      const body = Buffer.from(await packed.arrayBuffer())
      if (bytes.length < 1200 || !isCompressible(plain.headers.get('content-type')!)) {
        assert.equal(packed.headers.get('content-encoding'), null, path)
        assert.ok(body.equals(bytes), path)
        continue
      }
      compressed++
      assert.match(vary, /Accept-Encoding/, path)
      assert.equal(packed.headers.get('content-encoding'), name, path)
      assert.equal(packed.headers.get('etag'), tag.replace(/"$/, `-${name}"`), path)
      assert.equal(packed.headers.get('content-length'), String(body.length), path)
      assert.ok(decode(body).equals(bytes), `${path} in ${name}`)
      assert.ok(body.length < bytes.length, `${path} in ${name}`)
    }
  }
  assert.ok(compressed > 60, `${compressed} compressed answers`)
})

test('refusals, redirects and the doors of programs keep to themselves too', async () => {
  const { ask, reader } = await everyKind()
  await reader.get('/read/')
  const post = { method: 'POST', body: 'x=1' }
  const answers: [what: string, status: number, response: Response][] = [
    ['nothing there', 404, await ask('/nothing')],
    ['a forgotten slash', 301, await ask('/sources')],
    ['a page cannot be posted to', 405, await ask('/', {}, post)],
    ['figures cannot be posted to', 405, await ask('/metrics', {}, post)],
    ['health cannot be posted to', 405, await ask('/healthz', {}, post)],
    ['a style sheet cannot be posted to', 405, await ask('/read.css', {}, post)],
    ['too large', 413, await ask('/read/mark', { 'content-length': '99999999' }, post)],
    ['sign in first', 303, await ask('/read/', { cookie: '' })],
    ['login', 200, await ask('/login', { cookie: '' })],
    ['a form of nobody', 403, await ask('/read/mark', {}, post)],
    ['OPML', 200, await ask('/keep/sources.opml')],
    ['no query', 400, await ask('/api/search')],
    ['health', 200, await ask('/healthz')],
    ['figures', 200, await ask('/metrics')],
    ['Google Reader, nobody', 401, await ask('/reader/api/0/user-info', { cookie: '' })],
    [
      'Google Reader, signing in',
      200,
      await ask(`/accounts/ClientLogin?${new URLSearchParams({ Email: '李', Passwd: PASSWORD })}`),
    ],
    ['Fever, nobody', 200, await ask('/fever/?api', {}, { method: 'POST', body: 'api_key=0' })],
    ['signing out', 303, (await reader.post('/logout', {})).response],
  ]
  for (const [what, status, response] of answers) {
    assert.equal(response.status, status, what)
    assertKept(response, what)
  }
})
