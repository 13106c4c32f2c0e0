// The reading room: the same pages as in the built site, search, and news that another process brings.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import {
  filesIn,
  freePort,
  newFolder,
  publisher,
  REPOSITORY,
  type RunOptions,
  rss,
  running,
  type Story,
  stet,
} from './world.ts'

const CORPUS = join(REPOSITORY, '../shared/corpus/posts.tar.xz')

const story = (n: number, html = `<p>第${n}条新闻说，气候变化谈判代表在上海会面。</p>`): Story => ({
  title: `第${n}条新闻 & “引号”`,
  path: `/a/${n}`,
  html,
  date: `Wed, 14 Apr 2021 0${n % 10}:00:00 GMT`,
})

async function archiveOf(stories: readonly Story[]) {
  const outlet = await publisher()
  const publish = (now: readonly Story[]) =>
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', now) })
  publish(stories)
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  const run = (args: readonly string[], options: RunOptions = {}) =>
    stet(['-C', root, ...args], { ...options, env: { ...env, ...options.env } })
  await stet(['init', root, '--language', 'zh-Hans'])
  const added = await run(['add', `${outlet.origin}/feed`, '--id', 'paper', '--category', '国际'])
  assert.equal(added.code, 0, added.err)
  return { root, run, env, outlet, publish }
}

const bytesOf = async (url: string): Promise<string> =>
  Buffer.from(await (await fetch(url)).arrayBuffer()).toString('latin1')

/** The address of a file of the built site. */
const addressOf = (path: string): string =>
  path
    .replace(/(^|\/)index\.html$/, '$1')
    .split('/')
    .map(encodeURIComponent)
    .join('/')

test('what is served is what is built, byte for byte', async () => {
  const { root, run } = await archiveOf([1, 2, 3].map(n => story(n)))
  assert.equal((await run(['build'])).code, 0)
  const built = filesIn(join(root, '_site'))
  assert.ok(built.size > 30)
  const server = await running(['-C', root, 'serve', '--port', '0'])
  for (const [path, bytes] of built) {
    // A server answers a search itself; the page it does so on is the built one until something is asked.
    assert.equal(await bytesOf(server.url + addressOf(path)), bytes, path)
  }
  assert.equal((await fetch(`${server.url}no/such/page`)).status, 404)
  const { code, err } = await server.end('SIGTERM')
  assert.deepEqual([code, err], [0, ''])
})

test('a page that was built is sent as it was built, until its post is edited by hand or news comes', async () => {
  const { root, run, publish } = await archiveOf([1, 2].map(n => story(n)))
  assert.equal((await run(['build'])).code, 0)
  const pages = [...filesIn(join(root, '_site')).keys()].filter(path =>
    /^\d{4}\/\d\d\/\d\d\/[\da-f]+\.html$/.test(path),
  )
  const path = pages.find(page => readFileSync(join(root, '_site', page), 'utf8').includes('第1条新闻说'))!
  const page = join(root, '_site', path)
  // Nobody but this test writes so: a mark in the file that was built, and its time as it was.
  const { atime, mtime } = statSync(page)
  writeFileSync(page, readFileSync(page, 'utf8').replace('第1条新闻说', '第1条新闻写'))
  utimesSync(page, atime, mtime)
  const server = await running(['-C', root, 'serve', '--port', '0'])
  const shown = async (): Promise<string> => (await fetch(server.url + path)).text()
  assert.match(await shown(), /第1条新闻写/)
  await server.end()

  const again = await running(['-C', root, 'serve', '--port', '0'])
  const post = [...filesIn(join(root, '_posts')).keys()].find(name =>
    readFileSync(join(root, '_posts', name), 'utf8').includes('第1条新闻说'),
  )!
  const text = readFileSync(join(root, '_posts', post), 'utf8')
  writeFileSync(join(root, '_posts', post), text.replace('第1条新闻说', '编者按：'))
  const edited = await (await fetch(again.url + path)).text()
  assert.match(edited, /编者按：/)
  assert.doesNotMatch(edited, /第1条新闻[说写]/)
  publish([3, 2].map(n => story(n)))
  assert.match((await run(['poll', '--all'])).out, /1 new/)
  const other = pages.find(one => one !== path)!
  // A neighbour has come, and nothing was built since.
  assert.match(await (await fetch(again.url + other)).text(), /第3条新闻/)
  await again.end()
})

test('a phrase from the middle of a sentence is found over HTTP, in either script', async () => {
  const { root } = await archiveOf([story(1), story(2, '<p>氣象台說明天有雨。</p>')])
  const server = await running(['-C', root, 'serve', '--port', '0'])
  for (const [words, title] of [
    ['变化谈判', '第1条'],
    ['變化談判', '第1条'],
    ['象台说明', '第2条'],
  ] as const) {
    const page = await (await fetch(`${server.url}search/?q=${encodeURIComponent(words)}`)).text()
    assert.match(page, new RegExp(title), words)
    const api = (await (await fetch(`${server.url}api/search?q=${encodeURIComponent(words)}`)).json()) as {
      total: number
    }
    assert.equal(api.total, 1, words)
  }
  await server.end()
})

