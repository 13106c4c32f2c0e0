// Thirty days of `stet poll` every hour, by a clock that is set, against an outlet whose paths behave in every way that
// servers do: what is asked, how often, with which headers, and that no news is lost by asking seldom.
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { after, before, test } from 'node:test'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { main } from '../../src/cli/program.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../src/model/time.ts'
import { newFolder, rss, type Story } from './world.ts'

const START = Date.UTC(2021, 3, 1, 0, 5)
const DAYS = 30
/** Nobody polls on these days. */
const HOLIDAY = [10, 13] as const

interface Call {
  readonly at: Instant
  readonly headers: IncomingHttpHeaders
  readonly status: number
}

let now = START
const calls = new Map<string, Call[]>()
const callsOf = (path: string): readonly Call[] => calls.get(path) ?? []
let underWay = 0
let mostUnderWay = 0

interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array
  /** Ends the connection when so many bytes of the body are out. */
  readonly breakAt?: number
}
type Outlet = (request: IncomingMessage, count: number) => Answer
const paths = new Map<string, Outlet>()

const server = createServer((request, response) => void answer(request, response))
const other = createServer((request, response) => void answer(request, response))
let origin = ''
let otherOrigin = ''

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/'
  const seen = calls.get(path) ?? []
  calls.set(path, seen)
  const {
    status = 200,
    headers,
    body = '',
    breakAt,
  } = paths.get(path)?.(request, seen.length) ?? { status: 404 }
  seen.push({ at: now, headers: request.headers, status })
  mostUnderWay = Math.max(mostUnderWay, ++underWay)
  response.on('close', () => {
    underWay--
  })
  response.writeHead(status, { date: new Date(now).toUTCString(), 'set-cookie': 'id=1', ...headers })
  if (breakAt === undefined) response.end(body)
  else response.write(Buffer.from(body).subarray(0, breakAt), () => response.destroy())
}

const date = (at: Instant): string => new Date(at).toUTCString()

const story = (path: string, n: number, at: Instant): Story => ({
  title: `${path} 第${n}条`,
  path: `${path}/a/${n}`,
  html: `<p>${path} ${n}</p>`,
  date: date(at),
})

/** Stories of an outlet that publishes every `gap`, the newest 25. */
function stream(path: string, gap: number): Story[] {
  const newest = Math.floor((now - START) / gap) + 30
  return Array.from({ length: 25 }, (_, i) => story(path, newest - i, START + (newest - 30 - i) * gap))
}

const feed = (path: string, stories: readonly Story[], extra = ''): string =>
  rss(origin, path, stories).replace('</description>', `</description>${extra}`)

const daily = (path: string, extra = ''): string => feed(path, stream(path, DAY), extra)

/** A server that does as RFC 9110 says: both validators, and 304 for either. */
function conditional(body: () => string, headers: () => Record<string, string> = () => ({})): Outlet {
  return request => {
    const text = body()
    const etag = `W/"é, ${text.length}-${text.slice(400, 500).replace(/\D/g, '')}"`
    const same = Buffer.from(request.headers['if-none-match'] ?? '', 'latin1').toString('latin1') === etag
    const all = { etag, 'last-modified': 'yesterday, perhaps', ...headers() }
    return same ? { status: 304, headers: all } : { headers: all, body: text }
  }
}

const on = (path: string, outlet: Outlet): void => {
  paths.set(path, outlet)
}

/** Forty stories within sixteen hours after twenty silent days. */
const BURST = START + 20 * DAY + 3 * HOUR
function burst(): Story[] {
  const count = Math.max(0, Math.min(40, Math.floor((now - BURST) / (24 * MINUTE)) + 1))
  const old = Array.from({ length: 25 }, (_, i) => story('/burst', i, START - (25 - i) * DAY))
  const fresh = Array.from({ length: count }, (_, i) => story('/burst', 100 + i, BURST + i * 24 * MINUTE))
  return [...old, ...fresh].slice(-25).reverse()
}

