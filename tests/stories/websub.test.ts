// WebSub (W3C, 23 January 2018) with a hub on loopback, from both sides.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { archiveFor, type Publisher, publisher, type Running, rss, running, type Story } from './world.ts'

/** An address that others could call; the hub knows where it really is. */
const SITE = 'https://archive.example/news/'
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A hub: what it was sent, and what it answers. */
async function hub() {
  const asked: URLSearchParams[] = []
  let status = 202
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    asked.push(new URLSearchParams(body))
    response.writeHead(status).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  after(() => server.closeAllConnections())
  after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}/hub`,
    asked,
    answers(with_: number) {
      status = with_
    },
    /** The nth thing it was asked for, once it has been. */
    async nth(n: number): Promise<URLSearchParams> {
      await until(`the hub is asked ${n + 1} times`, () => asked.length > n)
      return asked[n]!
    },
  }
}

async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await so()) return
    await wait(100)
  }
  assert.fail(`a minute has passed, and not yet: ${what}`)
}

const story = (n: number): Story => ({
  title: `第${n}条新闻`,
  path: `/a/${n}`,
  html: `<p>第${n}条的正文。</p>`,
  date: `Wed, 14 Apr 2021 0${n}:00:00 GMT`,
})

/** A feed that names a hub and itself. */
function publish(outlet: Publisher, hubUrl: string, count: number): void {
  const stories = Array.from({ length: count }, (_, i) => story(i + 1))
  const links = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="${hubUrl}"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${outlet.origin}/feed"/>`
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', stories).replace('<channel>', `<channel>${links}`),
  })
}

async function world() {
  const [outlet, made] = [await publisher(), await hub()]
  publish(outlet, made.url, 1)
  const env = { STET_ALLOW_PRIVATE: `${outlet.host},${made.host}`, STET_SITE_URL: SITE }
  const archive = await archiveFor(outlet, env)
  const added = await archive.run(['add', `${outlet.origin}/feed`, '--id', 'paper'])
  assert.equal(added.code, 0, added.err)
  const serve = () => running(['-C', archive.root, 'serve', '--port', '0'], { env })
  const polls = (): number => outlet.requests.filter(({ path }) => path === '/feed').length
  return { ...archive, outlet, hub: made, env, serve, polls }
}

/** A callback address as the hub reaches it. */
const reach = (server: Running, callback: string): string => {
  assert.ok(callback.startsWith(`${SITE}websub/`), callback)
  return new URL(new URL(callback).pathname, server.url).href
}

const confirm = (at: string, given: Record<string, string>) => fetch(`${at}?${new URLSearchParams(given)}`)

/** News pushed as a hub does: the feed itself, signed with the secret. */
function push(at: string, signature?: string): Promise<Response> {
  return fetch(at, {
    method: 'POST',
    headers: {
      'content-type': 'application/rss+xml',
      ...(signature !== undefined && { 'x-hub-signature': signature }),
    },
    body: 'what is new',
  })
}
const signed = (secret: string, algorithm = 'sha256'): string =>
  `${algorithm}=${createHmac(algorithm, secret).update('what is new').digest('hex')}`

test('a hub is asked, confirmed and believed only with the right signature; what it pushes is kept at once', async () => {
  const { outlet, hub, serve, posts, polls } = await world()
  const server = await serve()
  const asked = await hub.nth(0)
  const [topic, secret] = [`${outlet.origin}/feed`, asked.get('hub.secret')!]
  assert.equal(asked.get('hub.mode'), 'subscribe')
  assert.equal(asked.get('hub.topic'), topic)
  assert.ok(Number(asked.get('hub.lease_seconds')) >= 86_400)
  assert.ok(secret.length >= 32 && secret.length < 200, 'a secret of less than 200 bytes (5.1)')
  const at = reach(server, asked.get('hub.callback')!)

  // 5.3: what was not asked for is not confirmed.
  const challenge = 'ch<a>llenge & 挑战'
  for (const wrong of [
    { 'hub.mode': 'subscribe', 'hub.topic': `${topic}?other`, 'hub.challenge': challenge },
    { 'hub.mode': 'unsubscribe', 'hub.topic': topic, 'hub.challenge': challenge },
    { 'hub.mode': 'subscribe', 'hub.topic': topic },
  ])
    assert.equal((await confirm(at, wrong)).status, 404)
  const stranger = at.replace(/[\w-]{4}$/, 'xxxx')
  assert.equal((await confirm(stranger, { 'hub.mode': 'subscribe', 'hub.challenge': 'x' })).status, 404)
  const good = {
    'hub.mode': 'subscribe',
    'hub.topic': topic,
    'hub.challenge': challenge,
    'hub.lease_seconds': '864000',
  }
  const confirmed = await confirm(at, good)
  assert.deepEqual([confirmed.status, await confirmed.text()], [200, challenge])
  assert.match(confirmed.headers.get('content-type')!, /^text\/plain/)

  publish(outlet, hub.url, 2)
  const before = polls()
  for (const wrong of [
    undefined,
    signed('another secret'),
    signed(secret).replace('sha256', 'sha512'),
    signed(secret).slice(0, -2),
    `md5=${createHmac('md5', secret).update('what is new').digest('hex')}`,
    'sha256=',
  ]) {
    const answered = await push(at, wrong)
    // 8.1: it is acknowledged and dropped, so that nobody can try signatures.
    assert.equal(Math.floor(answered.status / 100), 2, String(wrong))
  }
  assert.equal((await push(stranger, signed(secret))).status, 405)
  assert.equal((await push(at, signed(secret, 'sha1'))).status, 202)
  await until('the second story is kept', () => posts().length === 2)
  assert.equal(polls(), before + 1, 'one push was good, one poll followed')
  publish(outlet, hub.url, 3)
  assert.equal((await push(at, signed(secret, 'sha512'))).status, 202)
  await until('the third story is kept', () => posts().length === 3)
  await server.end()
})

