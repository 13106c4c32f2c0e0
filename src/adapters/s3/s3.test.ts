import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { givenServer, ownServer } from '../../../tests/s3-server.ts'
import { digest } from '../../model/digest.ts'
import { archiveContract } from '../contracts/archive.ts'
import type { BucketAddress } from './address.ts'
import type { ObjectArchive } from './archive.ts'
import { objectArchive } from './open.ts'
import { readSegment, writeSegment } from './segment.ts'

const server = givenServer() ?? (await ownServer())
const opened: ObjectArchive[] = []
after(async () => {
  for (const archive of opened) await archive.close()
  await server.close()
  rmSync(states, { recursive: true, force: true })
})

const states = mkdtempSync(join(tmpdir(), 'stet-s3-states-'))
const folder = (): string => mkdtempSync(join(states, 'state-'))
const quick = { tries: 3, pause: 1, timeout: 5000 }

async function open(
  address: BucketAddress,
  over: Partial<Parameters<typeof objectArchive>[0]> = {},
): Promise<ObjectArchive> {
  const archive = await objectArchive({
    address,
    state: folder(),
    role: 'keeper',
    now: Date.now,
    patience: quick,
    settle: 1,
    exact: true,
    ...over,
  })
  opened.push(archive)
  return archive
}

archiveContract('object storage', async () => open(await server.bucket()))

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

async function everything(archive: ObjectArchive): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for await (const path of archive.list('')) files.set(path, text(await archive.read(path))!)
  return files
}

test('a machine that has lost what it knew reads the same archive from the journal, without listing the bucket', async () => {
  const address = await server.bucket()
  const archive = await open(address, { snapshotAfter: 8 })
  for (let n = 0; n < 25; n++) {
    await archive.write([{ path: `_posts/2021/04/${n}.md`, bytes: `post ${n}` }])
    await archive.append('log/2021-04-14.ndjson', `line ${n}\n`)
    if (n % 10 === 3) await archive.remove([`_posts/2021/04/${n - 1}.md`])
  }
  const whole = await everything(archive)
  assert.equal(whole.size, 25 - 3 + 1)
  await archive.close()
  const anew = await open(address)
  assert.deepEqual(await everything(anew), whole)
  assert.equal(anew.bucket.requests.LIST, 0)
  assert.equal(
    await anew.append('log/2021-04-14.ndjson', 'last\n'),
    Buffer.byteLength(whole.get('log/2021-04-14.ndjson')!),
  )
})

test('a reader on another machine sees what was written, changed and removed since it last looked', async () => {
  const address = await server.bucket()
  const writer = await open(address, { snapshotAfter: 5 })
  await writer.write([{ path: '_posts/a.md', bytes: 'first' }])
  const reader = await open(address, { role: 'reader' })
  assert.equal(text(await reader.read('_posts/a.md')), 'first')
  for (let n = 0; n < 20; n++) await writer.write([{ path: '_posts/a.md', bytes: `state ${n}` }])
  await writer.write([{ path: '_posts/b.md', bytes: 'new' }])
  // Its own object of a.md is gone: it looks again at once.
  assert.equal(text(await reader.read('_posts/a.md')), 'state 19')
  assert.equal(text(await reader.read('_posts/b.md')), 'new')
})

test('a second machine is told who writes; when the first has ended it may', async () => {
  const address = await server.bucket()
  const first = await open(address)
  await first.write([{ path: 'log/a', bytes: 'a' }])
  await assert.rejects(open(address), {
    code: 'locked',
    message: /another stet \(process \d+ on .+\) is writing to s3:/,
  })
  await first.close()
  opened.splice(opened.indexOf(first), 1)
  const second = await open(address)
  assert.equal(text(await second.read('log/a')), 'a')
})

test('one whose archive was taken over writes nothing more, and says so', async () => {
  const address = await server.bucket()
  const state = folder()
  const first = await open(address, { state })
  await first.write([{ path: 'log/a', bytes: 'a' }])
  // The same folder, as after a kill: the lock of the machine is free, so the first cannot be alive.
  const second = await open(address, { state })
  await second.write([{ path: 'log/b', bytes: 'b' }])
  await assert.rejects(first.write([{ path: 'log/c', bytes: 'c' }]), {
    code: 'locked',
    message: /has begun to write/,
  })
  assert.deepEqual([...(await everything(second)).keys()], ['log/a', 'log/b'])
  await second.write([{ path: 'log/d', bytes: 'd' }])
})

