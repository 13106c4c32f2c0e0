import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Fetched, Web } from '../../model/ports.ts'
import { webContract } from '../contracts/web.ts'
import type { MemoryPage } from '../memory/web.ts'
import { isPublic, mayConnect, readAllowed } from './addresses.ts'
import { retryAt } from './retry.ts'
import { httpWeb, type WebOptions } from './web.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const answers = new Map<string, Answer>()
const notFound: Answer = (_, response) => response.writeHead(404).end()
const server = createServer((request, response) =>
  (answers.get(request.url ?? '') ?? notFound)(request, response),
)
let origin = ''
let web: Web

const options = (given: Partial<WebOptions> = {}): WebOptions => ({
  userAgent: 'stet-test',
  allowed: readAllowed(origin.slice('http://'.length)).allowed,
  maxBytes: 100_000,
  maxHeaderBytes: 64 * 1024,
  timeout: 2000,
  connectTimeout: 1000,
  idleTimeout: 1000,
  maxRedirects: 5,
  perHost: 4,
  clock: { now: () => 0 },
  ...given,
})

before(async () => {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  web = httpWeb(options())
})
after(async () => {
  await web.close()
  server.closeAllConnections()
  server.close()
})

const text = (got: Fetched): string => (got.kind === 'fresh' ? new TextDecoder().decode(got.body) : got.kind)
const reason = (got: Fetched): string => (got.kind === 'failed' ? got.reason : got.kind)
const on = (path: string, answer: Answer): string => {
  answers.set(path, answer)
  return origin + path
}

test('validators go back exactly as they came, and only to the address they came from', async () => {
  const seen: (string | undefined)[] = []
  const url = on('/feed', (request, response) => {
    seen.push(request.headers['if-none-match'], request.headers['if-modified-since'])
    if (request.headers['if-none-match'] === 'W/"odd, tag') response.writeHead(304).end()
    else response.writeHead(200, { etag: 'W/"odd, tag', 'last-modified': 'not a date' }).end('news')
  })
  const first = await web.get(url)
  assert.ok(first.kind === 'fresh' && first.validators)
  assert.deepEqual(first.validators, { url, etag: 'W/"odd, tag', lastModified: 'not a date' })
  assert.equal((await web.get(url, { validators: first.validators })).kind, 'unchanged')
  await web.get(url, { validators: { ...first.validators, url: `${origin}/elsewhere` } })
  assert.deepEqual(seen, [undefined, undefined, 'W/"odd, tag', 'not a date', undefined, undefined])
})

test('compressed answers are read, and what came over the wire is kept for the capture', async () => {
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    const packed = pack(Buffer.from('新闻'.repeat(100)))
    const got = await web.get(
      on(`/${encoding}`, (_, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(packed),
      ),
    )
    assert.equal(text(got), '新闻'.repeat(100))
    assert.ok(got.kind === 'fresh' && got.exchange)
    assert.deepEqual(Buffer.from(got.exchange.wire), packed)
    assert.equal(got.exchange.remote, '127.0.0.1')
  }
})

test('an answer that was cut is not taken for whole', async () => {
  const short = on('/short', (_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('only this')
    setTimeout(() => response.destroy(), 20)
  })
  assert.equal(reason(await web.get(short)), 'truncated')
  const chunked = on('/chunked', (_, response) => {
    response.writeHead(200).write('only this')
    setTimeout(() => response.destroy(), 20)
  })
  assert.equal(reason(await web.get(chunked)), 'truncated')
  const zipped = gzipSync(Buffer.from('新闻'.repeat(1000)))
  const cut = on('/cut', (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped.subarray(0, -20)),
  )
  assert.equal(reason(await web.get(cut)), 'truncated')
})

