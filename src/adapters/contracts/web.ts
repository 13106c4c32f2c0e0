// What every way out to other people's servers promises, whatever it goes through.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Turn, Web } from '../../model/ports.ts'
import type { MemoryPage } from '../memory/web.ts'

/** A web that answers from pages by path under `origin`. */
export interface WebUnderTest {
  readonly web: Web
  readonly origin: string
  readonly pages: Map<string, MemoryPage>
  close(): Promise<void>
}

export function webContract(name: string, open: () => Promise<WebUnderTest>): void {
  const webTest = (title: string, body: (under: WebUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const under = await open()
      try {
        await body(under)
      } finally {
        await under.close()
      }
    })

  webTest(
    'a page is fetched with its headers and the exchange that brought it',
    async ({ web, origin, pages }) => {
      pages.set('/a', { headers: { 'content-type': 'text/plain', etag: '"1"' }, body: '新闻' })
      const got = await web.get(`${origin}/a`)
      assert.ok(got.kind === 'fresh')
      assert.equal(new TextDecoder().decode(got.body), '新闻')
      assert.equal(got.url, `${origin}/a`)
      assert.equal(got.headers.find(([key]) => key === 'content-type')?.[1], 'text/plain')
      assert.deepEqual(got.validators, { url: `${origin}/a`, etag: '"1"' })
      assert.equal(new TextDecoder().decode(got.exchange?.wire), '新闻')
    },
  )

  webTest(
    'what has not changed is not sent again, and validators of another address do not count',
    async ({ web, origin, pages }) => {
      pages.set('/a', { headers: { etag: '"1"' }, body: 'a' })
      pages.set('/b', { headers: { etag: '"1"' }, body: 'b' })
      const validators = { url: `${origin}/a`, etag: '"1"' }
      assert.equal((await web.get(`${origin}/a`, { validators })).kind, 'unchanged')
      assert.equal((await web.get(`${origin}/b`, { validators })).kind, 'fresh')
      pages.set('/a', { headers: { etag: '"2"' }, body: 'a2' })
      assert.equal((await web.get(`${origin}/a`, { validators })).kind, 'fresh')
    },
  )

  webTest('gone, refused and unreachable are told apart', async ({ web, origin, pages }) => {
    pages.set('/gone', { status: 410 })
    pages.set('/none', { status: 404 })
    pages.set('/busy', { status: 503 })
    pages.set('/no', { status: 403 })
    const kind = async (path: string) => {
      const got = await web.get(origin + path)
      return 'status' in got ? [got.kind, got.status] : got.kind
    }
    assert.deepEqual(await kind('/gone'), ['gone', 410])
    assert.deepEqual(await kind('/none'), ['gone', 404])
    assert.deepEqual(await kind('/busy'), ['refused', 503])
    assert.deepEqual(await kind('/no'), ['refused', 403])
    assert.equal((await web.get('http://nobody.invalid/')).kind, 'failed')
  })

  webTest('every hop of a redirect is named, and a circle ends', async ({ web, origin, pages }) => {
    pages.set('/old', { status: 301, headers: { location: '/new' } })
    pages.set('/new', { body: 'here' })
    pages.set('/round', { status: 302, headers: { location: '/round' } })
    const got = await web.get(`${origin}/old`)
    assert.ok(got.kind === 'fresh')
    assert.equal(got.url, `${origin}/new`)
    assert.deepEqual(
      got.hops.map(({ url, status }) => [url, status]),
      [
        [`${origin}/old`, 301],
        [`${origin}/new`, 200],
      ],
    )
    const [led, ended] = got.hops
    assert.deepEqual(
      [led?.exchange?.url, led?.exchange?.status],
      [`${origin}/old`, 301],
      'its own answer is kept',
    )
    assert.ok(led?.exchange?.headers.some(([name, value]) => name === 'location' && value === '/new'))
    assert.equal(ended?.exchange, undefined)
    const round = await web.get(`${origin}/round`)
    assert.ok(round.kind === 'failed' && round.reason === 'redirects')
  })

  webTest('more than was asked for is refused', async ({ web, origin, pages }) => {
    pages.set('/big', { body: 'x'.repeat(5000) })
    const got = await web.get(`${origin}/big`, { maxBytes: 1000 })
    assert.ok(got.kind === 'failed' && got.reason === 'too-large')
  })

  webTest('every request on the way waits for its turn, and one that gets none is not made', async under => {
    const { web, origin, pages } = under
    pages.set('/old', { status: 301, headers: { location: '/new' } })
    pages.set('/new', { body: 'here' })
    const asked: string[] = []
    const open = new Set<string>()
    const turn = async (url: string): Promise<Turn> => {
      assert.equal(open.size, 0, 'the turn before was given back')
      asked.push(url)
      open.add(url)
      return { kind: 'go', end: () => open.delete(url) }
    }
    assert.equal((await web.get(`${origin}/old`, { turn })).kind, 'fresh')
    assert.deepEqual(asked, [`${origin}/old`, `${origin}/new`])
    assert.equal(open.size, 0)
    const until = 5
    const stay = async (url: string): Promise<Turn> =>
      url.endsWith('/new') ? { kind: 'stay', reason: 'resting', message: 'no', until } : turn(url)
    const stayed = await web.get(`${origin}/old`, { turn: stay })
    assert.ok(stayed.kind === 'failed' && stayed.reason === 'resting' && stayed.retryAt === until)
    assert.deepEqual(
      stayed.hops.map(({ status }) => status),
      [301],
    )
  })
}
