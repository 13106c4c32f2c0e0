import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Fetched, Web } from '../../model/ports.ts'
import { webContract } from '../contracts/web.ts'
import type { MemoryPage } from '../memory/web.ts'
import { isPublic, mayConnect, readAllowed } from './addresses.ts'
import { headersFor } from './headers.ts'
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

const PRIVATE =
  `127.0.0.1 127.0.0.1. 2130706433 0x7f000001 0x7f.1 0X7F.0x0.0x0.0x1 017700000001 0177.0.0.01 127.1 127.0.1 127.255.255.254
[::1] [0:0:0:0:0:0:0:1] [::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [0000::1] 0.0.0.0 0 0.1.2.3 [::] localhost LOCALHOST localhost.
①②⑦.⓪.⓪.① 127。0。0。1 127．0．0．1 １２７.0.0.1 %31%32%37.0.0.1 127%2e0%2e0%2e1 127.0.0.1%00
10.0.0.1 10.255.255.255 0xa.1 172.16.0.1 172.31.255.255 192.168.0.1 3232235521 100.64.0.1 100.127.255.255
169.254.169.254 0xa9fea9fe 2852039166 169.254.43518 198.18.0.1 198.19.255.255 192.0.0.1 192.0.0.170 192.0.2.1 198.51.100.1 203.0.113.1
192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 0xffffffff
[fe80::1] [febf::1] [fc00::1] [fdff::1] [ff02::1] [fec0::1] [64:ff9b::7f00:1] [64:ff9b:1::1] [100::1] [2001::1] [2001:0:7f00:1::] [2001:db8::1]
[2001:10::1] [2001:20::1] [2002:7f00:1::] [2002:a00:1::1] [3fff::1] [5f00::1] [::ffff:0:127.0.0.1] [::ffff:169.254.169.254] [fd00:ec2::254]`.split(
    /\s+/,
  )

test('private and special addresses are refused in every spelling', async () => {
  const strict = httpWeb(options({ allowed: new Set() }))
  const port = new URL(origin).port
  for (const host of PRIVATE) {
    const got = reason(await strict.get(`http://${host}:${port}/feed`))
    // What the standard of addresses calls no host at all is as good.
    assert.ok(
      got === 'private-address' || (got === 'bad-address' && !URL.canParse(`http://${host}/`)),
      `${host}: ${got}`,
    )
  }
  for (const address of [
    'file:///etc/passwd',
    'ftp://x.example/',
    'gopher://127.0.0.1/',
    'http://user:pass@x.example/',
    'http://x.example@127.0.0.1/',
    'http://127.0.0.1#@x.example/'.replace('#', '%23'),
    'http://:pass@x.example/',
    'http://[fe80::1%25eth0]/',
    'http://[fe80::1%eth0]/',
    'http://127.0.0.1:99999/',
    'http:///',
    'nonsense',
    '',
    'javascript:alert(1)',
    'data:text/xml,<rss/>',
  ])
    assert.equal(reason(await strict.get(address)), 'bad-address', address)
  await strict.close()
})

test('redirects to private addresses are refused too, however they are spelt', async () => {
  for (const host of PRIVATE.filter(host => URL.canParse(`http://${host}/`) && !host.includes('%00'))) {
    const location = Buffer.from(`http://${host}:9/`, 'utf8').toString('latin1')
    const url = on('/inward', (_, response) => response.writeHead(302, { location }).end())
    assert.equal(reason(await web.get(url)), 'private-address', host)
  }
})

