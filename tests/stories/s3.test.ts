// An archive on object storage: the same news, the same files, the same site as in a folder, whatever befalls on the way.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { BucketAddress } from '../../src/adapters/s3/address.ts'
import { objectArchive } from '../../src/adapters/s3/open.ts'
import { environmentFor, givenServer, type Mishap, ownServer, roadTo } from '../s3-server.ts'
import { edition, random } from './whole.ts'
import { filesIn, newFolder, type Publisher, publisher, rss, running, stet } from './world.ts'

const server = givenServer() ?? (await ownServer())
after(() => server.close())

/** Every poll at the same moment everywhere: then files are the same to the byte. */
const MOMENT = (n: number) => ({ STET_NOW: new Date(Date.UTC(2021, 5, 1, n)).toISOString() })

const addressText = ({ bucket, prefix }: BucketAddress): string => `s3://${bucket}/${prefix}`

/** All files that lie on a store, by a machine that never saw it. */
async function filesOn(address: BucketAddress): Promise<Map<string, string>> {
  const archive = await objectArchive({ address, state: newFolder(), role: 'reader', now: Date.now })
  const files = new Map<string, string>()
  for await (const path of archive.list(''))
    files.set(path, Buffer.from((await archive.read(path))!).toString('latin1'))
  assert.equal(archive.bucket.requests.LIST, 0)
  await archive.close()
  return files
}

/** The same answer to the byte whenever it is asked: it stands in the captures. */
const publish = (outlet: Publisher, n: number) =>
  outlet.pages.set('/feed', {
    headers: { date: 'Tue, 01 Jun 2021 00:00:00 GMT' },
    body: rss(outlet.origin, '某报', edition(n)),
  })

/** Names files that are in one only, or differ. */
function assertSame(got: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): void {
  assert.deepEqual([...got.keys()], [...wanted.keys()])
  assert.deepEqual(
    [...got].filter(([path, text]) => wanted.get(path) !== text).map(([path]) => path),
    [],
  )
}

const KEPT = /^(_posts|_revisions|pictures|captures|log|state)\//
const keptIn = (root: string): Map<string, string> =>
  new Map([...filesIn(root)].filter(([path]) => KEPT.test(path)).sort(([a], [b]) => (a < b ? -1 : 1)))

test('an archive on object storage has the files and the site of one in a folder, to the byte', async () => {
  const outlet = await publisher()
  const address = await server.bucket()
  const at = (name: string, env: Record<string, string>) => {
    const root = join(newFolder(), name)
    return {
      root,
      run: (args: readonly string[], over: Record<string, string> = {}) =>
        stet(['-C', root, ...args], {
          env: { STET_ALLOW_PRIVATE: outlet.host, ...env, ...over },
        }),
    }
  }
  const folder = at('folder', {})
  const remote = at('remote', {
    ...(environmentFor(server, server.endpoint) as Record<string, string>),
    STET_ARCHIVE: addressText(address),
  })
  publish(outlet, 0)
  for (const { root, run } of [folder, remote]) {
    await stet(['init', root])
    assert.equal((await run(['add', '--no-poll', `${outlet.origin}/feed`, '--id', 'paper'])).code, 0)
  }
  for (const n of [0, 3, 11]) {
    publish(outlet, n)
    for (const { run } of [folder, remote]) {
      const { code, out, err } = await run(['poll', '--all'], MOMENT(n))
      assert.equal(code, 0, out + err)
    }
  }
  const kept = keptIn(folder.root)
  assert.ok(kept.size > 30)
  assertSame(await filesOn(address), kept)
  assert.deepEqual(
    [...keptIn(remote.root).keys()],
    [],
    'the folder holds nothing but settings and what is derived',
  )
  for (const { run } of [folder, remote]) {
    const { code, err } = await run(['build'], MOMENT(12))
    assert.equal(code, 0, err)
  }
  assertSame(filesIn(join(remote.root, '_site')), filesIn(join(folder.root, '_site')))
  for (const args of [['search', '第3条', '--json'], ['status', '--json'], ['doctor']]) {
    const [here, there] = [await folder.run(args, MOMENT(12)), await remote.run(args, MOMENT(12))]
    assert.equal(there.out, here.out)
    assert.equal(there.code, here.code, there.err)
  }
  const found = JSON.parse(
    (await remote.run(['search', '第3条', '--json', '--limit', '1'])).out.split('\n')[0]!,
  )
  assert.match((await remote.run(['show', String(found.id ?? found.article)])).out, /正文/)
  // Everything of this machine is lost.
  rmSync(join(remote.root, '.stet'), { recursive: true })
  assert.match((await remote.run(['rebuild'])).out, /^21 articles\./m)
  assert.match((await remote.run(['poll', '--all'], MOMENT(11))).out, /0 new\.$/m)
  const serving = await running(['-C', remote.root, 'serve', '--port', '0'], {
    env: {
      ...(environmentFor(server, server.endpoint) as Record<string, string>),
      STET_ARCHIVE: addressText(address),
    },
  })
  assert.match(await (await fetch(serving.url)).text(), /第20条/)
  await serving.end()
})

