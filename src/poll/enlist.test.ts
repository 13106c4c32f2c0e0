import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { HOUR } from '../model/time.ts'
import { enlist, enlistOnce } from './enlist.ts'

const source = (id: string, host = 'a.example'): Source => ({
  id,
  url: `https://${host}/${id}`,
  categories: [],
  paused: false,
  fulltext: 'auto',
})

/** A schedule that counts how often it is read whole. */
function counted() {
  const plain = memoryFrontier()
  const world = { reads: 0, now: Date.UTC(2021, 3, 14) }
  const frontier: Frontier = {
    ...plain,
    tasks(ids) {
      if (!ids) world.reads++
      return plain.tasks(ids)
    },
  }
  const deps = { frontier, clock: { now: () => world.now } }
  return { plain, deps, world }
}

const ids = async (frontier: Frontier): Promise<string[]> => (await frontier.tasks()).map(({ id }) => id)

test('a schedule of many sources is read by the first worker and not by those who follow the same', async () => {
  const { plain, deps, world } = counted()
  const followed = [source('voa'), source('rfa')]
  for (let n = 0; n < 5; n++) await enlistOnce(followed, deps)
  assert.equal(world.reads, 1)
  await enlistOnce([...followed].reverse(), deps)
  assert.equal(world.reads, 1, 'the order in stet.yml is nothing')
  await enlistOnce([...followed, source('bbc')], deps)
  assert.equal(world.reads, 2)
  assert.deepEqual(await ids(plain), ['source:bbc', 'source:rfa', 'source:voa'])
  await enlistOnce([source('voa', 'b.example')], deps)
  assert.deepEqual(await plain.tasks(), [{ ...(await plain.tasks())[0]!, host: 'b.example' }])
})

test('what another with another stet.yml took off the schedule is on it again at once, or within the hour', async () => {
  const { plain, deps, world } = counted()
  const followed = [source('voa'), source('rfa')]
  await enlistOnce(followed, deps)
  await enlist([source('voa')], [source('voa')], deps)
  assert.deepEqual(await ids(plain), ['source:voa'])
  await enlistOnce(followed, deps)
  assert.deepEqual(await ids(plain), ['source:rfa', 'source:voa'])
  // By one who leaves no trace.
  await plain.remove(['source:rfa'])
  await enlistOnce(followed, deps)
  assert.deepEqual(await ids(plain), ['source:voa'])
  world.now += 2 * HOUR
  await enlistOnce(followed, deps)
  assert.deepEqual(await ids(plain), ['source:rfa', 'source:voa'])
})
