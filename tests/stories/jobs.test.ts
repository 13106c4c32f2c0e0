// Heavy work left to workers: asked for by anybody, done once, by another when a worker dies.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { readAddress } from '../../src/adapters/postgres/address.ts'
import { postgresPen } from '../../src/adapters/postgres/pen.ts'
import { type PostgresServer, postgresServer } from '../postgres.ts'
import {
  freePort,
  newFolder,
  type Publisher,
  publisher,
  REPOSITORY,
  type RunOptions,
  rss,
  stet,
} from './world.ts'

const server = await postgresServer()
if (typeof server === 'string') test('stories of heavy work', { skip: server }, () => {})
else stories(server)

const text = (n: number) => ({
  title: `第 ${n} 条`,
  path: `/2021/${n}.html`,
  html: `<p>第 ${n} 条新闻。</p>`,
})

async function archive(store: string, interval = '1h') {
  const outlet = await publisher()
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [text(1), text(2)]) })
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const file = join(root, 'stet.yml')
  const sources = `sources:\n  - { id: paper, url: "${outlet.origin}/feed", interval: ${interval} }`
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^sources:.*$/m, sources))
  const env = {
    STET_ALLOW_PRIVATE: outlet.host,
    STET_STORE: store,
    STET_POLL_INTERVAL: interval,
    STET_POLL_LONGEST: interval,
  }
  const run = (args: readonly string[], options: RunOptions = {}) =>
    stet(['-C', root, ...args], { ...options, env: { ...env, ...options.env } })
  const worker = (more: Readonly<Record<string, string>> = {}, ...flags: string[]): ChildProcess => {
    const quiet = {
      LC_ALL: 'C.UTF-8',
      STET_POLL_PAUSE: '0ms',
      STET_KEEP_PICTURES: 'false',
      STET_LOOKS_AFTER: 'never',
    }
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'src/cli/main.ts'), '-C', root, 'worker', ...flags],
      {
        env: { ...process.env, ...quiet, ...env, ...more },
        stdio: ['ignore', 'ignore', process.env.STET_DEBUG ? 'inherit' : 'ignore'],
      },
    )
    after(() => child.kill('SIGKILL'))
    return child
  }
  return { root, outlet, run, worker }
}

async function until(what: string, is: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await wait(250))
    if (await is()) return
  assert.fail(`${what}: not within ${seconds} s`)
}

const ended = (child: ChildProcess): Promise<unknown> => new Promise(resolve => child.once('exit', resolve))

const news = (outlet: Publisher, ...numbers: number[]): unknown =>
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', numbers.map(text)) })

