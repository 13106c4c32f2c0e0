// Many workers on one archive: killed, cut off from their database, and nothing is lost, doubled or asked by two at once.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type PostgresServer, postgresServer, rowsOf } from '../postgres.ts'
import { check, edition, random, states } from './whole.ts'
import { freePort, newFolder, publisher, REPOSITORY, type RunOptions, rss, stet } from './world.ts'

/** How long workers are killed and cut off, in seconds. */
const TIME = Number(process.env.STET_TEST_WORKERS ?? 40)

const server = await postgresServer()
if (typeof server === 'string') test('stories of many workers', { skip: server }, () => {})
else stories(server)

interface Outlet {
  readonly origin: string
  readonly host: string
  /** The most requests that were under way at one time, and all of them. */
  busiest: number
  asked: number
}

/** A publisher whose answers take a while, with two feeds of the edition that is out. */
async function outlet(editionNow: () => number): Promise<Outlet> {
  let underWay = 0
  const made = { origin: '', host: '', busiest: 0, asked: 0 }
  const web = createServer((request, response) => {
    made.busiest = Math.max(made.busiest, ++underWay)
    made.asked++
    let isOver = false
    const end = (): void => {
      if (!isOver) underWay--
      isOver = true
    }
    response.on('close', end)
    const n = editionNow()
    setTimeout(
      () => {
        const etag = `"${n}"`
        if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
        else
          response
            .writeHead(200, { etag })
            .end(rss(`${made.origin}${request.url}`, `某报${request.url}`, edition(n)))
      },
      20 + (made.asked % 5) * 15,
    )
  })
  await new Promise<void>(done => web.listen(0, '127.0.0.1', done))
  after(() => {
    web.closeAllConnections()
    web.close()
  })
  made.host = `127.0.0.1:${(web.address() as AddressInfo).port}`
  made.origin = `http://${made.host}`
  return made
}

/** An archive in PostgreSQL that follows two feeds of each outlet, every second. */
async function archiveOf(outlets: readonly Outlet[], store: string, interval = '1s') {
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const sources = outlets.flatMap(({ origin }, n) =>
    ['news', 'culture'].map(
      name => `  - { id: ${name}-${n}, url: "${origin}/${name}", interval: ${interval} }`,
    ),
  )
  const file = join(root, 'stet.yml')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^sources:.*$/m, `sources:\n${sources.join('\n')}`))
  const env = {
    STET_ALLOW_PRIVATE: outlets.map(({ host }) => host).join(','),
    STET_STORE: store,
    STET_NET_TIMEOUT: '1s',
    STET_POLL_INTERVAL: interval,
    STET_POLL_LONGEST: interval,
  }
  const run = (args: readonly string[], options: RunOptions = {}) =>
    stet(['-C', root, ...args], { ...options, env: { ...env, ...options.env } })
  const worker = (...flags: string[]): ChildProcess => {
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'src/cli/main.ts'), '-C', root, 'worker', '--concurrency', '4', ...flags],
      {
        env: {
          ...process.env,
          ...{
            LC_ALL: 'C.UTF-8',
            STET_POLL_PAUSE: '0ms',
            STET_KEEP_PICTURES: 'false',
            STET_LOOKS_AFTER: 'never',
          },
          ...env,
        },
        stdio: ['ignore', 'ignore', process.env.STET_DEBUG ? 'inherit' : 'ignore'],
      },
    )
    after(() => child.kill('SIGKILL'))
    return child
  }
  return { root, run, worker }
}

const isPost = (path: string): boolean => /^_posts\/.*\.md$/.test(path)

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

