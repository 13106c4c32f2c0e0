import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemoryPage, memoryWeb } from '../adapters/memory/web.ts'
import type { Web, WebRequest } from '../model/ports.ts'
import { DAY, HOUR, MINUTE } from '../model/time.ts'
import { forgetfulMemory, type Manners, politeWeb } from './politeness.ts'

const MANNERS: Manners = {
  perHost: 1,
  total: 3,
  pause: 500,
  pauseHere: 100,
  longestDelay: 30_000,
  agent: 'stet',
}
const NIGHT = Date.UTC(2021, 3, 14, 22)

interface Asked {
  readonly url: string
  readonly at: number
}

/** A web whose answers take 50 ms of a time that passes only when somebody waits. */
function world(given: Partial<Manners> = {}, memory = forgetfulMemory()) {
  const pages = new Map<string, MemoryPage>()
  const asked: Asked[] = []
  const under = { now: 0, most: 0, hosts: new Map<string, number>(), mostOfOne: 0 }
  const sleepers: { at: number; wake: () => void }[] = []
  const made = { pages, asked, under, time: 0, now: NIGHT, memory, web: undefined as unknown as Web }
  const wait = (ms: number): Promise<void> => new Promise(wake => sleepers.push({ at: made.time + ms, wake }))
  const inner = memoryWeb(pages)
  const slow: Web = {
    get: (url, request: WebRequest = {}) =>
      inner.get(url, {
        ...request,
        turn: async at => {
          const turn = (await request.turn?.(at)) ?? { kind: 'go', end() {} }
          if (turn.kind === 'stay') return turn
          asked.push({ url: at, at: made.time })
          const { host } = new URL(at)
          under.most = Math.max(under.most, ++under.now)
          under.hosts.set(host, (under.hosts.get(host) ?? 0) + 1)
          under.mostOfOne = Math.max(under.mostOfOne, under.hosts.get(host)!)
          await wait(50)
          under.now--
          under.hosts.set(host, under.hosts.get(host)! - 1)
          return turn
        },
      }),
    close: async () => {},
  }
  made.web = politeWeb(
    { web: slow, memory, clock: { now: () => made.now }, pacer: { now: () => made.time, wait } },
    { ...MANNERS, ...given },
  )
  /** Lets time pass until all is answered. */
  const all = async <T>(work: readonly Promise<T>[]): Promise<T[]> => {
    let done = false
    const end = Promise.all(work).finally(() => {
      done = true
    })
    while (!done) {
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
      const next = sleepers.sort((a, b) => a.at - b.at).shift()
      if (!next) break
      made.time = next.at
      next.wake()
    }
    return end
  }
  return Object.assign(made, { all })
}

const paths = (n: number, host: string): string[] =>
  Array.from({ length: n }, (_, i) => `https://${host}/${i}`)

test('one request at a time goes to a host, with a pause after each, and so many to all', async () => {
  const at = world()
  const urls = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'].flatMap(host =>
    paths(4, host),
  )
  for (const url of urls) at.pages.set(url, { body: 'x' })
  await at.all(urls.map(url => at.web.get(url)))
  assert.equal(at.asked.length, 20)
  assert.deepEqual([at.under.mostOfOne, at.under.most], [1, 3])
  const ofA = at.asked.filter(({ url }) => url.includes('a.example')).map(asked => asked.at)
  for (const [i, time] of ofA.entries()) if (i > 0) assert.ok(time - ofA[i - 1]! >= 550, String(ofA))
})

test('two requests at a time when the keeper says so; this machine itself needs less of a pause', async () => {
  const at = world({ perHost: 2 })
  const urls = [...paths(4, 'a.example'), ...paths(4, '127.0.0.1:4000')]
  for (const url of urls) at.pages.set(url, { body: 'x' })
  await at.all(urls.map(url => at.web.get(url)))
  assert.equal(at.under.mostOfOne <= 2, true)
  const last = (host: string) => at.asked.findLast(({ url }) => url.includes(host))!.at
  assert.ok(last('127.0.0.1') < 700 && last('a.example') >= 1000)
})

