// What every schedule promises: one host has one owner, and who lost a host writes no more.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Claim, Frontier, Task } from '../../model/frontier.ts'

const task = (id: string, host: string, due: number): Task => ({ id, host, due, state: { etag: `"${id}"` } })
const claim = (given: Partial<Claim> = {}): Claim => ({
  owner: 'me',
  now: 100,
  hold: 50,
  hosts: 10,
  tasks: 10,
  ...given,
})
const ids = (leases: { tasks: readonly Task[] }[]): string[] =>
  leases.flatMap(lease => lease.tasks.map(({ id }) => id))

export function frontierContract(name: string, open: () => Promise<Frontier>): void {
  const frontierTest = (title: string, body: (frontier: Frontier) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const frontier = await open()
      await body(frontier)
      await frontier.close()
    })

  frontierTest('what is due is claimed by host, the longest overdue first', async frontier => {
    await frontier.add([task('a1', 'a', 50), task('b1', 'b', 10), task('a2', 'a', 90), task('c1', 'c', 200)])
    const leases = await frontier.claim(claim())
    assert.deepEqual(
      leases.map(({ host, tasks }) => [host, tasks.map(({ id }) => id)]),
      [
        ['b', ['b1']],
        ['a', ['a1', 'a2']],
      ],
    )
    assert.deepEqual(leases[0]?.tasks[0]?.state, { etag: '"b1"' })
    assert.equal(await frontier.nextDue(), 10)
  })

  frontierTest('a host has one owner until the lease is over or given back', async frontier => {
    await frontier.add([task('a1', 'a', 0)])
    const [lease] = await frontier.claim(claim())
    assert.ok(lease)
    assert.deepEqual(await frontier.claim(claim({ owner: 'other' })), [])
    await frontier.release(lease)
    const [second] = await frontier.claim(claim({ owner: 'other' }))
    assert.ok(second && second.epoch > lease.epoch)
    assert.deepEqual(ids(await frontier.claim(claim({ now: 151 }))), ['a1'])
  })

  frontierTest('who is alone takes over what the dead have leased', async frontier => {
    await frontier.add([task('a1', 'a', 0)])
    const [dead] = await frontier.claim(claim())
    const [mine] = await frontier.claim(claim({ owner: 'other', alone: true }))
    assert.ok(dead && mine)
    assert.equal(await frontier.complete(dead, []), false)
    assert.equal(await frontier.complete(mine, []), true)
  })

  frontierTest('results are stored while the lease holds, and not by one who lost it', async frontier => {
    await frontier.add([task('a1', 'a', 0)])
    const [late] = await frontier.claim(claim())
    const [next] = await frontier.claim(claim({ now: 200 }))
    assert.ok(late && next)
    assert.equal(await frontier.complete(late, [{ id: 'a1', due: 999, state: { by: 'late' } }]), false)
    assert.equal(await frontier.extend(late, 500), false)
    assert.equal(await frontier.complete(next, [{ id: 'a1', due: 300, state: { by: 'next' } }]), true)
    assert.deepEqual(await frontier.tasks(['a1']), [{ id: 'a1', host: 'a', due: 300, state: { by: 'next' } }])
    assert.equal(await frontier.extend(next, 500), true)
    assert.deepEqual(await frontier.claim(claim({ now: 450 })), [])
  })

  frontierTest('tasks may be claimed by name or all of them, due or not', async frontier => {
    await frontier.add([task('a1', 'a', 900), task('b1', 'b', 900)])
    const [lease] = await frontier.claim(claim({ only: ['b1'] }))
    assert.deepEqual(
      lease?.tasks.map(({ id }) => id),
      ['b1'],
    )
    await frontier.release(lease!)
    assert.deepEqual(ids(await frontier.claim(claim({ all: true }))).sort(), ['a1', 'b1'])
  })

  frontierTest('adding a task again keeps its state and due time but follows its host', async frontier => {
    await frontier.add([task('a1', 'a', 10)])
    await frontier.add([{ id: 'a1', host: 'b', due: 0, state: {} }])
    assert.deepEqual(await frontier.tasks(), [{ ...task('a1', 'b', 10) }])
    await frontier.remove(['a1'])
    assert.deepEqual(await frontier.tasks(), [])
    assert.equal(await frontier.nextDue(), undefined)
  })

  frontierTest('a claim takes no more hosts and tasks than it asks for', async frontier => {
    await frontier.add(['a', 'b', 'c'].flatMap(host => [1, 2, 3].map(n => task(`${host}${n}`, host, n))))
    assert.deepEqual(ids(await frontier.claim(claim({ hosts: 2, tasks: 2 }))), ['a1', 'a2', 'b1', 'b2'])
  })

  frontierTest(
    'who has hosts in hand is named, until they are given back or the lease is over',
    async frontier => {
      await frontier.add(['a', 'b', 'c', 'd'].map(host => task(`${host}1`, host, 0)))
      assert.deepEqual(await frontier.owners(100), [])
      const [lease] = await frontier.claim(claim({ hosts: 2 }))
      await frontier.claim(claim({ owner: 'another', hosts: 1, hold: 500 }))
      assert.deepEqual(await frontier.owners(100), [
        { name: 'another', hosts: 1 },
        { name: 'me', hosts: 2 },
      ])
      await frontier.release(lease!)
      assert.deepEqual(await frontier.owners(100), [
        { name: 'another', hosts: 1 },
        { name: 'me', hosts: 1 },
      ])
      assert.deepEqual(await frontier.owners(151), [{ name: 'another', hosts: 1 }])
    },
  )

  frontierTest('what is remembered of a host outlasts claims, and needs no task', async frontier => {
    assert.equal(await frontier.host('a'), undefined)
    await frontier.setHost('a', { rest: 5 })
    await frontier.add([task('a1', 'a', 0), task('b1', 'b', 0)])
    await frontier.claim(claim())
    assert.deepEqual(await frontier.host('a'), { rest: 5 })
    assert.equal(await frontier.host('b'), undefined)
    await frontier.setHost('a', { rest: 6 })
    assert.deepEqual(await frontier.host('a'), { rest: 6 })
    assert.equal((await frontier.tasks()).length, 2)
  })
}
