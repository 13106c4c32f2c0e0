// The main job in one word, from an empty folder to an archive that goes on by itself.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { OUTLETS } from '../../src/cli/starter/outlets.ts'
import { origin, photo } from './image-world.ts'
import { filesIn, freePort, newFolder, publisher, type Running, rss, running, stet } from './world.ts'

const OFFLINE = { STET_DNS: '127.0.0.1:9' }
const SAMPLE = '拜登政府高级官员首次访问中国'

const page = async (server: Running, path = ''): Promise<string> => (await fetch(server.url + path)).text()

/** Resolves when it is so, after a minute at the latest. */
async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await so()) return
    await wait(50)
  }
  throw new Error(`a minute has passed, and not yet: ${so}`)
}

/** An outlet that takes every connection and never says a word. */
async function hanging(): Promise<{ host: string; connections: () => number }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { host: `127.0.0.1:${port}`, connections: () => sockets.size }
}

const noProc =
  process.platform === 'linux' ? false : 'what a process has started and opened is read from /proc'

/** Where a link leads, or null where it has just gone. */
const targetOf = (link: string): string | null => {
  try {
    return readlinkSync(link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Processes that this one has started. */
const childrenOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()

const withSources = (root: string, sources: readonly string[], settings = ''): void =>
  writeFileSync(
    join(root, 'stet.yml'),
    `${settings}sources:\n${sources.map((url, n) => `  - id: s${n}\n    url: ${url}\n`).join('')}`,
  )

test('in an empty folder without a network it shows the sample, and names what it could not reach', async () => {
  const root = join(newFolder(), 'archive')
  const port = await freePort()
  const server = await running(['up', root, '--port', String(port)], { env: OFFLINE })
  assert.equal(server.url, `http://127.0.0.1:${port}/`)
  assert.equal((await fetch(server.url)).status, 200)
  await server.says(/\d+ sources polled: 1 new, \d+ failed\./)
  for (const { title, url } of OUTLETS)
    assert.ok(server.said().includes(`${title}: name not found: ${new URL(url).hostname}`), title)
  assert.match(await page(server), new RegExp(SAMPLE))
  assert.match(await page(server, `search/?q=${encodeURIComponent('氣候特使')}`), new RegExp(SAMPLE))
  await server.says(/pages in .*_site: /)
  assert.match(readFileSync(join(root, '_site/index.html'), 'utf8'), new RegExp(SAMPLE))
  const { code, err } = await server.end('SIGINT')
  assert.equal(code, 0)
  assert.match(err, /Stopping…\n$/)
  const before = filesIn(root)
  const again = await running(['up', root, '--port', String(port)], { env: OFFLINE })
  assert.match(await page(again), new RegExp(SAMPLE))
  await again.says(/pages in .*_site: 0 written, 0 removed|pages in .*_site: \d+ written/)
  assert.equal((await again.end('SIGTERM')).code, 0)
  const posts = (files: ReadonlyMap<string, string>) =>
    [...files].filter(([path]) => path.startsWith('_posts/'))
  assert.deepEqual(posts(filesIn(root)), posts(before))
  assert.doesNotMatch(again.said(), /Made an archive/)
})

test('a folder with something in it is left alone', async () => {
  const root = newFolder()
  writeFileSync(join(root, 'thesis.txt'), 'mine')
  const { code, err } = await stet(['up', root])
  assert.equal(code, 3)
  assert.match(err, /is no archive, and not empty/)
  assert.deepEqual(readdirSync(root), ['thesis.txt'])
})

test('it ends cleanly in the middle of a poll with outlets that hang', {
  skip: noProc,
  timeout: 60_000,
}, async () => {
  const silent = await hanging()
  const outlet = await publisher()
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [{ title: '第1条', path: '/1', html: '<p>正文</p>' }]),
  })
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  withSources(root, [`${outlet.origin}/feed`, `http://${silent.host}/feed`])
  const env = { STET_ALLOW_PRIVATE: `${outlet.host},${silent.host}` }
  const server = await running(['up', root, '--port', '0'], { env })
  await until(() => silent.connections() > 0)
  // What the others brought is there to be read while one outlet is still waited for.
  await until(async () => /第1条/.test(await page(server)))
  const child = childrenOf(server.pid)
  assert.notEqual(child, '')
  const { code } = await server.end('SIGINT')
  assert.equal(code, 0)
  assert.equal(existsSync(`/proc/${child}`), false, 'the poll has ended too')
  const status = await stet(['-C', root, 'status'], { env })
  assert.match(status.out, /^1 articles?\./)
})

