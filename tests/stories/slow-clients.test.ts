// Clients that are slow, silent, endless or greedy: others are answered meanwhile, and what must end ends.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { feverKeyOf } from '../../src/serve/accounts/password.ts'
import { newFolder, type Running, running, stet } from './world.ts'

const PASSWORD = 'correct horse battery'
/** Short, so that the story is; much longer than any answer takes. */
const QUICK = { STET_SERVE_HEADERS_TIMEOUT: '3s', STET_SERVE_REQUEST_TIMEOUT: '4s' }

/** An archive with so many articles, and li who may read them. */
async function archiveOf(count: number): Promise<string> {
  const old = newFolder()
  mkdirSync(join(old, '_posts'))
  for (let n = 0; n < count; n++) {
    const date = new Date(Date.UTC(2021, 3, 1) + n * 600_000).toISOString()
    writeFileSync(
      join(old, '_posts', `${date.slice(0, 10)}-第${n}篇.md`),
      `---\nlayout: post\ntitle: "第${n}篇"\ndate: ${date}\nauthor: 某报\nfrom: https://paper.example/${n}\ntags: [ 某报 ]\ncategories: [ 某报 ]\n---\n<!--${Date.parse(date)}-->\n[第${n}篇](https://paper.example/${n})\n------\n\n<div>\n<p>第${n}篇的正文，说的是气候。</p>\n</div>\n`,
    )
  }
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const imported = await stet(['-C', root, 'import', old])
  assert.equal(imported.code, 0, imported.err)
  assert.equal((await stet(['-C', root, 'user', 'add', 'li'], { input: `${PASSWORD}\n` })).code, 0)
  return root
}

const [few, many] = [archiveOf(3), archiveOf(10_000)]
after(() => Promise.allSettled([few, many]))

interface Client {
  readonly socket: Socket
  /** What the server said. */
  said(): string
  /** Whether the connection has ended. */
  ended(): boolean
}

/** A connection that says `begin` and then whatever `then` does with it. */
async function client(
  server: Running,
  begin: string,
  then: (socket: Socket) => void = () => {},
): Promise<Client> {
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  let said = ''
  let isEnded = false
  socket.setEncoding('latin1').on('data', part => {
    said += part
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isEnded = true
  })
  after(() => socket.destroy())
  await new Promise(resolve => socket.once('connect', resolve).once('error', resolve))
  socket.write(begin)
  then(socket)
  return { socket, said: () => said, ended: () => isEnded }
}

const clients = (count: number, make: () => Promise<Client>): Promise<Client[]> =>
  Promise.all(Array.from({ length: count }, make))

/** A page as an ordinary reader gets it, who gives up after ten seconds. */
async function page(server: Running, path = ''): Promise<number> {
  const response = await fetch(server.url + path, { signal: AbortSignal.timeout(10_000) })
  await response.arrayBuffer()
  return response.status
}

async function until(what: () => string, so: () => boolean): Promise<void> {
  for (let tries = 0; tries < 900 && !so(); tries++) await wait(100)
  assert.ok(so(), `a minute and a half has passed, and not yet: ${what()}`)
}

