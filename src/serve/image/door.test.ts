import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../../tests/site/world.ts'
import { app } from '../app.ts'
import { OPEN } from '../rules.ts'
import { trustIn } from '../visitor.ts'
import type { ImageVisitor } from './proxy.ts'

test('who asks for a picture is whom a trusted proxy names, and whoever holds the socket otherwise', async () => {
  const { site } = await world(samplePosts(1))
  const asked: (string | undefined)[] = []
  const pictures = async (_: Request, visitor?: ImageVisitor): Promise<Response> => {
    asked.push(visitor?.address)
    return new Response('a picture')
  }
  const served = app({ site, pictures, rules: { ...OPEN, trust: trustIn('10.0.0.1') } })
  for (const remoteAddress of ['10.0.0.1', '203.0.113.9'])
    await served.request(
      'http://127.0.0.1:4000/image/?url=x.example/a.jpg',
      { headers: { 'x-forwarded-for': '198.51.100.7, 192.0.2.4' } },
      { incoming: { socket: { remoteAddress } } },
    )
  assert.deepEqual(asked, ['192.0.2.4', '203.0.113.9'])
})