function stories(server: PostgresServer): void {
  after(() => server.end())

  test('a site that is asked for twice is built once, by a worker, and everybody can see how it went', async () => {
    const { root, run } = await archive(server.store())
    assert.match((await run(['jobs'])).out, /^Nothing is left to workers\.$/m)
    const first = await run(['build', '--queue'])
    assert.match(first.out, /^In the queue: stet build\./m, first.err)
    assert.match((await run(['build', '--queue'])).out, /^It waits in the queue already: stet build\.$/m)
    assert.equal(existsSync(join(root, '_site/index.html')), false)
    assert.match((await run(['status'])).out, /^stet build waits, from /m)

    const idle = await run(['worker', '--once', '--jobs', 'export'])
    assert.equal(idle.code, 0, idle.err)
    assert.equal(existsSync(join(root, '_site/index.html')), false, 'it does no builds')
    const worked = await run(['worker', '--once'])
    assert.equal(worked.code, 0, worked.err)
    assert.match(readFileSync(join(root, '_site/index.html'), 'utf8'), /第 2 条/)
    assert.match((await run(['jobs'])).out, /^stet build was done at \S+: .*pages/m)
    assert.doesNotMatch((await run(['status'])).out, /stet build/)
  })

  test('a job runs where it was given, and one that fails says why, waits, and can be called off', async () => {
    const { root, run } = await archive(server.store())
    await run(['poll'])
    const elsewhere = newFolder()
    assert.equal((await run(['export', 'bundle', '-o', 'news.zip', '--queue'], { cwd: elsewhere })).code, 0)
    assert.equal((await run(['export', 'bundle', '-o', '/proc/none/news.zip', '--queue'])).code, 0)
    const { err } = await run(['worker', '--once', '--jobs', 'export'])
    assert.ok(existsSync(join(elsewhere, 'news.zip')), err)
    const { out } = await run(['jobs'])
    assert.match(
      out,
      /^stet export bundle -o \/proc\/none\/news\.zip waits, from \S+, after a try that failed: .*\/proc\/none/m,
    )
    const jobs = (await run(['jobs', '--json'])).out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    const { id } = jobs.find(({ state }) => state === 'waiting')
    assert.match((await run(['jobs', 'cancel', id])).out, /^Called off\.$/m)
    assert.match((await run(['jobs'])).out, /none\/news\.zip failed at \S+.*/m)
    assert.equal((await run(['jobs', 'cancel', id])).code, 1)
    const refused = await run(['export', 'opml', '--queue'])
    assert.equal(refused.code, 2)
    assert.match(refused.err, /needs -o/)
    assert.equal((await run(['worker', '--jobs', 'build,sweep'])).code, 2)
    const embedded = await stet(['-C', root, 'build', '--queue'])
    assert.equal(embedded.code, 3)
    assert.match(embedded.err, /store \(STET_STORE\)/)
  })

  test('after news the site is built by one worker of two, a while later and once for all that came', async () => {
    const { root, outlet, run, worker } = await archive(server.store(), '1s')
    const after = { STET_JOBS_BUILD_AFTER: '2s' }
    const port = await freePort()
    const two = [worker(after, '--metrics', String(port)), worker(after)]
    await until('a first build', () => existsSync(join(root, '_site/index.html')))
    news(outlet, 1, 2, 3)
    await until('a build with the news', () =>
      readFileSync(join(root, '_site/index.html'), 'utf8').includes('第 3 条'),
    )
    const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    assert.match(figures, /^# TYPE stet_worker_jobs_total counter$/m)
    assert.match(figures, /^stet_jobs\{kind="build",state="waiting"\} \d+$/m)
    assert.match(figures, /^stet_worker_stage_seconds_count\{stage="job"\} \d+$/m)
    for (const one of two) one.kill('SIGTERM')
    await Promise.all(two.map(ended))
    const done = (await run(['jobs'])).out.match(/stet build was done/g) ?? []
    assert.ok(done.length >= 2 && done.length <= 4, `${done.length} builds`)
  })

  test('a worker is killed with a job in hand: its command ends with it, and another worker does it', async () => {
    const store = server.store()
    const { run, worker, root } = await archive(store)
    await run(['poll'])
    const first = worker({}, '--jobs', 'reextract')
    await wait(5000)
    // The job waits for the pen, which the test has: it is under way for as long as we like.
    const pen = await postgresPen(readAddress(store), 'the test')
    const held = await pen.take(20_000)
    await run(['reextract', '--queue'])
    await until('the job is under way', async () =>
      /stet reextract is done by/.test((await run(['jobs'])).out),
    )
    const underWay = (): boolean =>
      spawnSync('pgrep', ['-f', `${root} .*reextract$`], { encoding: 'utf8' }).stdout.trim() !== ''
    assert.ok(underWay())
    first.kill('SIGKILL')
    await until('its command has ended', () => !underWay(), 10)
    await held.release()
    await pen.close()
    const second = worker({}, '--jobs', 'reextract')
    await until(
      'another has done it',
      async () => /stet reextract was done at/.test((await run(['jobs'])).out),
      120,
    )
    second.kill('SIGTERM')
    await ended(second)
  })
}