test('what one wrote who had slept through a redaction, and died then, is no part of the archive', async () => {
  const address = await server.bucket()
  const writer = await open(address, { snapshotAfter: 100 })
  await writer.write([{ path: '_posts/a.md', bytes: 'a' }])
  const first = (await writer.bucket.get('journal/0000000001'))!
  const reader = await open(address, { role: 'reader' })
  await writer.remove(['_posts/a.md'])
  assert.equal(await writer.bucket.get('journal/0000000002'), undefined, 'cleared away at once')
  const slept = {
    seq: 2,
    prev: digest(first),
    writer: 'one who slept',
    at: '2021-04-14T00:00:00Z',
    opens: false,
    ops: [{ op: 'set' as const, path: '_posts/b.md', parts: [] }],
  }
  await writer.bucket.put('journal/0000000002', writeSegment(slept))
  await reader.refresh()
  assert.deepEqual([...(await everything(reader)).keys()], [])
  // Of a store that would have let two write at once, nobody writes on before a person has looked.
  if (!writer.conditional) return
  await writer.write([{ path: '_posts/c.md', bytes: 'c' }])
  await reader.refresh()
  assert.deepEqual([...(await everything(reader)).keys()], ['_posts/c.md'])
})

test('a journal of a newer stet is followed as far as it only says more, and no further', () => {
  const part = ['objects/ab', 7, 'ab', 0, 'gzip']
  const head = {
    stet: 1,
    seq: 1,
    prev: '',
    writer: 'newer',
    at: '2021-04-14T00:00:00Z',
    opens: true,
    region: 'eu',
  }
  const segment = (op: unknown): Uint8Array => Buffer.from(JSON.stringify({ ...head, ops: [op] }))
  const { ops } = readSegment(segment({ set: '_posts/a.md', parts: [part], mood: 'calm' }), 'journal/1')
  assert.deepEqual(ops, [
    { op: 'set', path: '_posts/a.md', parts: [{ key: 'objects/ab', size: 7, digest: 'ab', offset: 0 }] },
  ])
  assert.throws(() => readSegment(segment({ move: '_posts/a.md', to: '_posts/b.md' }), 'journal/1'), {
    code: 'unreadable',
    message: /entry of a newer stet/,
  })
})

test('a segment that does not follow on what is known is named, and nothing is made of it', async () => {
  const address = await server.bucket()
  const writer = await open(address)
  await writer.write([{ path: 'log/a', bytes: 'a' }])
  const reader = await open(address, { role: 'reader' })
  const foreign = { seq: 2, prev: digest('another journal'), writer: 'x', at: '', opens: false, ops: [] }
  await writer.bucket.put('journal/0000000002', writeSegment(foreign))
  await assert.rejects(reader.refresh(), {
    code: 'damaged',
    message: /journal\/0000000002 does not follow on/,
  })
})

test('a server that marks while a poll writes loses neither', async () => {
  const address = await server.bucket()
  const state = folder()
  const poll = await open(address, { state })
  const serve = await open(address, { state, role: 'reader' })
  await Promise.all([
    ...Array.from({ length: 12 }, (_, n) => poll.write([{ path: `_posts/${n}.md`, bytes: `${n}` }])),
    ...Array.from({ length: 12 }, (_, n) => serve.append('state/ann.ndjson', `${n}\n`)),
  ])
  const files = await everything(poll)
  assert.equal(files.size, 13)
  const marks = files.get('state/ann.ndjson')!.trim().split('\n').map(Number)
  assert.deepEqual(
    marks.sort((a, b) => a - b),
    Array.from({ length: 12 }, (_, n) => n),
  )
})

test('a file that many lines were added to is a few objects, and reads the same', async () => {
  const archive = await open(await server.bucket())
  const lines = Array.from({ length: 70 }, (_, n) => `line ${n}\n`)
  const offsets: number[] = []
  for (const line of lines) offsets.push(await archive.append('log/day.ndjson', line))
  assert.equal(text(await archive.read('log/day.ndjson')), lines.join(''))
  for (const [n, offset] of offsets.entries())
    assert.equal(text(await archive.readRange('log/day.ndjson', offset, lines[n]!.length)), lines[n])
  const before = archive.bucket.requests.GET
  await archive.read('log/day.ndjson')
  assert.ok(archive.bucket.requests.GET - before <= 33)
})