test('too much is refused before and after it is unpacked', async () => {
  const big = on('/big', (_, response) => response.writeHead(200).end('x'.repeat(200_000)))
  assert.equal(reason(await web.get(big)), 'too-large')
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const url = on('/bomb', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
  assert.equal(reason(await web.get(url)), 'too-large')
})

test('redirects are followed, counted, and named in order', async () => {
  on('/end', (_, response) => response.end('there'))
  on('/b', (_, response) => response.writeHead(302, { location: '/end' }).end())
  const got = await web.get(on('/a', (_, response) => response.writeHead(301, { location: '/b' }).end()))
  assert.equal(text(got), 'there')
  assert.deepEqual(
    got.hops.map(hop => [hop.status, hop.location]),
    [
      [301, `${origin}/b`],
      [302, `${origin}/end`],
      [200, undefined],
    ],
  )
  assert.equal(
    reason(await web.get(on('/round', (_, r) => r.writeHead(302, { location: '/round' }).end()))),
    'redirects',
  )
  for (let i = 0; i < 9; i++) on(`/hop${i}`, (_, r) => r.writeHead(302, { location: `/hop${i + 1}` }).end())
  assert.equal(reason(await web.get(`${origin}/hop0`)), 'redirects')
})

test('a redirect to a private address is refused like a private address', async () => {
  const url = on('/inward', (_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  )
  assert.equal(reason(await web.get(url)), 'private-address')
})

test('private addresses are refused in every spelling', async () => {
  const strict = httpWeb(options({ allowed: new Set() }))
  const port = new URL(origin).port
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '[::]',
    'localhost',
    '①②⑦.⓪.⓪.①',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[fc00::1]',
  ])
    assert.equal(reason(await strict.get(`http://${host}:${port}/feed`)), 'private-address', host)
  for (const address of [
    'file:///etc/passwd',
    'ftp://x.example/',
    'http://user:pass@x.example/',
    'http:///',
    'nonsense',
  ])
    assert.equal(reason(await strict.get(address)), 'bad-address', address)
  await strict.close()
})

test('a server that refuses, has gone or is silent is told apart', async () => {
  const busy = await web.get(on('/busy', (_, r) => r.writeHead(503, { 'retry-after': '120' }).end()))
  assert.deepEqual(busy.kind === 'refused' && [busy.status, busy.retryAt], [503, 120_000])
  assert.equal((await web.get(on('/gone', (_, r) => r.writeHead(410).end()))).kind, 'gone')
  const silent = httpWeb(options({ timeout: 100 }))
  assert.equal(reason(await silent.get(on('/silent', () => {}))), 'timeout')
  await silent.close()
  const closed = httpWeb(options({ allowed: readAllowed('127.0.0.1:1').allowed }))
  assert.equal(reason(await closed.get('http://127.0.0.1:1/')), 'connect')
  await closed.close()
})

test('no cookie is kept and no referrer sent', async () => {
  let headers: IncomingMessage['headers'] = {}
  const url = on('/cookie', (request, response) => {
    headers = request.headers
    response.writeHead(200, { 'set-cookie': 'a=b' }).end('x')
  })
  await web.get(url)
  await web.get(url)
  assert.equal(headers.cookie, undefined)
  assert.equal(headers.referer, undefined)
  assert.equal(headers['user-agent'], 'stet-test')
})

test('the list of allowed private addresses takes literal addresses with ports only', () => {
  const { allowed, bad } = readAllowed('127.0.0.1:1200, [::1]:8080 localhost:1 10.0.0.1')
  assert.deepEqual(bad, ['localhost:1', '10.0.0.1'])
  assert.ok(mayConnect('127.0.0.1', 1200, allowed))
  assert.ok(mayConnect('::ffff:127.0.0.1', 1200, allowed))
  assert.ok(mayConnect('::1', 8080, allowed))
  assert.ok(!mayConnect('127.0.0.1', 1201, allowed))
  assert.ok(isPublic('93.184.216.34') && isPublic('2606:2800:220:1::1') && !isPublic('2002:7f00:1::'))
})

test('Retry-After is read as seconds and as a date, at most two days away', () => {
  const now = Date.UTC(2021, 3, 14)
  assert.equal(retryAt('60', now), now + 60_000)
  assert.equal(retryAt('Wed, 14 Apr 2021 01:00:00 GMT', now), now + 3_600_000)
  assert.equal(retryAt('Tue, 13 Apr 2021 00:00:00 GMT', now), now)
  assert.equal(retryAt('99999999', now), now + 2 * 86_400_000)
  assert.equal(retryAt('soon', now), undefined)
})

webContract('HTTP', async () => {
  const pages = new Map<string, MemoryPage>()
  const outlet = createServer((request, response) => {
    const { status = 200, headers, body } = pages.get(request.url ?? '') ?? { status: 404 }
    const same = headers?.etag !== undefined && request.headers['if-none-match'] === headers.etag
    response.writeHead(same ? 304 : status, headers).end(same ? undefined : body)
  })
  await new Promise<void>(done => outlet.listen(0, '127.0.0.1', done))
  const host = `127.0.0.1:${(outlet.address() as AddressInfo).port}`
  const client = httpWeb(options({ allowed: readAllowed(host).allowed }))
  return {
    web: client,
    origin: `http://${host}`,
    pages,
    async close() {
      await client.close()
      outlet.closeAllConnections()
      outlet.close()
    },
  }
})
