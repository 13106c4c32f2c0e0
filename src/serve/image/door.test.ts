import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../../tests/site/world.ts'
import { app } from '../app.ts'
import { type Access, OPEN } from '../rules.ts'
import { trustIn } from '../visitor.ts'
import { errorAnswer } from './answer.ts'
import { UNKNOWN_ADDRESS } from './errors.ts'
import type { ImageProxy, ImageVisitor } from './proxy.ts'

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

test('every picture is a line in the access log and a figure, and who is kept out gets the headers of a page', async () => {
  const { site } = await world(samplePosts(1))
  const pictures: ImageProxy = async (request, visitor) =>
    (await visitor?.keptOut?.()) ?? errorAnswer(request, UNKNOWN_ADDRESS, undefined)
  const lines: Access[] = []
  const rules = {
    ...OPEN,
    trust: trustIn('10.0.0.1'),
    accessed: (access: Access) => {
      lines.push(access)
    },
  }
  const [open, closed] = [false, true].map(isPrivate =>
    app({ site, pictures, rules: { ...rules, isPrivate } }),
  )
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.4', 'user-agent': 'a reader' }
  const env = { incoming: { socket: { remoteAddress: '10.0.0.1' } } }
  const ask = (served: typeof open, path: string, method = 'GET') =>
    served!.request(`http://127.0.0.1:4000${path}`, { method, headers }, env)

  const out = await ask(closed, '/image/?url=x.example/a.jpg')
  assert.equal(out.status, 401)
  const page = await ask(closed, '/')
  assert.equal(page.status, 401)
  for (const name of [
    'content-security-policy',
    'x-content-type-options',
    'referrer-policy',
    'permissions-policy',
    'strict-transport-security',
  ]) {
    assert.notEqual(page.headers.get(name), null, name)
    assert.equal(out.headers.get(name), page.headers.get(name), name)
  }
  const picture = await ask(open, '/image/?url=x.example/a.jpg')
  assert.equal(picture.headers.get('content-security-policy'), "default-src 'none'; sandbox")
  assert.equal(picture.headers.get('strict-transport-security'), 'max-age=31536000')
  assert.equal(picture.headers.get('permissions-policy'), null)
  assert.equal(picture.headers.get('referrer-policy'), 'same-origin')
  const posted = await ask(open, '/image/?url=x.example/a.jpg', 'POST')
  assert.equal(posted.headers.get('x-content-type-options'), 'nosniff')

  const known = lines.map(({ address, method, path, status, agent }) => [
    address,
    method,
    path,
    status,
    agent,
  ])
  assert.deepEqual(known, [
    ['192.0.2.4', 'GET', '/image/', 401, 'a reader'],
    ['192.0.2.4', 'GET', '/', 401, 'a reader'],
    ['192.0.2.4', 'GET', '/image/', 403, 'a reader'],
    ['192.0.2.4', 'POST', '/image/', 405, 'a reader'],
  ])
  const figures = await (await ask(open, '/metrics')).text()
  assert.match(figures, /stet_http_requests_total\{door="picture",status="4xx"\} 2\n/)
})