test('a lease is renewed before it ends, and not before that; a hub that denies is left alone for a while', async () => {
  const { root, run, outlet, hub, serve, posts } = await world()
  const path = join(root, '.stet/websub.json')
  type Kept = Record<'asked' | 'since' | 'until', number | undefined> & { secret: string }
  const kept = (): Kept => JSON.parse(readFileSync(path, 'utf8'))[0][1]
  /** As if so much time had passed. */
  const later = (time: number): void => {
    const [[token, { asked, since, until, ...rest }]] = JSON.parse(readFileSync(path, 'utf8'))
    const shifted = { asked: asked - time, ...(since && { since: since - time, until: until - time }) }
    writeFileSync(path, JSON.stringify([[token, { ...rest, ...shifted }]]))
  }
  /** What a server that starts now asks of the hub; nothing is undefined. */
  const onStart = async (
    work: (server: Running, asked: URLSearchParams | undefined) => Promise<void> = async () => {},
  ): Promise<URLSearchParams | undefined> => {
    const before = hub.asked.length
    const server = await serve()
    // Asked for at once or not at all: the next look is in ten minutes.
    for (let tries = 0; tries < 15 && hub.asked.length === before; tries++) await wait(100)
    const asked = hub.asked[before]
    await work(server, asked)
    await server.end()
    return asked
  }
  const confirmFor = (seconds: number) => async (server: Running, asked: URLSearchParams | undefined) => {
    const given = { 'hub.mode': 'subscribe', 'hub.topic': `${outlet.origin}/feed`, 'hub.challenge': 'x' }
    const at = reach(server, asked!.get('hub.callback')!)
    assert.equal((await confirm(at, { ...given, 'hub.lease_seconds': String(seconds) })).status, 200)
  }
  const first = (await onStart(confirmFor(10 * 86_400)))!
  assert.equal(kept().until! - kept().since!, 10 * DAY)
  later(7 * DAY)
  assert.equal(await onStart(), undefined, 'three of ten days are left')
  later(1.5 * DAY)
  const second = (await onStart(confirmFor(86_400)))!
  assert.equal(second.get('hub.callback'), first.get('hub.callback'))
  assert.equal(second.get('hub.secret'), first.get('hub.secret'))
  assert.equal(kept().until! - kept().since!, DAY, 'the lease is what the hub says')

  later(23 * HOUR)
  const third = (await onStart(async (server, asked) => {
    const at = reach(server, asked!.get('hub.callback')!)
    assert.equal((await confirm(at, { 'hub.mode': 'denied', 'hub.reason': 'no more' })).status, 200)
  }))!
  assert.equal(third.get('hub.callback'), first.get('hub.callback'))
  assert.equal(kept().until, undefined)
  assert.equal(await onStart(), undefined, 'it has just said no')
  publish(outlet, hub.url, 2)
  assert.match((await run(['poll', '--all'])).out, /1 new/)
  assert.equal(posts().length, 2, 'polling goes on all the same')
  later(7 * HOUR)
  hub.answers(500)
  assert.ok(await onStart(), 'after six hours it is asked again')
  publish(outlet, hub.url, 3)
  assert.match((await run(['poll', '--all'])).out, /1 new/)
})

test('an archive that nobody can call asks no hub', async () => {
  const { root, hub, outlet } = await world()
  const env = { STET_ALLOW_PRIVATE: `${outlet.host},${hub.host}`, STET_SITE_URL: 'http://localhost:4000/' }
  const server = await running(['-C', root, 'serve', '--port', '0'], { env })
  await wait(1000)
  assert.deepEqual(hub.asked, [])
  await server.end()
})