test('posts of a month that is over lie in one object, and each is read, changed and removed like any other', async () => {
  const address = await server.bucket()
  const archive = await open(address, { now: () => Date.UTC(2021, 5, 2) })
  const files = Array.from({ length: 60 }, (_, n) => ({
    path: `_posts/2021/04/2021-04-14-第${n}篇.md`,
    bytes: `正文 ${n}`,
  }))
  await archive.write(files)
  await archive.write([{ path: '_posts/2021/06/2021-06-01-now.md', bytes: 'now' }])
  assert.equal(await archive.bundle(), 60)
  assert.equal(await archive.bundle(), 0)
  const objects = async (): Promise<string[]> => {
    const keys: string[] = []
    for await (const { key } of archive.bucket.list('')) if (/^(files|bundles)\//.test(key)) keys.push(key)
    return keys
  }
  assert.equal((await objects()).length, 2)
  const whole = new Map(files.map(({ path, bytes }) => [path, bytes]))
  whole.set('_posts/2021/06/2021-06-01-now.md', 'now')
  const check = async (which: ObjectArchive) =>
    assert.deepEqual(await everything(which), new Map([...whole].sort(([a], [b]) => (a < b ? -1 : 1))))
  await check(archive)
  await archive.write([{ path: files[7]!.path, bytes: 'withdrawn' }])
  whole.set(files[7]!.path, 'withdrawn')
  await archive.remove([files[8]!.path])
  whole.delete(files[8]!.path)
  await check(archive)
  await archive.close()
  const anew = await open(address)
  await check(anew)
  for await (const { key } of anew.bucket.list('')) {
    const bytes = (await anew.bucket.get(key))!
    const said = key.includes('blocks/') ? gunzipSync(bytes).toString() : text(bytes)!
    assert.ok(!said.includes('正文 7\n') && !said.includes('正文 8正'), `${key} has what was taken out`)
    assert.ok(!said.includes('第8篇'), `${key} has the name of what was removed`)
  }
})

test('the name of a removed article is nowhere on the store, even where a snapshot had just been taken', async () => {
  for (const snapshotAfter of [1, 2, 3, 100]) {
    const archive = await open(await server.bucket(), { snapshotAfter })
    for (const name of ['a', '泄密', 'b', 'c'])
      await archive.write([{ path: `_posts/${name}.md`, bytes: name }])
    await archive.remove(['_posts/泄密.md'])
    for await (const { key } of archive.bucket.list('')) {
      const bytes = (await archive.bucket.get(key))!
      const said = key.includes('blocks/') ? gunzipSync(bytes).toString() : text(bytes)!
      assert.ok(!`${key} ${said}`.includes('泄密'), `${snapshotAfter}: ${key} has it`)
    }
    assert.deepEqual([...(await everything(archive)).keys()], ['_posts/a.md', '_posts/b.md', '_posts/c.md'])
    assert.equal(await archive.strays(false), 0)
  }
})

test('an archive whose bucket was brought back from an older state says so and touches nothing', async () => {
  const state = folder()
  const address = await server.bucket()
  const archive = await open(address, { state })
  await archive.write([{ path: 'log/a', bytes: 'a' }])
  await archive.write([{ path: 'log/a', bytes: 'b' }])
  await archive.bucket.remove('journal/0000000002')
  await archive.close()
  await assert.rejects(open(address, { state }), { code: 'damaged', message: /older backup.*objects\.db/ })
  rmSync(join(state, 'objects.db'))
})

test('an object that was changed on the store is not taken for the article', async () => {
  const address = await server.bucket()
  const archive = await open(address)
  await archive.write([{ path: '_posts/a.md', bytes: 'the truth' }])
  for await (const { key } of archive.bucket.list('files/'))
    await archive.bucket.put(key, Buffer.from('the lie!!'))
  await assert.rejects(archive.read('_posts/a.md'), { code: 'damaged', message: /_posts\/a\.md.*backup/ })
})

test('keys that the server does not know, and a bucket that is not there, are named with the way out', async () => {
  const address = await server.bucket()
  const wrong = { ...address, secret: 'not the secret' }
  await assert.rejects(open(wrong), (error: Error) => {
    assert.match(error.message, /s3:\/\/stet-\w+\/news\/probe.*AWS_SECRET_ACCESS_KEY|access is denied/)
    assert.ok(!error.message.includes('not the secret'))
    return true
  })
  await assert.rejects(open({ ...address, bucket: 'stet-no-such-bucket' }), {
    code: 'config',
    message: /no such bucket/,
  })
  await assert.rejects(open({ ...address, endpoint: 'http://127.0.0.1:1' }), {
    code: 'unavailable',
    message: /127\.0\.0\.1:1 could not be had in 3 tries/,
  })
})
