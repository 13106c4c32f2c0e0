// What the picture proxy refuses, in time and with the documented words, and that it goes on serving.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { type Got, get, origin, photo, picture } from './image-world.ts'
import { newFolder, running, stet } from './world.ts'

const MIB = 2 ** 20
const outlet = await origin()
const folder = newFolder()
assert.equal((await stet(['init', folder])).code, 0)
const server = await running(['serve', '-C', folder, '--port', '0'], {
  env: {
    STET_IMAGE_POLICY: 'open',
    STET_ALLOW_PRIVATE: outlet.host,
    STET_IMG_TIMEOUT_MS: '1500',
    STET_IMG_MAX_BYTES: String(8 * MIB),
    STET_IMAGE_WORK_MS: '2000',
  },
})
const good = outlet.file('/good', await picture().jpeg().toBuffer())

const ask = (source: string, query = 'w=100'): Promise<Got> =>
  get(`${server.url}image/?url=${encodeURIComponent(source)}&${query}`)

/** Resident memory of the server's own process, in MiB. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) / 1024

async function refuses(source: string, status: number, message: RegExp, query?: string): Promise<void> {
  const got = await ask(source, query)
  assert.equal(got.status, status, `${source}: ${got.body.toString().slice(0, 300)}`)
  assert.equal(got.headers.get('content-type'), 'application/json')
  assert.equal(got.headers.get('cache-control'), null)
  assert.deepEqual([got.json!.status, got.json!.code], ['error', status])
  assert.match(got.json!.message, message)
  // Whatever it was: the next visitor is served.
  assert.equal((await ask(good)).status, 200)
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A PNG of these sides whose rows all are zero: a few KB, whatever the sides. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A GIF of 8 × 8 pixels with so many frames of a few bytes. */
function gif(frames: number): Buffer {
  const head = Buffer.from([71, 73, 70, 56, 57, 97, 8, 0, 8, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255])
  // One pixel: clear, colour 0, end, in three bits each.
  const frame = Buffer.from([
    0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0,
  ])
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

test('a PNG of 50,000 by 50,000 pixels, and one that would become as large', async () => {
  const bomb = outlet.file('/bomb.png', png(50_000, 50_000))
  await refuses(bomb, 404, /^Input image exceeds pixel limit/)
  await refuses(bomb, 404, /^Input image exceeds pixel limit/, 'output=json')
  await refuses(good, 404, /^Output image exceeds pixel limit/, 'w=100000')
  await refuses(good, 404, /^Output image exceeds pixel limit/, 'w=9000000&h=5000&fit=contain')
  await refuses(good, 404, /^Output image exceeds pixel limit/, 'w=10000&dpr=8&h=10000&fit=fill')
})

test('a GIF of 10,000 frames is shown by its first, and refused as a whole', async () => {
  const bomb = outlet.file('/bomb.gif', gif(10_000))
  assert.equal((await ask(bomb)).status, 200)
  await refuses(bomb, 404, /maximum number of pages/, 'n=-1')
  await refuses(bomb, 404, /maximum number of pages/, 'n=257')
  assert.equal((await ask(bomb, 'n=256')).status, 200)
})

test('a deflate bomb, and a body that is too large or says so', async () => {
  const packed = gzipSync(Buffer.alloc(400 * MIB))
  const bomb = outlet.on('/deflate', (_, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
  const message = new RegExp(`^The image is too large to be downloaded. Max image size: ${8 * MIB} bytes`)
  await refuses(bomb, 404, message)
  const said = outlet.on('/said', (_, r) => r.writeHead(200, { 'content-length': '999999999' }).write('x'))
  await refuses(said, 404, message)
  const endless = outlet.on('/endless', (request, response) => {
    const part = Buffer.alloc(65_536, 7)
    const more = (): void => {
      if (!request.socket.destroyed && response.write(part)) setImmediate(more)
    }
    response.on('drain', more)
    more()
  })
  await refuses(endless, 404, message)
})

test('an endless SVG is given up, and the one after it is drawn', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `<g id="l${i + 1}">${`<use href="#l${i}"/>`.repeat(12)}</g>`,
  ).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><defs><g id="l0"><circle r="400" cx="450" cy="450" fill-opacity=".1" filter="url(#f)"/></g>${levels}<filter id="f"><feGaussianBlur stdDeviation="40"/></filter></defs><use href="#l9"/></svg>`
  const got = await ask(outlet.file('/endless.svg', svg, 'image/svg+xml'))
  assert.ok(got.status === 400 || got.status === 404, String(got.status))
  assert.equal((await ask(good, 'w=77')).status, 200)
  const outward = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="${outlet.origin}/leak" width="10" height="10"/><image href="file:///etc/passwd" width="10" height="10"/></svg>`
  assert.equal((await ask(outlet.file('/outward.svg', outward, 'image/svg+xml'))).status, 200)
  assert.equal(outlet.asked.get('/leak'), undefined)
})

test('a drip, a silence and a cut', async () => {
  const bytes = await picture().jpeg().toBuffer()
  const drip = outlet.on('/drip', (_, response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) })
    let at = 0
    const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 50)
    response.on('close', () => clearInterval(timer))
  })
  await refuses(drip, 404, /^The requested URL timed out/)
  await refuses(
    outlet.on('/silent', () => {}),
    404,
    /^The requested URL timed out/,
  )
  const cut = outlet.on('/cut', (_, response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) }).write(bytes.subarray(0, 1000))
    setTimeout(() => response.destroy(), 20)
  })
  const unresolvable = /^The hostname of the origin is unresolvable \(DNS\) or blocked by policy/
  await refuses(cut, 404, unresolvable)
  await refuses(`https://${outlet.host}/x`, 404, unresolvable)
  for (const [status, message] of [
    [502, unresolvable],
    [504, /^The requested URL timed out/],
    [408, /^The requested URL timed out/],
  ] as const)
    await refuses(
      outlet.on(`/g${status}`, (_, r) => r.writeHead(status).end()),
      404,
      message,
    )
  // What the origin itself has only half of is drawn as far as it goes.
  const half = outlet.file('/half', (await photo(400, 300).jpeg().toBuffer()).subarray(0, 20_000))
  assert.equal((await ask(half)).status, 200)
})