test('names that lead to private addresses are refused, also when only one of their addresses is', async () => {
  const zone: Record<string, string[]> = {
    'inside.example': ['127.0.0.1'],
    'both.example': ['93.184.216.34', '10.0.0.7'],
    'meta.example': ['169.254.169.254'],
    'zero.example': ['0.0.0.0'],
  }
  const dns = createSocket('udp4')
  let asked = 0
  dns.on('message', (query, from) => {
    asked++
    dns.send(dnsAnswer(query, zone), from.port, from.address)
  })
  await new Promise<void>(done => dns.bind(0, '127.0.0.1', done))
  const named = httpWeb(options({ allowed: new Set(), dns: `127.0.0.1:${dns.address().port}` }))
  for (const name of [...Object.keys(zone), 'inside.example.'])
    assert.equal(reason(await named.get(`http://${name}/feed`)), 'private-address', name)
  assert.equal(reason(await named.get('http://nobody.example/feed')), 'dns')
  assert.ok(asked >= 6)
  await named.close()
  await new Promise<void>(done => dns.close(done))
})

/** A DNS answer (RFC 1035) with the A records of a zone; no such name without any. */
function dnsAnswer(query: Buffer, zone: Readonly<Record<string, readonly string[]>>): Buffer {
  const labels: string[] = []
  let at = 12
  for (; query[at] !== 0; at += query[at]! + 1)
    labels.push(query.subarray(at + 1, at + 1 + query[at]!).toString())
  const type = query.readUInt16BE(at + 1)
  const known = zone[labels.join('.').toLowerCase()]
  const addresses = type === 1 ? (known ?? []) : []
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(known ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(addresses.length, 6)
  head.fill(0, 8)
  const records = addresses.map(address =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  )
  return Buffer.concat([head, query.subarray(12, at + 5), ...records])
}

test('headers without end, a body drop by drop and a server that falls silent are bounded in time and size', async () => {
  const long = on('/headers', (_, response) =>
    response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end('x'),
  )
  const small = httpWeb(options({ maxHeaderBytes: 16 * 1024 }))
  assert.equal(reason(await small.get(long)), 'too-large')
  await small.close()
  const drip = on('/drip', (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  })
  const hasty = httpWeb(options({ timeout: 300 }))
  assert.equal(reason(await hasty.get(drip)), 'timeout')
  await hasty.close()
  const silent = on('/half', (_, response) => response.writeHead(200).write('x'))
  const idle = httpWeb(options({ idleTimeout: 300, timeout: 20_000 }))
  assert.equal(reason(await idle.get(silent)), 'timeout')
  await idle.close()
})

test('packed bodies that are cut anywhere are known to be cut, whatever packed them', async () => {
  const text = Buffer.from('新闻'.repeat(3000) + Math.random())
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
  ] as const) {
    const packed = pack(text)
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const url = on('/part', (_, response) =>
        response
          .writeHead(200, { 'content-encoding': encoding })
          .end(packed.subarray(0, Math.floor(packed.length * part))),
      )
      const got = reason(await web.get(url))
      assert.ok(got === 'truncated' || got === 'encoding', `${encoding} ${part}: ${got}`)
    }
    const bomb = on('/bomb2', (_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.alloc(5_000_000))),
    )
    assert.equal(reason(await web.get(bomb)), 'too-large', encoding)
  }
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

test('whoever asks so tells the next server which address led to it, without fragment, and never the first', async () => {
  const seen: (string | undefined)[] = []
  const told =
    (answer: (response: ServerResponse) => void) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      seen.push(request.headers.referer)
      answer(response)
    }
  on(
    '/from/c',
    told(response => response.end('x')),
  )
  on(
    '/from/b?x=1',
    told(response => response.writeHead(307, { location: '/from/c' }).end()),
  )
  const first = on(
    '/from/a',
    told(response => response.writeHead(302, { location: '/from/b?x=1#part' }).end()),
  )
  await web.get(`${first}#top`, { saysReferrer: true })
  assert.deepEqual(seen, [undefined, first, first.replace('/a', '/b?x=1')])
  await web.get(first)
  assert.deepEqual(seen.slice(3), [undefined, undefined, undefined])
  const after = (from: string, to: string) =>
    headersFor(to, {}, 'stet-test', from).find(([name]) => name === 'referer')?.[1]
  assert.equal(after('https://u:p@a.example/x#y', 'https://b.example/'), 'https://a.example/x')
  assert.equal(after('https://a.example/x', 'http://b.example/'), undefined)
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
