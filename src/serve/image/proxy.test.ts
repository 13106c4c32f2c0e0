import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserOf, HOST, PASSWORD } from '../../../tests/site/house.ts'
import { samplePosts, world } from '../../../tests/site/world.ts'
import { memoryCache } from '../../adapters/memory/cache.ts'
import { memoryUsers } from '../../adapters/memory/users.ts'
import { memoryWeb } from '../../adapters/memory/web.ts'
import type { Images } from '../../model/ports.ts'
import { MINUTE } from '../../model/time.ts'
import { newUser } from '../accounts/accounts.ts'
import { app } from '../app.ts'
import { type ImagePolicy, type ImageProxy, imageProxy } from './proxy.ts'
import { signed } from './sign.ts'

const SECRET = 'not-for-everybody'
const KNOWN = 'http://outlet.example/known.png'
const OTHER = 'http://outlet.example/other.png'
const ALSO_KNOWN = 'http://outlet.example/instead.png'

/** Gives back what it is given; `page=7` is in no picture. */
const images: Images = {
  async draw(bytes, { page }) {
    if (page === 7) return { kind: 'refused', why: 'unreadable', message: 'there are no such pages' }
    return { kind: 'drawn', bytes, format: 'png', width: 1, height: 1 }
  },
  look: async () => ({ kind: 'refused', why: 'failed', message: 'not looked at here' }),
  version: 'test',
  close: async () => {},
}

/** A proxy of an archive that shows KNOWN and ALSO_KNOWN, with a clock that can be moved. */
function proxy(policy: ImagePolicy): { proxy: ImageProxy; pass(time: number): void } {
  let now = Date.UTC(2021, 4, 1)
  return {
    pass(time) {
      now += time
    },
    proxy: imageProxy({
      images,
      web: memoryWeb(
        new Map([
          [KNOWN, { body: 'known' }],
          [OTHER, { body: 'other' }],
        ]),
      ),
      cache: memoryCache(),
      kept: {
        knows: async address => address === KNOWN || address === ALSO_KNOWN,
        from: async () => undefined,
      },
      clock: { now: () => now },
      rules: { policy, secret: SECRET, maxBytes: 1000, timeout: 1000, limits: {}, perClient: 0 },
    }),
  }
}

const asker =
  (served: ImageProxy) =>
  (query: string): Promise<Response> =>
    served(new Request(`${HOST}/image/?${query}`))

test('a picture that one signature allowed is nobody else’s, however lately it was drawn', async () => {
  const { proxy: served, pass } = proxy('known')
  const ask = asker(served)
  const query = `url=${OTHER}&w=30`
  const good = signed(query, SECRET)!
  for (let time = 0; time < 3; time++) {
    assert.equal((await ask(good)).status, 200)
    for (const bad of [
      query,
      `${query}&sig=x`,
      `${good}&filename=mine`,
      `${good}&maxage=2d`,
      `${good}&default=1`,
    ])
      assert.equal((await ask(bad)).status, 403, bad)
    pass(MINUTE / 4)
  }
  assert.equal((await ask(`url=${KNOWN}`)).status, 200)
  assert.equal((await ask(signed(`url=${KNOWN}`, SECRET)!)).status, 200)
  assert.equal((await ask(`url=${KNOWN}&filename=mine`)).status, 200)
})

test('default= leads where the archive itself would, or where a signature sends; an open proxy leads anywhere', async () => {
  const ask = asker(proxy('known').proxy)
  const elsewhere = encodeURIComponent('https://elsewhere.example/')
  const led = async (query: string) => {
    const response = await ask(query)
    const { code } = (await response.json()) as { code: number }
    return [response.status, code, response.headers.get('location')]
  }
  const failing = `url=${KNOWN}&page=7`
  assert.deepEqual(await led(`${failing}&default=${elsewhere}`), [404, 404, null])
  assert.deepEqual(await led(`${failing}&default=${ALSO_KNOWN}`), [302, 404, ALSO_KNOWN])
  assert.deepEqual(await led(`${failing}&default=1`), [302, 404, KNOWN])
  assert.deepEqual(await led(signed(`${failing}&default=${elsewhere}`, SECRET)!), [
    302,
    404,
    'https://elsewhere.example/',
  ])
  assert.deepEqual(await led(`url=ftp://a.example/b&default=${elsewhere}`), [400, 400, null])
  assert.deepEqual(await led(`url=ftp://a.example/b&default=${ALSO_KNOWN}`), [302, 400, ALSO_KNOWN])
  const open = await asker(proxy('open').proxy)(`url=http:\\\\foobar&default=${elsewhere}`)
  assert.deepEqual([open.status, open.headers.get('location')], [302, 'https://elsewhere.example/'])
  assert.equal(open.headers.get('referrer-policy'), 'no-referrer')
})

test('a private archive’s pictures are for who has signed in, and signed addresses for all', async () => {
  const clock = { now: () => Date.UTC(2021, 4, 1) }
  const users = memoryUsers([await newUser('wang', PASSWORD, 'reader', clock)])
  const { site } = await world(samplePosts(1))
  const imageHost = 'pictures.example'
  const { proxy: pictures } = proxy('known')
  const served = app({ site, users, clock, pictures, imageHost, rules: { isPrivate: true } })
  const ask = (path: string, headers: Record<string, string> = {}) => served.request(HOST + path, { headers })
  const known = `?url=${KNOWN}&w=30`
  const basic = { authorization: `Basic ${Buffer.from(`wang:${PASSWORD}`).toString('base64')}` }
  for (const [path, host] of [
    [`/image/${known}`, '127.0.0.1:4000'],
    [`/${known}`, imageHost],
  ] as const) {
    const stranger = await ask(path, { host })
    assert.deepEqual([stranger.status, stranger.headers.get('cache-control')], [401, 'no-store'], path)
    const person = await ask(path, { host, accept: 'text/html' })
    assert.equal(person.status, 303)
    assert.equal(person.headers.get('location'), `/login?to=${encodeURIComponent(path)}`)
    const reader = await ask(path, { host, ...basic })
    assert.equal(reader.status, 200)
    assert.match(reader.headers.get('cache-control')!, /^private, max-age=/)
    assert.equal(reader.headers.get('access-control-allow-origin'), null)
    assert.equal((await ask(path, { host })).status, 401, 'drawn for a reader, and still nobody else’s')
    assert.equal((await ask(path.replace('known', 'other'), { host, ...basic })).status, 403)
  }
  const signature = signed(known.slice(1), SECRET)!
  const elsewhere = await ask(`/image/?${signature}`)
  assert.deepEqual(
    [elsewhere.status, elsewhere.headers.get('cache-control')],
    [200, 'public, max-age=31536000'],
  )
  assert.equal((await ask(`/image/?${signature}&filename=mine`)).status, 401)
  const browser = browserOf(served)
  await browser.signIn('wang')
  assert.equal((await browser.get(`/image/${known}`)).response.status, 200)
  assert.equal((await ask('/image/?url=ftp://a.example/b')).status, 401)
  assert.deepEqual(await (await ask('/healthz')).json(), { ok: true })
  const told = (await (await ask('/healthz', basic)).json()) as { articles?: number }
  assert.equal(told.articles, 1)
})