test('polls killed again and again beside a store that falters lose nothing and double nothing', async () => {
  const outlet = await publisher()
  const address = await server.bucket()
  const next = random(Number(process.env.STET_TEST_SEED ?? 7))
  const mishaps: Mishap[] = ['refused', 'busy', 'cut before', 'cut after', 'cut within']
  let bad = true
  const road = await roadTo(server.endpoint, () =>
    bad && next() < 0.06 ? mishaps[Math.floor(next() * mishaps.length)]! : 'none',
  )
  after(() => road.close())
  const root = join(newFolder(), 'archive')
  const run = (args: readonly string[], n: number, killAfter?: number) =>
    stet(['-C', root, ...args], {
      env: {
        STET_ALLOW_PRIVATE: outlet.host,
        ...(environmentFor(server, road.endpoint) as Record<string, string>),
        STET_ARCHIVE: addressText(address),
        ...MOMENT(n),
      },
      ...(killAfter !== undefined && { killAfter }),
    })
  await stet(['init', root])
  await run(['add', '--no-poll', `${outlet.origin}/feed`, '--id', 'paper'], 0)
  let killed = 0
  for (let n = 0; n < 8; n++) {
    publish(outlet, n)
    const { signal } = await run(['poll', '--all'], n, 500 + next() * 1200)
    if (signal === 'SIGKILL') killed++
  }
  bad = false
  const last = await run(['poll', '--all'], 9)
  assert.equal(last.code, 0, last.err)
  assert.ok(killed >= 3, `${killed} were killed`)
  const files = await filesOn(address)
  // The same news kept in a folder without accidents.
  const posts = [...files].filter(([path]) => path.startsWith('_posts/'))
  assert.deepEqual(
    posts.map(([, text]) => /"(第\d+条)"/.exec(Buffer.from(text, 'latin1').toString())?.[1]).sort(),
    edition(7)
      .map(({ title }) => title)
      .sort(),
  )
  for (const [path, text] of files)
    if (path.startsWith('log/')) {
      assert.ok(text.endsWith('\n'))
      const puts = text
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
        .filter(({ op }) => op === 'put')
        .map(({ id }) => id)
      assert.equal(new Set(puts).size, puts.length, `${path} tells of every article once`)
    }
  const doctor = await run(['doctor'], 9)
  assert.match(doctor.out, /All is well/, doctor.out + doctor.err)
})

test('what object storage cannot do is said before anything is written', async () => {
  const root = join(newFolder(), 'archive')
  await stet(['init', root, '--git'])
  const env = { STET_ARCHIVE: 's3://news/x', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'secret-of-mine' }
  const git = await stet(['-C', root, 'poll'], { env })
  assert.equal(git.code, 3)
  assert.match(git.err, /git\.commit works where the archive is a folder/)
  const keyless = await stet(['-C', root, 'status'], {
    env: { STET_ARCHIVE: 's3://news/x', STET_GIT_COMMIT: 'false', AWS_ACCESS_KEY_ID: '' },
  })
  assert.equal(keyless.code, 3)
  assert.match(keyless.err, /AWS_ACCESS_KEY_ID/)
  const odd = await stet(['-C', root, 'status'], { env: { ...env, STET_ARCHIVE: 'ftp://x' } })
  assert.equal(odd.code, 3)
  assert.match(odd.err, /expected s3:\/\/bucket\/prefix/)
  assert.ok(
    !existsSync(join(root, '_posts')) && readdirSync(root).length > 0 && readFileSync(join(root, 'stet.yml')),
  )
})
