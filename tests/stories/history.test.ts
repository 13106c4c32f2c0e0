// Reading a source back: everything its publisher still has, once, politely, and however often one is interrupted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveFor, filesIn, type Publisher, publisher, rss, type Story } from './world.ts'

const story = (n: number, html = `<p>第${n}条新闻的正文，说的是气候变化。</p>`): Story => ({
  title: `第${n}条新闻`,
  path: `/a/2021/${n}.html`,
  html,
  date: new Date(Date.UTC(2021, 3, 30) - n * 3_600_000).toUTCString(),
})
const stories = (from: number, to: number): Story[] =>
  Array.from({ length: to - from + 1 }, (_, i) => story(from + i))

const archiveOf = (outlet: Publisher) =>
  archiveFor(outlet, { STET_NOW: '2021-05-01T12:00:00Z', STET_POLL_PAUSE_HERE: '0ms' })

const WORDPRESS = '<generator>https://wordpress.org/?v=6.4.3</generator>'

/** A blog of 25 articles, ten on a page, with 404 after the last. */
function wordPress(outlet: Publisher): void {
  const page = (n: number): string =>
    rss(outlet.origin, '博客', stories(n * 10 - 9, Math.min(n * 10, 25))).replace(
      '<item>',
      `${WORDPRESS}<item>`,
    )
  outlet.pages.set('/feed/', { body: page(1) })
  for (const n of [2, 3]) outlet.pages.set(`/feed/?paged=${n}`, { body: page(n) })
}

test('a WordPress blog is read back to its first article, one request a page', async () => {
  const outlet = await publisher()
  wordPress(outlet)
  const { run, posts } = await archiveOf(outlet)
  const added = await run(['add', '--history', `${outlet.origin}/feed/`])
  assert.equal(added.code, 0, added.err)
  assert.match(added.out, /10 articles kept\nread back 2 pages: 15 older articles kept\n/)
  assert.equal(posts().length, 25)
  assert.deepEqual(
    outlet.requests.map(({ path }) => path).filter(path => path.startsWith('/feed')),
    ['/feed/', '/feed/?paged=2', '/feed/?paged=3', '/feed/?paged=4'],
  )
})

test('what is bounded or breaks off goes on where it stopped, and nothing is doubled', async () => {
  const outlet = await publisher()
  wordPress(outlet)
  outlet.pages.set('/feed/?paged=3', { status: 503 })
  const { run, posts } = await archiveOf(outlet)
  const limited = await run(['add', '--history', `${outlet.origin}/feed/`], {
    env: { STET_POLL_HISTORY_PAGES: '1' },
  })
  assert.match(limited.out, /read back 1 page: 10 older articles kept; there are more/)
  const broken = await run(['add', '--history', `${outlet.origin}/feed/`])
  assert.equal(broken.code, 4)
  assert.match(broken.out, /followed already[\s\S]*read back 0 pages.*stopped/)
  wordPress(outlet)
  const asked = outlet.requests.length
  const whole = await run(['add', '--history', `${outlet.origin}/feed/`])
  assert.match(whole.out, /read back 1 page: 5 older articles kept\n/, whole.out + whole.err)
  assert.ok(!outlet.requests.slice(asked).some(({ path }) => path === '/feed/?paged=2'))
  assert.equal(posts().length, 25)
  const again = await run(['add', '--history', `${outlet.origin}/feed/`])
  assert.match(again.out, /read back 2 pages: 0 older articles kept\n/)
  assert.equal(posts().length, 25)
})

test('archived feeds are followed from one to the one before, and an old state of an article revises nothing', async () => {
  const outlet = await publisher()
  const linked = (text: string, rel: string, href: string): string =>
    text.replace('<item>', `<atom:link rel="${rel}" href="${href}"/><item>`)
  const body = (first: number, last: number, html?: string): string =>
    rss(
      outlet.origin,
      '报纸',
      stories(first, last).map(one => (html ? { ...one, html } : one)),
    )
  outlet.pages.set('/feed', { body: linked(body(1, 3), 'prev-archive', '/2021') })
  outlet.pages.set('/2021', {
    body: linked(body(3, 6, '<p>旧的说法，后来改了。</p>'), 'prev-archive', '/2020'),
  })
  outlet.pages.set('/2020', { body: linked(body(7, 8), 'next', '/feed') })
  const { root, run, posts } = await archiveOf(outlet)
  const added = await run(['add', '--history', `${outlet.origin}/feed`])
  assert.match(added.out, /read back 2 pages: 5 older articles kept\n/)
  assert.equal(posts().length, 8)
  assert.equal([...filesIn(root).keys()].filter(path => path.startsWith('_revisions/')).length, 0)
})

test('a server that knows no pages is asked once and no more', async () => {
  const outlet = await publisher()
  const body = rss(outlet.origin, '报', stories(1, 3))
  outlet.pages.set('/feed', { body })
  outlet.pages.set('/feed?paged=2', { body })
  const { run } = await archiveOf(outlet)
  assert.match((await run(['add', '--history', `${outlet.origin}/feed`])).out, /read back 1 page: 0 older/)
  assert.equal(outlet.requests.filter(({ path }) => path.startsWith('/feed')).length, 2)
})

test('killed in the middle, it is continued', async () => {
  const outlet = await publisher()
  for (let n = 1; n <= 30; n++)
    outlet.pages.set(n === 1 ? '/feed/' : `/feed/?paged=${n}`, {
      body: rss(outlet.origin, '博客', stories(n * 3 - 2, n * 3)).replace('<item>', `${WORDPRESS}<item>`),
    })
  const { run, posts } = await archiveOf(outlet)
  await run(['add', `${outlet.origin}/feed/`])
  await run(['add', '--history', `${outlet.origin}/feed/`], {
    killAfter: 1500,
    env: { STET_POLL_PAUSE_HERE: '100ms', STET_POLL_PAUSE: '100ms' },
  })
  const asked = outlet.requests.length
  const rest = await run(['add', '--history', `${outlet.origin}/feed/`])
  assert.equal(rest.code, 0, rest.err)
  assert.equal(posts().length, 90)
  const twice = outlet.requests.slice(asked).filter(({ path }) => path === '/feed/?paged=2')
  assert.ok(asked < 6 || twice.length === 0)
})
