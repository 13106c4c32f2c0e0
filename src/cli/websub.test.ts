// Subscriptions at hubs of others.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { memoryStore } from '../adapters/memory/store.ts'
import { parseConfig } from './config.ts'
import type { Context } from './context.ts'
import { websub } from './websub.ts'
import type { World } from './wire.ts'

test('a hub is asked once for each source, also when two renewals overlap', async () => {
  const topics: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    topics.push(new URLSearchParams(body).get('hub.topic')!)
    setTimeout(() => response.writeHead(202).end(), 20)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = mkdtempSync(join(tmpdir(), 'stet-websub-'))
  after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true, force: true })
  })
  const store = memoryStore()
  const ids = ['a', 'b', 'c']
  const facts = ids.map(id => ({
    id,
    title: id,
    description: '',
    url: `https://${id}.example/feed`,
    hub: `http://${host}/`,
    topic: `https://${id}.example/feed`,
  }))
  await store.apply({ sources: facts })
  const config = parseConfig('site:\n  url: https://archive.example/\n', root, join(root, 'stet.yml'), {
    STET_ALLOW_PRIVATE: host,
  })
  const context = {
    clock: { now: () => Date.UTC(2021, 3, 14) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  }
  const { renew } = websub(context as unknown as Context, { config, derived: root } as World, () => {})
  const followed = new Set(ids)
  await Promise.all([renew(store, followed), renew(store, followed)])
  await renew(store, followed)
  assert.deepEqual(
    topics.sort(),
    facts.map(({ topic }) => topic),
  )
})