function stories(server: PostgresServer): void {
  after(() => server.end())

  const ask = (text: string, values?: unknown[]) => rowsOf(server, text, values)

  test('workers are killed and cut off, and nothing is lost, doubled or asked by two at once', async () => {
    let now = 0
    const outlets = await Promise.all(Array.from({ length: 6 }, () => outlet(() => now)))
    const store = server.store()
    const { root, run, worker } = await archiveOf(outlets, store)
    const chance = random(20_210_414)
    const workers = [worker(), worker(), worker()]
    let deaths = 0
    for (const end = performance.now() + TIME * 1000; performance.now() < end; ) {
      await wait(1000 + chance() * 2000)
      now++
      if (chance() < 0.5)
        await ask(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stet' and datname = current_database()`,
        )
      const n = Math.floor(chance() * workers.length)
      workers[n]!.kill('SIGKILL')
      await ended(workers[n]!)
      deaths++
      workers[n] = worker()
    }
    for (const one of workers) one.kill('SIGTERM')
    await Promise.all(workers.map(ended))
    assert.ok(deaths > 1, `${deaths} workers were killed`)
    // They did work meanwhile; how much depends on the machine.
    assert.ok(states(root).length > 0)

    // What the dead had is free after a while; then everything is asked once more.
    await wait(6000)
    // A machine that is busy with other things may need longer than the workers were given.
    const last = await run(['poll', '--all'], { env: { STET_NET_TIMEOUT: '30s' } })
    assert.equal(last.code, 0, last.err)
    const all = outlets.flatMap(() => [...edition(now), ...edition(now)])
    const quarantined = (await run(['status'])).out.match(/quarantined/g) ?? []
    assert.deepEqual(quarantined, [], 'nobody is quarantined for what a keeper kills')
    check(root, all, `${deaths} deaths`)
    for (const { busiest, host } of outlets) assert.equal(busiest, 1, `${host} was asked by two at once`)
    const schema = new URL(store).searchParams.get('schema')
    assert.deepEqual(
      await ask(`select host, owner from ${schema}_schedule.sources_hosts where owner is not null`),
      [],
    )
    const doctor = await run(['doctor'])
    // 4: nothing in the archive; after so much news the sources' silence is remarked upon.
    assert.ok(doctor.code === 0 || doctor.code === 4, doctor.out)
  })

  test('a worker that waits is woken, keeps what is new, and tells of it', async () => {
    let now = 0
    const outlets = [await outlet(() => now)]
    const { root, run, worker } = await archiveOf(outlets, server.store(), '1h')
    const port = await freePort()
    const one = worker('--metrics', String(port))
    const posts = (): number => readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isPost).length
    const keeps = async (count: number): Promise<void> => {
      for (let tries = 0; posts() < count; tries++) {
        assert.ok(tries < 200, `${posts()} of ${count} articles`)
        await wait(100)
      }
    }
    await keeps(20)
    now = 1
    const began = performance.now()
    assert.equal((await run(['poll', '--by-workers', '--all'])).code, 0)
    await keeps(22)
    assert.ok(performance.now() - began < 20_000, 'it was woken, and did not wait for its next look')
    const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    assert.match(figures, /^stet_worker_articles_total\{kind="added"\} \d+$/m)
    assert.match(figures, /^stet_worker_stage_seconds_count\{stage="pen_hold"\} [1-9]/m)
    for (let tries = 0; ; tries++) {
      const { err } = await run(['search', '正文', '--limit', '1'])
      if (/1 of 22/.test(err)) break
      assert.ok(tries < 10, err)
    }
    one.kill('SIGTERM')
    await ended(one)
    assert.equal(one.exitCode, 0)
  })

  test('a feed that takes more memory than it may costs a worker nothing but its answer, and five tries quarantine it', async () => {
    const quick = await outlet(() => 1)
    const outlets = [quick]
    const { run } = await archiveOf(outlets, server.store())
    const paper = await publisher()
    const text = `<p>${'两国官员在上海举行会谈，讨论气候合作。'.repeat(220)}</p>`
    const stories = Array.from({ length: 1200 }, (_, n) => ({
      title: `第 ${n} 条`,
      path: `/${n}.html`,
      html: text,
    }))
    paper.pages.set('/huge', { body: rss(paper.origin, '巨报', stories) })
    const allowed = `${quick.host},${paper.host}`
    assert.equal((await run(['add', '--no-poll', '--id', 'huge', `${paper.origin}/huge`])).code, 0)
    for (let day = 1; day <= 5; day++) {
      const { out, err, code } = await run(['worker', '--once'], {
        env: {
          STET_ALLOW_PRIVATE: allowed,
          STET_READ_MEMORY: '14MB',
          // It is large, and the machine may be busy.
          STET_NET_TIMEOUT: '60s',
          STET_NOW: `2031-04-0${day}T12:00:00Z`,
        },
      })
      assert.equal(code, 0, err)
      assert.match(out, /^3 sources polled/m)
      assert.match(err, /huge: .*reading it was ended: it needed more than 14 MB of memory/)
    }
    const { out } = await run(['status'], { env: { STET_NOW: '2031-04-06T12:00:00Z' } })
    assert.match(out, /^huge: quarantined: 5 times in a row/m)
    assert.doesNotMatch(out, /^(?:news|culture)-0: quarantined/m)
  })
}