test('pages and pictures obey robots.txt, asked for once however many wait; feeds do not need to', async () => {
  const at = world()
  at.pages.set('https://a.example/robots.txt', {
    body: 'User-agent: *\nDisallow: /secret\nCrawl-delay: 5',
  })
  const urls = [...paths(3, 'a.example'), 'https://a.example/secret/1']
  for (const url of urls) at.pages.set(url, { body: 'x' })
  at.pages.set('https://a.example/round', { status: 302, headers: { location: '/secret/1' } })
  const got = await at.all([...urls, 'https://a.example/round'].map(url => at.web.get(url, { robots: true })))
  assert.deepEqual(
    got.map(one => (one.kind === 'failed' ? one.reason : one.kind)),
    ['fresh', 'fresh', 'fresh', 'robots', 'robots'],
  )
  assert.equal(at.asked.filter(({ url }) => url.endsWith('robots.txt')).length, 1)
  const times = at.asked.map(asked => asked.at)
  for (const [i, time] of times.entries()) if (i > 0) assert.ok(time - times[i - 1]! >= 5000, String(times))
  assert.equal((await at.all([at.web.get('https://a.example/secret/1')]))[0]!.kind, 'fresh')
  // Another process, the same day and the next.
  const later = world({}, at.memory)
  for (const [url, page] of at.pages) later.pages.set(url, page)
  for (const [hours, count] of [
    [23, 0],
    [25, 1],
  ] as const) {
    later.now = NIGHT + hours * HOUR
    later.asked.length = 0
    await later.all([later.web.get('https://a.example/0', { robots: true })])
    assert.equal(later.asked.filter(({ url }) => url.endsWith('robots.txt')).length, count)
  }
})

test('a robots.txt that is not there forbids nothing, one that is out of order everything', async () => {
  const page = { body: 'x' }
  for (const [status, kind] of [
    [404, 'fresh'],
    [403, 'fresh'],
    [500, 'failed'],
    [503, 'failed'],
    [429, 'failed'],
  ] as const) {
    const at = world()
    at.pages.set('https://a.example/0', page)
    at.pages.set('https://a.example/robots.txt', { status })
    const [got] = await at.all([at.web.get('https://a.example/0', { robots: true })])
    assert.equal(got!.kind, kind, String(status))
  }
  const unknown = world()
  unknown.pages.set('https://a.example/0', page)
  const [got] = await unknown.all([unknown.web.get('https://a.example/0', { robots: true })])
  assert.ok(
    got!.kind === 'failed' && got!.reason === 'resting' && got!.retryAt !== undefined,
    'a host whose wishes cannot be heard is not asked, though it forbids nothing',
  )
})

test('who asked too often leaves the whole host in peace, for as long as it says', async () => {
  const at = world()
  for (const url of paths(3, 'a.example')) at.pages.set(url, { body: 'x' })
  at.pages.set('https://b.example/', { body: 'x' })
  at.pages.set('https://a.example/0', { status: 429 })
  const got = await at.all([...paths(3, 'a.example'), 'https://b.example/'].map(url => at.web.get(url)))
  assert.deepEqual(
    got.map(one => (one.kind === 'failed' ? one.reason : one.kind)),
    ['refused', 'resting', 'resting', 'fresh'],
  )
  assert.equal(got[1]!.kind === 'failed' && got[1]!.retryAt, NIGHT + HOUR)
  const later = world({}, at.memory)
  later.pages.set('https://a.example/1', { body: 'x' })
  for (const [minutes, kind] of [
    [59, 'failed'],
    [60, 'fresh'],
  ] as const) {
    later.now = NIGHT + minutes * MINUTE
    assert.equal((await later.all([later.web.get('https://a.example/1')]))[0]!.kind, kind)
  }
})

test('one 503 is an address’s own trouble, a second one the host’s', async () => {
  const at = world()
  for (const url of paths(4, 'a.example')) at.pages.set(url, { status: 503 })
  const kinds = async (urls: readonly string[]) =>
    (await at.all(urls.map(url => at.web.get(url)))).map(one => one.kind)
  at.pages.set('https://a.example/1', { body: 'x' })
  const [a, b, c, d] = paths(4, 'a.example') as [string, string, string, string]
  assert.deepEqual(await kinds([a, a, b]), ['refused', 'refused', 'fresh'])
  assert.deepEqual(await kinds([c, d]), ['refused', 'failed'])
  at.now += DAY
  assert.deepEqual(await kinds([b]), ['fresh'])
})

test('a host that does not answer five times in a row is not asked a sixth time at once', async () => {
  const at = world()
  const got = await at.all(paths(8, 'nobody.example').map(url => at.web.get(url)))
  assert.deepEqual(
    got.map(one => one.kind === 'failed' && one.reason),
    [...Array(5).fill('dns'), ...Array(3).fill('resting')],
  )
})

test('a rest set by a clock that was years ahead is no rest', async () => {
  const at = world()
  at.pages.set('https://a.example/0', { body: 'x' })
  await at.memory.setHost('a.example', { rest: { until: NIGHT + 900 * DAY, why: 'x', length: HOUR } })
  assert.equal((await at.all([at.web.get('https://a.example/0')]))[0]!.kind, 'fresh')
})
