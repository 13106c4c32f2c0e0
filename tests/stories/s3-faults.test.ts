// An archive on object storage whose server fails: each request in turn is the one that goes wrong.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { BucketAddress } from '../../src/adapters/s3/address.ts'
import type { ObjectArchive } from '../../src/adapters/s3/archive.ts'
import { objectArchive } from '../../src/adapters/s3/open.ts'
import { givenServer, type Mishap, ownServer, roadTo } from '../s3-server.ts'
import { newFolder } from './world.ts'

const server = givenServer() ?? (await ownServer())
let mishap: (nth: number) => Mishap = () => 'none'
let nth = 0
const road = await roadTo(server.endpoint, () => mishap(++nth))
after(async () => {
  await road.close()
  await server.close()
})

const MISHAPS: readonly Mishap[] = ['refused', 'busy', 'cut before', 'cut after', 'cut within']
const SEED = Number(process.env.STET_TEST_SEED ?? Math.floor(Math.random() * 1000))
/** Every request in turn takes minutes: STET_TEST_EVERY=1. */
const EVERY = Number(process.env.STET_TEST_EVERY ?? 6)

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

const open = (address: BucketAddress, state: string, tries = 4): Promise<ObjectArchive> =>
  objectArchive({
    address: { ...address, endpoint: road.endpoint },
    state,
    role: 'keeper',
    now: Date.now,
    patience: { tries, pause: 1, timeout: 3000 },
    settle: 1,
    snapshotAfter: 3,
  })

/** What a poll does to the files, in its order; each step is done when it resolves. */
const steps: readonly (readonly [
  path: string,
  whole: string | undefined,
  (archive: ObjectArchive) => Promise<unknown>,
])[] = [
  ['_posts/a.md', 'a', archive => archive.write([{ path: '_posts/a.md', bytes: 'a' }])],
  ['log/day', 'one\n', archive => archive.append('log/day', 'one\n')],
  ['_revisions/a/1.md', 'a', archive => archive.create([{ path: '_revisions/a/1.md', bytes: 'a' }])],
  ['_posts/a.md', 'b', archive => archive.write([{ path: '_posts/a.md', bytes: 'b' }])],
  ['log/day', 'one\ntwo\n', archive => archive.append('log/day', 'two\n')],
  ['log/day', 'one\n', archive => archive.truncate('log/day', 4)],
  ['_revisions/a/1.md', undefined, archive => archive.remove(['_revisions/a/1.md'])],
]

/** Does the steps until one fails; returns what is there for certain, and what the step that failed would have made. */
async function doSteps(archive: ObjectArchive) {
  const certain = new Map<string, string>()
  for (const [path, whole, step] of steps) {
    try {
      await step(archive)
    } catch {
      return { certain, path, whole, failed: true }
    }
    if (whole === undefined) certain.delete(path)
    else certain.set(path, whole)
  }
  return { certain, path: '', whole: undefined, failed: false }
}

async function everything(archive: ObjectArchive): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for await (const path of archive.list('')) files.set(path, text(await archive.read(path))!)
  return files
}

/** Objects of files that are on the store. */
async function objects(archive: ObjectArchive): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of archive.bucket.list('files/')) keys.push(key)
  return keys
}

test('a store that dies at any request leaves every file as it was or as it was to be; what is left over is swept', async () => {
  let requests = Number.POSITIVE_INFINITY
  for (let last = 6 + (SEED % EVERY); last < requests; last += EVERY) {
    mishap = () => 'none'
    nth = 0
    const address = await server.bucket()
    const state = newFolder()
    mishap = n => (n > last ? 'cut before' : 'none')
    const archive = await open(address, state, 1).catch(() => undefined)
    const done = archive && (await doSteps(archive))
    if (done && !done.failed) requests = Math.min(requests, last + 1)
    mishap = () => 'none'
    await archive?.close().catch(() => {})
    // On the same machine, and on one that has never seen the store.
    const same = await open(address, state)
    await same.sweep()
    const files = await everything(same)
    if (done) {
      const { certain, path, whole, failed } = done
      for (const [name, said] of certain)
        if (name !== path) assert.equal(files.get(name), said, `${last}: ${name}`)
      if (failed)
        assert.ok(
          [whole, certain.get(path)].includes(files.get(path)),
          `${last}: ${path} is ${files.get(path)}`,
        )
    }
    const parts = [...files].filter(([, said]) => said !== '').length
    assert.ok((await objects(same)).length <= parts + 1, `${last}: ${await objects(same)}`)
    await same.close()
    const other = await open(address, newFolder())
    assert.deepEqual(await everything(other), files)
    assert.equal(other.bucket.requests.LIST, 0)
    await other.close()
  }
  assert.ok(requests > 25, `${requests} requests were tried`)
})

test('a request that is refused or cut off is asked again, whichever it is, and nothing is done twice', async context => {
  context.diagnostic(`STET_TEST_SEED=${SEED}`)
  let requests = Number.POSITIVE_INFINITY
  for (let bad = 1 + (SEED % EVERY), run = SEED; bad <= requests; bad += EVERY, run++) {
    const what = MISHAPS[run % MISHAPS.length]!
    mishap = () => 'none'
    const address = await server.bucket()
    nth = 0
    mishap = n => (n >= bad && n < bad + 2 ? what : 'none')
    const archive = await open(address, newFolder())
    const whole = new Map([
      ['_posts/a.md', 'b'],
      ['log/day', 'one\n'],
    ])
    assert.deepEqual(await doSteps(archive), { certain: whole, path: '', whole: undefined, failed: false })
    assert.deepEqual(await everything(archive), whole, `${what} at ${bad}`)
    requests = nth
    await archive.close()
  }
})