test('our hubs are told of feeds that have something new, once, and the feeds name them', async () => {
  const [outlet, ours, broken] = [await publisher(), await hub(), await hub()]
  broken.answers(503)
  publish(outlet, 'ftp://no.hub/', 1)
  const env = {
    STET_ALLOW_PRIVATE: `${outlet.host},${ours.host},${broken.host}`,
    STET_SITE_URL: SITE,
    STET_WEBSUB_HUBS: `${broken.url}, ${ours.url}`,
  }
  const { root, run, posts } = await archiveFor(outlet, env)
  await run(['add', `${outlet.origin}/feed`, '--id', 'paper', '--no-poll'])
  const server = await running(['up', root, '--port', '0', '--no-build'], { env })
  const told = (): string[] => ours.asked.map(asked => asked.get('hub.url')!)
  const feeds = ['feed.xml', 'atom.xml', 'feed.json'].flatMap(name => [
    SITE + name,
    `${SITE}sources/paper/${name}`,
  ])
  await until('the hub is told', () => told().length >= feeds.length)
  assert.deepEqual(told().sort(), feeds.sort())
  assert.ok(ours.asked.every(asked => asked.get('hub.mode') === 'publish'))
  assert.equal(broken.asked.length, feeds.length, 'a hub that fails keeps nothing from the others')
  for (const feed of feeds) {
    const { headers, status } = await fetch(new URL(new URL(feed).pathname, server.url))
    assert.equal(status, 200, feed)
    assert.match(headers.get('link')!, new RegExp(`<${ours.url}>; rel="hub"`))
    assert.match(headers.get('link')!, new RegExp(`<${feed}>; rel="self"`))
  }
  /** A change of stet.yml begins a round. */
  const round = async (): Promise<void> => {
    const later = new Date(Date.now() + 1000)
    utimesSync(join(root, 'stet.yml'), later, later)
    await wait(7000)
  }
  await round()
  assert.equal(told().length, feeds.length, 'nothing was new')
  publish(outlet, 'ftp://no.hub/', 2)
  assert.match((await run(['poll', '--all'])).out, /1 new/)
  await round()
  await until('the hub is told again', () => told().length >= 2 * feeds.length)
  assert.equal(posts().length, 2)
  assert.deepEqual(told().slice(feeds.length).sort(), feeds.sort())
  await server.end()
})

test('`stet poll` and `stet build` tell our hubs too: of each change once, and again where a hub did not take it', async () => {
  const [outlet, ours] = [await publisher(), await hub()]
  publish(outlet, 'ftp://no.hub/', 1)
  const env = {
    STET_ALLOW_PRIVATE: `${outlet.host},${ours.host}`,
    STET_SITE_URL: SITE,
    STET_WEBSUB_HUBS: ours.url,
  }
  const { root, run } = await archiveFor(outlet, env)
  await run(['add', `${outlet.origin}/feed`, '--id', 'paper'])
  assert.deepEqual(ours.asked, [], 'the site does not show it yet')
  const told = (from: number): string[] => ours.asked.slice(from).map(asked => asked.get('hub.url')!)
  const build = async (): Promise<string[]> => {
    const before = ours.asked.length
    assert.equal((await run(['build'])).code, 0)
    return told(before)
  }
  const feeds = (await build()).sort()
  // A built site has RSS alone of each source.
  assert.deepEqual(
    feeds,
    ['atom.xml', 'feed.json', 'feed.xml', 'sources/paper/feed.xml'].map(name => SITE + name),
  )
  for (const feed of feeds) {
    const built = readFileSync(join(root, '_site', feed.slice(SITE.length)), 'utf8')
    assert.ok(built.includes(ours.url), `${feed} names the hub`)
  }
  assert.deepEqual(await build(), [])
  ours.answers(503)
  publish(outlet, 'ftp://no.hub/', 2)
  assert.match((await run(['poll', '--all'])).out, /1 new/)
  assert.deepEqual((await build()).sort(), feeds)
  ours.answers(202)
  assert.deepEqual((await build()).sort(), feeds, 'what was refused is told again')
  assert.deepEqual(await build(), [])
  // A server answers for the other formats too, and tells of those alone that nobody was told of.
  const before = ours.asked.length
  const server = await running(['up', root, '--port', '0', '--no-build'], { env })
  await until('the hub is told', () => ours.asked.length >= before + 2)
  await server.end()
  assert.deepEqual(
    told(before).sort(),
    ['atom.xml', 'feed.json'].map(name => `${SITE}sources/paper/${name}`),
  )
})