test('redirects: to itself, in a circle, too many, to private places; followed and remembered otherwise', async () => {
  const to = (path: string, status: number, location: string): string =>
    outlet.on(path, (_, r) => r.writeHead(status, { location }).end())
  await refuses(to('/self', 302, '/self'), 404, /^Will not follow a redirection to itself/)
  to('/circle2', 302, '/circle')
  await refuses(to('/circle', 302, '/circle2'), 404, /^Will not follow more than 10 redirects/)
  for (let i = 0; i < 12; i++) to(`/hop${i}`, 302, `/hop${i + 1}`)
  await refuses(`${outlet.origin}/hop0`, 404, /^Will not follow more than 10 redirects/)
  await refuses(to('/inward', 301, 'http://127.0.0.1:9/x.jpg'), 400, /^IP address blocked by policy/)
  await refuses(to('/file', 301, 'file:///etc/passwd'), 404, /^The requested URL returned error: 301/)
  const link = async (url: string) => (await ask(url)).headers.get('link')
  assert.equal(await link(to('/moved', 301, '/good')), `<${good}>; rel="canonical"`)
  assert.equal(await link(to('/moved8', 308, '/good')), `<${good}>; rel="canonical"`)
  const passing = to('/passing', 302, '/good')
  assert.equal(await link(passing), `<${passing}>; rel="canonical"`)
})

test('private addresses in every spelling, and hosts that are none', async () => {
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    '[::]',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[fc00::1]',
    '192.168.1.1',
  ])
    await refuses(`http://${host}:9/x.jpg`, 400, /^IP address blocked by policy/)
  for (const host of ['localhost', 'localhost.', 'no-such-host.invalid'])
    await refuses(`http://${host}:9/x.jpg`, 404, /^The hostname of the origin is unresolvable/)
})

test('what is no address, and what is no picture', async () => {
  for (const bad of [
    '',
    'abc',
    'http://',
    'http://user:pw@example.org/x.jpg',
    `${'a'.repeat(64)}.org/x`,
    `${'a.'.repeat(130)}org/x`,
    'http://exa mple.org/',
    'http:\\\\foobar',
    'ftp://example.org/x.png',
    'file:///etc/passwd',
    'gopher://example.org/x',
    `${outlet.host}\\q.png`,
    'http://127.0.0.1:/x.png',
    'http://127.0.0.1:0/x.png',
  ])
    await refuses(bad, 400, /^Unable to parse URI/)
  assert.equal((await get(`${server.url}image/`)).json!.message, 'Unable to parse URI')
  assert.equal((await get(`${server.url}image/?w=100`)).status, 400)
  const unsupported = /^Invalid or unsupported image format/
  await refuses(outlet.file('/page', '<!doctype html><p>404', 'image/jpeg'), 404, unsupported)
  await refuses(outlet.file('/empty', ''), 404, unsupported)
  await refuses(outlet.file('/bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)])), 404, unsupported)
  await refuses(outlet.file('/pdf', '%PDF-1.4\n%'), 404, unsupported)
  await refuses(outlet.file('/tiff', await picture().tiff().toBuffer()), 404, unsupported)
  const torn = (await picture().png().toBuffer()).subarray(0, 20)
  await refuses(outlet.file('/torn.png', torn), 404, /^(?:Image not readable|Invalid or unsupported)/)
  for (const status of [404, 410, 403, 500, 503, 204, 206])
    await refuses(
      outlet.on(`/s${status}`, (_, r) => r.writeHead(status).end()),
      404,
      new RegExp(`^The requested URL returned error: ${status}$`),
    )
  await refuses(outlet.file('/pages', gif(3)), 404, /^Image not readable/, 'page=7')
})

test('default= leads elsewhere, with the error still in the body, and never splits the answer', async () => {
  const lost = `${outlet.origin}/lost.jpg`
  const elsewhere = await ask(lost, `default=${encodeURIComponent(good)}`)
  assert.deepEqual([elsewhere.status, elsewhere.headers.get('location')], [302, good])
  assert.equal(elsewhere.json!.code, 404)
  assert.equal((await ask(lost, `errorredirect=${outlet.host}/good`)).headers.get('location'), good)
  assert.equal((await ask(lost, 'default=1')).headers.get('location'), lost)
  assert.equal((await ask(good, 'w=10&default=1')).status, 200)
  const split = await ask(lost, 'default=%0d%0aX-Bad:1')
  assert.equal(split.headers.get('x-bad'), null)
  const bad = await get(`${server.url}image/?url=x&default=${encodeURIComponent(good)}`)
  assert.deepEqual([bad.status, bad.headers.get('location')], [302, good])
  const ftp = await ask('ftp://example.org/x.png', `default=${encodeURIComponent(good)}`)
  assert.deepEqual([ftp.status, ftp.json!.code, ftp.headers.get('location')], [302, 400, good])
})

test('the server’s own memory has stayed small', () => {
  assert.ok(memory() < 250, `${Math.round(memory())} MiB`)
})
