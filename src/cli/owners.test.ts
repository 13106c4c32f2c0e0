import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import type { Lease, SharedFrontier } from '../model/frontier.ts'
import type { Fetched, Web } from '../model/ports.ts'
import { ownersOf } from './owners.ts'

const NOW = 1000
const RULES = { hold: 5000, clock: { now: () => NOW }, patience: 20 }

/** A schedule in memory that leases hosts without tasks too. */
function shared(): SharedFrontier {
  const taken = new Map<string, Lease>()
  const plain = memoryFrontier()
  const free = (lease: Lease): void => {
    if (taken.get(lease.host)?.epoch === lease.epoch) taken.delete(lease.host)
  }
  return {
    ...plain,
    async own(host, { now, hold }) {
      if (taken.has(host)) return undefined
      const lease = { host, epoch: taken.size + 1, until: now + hold, tasks: [] }
      taken.set(host, lease)
      return lease
    },
    async claim(claim) {
      const leases = await plain.claim(claim)
      for (const lease of leases) taken.set(lease.host, lease)
      return leases
    },
    async release(lease) {
      free(lease)
      await plain.release(lease)
    },
    extend: async () => true,
    hurry: async () => {},
    setDeaths: async () => {},
    owners: async () => [],
    nextReady: async () => undefined,
    listen: () => () => {},
  }
}

/** A web that answers after a while, and tells how many requests it has under way. */
function slowWeb() {
  const at = { underWay: 0 }
  const web: Web = {
    async get(url, request): Promise<Fetched> {
      const turn = (await request?.turn?.(url)) ?? { kind: 'go' as const, end() {} }
      if (turn.kind === 'stay')
        return { kind: 'failed', reason: turn.reason, message: turn.message, hops: [] }
      at.underWay++
      await new Promise(resolve => setTimeout(resolve, 30))
      at.underWay--
      turn.end()
      return { kind: 'unchanged', url, hops: [], headers: [] }
    },
    async close() {},
  }
  return { at, web }
}

test('a host that another worker has is not asked: it rests', async () => {
  const frontier = shared()
  const { web } = slowWeb()
  const [mine, other] = ['a', 'b'].map(owner => ownersOf(frontier, { ...RULES, owner }))
  assert.equal((await mine!.owned(web).get('https://pictures.example/1.jpg')).kind, 'unchanged')
  const got = await other!.owned(web).get('https://pictures.example/2.jpg')
  assert.deepEqual([got.kind, 'reason' in got && got.reason], ['failed', 'resting'])
  await mine!.close()
  assert.equal((await other!.owned(web).get('https://pictures.example/2.jpg')).kind, 'unchanged')
  await other!.close()
})

test('a host claimed for its tasks may be asked for pages too, and is given back when the last has come', async () => {
  const frontier = shared()
  await frontier.add([{ id: 'source:a', host: 'paper.example', due: 0, state: {} }])
  const { at, web } = slowWeb()
  const owners = ownersOf(frontier, { ...RULES, owner: 'a' })
  const [lease] = await owners.frontier.claim({ owner: 'a', now: NOW, hold: 50, hosts: 1, tasks: 9 })
  const page = owners.owned(web).get('https://paper.example/page.html')
  await new Promise(resolve => setTimeout(resolve, 5))
  assert.equal(at.underWay, 1)
  await owners.frontier.release(lease!)
  assert.equal(at.underWay, 0)
  assert.equal((await page).kind, 'unchanged')
  assert.ok(await frontier.own('paper.example', { owner: 'b', now: NOW, hold: 50 }))
  await owners.close()
})
