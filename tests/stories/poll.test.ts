// Polling an outlet: what is new, what was changed, what failed, and what is said about it.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { archiveFor, filesIn, type Publisher, publisher, rss, type Story } from './world.ts'

const story = (n: number, html = `<p>第${n}条新闻的正文，说的是气候变化。</p>`): Story => ({
  title: `第${n}条新闻`,
  path: `/a/2021/${n}.html`,
  html,
  date: `Wed, 14 Apr 2021 0${n % 10}:00:00 GMT`,
})

const archiveOf = (outlet: Publisher, now = '2021-04-14T12:00:00Z') => archiveFor(outlet, { STET_NOW: now })

const posts = (root: string): string[] => [...filesIn(root).keys()].filter(path => path.startsWith('_posts/'))

/** As long as articles are: a feed of these is no feed of summaries, and its pages are left alone. */
const WHOLE = `<p>${'外交部发言人在例行记者会上回答了关于气候会谈的提问。'.repeat(20)}</p>`

test('a feed is added with one request, its articles kept, and asked again with its validators', async () => {
  const outlet = await publisher()
  outlet.pages.set('/feed', headers =>
    headers['if-none-match'] === '"v1"'
      ? { status: 304 }
      : { headers: { etag: '"v1"' }, body: rss(outlet.origin, '某报', [story(1, WHOLE), story(2, WHOLE)]) },
  )
  const { root, run } = await archiveOf(outlet)
  const added = await run(['add', `${outlet.origin}/feed`])
  assert.equal(added.code, 0, added.err)
  assert.match(added.out, /^added 某报: 2 articles kept/)
  const asked = () => outlet.requests.filter(({ path }) => path === '/feed')
  assert.equal(asked().length, 1)
  assert.equal(posts(root).length, 2)
  const again = await run(['poll', '--once', '--all'])
  assert.match(again.out, /^1 source polled: 0 new\.$/m)
  assert.equal(asked()[1]?.headers['if-none-match'], '"v1"')
  assert.equal(asked()[1]?.headers.cookie, undefined)
  assert.match(asked()[1]?.headers['user-agent'] ?? '', /^stet\/\d/)
})

test('a page leads to its feed', async () => {
  const outlet = await publisher()
  outlet.pages.set('/', {
    headers: { 'content-type': 'text/html' },
    body: '<html><head><link rel="alternate" type="application/rss+xml" title="某报" href="/rss.xml"></head><body>front</body></html>',
  })
  outlet.pages.set('/rss.xml', { body: rss(outlet.origin, '某报', [story(1)]) })
  const { run } = await archiveOf(outlet)
  assert.match((await run(['add', '--list', outlet.origin])).out, /\/rss\.xml\t/)
  assert.match((await run(['add', outlet.origin])).out, /1 article kept/)
  assert.match((await run(['add', `${outlet.origin}/rss.xml`])).out, /followed already/)
  outlet.pages.set('/plain', { body: '<html><body>no feed here</body></html>' })
  const none = await run(['add', `${outlet.origin}/plain`])
  assert.deepEqual([none.code, /names none/.test(none.err)], [1, true])
})

test('an edit at the source becomes a revision, and a return to the old text another; nothing is replaced', async () => {
  const outlet = await publisher()
  const publish = (html: string) =>
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [story(1, html), story(2)]) })
  const { root, run } = await archiveOf(outlet)
  publish('<p>原来的说法。</p>')
  await run(['add', `${outlet.origin}/feed`, '--id', 'paper'])
  const before = posts(root)
  const original = readFileSync(join(root, before.find(path => path.includes('第1条'))!))
  publish('<p>后来的说法。</p>')
  assert.match((await run(['poll', '--all'])).out, /1 revised/)
  publish('<p>原来的说法。</p>')
  assert.match((await run(['poll', '--all'])).out, /1 revised/)
  assert.match((await run(['poll', '--all'])).out, /0 new\.$/m)
  assert.deepEqual(posts(root), before)
  const revisions = [...filesIn(root)].filter(([path]) => path.startsWith('_revisions/'))
  assert.equal(revisions.length, 2)
  assert.equal(Buffer.from(revisions[0]![1], 'latin1').toString(), original.toString())
  const shown = JSON.parse((await run(['show', '--json', `${outlet.origin}/a/2021/1.html`])).out)
  assert.equal(shown.revision, 3)
  assert.match(shown.html, /原来的说法/)
})

test('a changed guid at the same address is the same article, and so is a changed address with the same guid', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [
      { ...story(1), guid: 'one' },
      { ...story(2), guid: 'two' },
    ]),
  })
  await run(['add', `${outlet.origin}/feed`])
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [
      { ...story(1), guid: 'other' },
      { ...story(2), guid: 'two', path: '/moved/2.html' },
    ]),
  })
  await run(['poll', '--all'])
  assert.equal(posts(root).length, 2)
})

test('two feeds of one outlet with the same article make one article', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  outlet.pages.set('/all', { body: rss(outlet.origin, '全部', [story(1), story(2)]) })
  outlet.pages.set('/world', {
    body: rss(outlet.origin, '国际', [{ ...story(2), html: '<p>摘要</p>', guid: 'x' }, story(3)]),
  })
  await run(['add', `${outlet.origin}/all`, `${outlet.origin}/world`])
  assert.equal(posts(root).length, 3)
  for (let i = 0; i < 2; i++) assert.match((await run(['poll', '--all'])).out, /2 sources polled: 0 new\.$/m)
})

