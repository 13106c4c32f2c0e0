import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import type { Log } from '../model/ports.ts'
import { holding, SHORT_HOLD } from './holding.ts'

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }
const claim = { hold: SHORT_HOLD, hosts: 9, tasks: 9 }

test('a lease is prolonged while it is in hand, and free a minute and a half after its owner has died', async () => {
  const frontier = memoryFrontier()
  await frontier.add(['a', 'b'].map(id => ({ id, host: `${id}.example`, due: 0, state: {} })))
  let now = 1000
  const beats: (() => void)[] = []
  const every = (time: number, call: () => void): (() => void) => {
    assert.equal(time, SHORT_HOLD / 5)
    beats.push(call)
    return () => beats.splice(0)
  }
  const [a, b] = await frontier.claim({ ...claim, owner: 'poll', now })
  const held = holding([a!, b!], SHORT_HOLD, { frontier, clock: { now: () => now }, log: QUIET, every })
  const beat = async (): Promise<void> => {
    for (const call of beats) call()
    await new Promise(resolve => setImmediate(resolve))
  }
  for (let n = 0; n < 20; n++) {
    now += SHORT_HOLD / 5
    await beat()
  }
  assert.deepEqual(await frontier.claim({ ...claim, owner: 'other', now }), [])
  held.let(b!)
  await frontier.release(b!)
  assert.equal((await frontier.claim({ ...claim, owner: 'other', now }))[0]?.host, 'b.example')
  assert.equal(held.has(a!), true)

  // It hangs for too long, and another takes the host.
  now += SHORT_HOLD + 1
  assert.equal((await frontier.claim({ ...claim, owner: 'other', now })).length, 2)
  await beat()
  assert.equal(held.has(a!), false, 'nothing more is asked of it')
  held.end()
  assert.equal(beats.length, 0)
})
