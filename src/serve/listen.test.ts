import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
import { app } from './app.ts'
import { listen } from './listen.ts'

const LOOPBACK = { host: '127.0.0.1', port: 0 }

test('the site is served on a port, and the port is free again after closing', async () => {
  const { site } = await world(samplePosts(3))
  const served = await listen(app({ site }), LOOPBACK)
  const response = await fetch(served.url)
  assert.equal(response.status, 200)
  assert.match(await response.text(), /新闻 3/)
  await served.close()
  const again = await listen(app({ site }), { ...LOOPBACK, port: served.port })
  await again.close()
})

test('a load balancer that asks in HTTP/1.0 and names no host is answered', async () => {
  const { site } = await world()
  const served = await listen(app({ site }), LOOPBACK)
  const socket = connect(served.port, '127.0.0.1')
  socket.write('GET /healthz HTTP/1.0\r\n\r\n')
  let answer = ''
  for await (const part of socket.setEncoding('utf8')) answer += part
  assert.match(answer, /^HTTP\/1\.1 200 /)
  await served.close()
})

/** All that comes on a connection that says `parts`, one after the other. */
async function said(port: number, ...parts: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', part => {
    answer += part
  })
  socket.on('error', () => {})
  const ended = new Promise(resolve => socket.once('close', resolve))
  for (const part of parts) {
    socket.write(part)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await ended
  return answer
}

test('what is no request is refused in plain text, with the headers that keep an answer to itself', async () => {
  const { site } = await world()
  const served = await listen(app({ site }), { ...LOOPBACK, headersTimeout: 100, requestTimeout: 300 })
  const post = 'POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
  const cases: [status: number, ...parts: string[]][] = [
    [400, 'GET / HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n'],
    [400, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [400, 'this is not HTTP\r\n\r\n'],
    [400, 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n'],
    [400, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [408, 'GET / HTTP/1.1\r\nHost: x\r\n'],
    [413, post, `5;${'x'.repeat(40_000)}\r\nhello\r\n`],
    [417, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nConnection: close\r\n\r\n'],
    [431, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`],
  ]
  for (const [status, ...parts] of cases) {
    const answer = await said(served.port, ...parts)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`), parts[0])
    for (const header of [
      /^x-content-type-options: nosniff$/im,
      /^referrer-policy: same-origin$/im,
      /^content-security-policy: default-src 'none'; frame-ancestors 'none'$/im,
      /^cross-origin-opener-policy: same-origin$/im,
      /^permissions-policy: /im,
      /^cache-control: no-store$/im,
      /^content-type: text\/plain; charset=utf-8$/im,
      /^date: \w{3}, /im,
      /^connection: close$/im,
    ])
      assert.match(head, header, parts[0])
    assert.match(body, /^[A-Z][^<>]+\.\n$/, parts[0])
    assert.match(head, new RegExp(`^content-length: ${body.length}$`, 'im'), parts[0])
    assert.equal(answer.split('HTTP/1.1 ').length, 2, parts[0])
  }
  await served.close()
})

test('rubbish behind a request that is being answered is not answered in its place', async () => {
  const slow = {
    async fetch(): Promise<Response> {
      await new Promise(resolve => setTimeout(resolve, 100))
      return new Response('the page')
    },
  }
  const served = await listen(slow as never, LOOPBACK)
  const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const asked of [get, get + get])
    assert.doesNotMatch(await said(served.port, asked, 'rubbish\r\n\r\n'), /400/)
  await served.close()
})

test('a port that is taken is named, with the way out', async () => {
  const { site } = await world()
  const first = await listen(app({ site }), LOOPBACK)
  await assert.rejects(listen(app({ site }), { ...LOOPBACK, port: first.port }), {
    code: 'unavailable',
    message: new RegExp(`port ${first.port} on 127\\.0\\.0\\.1 is in use.*--port`),
  })
  await first.close()
})

test('who asks for a thousand pages at once gets them in order, and one who asks after it is not behind them all', async () => {
  let asked = 0
  let atOnce = 0
  let most = 0
  const slow = {
    async fetch(request: Request): Promise<Response> {
      most = Math.max(most, ++atOnce)
      await new Promise(resolve => setTimeout(resolve, 1))
      atOnce--
      asked++
      return new Response(`${new URL(request.url).pathname} ${await request.text()};`)
    },
  }
  const served = await listen(slow as never, LOOPBACK)
  const greedy = connect(served.port, '127.0.0.1')
  const ask = (n: number): string =>
    n % 2
      ? `GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`
      : `POST /${n} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody`
  greedy.write(Array.from({ length: 1000 }, (_, n) => ask(n)).join(''))
  const single = await fetch(`${served.url}single`)
  assert.equal(await single.text(), '/single ;')
  assert.ok(asked < 500, `${asked} were answered before`)
  let said = ''
  for await (const part of greedy.setEncoding('utf8')) {
    said += part
    if (said.split('HTTP/1.1 200').length > 1000 && said.includes('/999 ;')) break
  }
  assert.deepEqual(
    [...said.matchAll(/\/(\d+) (?:body)?;/g)].map(([, n]) => Number(n)),
    Array.from({ length: 1000 }, (_, n) => n),
  )
  assert.equal(most, 2)
  await served.close()
})

test('closing does not wait for those who hold a connection and say nothing', async () => {
  const { site } = await world()
  const served = await listen(app({ site }), { ...LOOPBACK, grace: 50 })
  const idle = connect(served.port, '127.0.0.1')
  await new Promise(resolve => idle.once('connect', resolve))
  idle.write('GET / HTTP/1.1\r\n')
  const ended = new Promise(resolve => idle.once('close', resolve))
  idle.on('error', () => {})
  await served.close()
  await ended
})