test('sources that fail are named in words, the others are kept, and the exit code is 4', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  outlet.pages.set('/good', { body: rss(outlet.origin, '好', [story(1)]) })
  outlet.pages.set('/page', { body: '<!doctype html><html><body>Please enable JavaScript</body></html>' })
  outlet.pages.set('/busy', { status: 503, headers: { 'retry-after': '600' } })
  outlet.pages.set('/cut', {
    headers: { 'content-length': '99999' },
    body: rss(outlet.origin, '断', [story(2)]).slice(0, -80),
  })
  const lines = ['good', 'page', 'busy', 'none'].map(
    name => `  - id: ${name}\n    url: ${outlet.origin}/${name}`,
  )
  lines.push(
    '  - id: down\n    url: http://127.0.0.1:9/feed',
    '  - id: inside\n    url: http://10.0.0.1/feed',
  )
  writeFileSync(join(root, 'stet.yml'), `# mine\nsources:\n${lines.join('\n')}\n`)
  const polled = await run(['poll', '--once', '--all'])
  assert.equal(polled.code, 4)
  assert.match(polled.out, /6 sources polled: 1 new, 5 failed\./)
  assert.match(polled.err, /^page: not a feed: /m)
  assert.match(polled.err, /^busy: the server has trouble \(503\)/m)
  assert.match(polled.err, /^none: not found \(404\)/m)
  assert.match(polled.err, /^down: private address: /m)
  assert.match(polled.err, /^inside: private address: /m)
  assert.equal(posts(root).length, 1)
  const status = await run(['status'])
  assert.equal(status.code, 4)
  assert.match(status.out, /busy: the server has trouble/)
})

test('without a network every source is named, nothing is damaged, and the exit code is 4', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [story(1)]) })
  await run(['add', `${outlet.origin}/feed`])
  appendFileSync(join(root, 'stet.yml'), '  - https://news.invalid/feed\n')
  const before = filesIn(root)
  const env = { STET_DNS: '127.0.0.1:9' }
  outlet.pages.clear()
  const polled = await run(['poll', '--all'], { env })
  assert.equal(polled.code, 4)
  assert.match(polled.err, /^news-invalid: name not found: .*news\.invalid/m)
  assert.deepEqual(filesIn(root), before)
})

test('a source is asked when it is due, and not before', async () => {
  const outlet = await publisher()
  const { run } = await archiveOf(outlet)
  outlet.pages.set('/feed', { headers: { etag: '"1"' }, body: rss(outlet.origin, '某报', [story(1)]) })
  await run(['add', `${outlet.origin}/feed`])
  const soon = await run(['poll'], { env: { STET_NOW: '2021-04-14T12:20:00Z' } })
  assert.match(soon.out, /No source is due/)
  const later = await run(['poll'], { env: { STET_NOW: '2021-04-14T23:00:00Z' } })
  assert.match(later.out, /1 source polled/)
})

test('entries that share one address are told apart by their ids', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  const live = [1, 2, 3].map(n => ({ ...story(n), path: '/live', guid: `live-${n}` }))
  outlet.pages.set('/feed', { body: rss(outlet.origin, '直播', live) })
  await run(['add', `${outlet.origin}/feed`])
  assert.equal(posts(root).length, 3)
  rmSync(join(root, '.stet'), { recursive: true })
  assert.match((await run(['poll', '--all'])).out, /0 new\.$/m)
  assert.equal(posts(root).length, 3)
})

test('git has one commit for what came, with its paths and a message that says what', async () => {
  const outlet = await publisher()
  const { root, run } = await archiveOf(outlet)
  const { execFileSync } = await import('node:child_process')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  const env = { STET_GIT_COMMIT: 'true' }
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [story(1), story(2)]) })
  await run(['add', `${outlet.origin}/feed`, '--title', '某报'], { env })
  assert.match(git('log', '--format=%B'), /^Poll: 2 new\n\n某报: 2 new/)
  assert.equal(git('status', '--porcelain'), '')
  await run(['poll', '--all'], { env })
  assert.equal(git('rev-list', '--count', 'HEAD').trim(), '1')
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [story(1, '<p>改了。</p>'), story(2), story(3)]),
  })
  await run(['poll', '--all'], { env })
  assert.equal(git('log', '-1', '--format=%s').trim(), 'Poll: 1 new, 1 revised')
  assert.match(git('show', '--stat', '--format=', '--name-only', '-z'), /_revisions\//)
})

test('while one process polls another is told of it, and not any more after it was killed', async () => {
  const outlet = await publisher()
  const asked: (() => void)[] = []
  const slow = createServer((_, response) => {
    asked.push(() => response.end())
  })
  await new Promise<void>(done => slow.listen(0, '127.0.0.1', done))
  after(() => {
    slow.closeAllConnections()
    slow.close()
  })
  const host = `127.0.0.1:${(slow.address() as AddressInfo).port}`
  const { run } = await archiveFor(outlet, { STET_ALLOW_PRIVATE: host })
  await run(['add', `http://${host}/feed`, '--id', 'slow', '--no-poll'])
  const told = async (): Promise<unknown> => JSON.parse((await run(['status', '--json'])).out).workers
  assert.deepEqual(await told(), [])
  const polling = run(['poll', '--all'], { killAfter: 6000 })
  for (let tries = 0; tries < 100 && asked.length === 0; tries++) await wait(50)
  assert.deepEqual(await told(), [{ name: 'Another process', hosts: 1 }])
  assert.match((await run(['status'])).out, /^Another process is asking 1 host\.$/m)
  assert.equal((await polling).signal, 'SIGKILL')
  assert.deepEqual(await told(), [])
})
