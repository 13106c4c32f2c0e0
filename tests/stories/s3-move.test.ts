// Moving an archive to object storage and back: the same files, to the byte, however often the move is killed.
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { environmentFor, givenServer, ownServer, roadTo } from '../s3-server.ts'
import { edition, random } from './whole.ts'
import { filesIn, newFolder, publisher, rss, stet } from './world.ts'

const server = givenServer() ?? (await ownServer())
after(() => server.close())

const KEPT = /^(_posts|_revisions|pictures|captures|log|state)\//
const keptIn = (root: string): Map<string, string> =>
  new Map([...filesIn(root)].filter(([path]) => KEPT.test(path)).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Names files that are in one only, or differ. */
function assertSame(got: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): void {
  assert.deepEqual([...got.keys()], [...wanted.keys()])
  assert.deepEqual(
    [...got].filter(([path, text]) => wanted.get(path) !== text).map(([path]) => path),
    [],
  )
}

/** An archive of an outlet's edition, and the outlet. */
async function archiveOf(n: number) {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const env = {
    STET_ALLOW_PRIVATE: outlet.host,
    ...(environmentFor(server, server.endpoint) as Record<string, string>),
  }
  await stet(['init', root])
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(n)) })
  await stet(['-C', root, 'add', `${outlet.origin}/feed`, '--id', 'paper'], { env })
  return { outlet, root, env }
}

/** The months before the archive began, so that there is more to move than one poll brings. */
async function archiveWithPast(): Promise<{ root: string; env: Record<string, string> }> {
  const { outlet, root, env } = await archiveOf(150)
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(153)) })
  const { code, err } = await stet(['-C', root, 'poll', '--all'], { env })
  assert.equal(code, 0, err)
  mkdirSync(join(root, 'pictures/ab'), { recursive: true })
  // Larger than what is held in memory at a time.
  writeFileSync(join(root, 'captures/2021-large.warc.gz'), Buffer.alloc(40 << 20, 'capture '))
  writeFileSync(join(root, 'log/2021-04-13.ndjson'), '')
  return { root, env }
}

test('an archive moved to object storage and back is the same file by file; killed on the way, it goes on', async context => {
  const { root, env } = await archiveWithPast()
  const whole = keptIn(root)
  const address = await server.bucket()
  const place = `s3://${address.bucket}/${address.prefix}`
  const site = await built(root, env)
  const dry = await stet(['-C', root, 'migrate', '--to', place, '--dry-run'], { env })
  assert.match(dry.out, new RegExp(`To copy to ${place}: ${whole.size} of ${whole.size} files`), dry.err)
  const next = random(Number(process.env.STET_TEST_SEED ?? 3))
  let killed = 0
  for (let kill = 0; kill < 6; kill++) {
    const { signal } = await stet(['-C', root, 'migrate', '--to', place], {
      env,
      killAfter: 350 + next() * 700,
    })
    if (signal === 'SIGKILL') killed++
  }
  assert.ok(killed > 1, `${killed} were killed`)
  context.diagnostic(`${killed} moves were killed`)
  const moved = await stet(['-C', root, 'migrate', '--to', place, '--switch'], { env })
  assert.equal(moved.code, 0, moved.err)
  assert.match(
    moved.out,
    new RegExp(`^${whole.size} files, .* are in ${place}: .*each was read and compared`),
  )
  assert.match(readFileSync(join(root, 'stet.yml'), 'utf8'), new RegExp(`^archive: ${place}$`, 'm'))
  assertSame(keptIn(root), whole)
  // Now without the folder's files: everything comes from the store.
  const away = newFolder()
  for (const name of readdirSync(root))
    if (/^(_posts|_revisions|pictures|captures|log|state)$/.test(name)) {
      cpSync(join(root, name), join(away, name), { recursive: true })
      rmSync(join(root, name), { recursive: true })
    }
  assertSame(await built(root, env), site)
  const doctor = await stet(['-C', root, 'doctor'], { env })
  assert.match(doctor.out, /captures\/2021-large\.warc\.gz/, 'the capture that is none is found there too')
  const back = await stet(['-C', root, 'migrate', '--to', '.', '--switch'], { env, cwd: root })
  assert.equal(back.code, 0, back.err)
  assertSame(keptIn(root), whole)
  assert.ok(!/^archive:/m.test(readFileSync(join(root, 'stet.yml'), 'utf8')))
  assertSame(await built(root, env), site)
  const elsewhere = join(newFolder(), 'copy')
  const copied = await stet(['-C', root, 'migrate', '--to', elsewhere, '--switch'], { env })
  assert.equal(copied.code, 0, copied.err)
  assertSame(keptIn(elsewhere), whole)
  assert.match((await stet(['-C', elsewhere, 'rebuild'], { env })).out, /163 articles/)
})

async function built(root: string, env: Record<string, string>): Promise<Map<string, string>> {
  rmSync(join(root, '_site'), { recursive: true, force: true })
  const { code, err } = await stet(['-C', root, 'build'], { env })
  assert.equal(code, 0, err)
  return filesIn(join(root, '_site'))
}

test('a destination with another archive, or one that damages what it is given, is named and left', async () => {
  const { root, env } = await archiveOf(0)
  const other = newFolder()
  mkdirSync(join(other, 'log'))
  writeFileSync(join(other, 'log/1999-01-01.ndjson'), 'of another archive\n')
  const refused = await stet(['-C', root, 'migrate', '--to', other], { env })
  assert.equal(refused.code, 2)
  assert.match(refused.err, /log\/1999-01-01\.ndjson is the first: name an empty place/)
  assert.deepEqual(readdirSync(other), ['log'])
  const nowhere = await stet(['-C', root, 'migrate', '--to', 's3://stet-no-such-bucket/x'], { env })
  assert.equal(nowhere.code, 3)
  assert.match(nowhere.err, /no such bucket/)
  assert.equal((await stet(['-C', root, 'migrate', '--to', '.'], { env })).code, 2)
  assert.equal((await stet(['-C', root, 'migrate', '--to', 'ftp://x/y'], { env })).code, 2)
  // A store that answers every reading with other bytes.
  const address = await server.bucket()
  const road = await roadTo(server.endpoint, (_, { method, url }) =>
    method === 'GET' && /\/(files|bundles)\/_posts\//.test(url!) ? 'altered' : 'none',
  )
  const lied = await stet(['-C', root, 'migrate', '--to', `s3://${address.bucket}/x`], {
    env: { ...env, AWS_ENDPOINT_URL: road.endpoint },
  })
  await road.close()
  assert.equal(lied.code, 1)
  assert.match(lied.err, /is not what was written/)
  assert.ok(existsSync(join(root, '_posts')))
})