test('the port is that of --port, else of stet.yml, else of PORT', async () => {
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const [file, environment, flag] = [await freePort(), await freePort(), await freePort()]
  const portOf = async (args: readonly string[], env: Record<string, string>) => {
    const server = await running(['-C', root, 'serve', ...args], { env })
    await server.end()
    return Number(new URL(server.url).port)
  }
  const PORT = String(environment)
  assert.equal(await portOf([], { PORT }), environment)
  writeFileSync(
    join(root, 'stet.yml'),
    `${readFileSync(join(root, 'stet.yml'), 'utf8')}serve:\n  port: ${file}\n`,
  )
  assert.equal(await portOf([], { PORT }), file)
  assert.equal(await portOf(['--port', String(flag)], { PORT }), flag)
})

test('a port that is taken is said in words, and the exit code is 1', async () => {
  const { root } = await archiveOf([story(1)])
  const server = await running(['-C', root, 'serve', '--port', '0'])
  const { port } = new URL(server.url)
  const second = await stet(['-C', root, 'serve', '--port', port])
  assert.equal(second.code, 1)
  assert.match(second.err, new RegExp(`^stet: port ${port} on 127\\.0\\.0\\.1 is in use.*--port`))
  const up = await stet(['up', root, '--port', port])
  assert.deepEqual([up.code, up.err], [1, second.err])
  await server.end('SIGINT')
})

test('what another process polls appears without a restart, and reading does not disturb it', async () => {
  const { root, run, publish } = await archiveOf([story(1)])
  const server = await running(['-C', root, 'serve', '--port', '0'])
  const front = async () => (await fetch(server.url)).text()
  const found = async (words: string) =>
    (
      (await (await fetch(`${server.url}api/search?q=${encodeURIComponent(words)}`)).json()) as {
        total: number
      }
    ).total
  assert.match(await front(), /第1条/)
  assert.equal(await found('汽车工业'), 0)
  publish([1, 2, 3].map(n => story(n, n === 3 ? '<p>来自汽车工业的消息。</p>' : undefined)))
  const polling = run(['poll', '--all'])
  let ended = false
  const polled = polling.finally(() => {
    ended = true
  })
  let answers = 0
  while (!ended) {
    assert.equal((await fetch(server.url)).status, 200)
    answers++
  }
  assert.ok(answers > 0)
  assert.match((await polled).out, /2 new/)
  const page = await front()
  for (const n of [1, 2, 3]) assert.match(page, new RegExp(`第${n}条`))
  assert.equal(await found('汽车工业'), 1)
  publish([story(1, '<p>改过的说法。</p>'), story(2), story(3)])
  assert.match((await run(['poll', '--all'])).out, /2 revised/)
  assert.equal(await found('改过的说法'), 1)
  assert.equal(server.said().trim().split('\n').length, 1)
  await server.end()
})

const residentMB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

const noMeasure =
  process.platform !== 'linux'
    ? 'memory is read from /proc'
    : existsSync(CORPUS)
      ? false
      : 'the corpus of predecessor posts is not beside the repository'

test('an idle server needs less than 120 MB, after pages and searches', { skip: noMeasure }, async t => {
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  assert.equal((await stet(['-C', root, 'import', CORPUS])).code, 0)
  // As the launcher does before the first start.
  const env = { NODE_COMPILE_CACHE: join(newFolder(), 'cache') }
  execFileSync(process.execPath, [join(REPOSITORY, 'scripts/warm.ts')], { env: { ...process.env, ...env } })
  const server = await running(['-C', root, 'serve', '--port', '0'], { env })
  const front = await (await fetch(server.url)).text()
  const pages = [...front.matchAll(/href="\/([^"]*)"/g)].map(([, path]) => path!).slice(0, 40)
  assert.equal(pages.length, 40)
  for (const page of pages) await (await fetch(server.url + page)).arrayBuffer()
  for (const words of ['气候', '中国', '美国 总统', '氣候', '新闻自由'])
    for (const path of ['search/?q=', 'api/search?q='])
      assert.equal((await fetch(server.url + path + encodeURIComponent(words))).status, 200)
  const busy = residentMB(server.pid)
  // Idle is when nobody has asked for a while; how soon it is reached does not matter.
  let idle = busy
  for (let seconds = 0; seconds < 40 && idle >= 120; seconds += 2) {
    await wait(2000)
    idle = residentMB(server.pid)
  }
  t.diagnostic(`${busy.toFixed(0)} MB busy, ${idle.toFixed(0)} MB idle`)
  assert.ok(idle < 120, `${idle.toFixed(0)} MB`)
  assert.equal((await fetch(`${server.url}search/?q=${encodeURIComponent('气候')}`)).status, 200)
  await server.end()
})