test('what `stet add` adds while it runs is kept, also while a poll holds the lock', {
  timeout: 60_000,
}, async () => {
  const silent = await hanging()
  const outlet = await publisher()
  for (const n of [1, 2])
    outlet.pages.set(`/feed${n}`, {
      body: rss(outlet.origin, `第${n}报`, [{ title: `第${n}条`, path: `/${n}`, html: '<p>正文</p>' }]),
    })
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  withSources(root, [`http://${silent.host}/feed`], 'net:\n  idleTimeout: 6s\n')
  const env = { STET_ALLOW_PRIVATE: `${outlet.host},${silent.host}` }
  const server = await running(['up', root, '--port', '0'], { env })
  await until(() => silent.connections() > 0)
  const busy = await stet(['-C', root, 'add', `${outlet.origin}/feed1`], { env })
  assert.equal(busy.code, 0, busy.err)
  assert.match(busy.out, /^added 第1报; another stet is at work in this archive/)
  await until(async () => /第1条/.test(await page(server)))
  // Nothing is due now: the lock is free.
  await until(() => childrenOf(server.pid) === '')
  const free = await stet(['-C', root, 'add', `${outlet.origin}/feed2`], { env })
  assert.match(free.out, /^added 第2报: 1 article kept/)
  await until(async () => /第2条/.test(await page(server)))
  await until(
    () =>
      existsSync(join(root, '_site')) && /第2条/.test(readFileSync(join(root, '_site/index.html'), 'utf8')),
  )
  assert.equal((await server.end('SIGINT')).code, 0)
  assert.doesNotMatch(server.said(), /round failed|stet:/)
})

test('a picture that comes long after its article is on the site with the next round', {
  timeout: 120_000,
}, async () => {
  const outlet = await origin()
  const html = `<p>正文第一段。</p><img src="${outlet.origin}/late.jpg">`
  outlet.file(
    '/feed',
    rss(outlet.origin, '报纸', [{ title: '图迟到了', path: '/1', html }]),
    'application/rss+xml',
  )
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  withSources(root, [`${outlet.origin}/feed`])
  const env = {
    STET_ALLOW_PRIVATE: outlet.host,
    STET_POLL_PAUSE_HERE: '0ms',
    STET_KEEP_PICTURES: 'true',
  }
  const server = await running(['up', root, '--port', '0'], { env })
  const built = (): string =>
    [...filesIn(join(root, '_site'))]
      .filter(([path]) => path.endsWith('.html'))
      .map(([, bytes]) => bytes)
      .join('')
  const builds = (): number => [...server.said().matchAll(/pages in .*_site: /g)].length
  /** The nth build has ended, and nobody writes. */
  const hasBuilt = async (n: number): Promise<void> => {
    await until(() => builds() === n)
    await until(() => childrenOf(server.pid) === '')
  }
  await server.says(/pages in .*_site: /)
  // The article came after the first round began, so the second builds too. A third would not.
  withSources(root, [`${outlet.origin}/feed`], 'site:\n  title: 早报\n')
  await hasBuilt(2)
  assert.doesNotMatch(built(), /srcset/)
  outlet.file('/late.jpg', await photo(640, 480).jpeg().toBuffer(), 'image/jpeg')
  assert.match((await stet(['-C', root, 'pictures', 'fetch'], { env })).out, /^1 picture fetched/)
  // Another round: no source is due, and no article has changed.
  withSources(root, [`${outlet.origin}/feed`], 'site:\n  title: 晚报\n')
  await hasBuilt(3)
  assert.match(built(), /srcset/)
  assert.equal((await server.end('SIGINT')).code, 0)
})

test('rounds that fail do not end it, and many rounds leave nothing behind', {
  timeout: 120_000,
}, async () => {
  const outlet = await publisher()
  const feeds = Array.from({ length: 5 }, (_, n) => `/feed${n}`)
  for (const [n, path] of feeds.entries())
    outlet.pages.set(path, {
      body: rss(outlet.origin, `第${n}报`, [{ title: `第${n}条`, path: `/${n}`, html: '<p>正文</p>' }]),
    })
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  // One source more makes a round of its own.
  const follow = (n: number): void =>
    withSources(
      root,
      feeds.slice(0, n).map(path => outlet.origin + path),
    )
  follow(1)
  const server = await running(['up', root, '--port', '0'], { env: { STET_ALLOW_PRIVATE: outlet.host } })
  const shown = async (n: number): Promise<void> => {
    await until(async () => new RegExp(`第${n}条`).test(await page(server)))
    await until(() => childrenOf(server.pid) === '')
  }
  // Files and pipes; the sockets are this test's own. What is closed while they are listed is not open.
  const files = (): string[] =>
    readdirSync(`/proc/${server.pid}/fd`)
      .flatMap(fd => targetOf(`/proc/${server.pid}/fd/${fd}`) ?? [])
      .filter(target => !target.startsWith('socket:'))
      .sort()
  // Between two rounds the schedule is opened for a moment, to see what is due.
  const isAtRest = (): boolean => !files().some(target => target.includes('frontier.db'))
  await shown(0)
  await until(isAtRest)
  const open = files()
  const good = readFileSync(join(root, 'stet.yml'), 'utf8')
  writeFileSync(join(root, 'stet.yml'), `${good}nonsense: [`)
  await server.says(/This round failed: .*stet\.yml/)
  for (let n = 1; n < feeds.length; n++) {
    follow(n + 1)
    await shown(n)
  }
  await until(isAtRest)
  // What the first round still had open for a moment may be gone since; nothing may have come.
  const left = (): string[] => {
    const before = [...open]
    return files().filter(one => {
      const at = before.indexOf(one)
      if (at >= 0) before.splice(at, 1)
      return at < 0
    })
  }
  await until(() => left().length === 0)
  assert.equal((await server.end('SIGTERM')).code, 0)
})