test('a thousand slow clients hold up nobody, and all are sent away', async () => {
  const server = await running(['-C', await few, 'serve', '--port', '0'], { env: QUICK })
  const byByte = (socket: Socket): void => {
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ${'x'.repeat(10_000)}`
    let at = 0
    const timer = setInterval(() => socket.write(head[at++] ?? 'x'), 200)
    socket.once('close', () => clearInterval(timer))
  }
  const login =
    'POST /accounts/ClientLogin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
  const slow = (
    await Promise.all([
      clients(400, () => client(server, '', byByte)),
      clients(200, () => client(server, 'GET / HTTP/1.1\r\nHost: x\r\n')),
      clients(200, () => client(server, `${login}Content-Length: 1000\r\n\r\nEmail=li&Pass`)),
      clients(200, () => client(server, `${login}Transfer-Encoding: chunked\r\n\r\n5\r\nEmail\r\n`)),
    ])
  ).flat()
  assert.equal(slow.length, 1000)
  let answered = 0
  while (slow.some(one => !one.ended()) && answered < 2000) {
    for (const path of ['', 'feed.xml', 'search/?q=气候', 'healthz'])
      assert.equal(await page(server, path), 200, path)
    answered += 4
    await wait(50)
  }
  await until(
    () => `${slow.filter(one => !one.ended()).length} slow clients are gone`,
    () => slow.every(one => one.ended()),
  )
  assert.ok(answered > 20, `${answered} answers meanwhile`)
  // Nobody was answered as if it had asked for something.
  for (const { said } of slow) assert.match(said(), /^(?:HTTP\/1\.1 408 |$)/)
  const { code, err } = await server.end()
  assert.deepEqual([code, err], [0, ''])
})

test('who asks for much and reads nothing is sent away as well', async () => {
  const server = await running(['-C', await many, 'serve', '--port', '0'], {
    env: { ...QUICK, STET_SERVE_REQUEST_TIMEOUT: '3s' },
  })
  const greedy = await clients(20, () =>
    client(
      server,
      'GET /archive/ HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(600),
      socket => socket.pause(),
    ),
  )
  let isCut = 0
  for (const { socket } of greedy) socket.once('close', () => isCut++)
  assert.equal(await page(server), 200)
  // A socket that is not read does not see its end; one that is written to does.
  const timers = greedy.map(({ socket }) =>
    setInterval(() => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 1000),
  )
  await until(
    () => `${isCut} of ${greedy.length} are cut`,
    () => isCut === greedy.length,
  )
  for (const timer of timers) clearInterval(timer)
  assert.equal(await page(server), 200)
  assert.equal((await server.end()).code, 0)
})

test('a body of a hundred megabytes is refused before it has come', async () => {
  const server = await running(['-C', await few, 'serve', '--port', '0'], { env: QUICK })
  const SIZE = 100 * 1024 * 1024
  const part = Buffer.alloc(64 * 1024, 'a')
  const doors = [
    'accounts/ClientLogin',
    'fever/?api',
    'reader/api/0/subscription/import',
    'login',
    'keep/opml',
    'read/mark',
    '',
  ]
  for (const door of doors)
    for (const framing of ['length', 'chunks'] as const) {
      const head = `POST /${door} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n`
      const { socket, said, ended } = await client(
        server,
        framing === 'length'
          ? `${head}Content-Length: ${SIZE}\r\n\r\n`
          : `${head}Transfer-Encoding: chunked\r\n\r\n`,
      )
      let sent = 0
      const what = `${door}, ${framing}`
      while (!ended() && sent < SIZE) {
        if (framing === 'chunks') socket.write(`${part.length.toString(16)}\r\n`)
        const goesOn = socket.write(part)
        if (framing === 'chunks') socket.write('\r\n')
        sent += part.length
        if (!goesOn) await Promise.race([new Promise(done => socket.once('drain', done)), wait(50)])
      }
      await until(
        () => `${what} has ended after ${sent} bytes`,
        () => ended(),
      )
      assert.ok(sent < SIZE, `${what}: all of it was taken`)
      // Who goes on sending may not get to see the answer before the connection is cut.
      assert.match(said(), /^(?:HTTP\/1\.1 4\d\d |$)/, what)
      assert.equal(await page(server), 200)
    }
  // Who waits for leave to send sees it refused, and sends nothing.
  const asking = await client(
    server,
    `POST /fever/?api HTTP/1.1\r\nHost: x\r\nContent-Length: ${SIZE}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n`,
  )
  await until(
    () => 'the refusal has come',
    () => /^HTTP\/1\.1 413 [\s\S]*This is too large/.test(asking.said()),
  )
  const { code, err } = await server.end()
  assert.deepEqual([code, err], [0, ''])
})

test('ten thousand unread articles are told and marked at once, by both APIs', async () => {
  const root = await many
  const server = await running(['-C', root, 'serve', '--port', '0'])
  const ask = async (path: string, headers: Record<string, string>, body?: URLSearchParams) => {
    const response = await fetch(server.url + path, { headers, ...(body && { method: 'POST', body }) })
    assert.equal(response.status, 200, path)
    return response.text()
  }
  const login = await ask('accounts/ClientLogin', {}, new URLSearchParams({ Email: 'li', Passwd: PASSWORD }))
  const headers = { authorization: `GoogleLogin auth=${/^Auth=(.*)$/m.exec(login)![1]}` }
  const fever = (fields: Record<string, string>) =>
    ask('fever/?api', {}, new URLSearchParams({ api_key: feverKeyOf('li', PASSWORD), ...fields }))
  const unread = async (): Promise<string[]> =>
    JSON.parse(await fever({ unread_item_ids: '' }))
      .unread_item_ids.split(',')
      .filter(Boolean)
  const stream = 'reader/api/0/stream/items/ids?output=json&s=user/-/state/com.google/reading-list&n=20000'
  const ids = async (): Promise<string[]> =>
    JSON.parse(await ask(`${stream}&xt=user/-/state/com.google/read`, headers)).itemRefs.map(
      ({ id }: { id: string }) => id,
    )
  const all = await ids()
  assert.equal(new Set(all).size, 10_000)
  assert.deepEqual(new Set(await unread()), new Set(all))
  const marks = new URLSearchParams({
    a: 'user/-/state/com.google/read',
    T: await ask('reader/api/0/token', headers),
  })
  for (const id of all) marks.append('i', id)
  // Others read on while all are marked.
  let isMarked = false
  const marking = ask('reader/api/0/edit-tag', headers, marks).finally(() => {
    isMarked = true
  })
  do assert.equal(await page(server), 200)
  while (!isMarked)
  assert.equal(await marking, 'OK')
  assert.deepEqual(await unread(), [])
  assert.deepEqual(await ids(), [])
  const lines = readFileSync(join(root, 'state/li.ndjson'), 'utf8').trim().split('\n')
  assert.equal(new Set(lines.map(line => JSON.parse(line).article)).size, 10_000)
  // And back again, all by one call for the first hundred, whatever the form of their ids.
  const back = new URLSearchParams({
    r: 'user/-/state/com.google/read',
    T: await ask('reader/api/0/token', headers),
  })
  for (const id of all.slice(0, 100))
    back.append('i', `tag:google.com,2005:reader/item/${BigInt(id).toString(16).padStart(16, '0')}`)
  assert.equal(await ask('reader/api/0/edit-tag', headers, back), 'OK')
  assert.deepEqual(new Set(await unread()), new Set(all.slice(0, 100)))
  assert.equal((await server.end()).code, 0)
})
