import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
import { readMarks } from '../model/mark.ts'
import { marking } from './marking.ts'

const clock = { now: () => 7 }

test('what a killed process wrote and did not finish neither loses nor spoils anything', async () => {
  const { site } = await world(samplePosts(5))
  const marks = marking(() => site, clock)
  await marks.mark('li', [1], 'read', true)
  await site.archive.append(
    'state/li.ndjson',
    '{"reader":"li","article":2,"kind":"read","on":true,"at":8}\n{"reader":"li","arti',
  )
  await marks.current('li')
  assert.deepEqual([...(await site.store.marksOn('li', [1, 2])).keys()], [1, 2])
  await marks.mark('li', [3], 'read', true)
  assert.deepEqual([...(await site.store.marksOn('li', [1, 2, 3])).keys()], [1, 2, 3])
})

test('two processes mark at once, and each sees what the other did', async () => {
  const { site } = await world(samplePosts(40))
  const [a, b] = [marking(() => site, clock), marking(() => site, clock)]
  await Promise.all(
    samplePosts(40).map(({ number }) => (number % 2 ? a : b).mark('li', [number], 'read', true)),
  )
  await a.current('li')
  assert.equal(await site.store.countItems({ reader: 'li', with: ['read'] }), 40)
})

test('rows that were lost come back from the file; marks that change nothing are not written', async () => {
  const { site } = await world(samplePosts(3))
  const first = marking(() => site, clock)
  assert.equal(await first.mark('li', [1, 2, 99], 'starred', true), 2)
  assert.equal(await first.mark('li', [1, 2], 'starred', true), 0)
  const again = await world(samplePosts(3))
  const after = { ...again.site, archive: site.archive }
  await marking(() => after, clock).current('li')
  assert.equal(await after.store.countItems({ reader: 'li', with: ['starred'] }), 2)
})

test('a file of marks that was deleted, shortened or replaced has them again, and whoever asks is shown them meanwhile', async () => {
  const { site } = await world(samplePosts(9))
  const { archive, store } = site
  const told: string[] = []
  const started = () =>
    marking(
      () => site,
      clock,
      (reader, lost) => void told.push(`${reader} ${lost}`),
    )
  const file = async (): Promise<string> => new TextDecoder().decode((await archive.read('state/li.ndjson'))!)
  const marked = async (): Promise<number[]> => [...(await store.marksOn('li', [1, 2, 3, 4])).keys()].sort()
  const marks = started()
  await marks.mark('li', [1, 2, 3], 'read', true)
  const whole = await file()

  await archive.remove(['state/li.ndjson'])
  assert.equal(await marks.lost('li'), 3)
  await marks.current('li')
  assert.deepEqual([await file(), await marked()], [whole, [1, 2, 3]])

  await archive.truncate('state/li.ndjson', whole.indexOf('\n') + 1)
  await marks.mark('li', [4], 'starred', true)
  assert.equal(await marks.lost('li'), 0)
  assert.deepEqual(await marked(), [1, 2, 3, 4])
  const rebuilt = readMarks(await file()).map(({ article }) => article)
  assert.deepEqual(rebuilt.sort(), [1, 2, 3, 4], 'the file alone tells the same')

  const later = '{"reader":"li","article":1,"kind":"read","on":false,"at":9}\n'
  await archive.remove(['state/li.ndjson'])
  await archive.append('state/li.ndjson', later.repeat(40))
  await started().current('li')
  assert.deepEqual(await marked(), [2, 3, 4], 'what the new file says later counts')
  assert.equal(await marks.lost('li'), 0)

  const lines = (await file()).split('\n')
  await archive.remove(['state/li.ndjson'])
  await archive.append(
    'state/li.ndjson',
    [...lines.slice(0, -2), ' '.repeat(lines.at(-2)!.length), ''].join('\n'),
  )
  await started().all()
  assert.deepEqual(await marked(), [2, 3, 4], 'one of the same length too, when a process first looks')
  assert.deepEqual(told, ['li 3', 'li 2', 'li 3', 'li 1'])
})

test('marks that are to go are gone from file and rows, and do not come back', async () => {
  const { site } = await world(samplePosts(3))
  const marks = marking(() => site, clock)
  await marks.mark('li', [1], 'read', true)
  await marks.mark('wang', [1], 'read', true)
  await marks.forget('li')
  await marks.all()
  assert.equal(await site.archive.read('state/li.ndjson'), undefined)
  assert.deepEqual(await site.store.readers(), ['wang'])
  assert.equal(await marks.mark('li', [2], 'read', true), 1)
  assert.deepEqual([...(await site.store.marksOn('li', [1, 2])).keys()], [2])
})
