import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
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
