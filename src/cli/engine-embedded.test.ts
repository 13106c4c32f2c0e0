// What can be told of an archive's schedule by somebody who only looks.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { takeLock } from '../adapters/sqlite/lock.ts'
import { embeddedEngine } from './engine-embedded.ts'

test('a poll in another process is told of while it lives, and not by what it left when it was killed', async () => {
  const derived = mkdtempSync(join(tmpdir(), 'stet-working-'))
  after(() => rmSync(derived, { recursive: true, force: true }))
  const engine = embeddedEngine(derived)
  assert.deepEqual(await engine.working(100), [])
  const lock = takeLock(join(derived, 'lock'))
  const frontier = await engine.openFrontier()
  const hosts = ['a.example', 'b.example', 'c.example']
  await frontier.add(hosts.map(host => ({ id: `source:${host}`, host, due: 0, state: {} })))
  assert.deepEqual(await engine.working(100), [], 'it writes, and asks nobody')
  const claim = { owner: 'poll', now: 100, hold: 50, tasks: 9, alone: true }
  const [lease] = await frontier.claim({ ...claim, hosts: 2 })
  await frontier.claim({ ...claim, owner: 'pages', hosts: 1, only: ['source:c.example'] })
  assert.deepEqual(await engine.working(100), [{ name: 'Another process', hosts: 3 }])
  await frontier.release(lease!)
  assert.deepEqual(await engine.working(100), [{ name: 'Another process', hosts: 2 }])
  assert.deepEqual(await engine.working(150), [])
  // Killed: the kernel frees the lock, and nobody gives the hosts back.
  lock.release()
  assert.deepEqual(await engine.working(100), [])
  await frontier.close()
})
