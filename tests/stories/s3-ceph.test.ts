// The archive on Ceph: a store that refuses to replace what is there, so that several machines may write.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { archiveContract } from '../../src/adapters/contracts/archive.ts'
import type { BucketAddress } from '../../src/adapters/s3/address.ts'
import type { ObjectArchive, Role } from '../../src/adapters/s3/archive.ts'
import { objectArchive } from '../../src/adapters/s3/open.ts'
import { cephServer } from '../ceph.ts'
import { newFolder } from './world.ts'

const server = await cephServer()
const opened: ObjectArchive[] = []
after(async () => {
  for (const archive of opened) await archive.close()
  if (typeof server !== 'string') await server.close()
})

async function open(
  address: BucketAddress,
  role: Role = 'keeper',
  state = newFolder(),
): Promise<ObjectArchive> {
  const archive = await objectArchive({ address, state, role, now: Date.now })
  opened.push(archive)
  return archive
}

if (typeof server === 'string') test('the archive on Ceph', { skip: server }, () => {})
else {
  archiveContract('Ceph', async () => open(await server.bucket()))

  test('servers on several machines add marks while another polls: none is lost, none stands twice', async () => {
    const address = await server.bucket()
    const keeper = await open(address)
    assert.equal(keeper.conditional, true)
    const servers = await Promise.all([1, 2, 3].map(() => open(address, 'reader')))
    await Promise.all([
      ...Array.from({ length: 15 }, (_, n) => keeper.write([{ path: `_posts/${n}.md`, bytes: `${n}` }])),
      ...servers.flatMap((archive, i) =>
        Array.from({ length: 15 }, (_, n) => archive.append('state/ann.ndjson', `${i}-${n}\n`)),
      ),
    ])
    const anew = await open(address, 'reader')
    const marks = new TextDecoder()
      .decode(await anew.read('state/ann.ndjson'))
      .trim()
      .split('\n')
    assert.deepEqual(
      marks.sort(),
      [0, 1, 2].flatMap(i => Array.from({ length: 15 }, (_, n) => `${i}-${n}`)).sort(),
    )
    const posts: string[] = []
    for await (const path of anew.list('_posts')) posts.push(path)
    assert.equal(posts.length, 15)
  })

  test('of two machines that create the same file one is told that it was there', async () => {
    const address = await server.bucket()
    const [a, b] = [await open(address, 'reader'), await open(address, 'reader')]
    const file = (bytes: string) => [{ path: 'captures/2021/04/a.warc.gz', bytes }]
    const there = await Promise.all([a.create(file('of a')), b.create(file('of b'))])
    assert.deepEqual(there.map(({ size }) => size).sort(), [0, 1])
    const winner = there[0].size === 0 ? 'of a' : 'of b'
    const anew = await open(address, 'reader')
    assert.equal(new TextDecoder().decode(await anew.read(file('')[0]!.path)), winner)
  })

  test('a keeper that slept while another machine took its archive over stops at its first write', async () => {
    const address = await server.bucket()
    const sleeper = await open(address)
    await sleeper.write([{ path: 'log/a', bytes: 'a' }])
    // As if its sleep had lasted longer than the others wait.
    await sleeper.bucket.remove('writer')
    const next = await open(address)
    await next.write([{ path: 'log/b', bytes: 'b' }])
    await assert.rejects(sleeper.append('log/a', 'more'), { code: 'locked', message: /this one stops/ })
    const anew = await open(address, 'reader')
    assert.equal(new TextDecoder().decode(await anew.read('log/a')), 'a')
  })
}