function publish(): void {
  for (const path of [
    '/both',
    '/both-2',
    '/burst',
    '/busy',
    '/new',
    '/new-302',
    '/maxage',
    '/expires',
    '/etag-moves',
  ])
    on(
      path,
      conditional(() =>
        path === '/burst'
          ? feed(path, burst())
          : path === '/busy'
            ? feed(path, stream(path, HOUR))
            : daily(path),
      ),
    )
  on(
    '/maxage',
    conditional(
      () => daily('/maxage'),
      () => ({ 'cache-control': 'max-age=129600' }),
    ),
  )
  on(
    '/expires',
    conditional(
      () => daily('/expires'),
      () => ({ expires: date(now + 2 * DAY) }),
    ),
  )
  on(
    '/age',
    conditional(
      () => daily('/age'),
      () => ({ 'cache-control': 'max-age=999999999', age: '60' }),
    ),
  )
  on('/lm', request => {
    const modified = date(START - (START % DAY) + Math.floor((now - START) / DAY) * DAY)
    const same = request.headers['if-modified-since'] === modified
    return same ? { status: 304 } : { headers: { 'last-modified': modified }, body: daily('/lm') }
  })
  on('/restless', (_, count) => ({
    headers: { etag: `"${count}"` },
    body: feed('/restless', [story('/restless', 1, START)]),
  }))
  on('/withdrawn', (_, count) => ({
    ...(count < 3 && { headers: { etag: '"x"' } }),
    body: daily('/withdrawn'),
  }))
  on('/plain', () => ({ body: daily('/plain') }))
  on('/always-200', () => ({ headers: { etag: '"same"' }, body: daily('/always-200') }))
  on('/cut', (_, count) => {
    const body = daily('/cut')
    const headers = { etag: '"whole or not"', 'content-length': String(Buffer.byteLength(body)) }
    return count % 2 === 0 ? { headers, body, breakAt: 3000 } : { headers, body }
  })
  on('/cut-gzip', (_, count) => {
    const packed = gzipSync(daily('/cut-gzip'))
    const headers = { etag: `"${count}"`, 'content-encoding': 'gzip' }
    return { headers, body: count === 0 ? packed.subarray(0, -40) : packed }
  })
  on('/chunked', (_, count) => ({
    headers: { etag: `"${count}"` },
    body: daily('/chunked'),
    ...(count === 0 && { breakAt: 3000 }),
  }))
  for (const [name, pack] of [
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)
    on(`/${name}`, () => ({
      headers: { 'content-encoding': name, etag: '"1"' },
      body: pack(daily(`/${name}`)),
    }))
  on('/twice', () => ({
    headers: { 'content-encoding': 'gzip', etag: '"1"' },
    body: gzipSync(gzipSync(daily('/twice'))),
  }))
  on('/delta', request => {
    const day = Math.floor((now - START) / DAY)
    const had = /"(\d+)"/.exec(request.headers['if-none-match'] ?? '')?.[1]
    if (had === String(day)) return { status: 304 }
    const headers = { etag: `"${day}"` }
    return had && /\bfeed\b/.test(String(request.headers['a-im']))
      ? {
          status: 226,
          headers: { ...headers, im: 'feed' },
          body: feed('/delta', stream('/delta', DAY).slice(0, day - Number(had))),
        }
      : { headers, body: daily('/delta') }
  })
  on('/301', () => ({ status: 301, headers: { location: '/new' } }))
  on('/302', () => ({ status: 302, headers: { location: '/new-302' } }))
  on('/mixed', () => ({ status: 308, headers: { location: '/mixed-2' } }))
  on('/mixed-2', () => ({ status: 307, headers: { location: '/both-2' } }))
  on('/to-login', () => ({ status: 301, headers: { location: '/login' } }))
  on('/login', () => ({ body: '<!doctype html><html><body>Log in</body></html>' }))
  on('/410', () => ({ status: 410 }))
  on('/404', () => ({ status: 404 }))
  on('/500', () => ({ status: 500 }))
  on('/403', () => ({ status: 403 }))
  on('/broken', () => ({ headers: { 'content-length': '9999' }, body: 'x', breakAt: 1 }))
  on('/503', (_, count) =>
    count === 0
      ? { status: 503, headers: { 'retry-after': date(now + 20 * HOUR) } }
      : { headers: { etag: '"1"' }, body: daily('/503') },
  )
  on('/ttl', () => ({ headers: { etag: '"1"' }, body: daily('/ttl', '<ttl>2160</ttl>') }))
  on('/sy', () => ({
    headers: { etag: '"1"' },
    body: daily(
      '/sy',
      '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>',
    ),
  }))
  on('/skip', () => ({
    headers: { etag: '"1"' },
    body: feed(
      '/skip',
      stream('/skip', HOUR),
      `<skipHours>${[0, 1, 2, 3, 4, 5, 6].map(hour => `<hour>${hour}</hour>`).join('')}</skipHours><skipDays><day>Sunday</day></skipDays>`,
    ),
  }))
  on('/crowded', (_, count) =>
    count === 0
      ? { status: 429, headers: { 'retry-after': '36000' } }
      : { headers: { etag: '"1"' }, body: daily('/crowded') },
  )
  on('/neighbour', () => ({ headers: { etag: '"1"' }, body: daily('/neighbour') }))
  on('/robots.txt', () => ({ body: 'User-agent: *\nDisallow: /\n' }))
}

interface Said {
  readonly source: string
  readonly kind: string
  readonly added?: number
}

/** The command line, in this process: seven hundred starts of a process would say nothing more. */
async function run(root: string, ...args: string[]): Promise<string> {
  let out = ''
  const sink = (take: (text: string) => void) =>
    new Writable({
      write(part, _, done) {
        take(String(part))
        done()
      },
    }) as unknown as NodeJS.WriteStream
  const hosts = [origin, otherOrigin].map(one => one.slice('http://'.length)).join(',')
  const env = {
    STET_NOW: String(now),
    STET_ALLOW_PRIVATE: hosts,
    STET_POLL_PAUSE: '0ms',
    STET_KEEP_CAPTURES: 'false',
    // Pages have their own story.
    STET_LOOKS_AFTER: 'never',
  }
  const streams = {
    stdin: process.stdin,
    stdout: sink(text => {
      out += text
    }),
    stderr: sink(() => {}),
  }
  await main(['-C', root, ...args], streams, env, root)
  return out
}

const said: (Said & { at: Instant })[] = []
/** Calls in each run. */
const runs: { at: Instant; count: number }[] = []
const total = (): number => [...calls.values()].reduce((n, list) => n + list.length, 0)

before(async () => {
  for (const one of [server, other]) await new Promise<void>(done => one.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  otherOrigin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  publish()
  const root = join(newFolder(), 'archive')
  await main(
    ['init', root],
    {
      stdin: process.stdin,
      stdout: new Writable({ write: (_, __, done) => done() }) as never,
      stderr: process.stderr,
    },
    {},
    '/',
  )
  const followed = [...paths.keys()].filter(path => !/^\/(new|both-2|mixed-2|login|robots)/.test(path))
  const { appendFileSync, readFileSync, writeFileSync } = await import('node:fs')
  const config = join(root, 'stet.yml')
  writeFileSync(config, readFileSync(config, 'utf8').replace('sources: []', 'sources:'))
  for (const path of followed) {
    const at = path === '/crowded' || path === '/neighbour' ? otherOrigin : origin
    appendFileSync(config, `  - id: x${path.slice(1)}\n    url: ${at}${path}\n    fulltext: never\n`)
  }
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const day = Math.floor(hour / 24)
    if (day >= HOLIDAY[0] && day < HOLIDAY[1]) continue
    now = START + hour * HOUR
    const earlier = total()
    for (const line of (await run(root, 'poll', '--json')).split('\n').filter(Boolean))
      said.push({ at: now, ...(JSON.parse(line) as Said) })
    runs.push({ at: now, count: total() - earlier })
  }
})
after(() => {
  for (const one of [server, other]) {
    one.closeAllConnections()
    one.close()
  }
})

const keptBy = (source: string): number =>
  said.filter(one => one.source === source).reduce((n, one) => n + (one.added ?? 0), 0)
const gaps = (path: string): number[] =>
  callsOf(path)
    .slice(1)
    .map((call, i) => call.at - callsOf(path)[i]!.at)
const least = (path: string): number => Math.min(...gaps(path))

test('both validators go back exactly as they came, and an unchanged feed costs a 304', () => {
  const [first, ...rest] = callsOf('/both')
  assert.equal(first!.headers['if-none-match'], undefined)
  for (const { headers } of rest) {
    assert.match(
      Buffer.from(String(headers['if-none-match']), 'latin1').toString('latin1'),
      /^W\/"é, \d+-\d*"$/,
    )
    assert.equal(headers['if-modified-since'], 'yesterday, perhaps')
  }
  assert.ok(rest.filter(({ status }) => status === 304).length > rest.length / 2)
  for (const { headers } of callsOf('/lm')) assert.equal(headers['if-none-match'], undefined)
})

test('each request says who asks and what is understood, and nothing else', () => {
  for (const [path, list] of calls)
    for (const { headers } of list) {
      assert.match(headers['user-agent']!, /^stet\/\d+\.\d+\.\d+ \(.*\S.*\)$/)
      assert.match(headers['accept-encoding']!, /gzip.*br.*zstd/)
      assert.match(headers.accept!, /atom\+xml.*rss\+xml/)
      assert.equal(headers['a-im'], 'feed')
      assert.equal(headers.cookie ?? headers.referer, undefined, path)
    }
})

test('one request at a time goes to a host, and feeds are fetched without asking robots.txt', () => {
  assert.ok(mostUnderWay <= 2, 'two hosts')
  assert.equal(callsOf('/robots.txt').length, 0)
})

test('the same bytes under ever new validators are noticed', () => {
  assert.equal(said.filter(({ source, kind }) => source === 'xrestless' && kind === 'kept').length, 1)
  assert.equal(callsOf('/restless').at(-1)!.headers['if-none-match'], `"${callsOf('/restless').length - 2}"`)
})

test('a validator that is not sent any more is not sent back any more', () => {
  assert.equal(callsOf('/withdrawn')[3]!.headers['if-none-match'], '"x"')
  for (const { headers } of callsOf('/withdrawn').slice(4)) assert.equal(headers['if-none-match'], undefined)
})

test('bodies that were cut are no success, their validators are not kept, and nothing of them is lost', () => {
  for (const [path, source] of [
    ['/cut', 'xcut'],
    ['/cut-gzip', 'xcut-gzip'],
    ['/chunked', 'xchunked'],
  ] as const) {
    assert.equal(said.find(one => one.source === source)!.kind, 'failed', path)
    assert.equal(callsOf(path)[1]!.headers['if-none-match'], undefined, path)
    assert.ok(keptBy(source) >= 25 + DAYS - 2, `${path}: ${keptBy(source)}`)
  }
})

test('packed bodies are read, also those packed twice', () => {
  for (const source of ['xbr', 'xzstd', 'xtwice']) assert.ok(keptBy(source) >= 25 + DAYS - 2, source)
})

test('of a server that sends only what is new nothing is lost', () => {
  assert.ok(callsOf('/delta').some(({ status }) => status === 226))
  assert.ok(keptBy('xdelta') >= 25 + DAYS - 2, String(keptBy('xdelta')))
})

test('a permanent move is followed for good from the second day on, any other never', () => {
  const old = callsOf('/301')
  assert.ok(
    old.length >= 2 && old.at(-1)!.at - START >= DAY && old.at(-1)!.at - START < 3 * DAY,
    String(old.length),
  )
  assert.ok(callsOf('/new').length > old.length)
  for (const [path, target] of [
    ['/302', '/new-302'],
    ['/to-login', '/login'],
    ['/mixed', '/mixed-2'],
  ] as const)
    assert.equal(callsOf(path).length, callsOf(target).length, path)
  assert.ok(callsOf('/to-login').at(-1)!.at > START + (DAYS - 2) * DAY)
})

test('a 410 seen again a day later stops a source, and nothing else does', () => {
  assert.equal(callsOf('/410').length, 2)
  assert.ok(least('/410') >= DAY)
  assert.equal(said.filter(({ source, kind }) => source === 'x410' && kind === 'stopped').length, 1)
  for (const path of ['/404', '/500', '/403', '/broken', '/to-login']) {
    const list = callsOf(path)
    assert.ok(list.length < 45, `${path}: ${list.length}`)
    assert.ok(list.at(-1)!.at > START + (DAYS - 1.2) * DAY, path)
    const outside = gaps(path).filter(gap => gap > DAY)
    assert.ok(outside.length <= 1, `${path} rests for a day at most, but for the holiday`)
    assert.ok(least(path) >= HOUR)
  }
})

test('what a server asks for is obeyed: Retry-After, freshness of the 200 and the 304, ttl, sy, skipped hours and days', () => {
  assert.ok(gaps('/503')[0]! >= 20 * HOUR)
  assert.ok(least('/maxage') >= 1.5 * DAY)
  assert.ok(least('/expires') >= 2 * DAY)
  assert.ok(least('/age') >= 6.9 * DAY && callsOf('/age').length >= 3)
  assert.ok(least('/ttl') >= 1.5 * DAY)
  assert.ok(least('/sy') >= DAY)
  for (const { at } of callsOf('/skip').slice(1)) {
    const when = new Date(at)
    assert.ok(when.getUTCHours() >= 7 && when.getUTCDay() !== 0, when.toISOString())
  }
})

test('who was asked too often is left in peace, all of it', () => {
  const [first, second] = callsOf('/crowded')
  assert.ok(second!.at - first!.at >= 10 * HOUR)
  for (const { at } of callsOf('/neighbour')) assert.ok(at === first!.at || at >= first!.at + 10 * HOUR)
  assert.ok(callsOf('/neighbour').length > 20)
})

test('nobody is asked more than once an hour, nor once a day for a whole feed without validators', () => {
  for (const path of paths.keys())
    if (callsOf(path).length > 1 && path !== '/both') assert.ok(least(path) >= HOUR, path)
  assert.ok(least('/plain') >= DAY && callsOf('/plain').length >= 20)
})

test('no news is lost: not in a burst after silence, not of a busy outlet, not over the holiday as far as the list reaches', () => {
  assert.equal(keptBy('xburst'), 25 + 40)
  const hours = DAYS * 24 - (HOLIDAY[1] - HOLIDAY[0]) * 24
  assert.ok(keptBy('xbusy') >= hours, `${keptBy('xbusy')} of ${hours}`)
})

test('calls are few and spread out, and a long pause brings no stampede', context => {
  const perSource = total() / (paths.size - 6)
  context.diagnostic(`${total()} calls, ${perSource.toFixed(0)} a source; an hourly job makes ${DAYS * 24}`)
  assert.ok(perSource < (DAYS * 24) / 10)
  const usual = runs.filter(({ at }) => at > START + 4 * DAY)
  const after = usual.find(({ at }) => at >= START + HOLIDAY[1] * DAY)!
  for (const path of paths.keys())
    assert.ok(callsOf(path).filter(({ at }) => at === after.at).length <= 2, `${path}: once, with a redirect`)
  const most = Math.max(...usual.filter(run => run !== after).map(({ count }) => count))
  assert.ok(most < paths.size / 2, `${most} calls in one hour of ${paths.size} addresses`)
})
