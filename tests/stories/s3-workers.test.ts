// Workers on several machines, the files on object storage and all else in PostgreSQL: each machine has nothing but stet.yml.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { BucketAddress } from '../../src/adapters/s3/address.ts'
import { objectArchive } from '../../src/adapters/s3/open.ts'
import { cephServer } from '../ceph.ts'
import { postgresServer } from '../postgres.ts'
import { environmentFor, ownServer, roadTo, type S3Server } from '../s3-server.ts'
import { check, edition, random, states } from './whole.ts'
import { newFolder, publisher, REPOSITORY, rss, stet } from './world.ts'

/** How long workers are killed, in seconds. */
const TIME = Number(process.env.STET_TEST_WORKERS ?? 15)
const MACHINES = 3
const FEEDS = 4

const postgres = await postgresServer()
const ceph = typeof postgres === 'string' ? postgres : await cephServer()
after(async () => {
  if (typeof ceph !== 'string') await ceph.close()
  if (typeof postgres !== 'string') await postgres.end()
})

/** Writes an archive's files into a folder, as a machine finds them that never saw the store. */
async function filesInto(root: string, address: BucketAddress): Promise<void> {
  const archive = await objectArchive({ address, state: newFolder(), role: 'reader', now: Date.now })
  for await (const path of archive.list('')) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), (await archive.read(path))!)
  }
  await archive.close()
}

function machines(
  server: S3Server,
  address: BucketAddress,
  store: string,
  outlets: Awaited<ReturnType<typeof publisher>>[],
) {
  const env = {
    ...(environmentFor(server, server.endpoint) as Record<string, string>),
    STET_ARCHIVE: `s3://${address.bucket}/${address.prefix}`,
    STET_STORE: store,
    STET_ALLOW_PRIVATE: outlets.map(({ host }) => host).join(','),
    STET_NET_TIMEOUT: '1s',
    STET_POLL_INTERVAL: '1s',
    STET_POLL_LONGEST: '2s',
    STET_POLL_PAUSE: '0ms',
    STET_KEEP_PICTURES: 'false',
    STET_LOOKS_AFTER: 'never',
  }
  const run = (root: string, args: readonly string[]) => stet(['-C', root, ...args], { env })
  const worker = (root: string): ChildProcess => {
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'src/cli/main.ts'), '-C', root, 'worker', '--concurrency', '4'],
      {
        env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
        stdio: ['ignore', 'ignore', process.env.STET_DEBUG ? 'inherit' : 'ignore'],
      },
    )
    after(() => child.kill('SIGKILL'))
    return child
  }
  return { run, worker }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

if (typeof postgres === 'string' || typeof ceph === 'string')
  test('workers on object storage', { skip: typeof ceph === 'string' ? ceph : '' }, () => {})
else {
  test('workers on machines that share a bucket and a database are killed, and the store goes away now and then: nothing is lost or doubled', async () => {
    const outlets = await Promise.all(Array.from({ length: FEEDS }, () => publisher()))
    const publish = (n: number): void => {
      for (const { origin, pages } of outlets)
        pages.set('/feed', { body: rss(origin, `某报${origin}`, edition(n)) })
    }
    const address = await ceph.bucket()
    let isDown = false
    const road = await roadTo(ceph.endpoint, () => (isDown ? 'cut before' : 'none'))
    after(() => road.close())
    const { run, worker } = machines({ ...ceph, endpoint: road.endpoint }, address, postgres.store(), outlets)
    const first = join(newFolder(), 'archive')
    await stet(['init', first])
    const file = join(first, 'stet.yml')
    const sources = outlets.map(
      ({ origin }, n) => `  - { id: paper-${n}, url: "${origin}/feed", interval: 1s }`,
    )
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^sources:.*$/m, `sources:\n${sources.join('\n')}`),
    )
    const roots = [first]
    while (roots.length < MACHINES) {
      const root = newFolder()
      cpSync(file, join(root, 'stet.yml'))
      roots.push(root)
    }
    publish(0)
    const chance = random(20_210_414)
    const workers = roots.map(worker)
    let now = 0
    let deaths = 0
    for (const end = performance.now() + TIME * 1000; performance.now() < end; ) {
      await wait(1500 + chance() * 2000)
      publish(++now)
      const n = Math.floor(chance() * MACHINES)
      workers[n]!.kill('SIGKILL')
      await ended(workers[n]!)
      deaths++
      workers[n] = worker(roots[n]!)
      // The store goes away for a while, every third time.
      if (deaths % 3 === 0) {
        isDown = true
        await wait(2000)
        isDown = false
      }
    }
    for (const one of workers) one.kill('SIGTERM')
    await Promise.all(workers.map(ended))
    assert.ok(deaths > 1, `${deaths} workers were killed`)
    // What the dead had is free after a while; then everything is asked once more.
    await wait(6000)
    for (let more = 0; more < 2; more++) {
      publish(++now)
      const last = await run(roots.at(-1)!, ['poll', '--all'])
      assert.equal(last.code, 0, last.err)
    }
    const whole = newFolder()
    await filesInto(whole, address)
    check(
      whole,
      outlets.flatMap(() => edition(now)),
      `${deaths} deaths`,
    )
    assert.ok(states(whole).some(({ revision }) => revision > 1))
    for (const root of roots) assert.match((await run(root, ['doctor'])).out, /^All is well\.$/m)
    const found = await Promise.all(roots.map(root => run(root, ['search', `第${now + 9}条`])))
    for (const { out } of found) assert.match(out, /第/)
  })

  test('workers are refused where the store lets one machine replace what another wrote', async () => {
    const own = await ownServer()
    after(() => own.close())
    const { run } = machines(own, await own.bucket(), postgres.store(), [])
    const root = join(newFolder(), 'archive')
    await stet(['init', root])
    const refused = await run(root, ['worker', '--once'])
    assert.equal(refused.code, 3, refused.err)
    assert.match(refused.err, /does not refuse to replace an object/)
  })
}
