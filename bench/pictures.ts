// Pictures, in one run: the proxy beside the raw pipeline of the same library at the same settings and beside ipx; how
// many cached answers a second, with how much memory; taking in pictures from twenty hosts beside plain GETs of the same.
// npm run bench:pictures [photos] [rounds] [pictures to take in]
import { execFileSync, fork, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Sharp } from 'sharp'
import { median, table } from './measure.ts'

const PHOTOS = Number(process.argv[2] ?? 60)
const ROUNDS = Number(process.argv[3] ?? 3)
const TAKEN = Number(process.argv[4] ?? 2000)
const HOSTS = 20
const SELF = new URL(import.meta.url).pathname
const MAIN = new URL('../src/cli/main.ts', import.meta.url).pathname
const TICKS = 100
/** Widths that each photo is drawn in: pages for phones and desktops. */
const WIDTHS = [320, 640, 960]
const QUALITY = 80

/** Noise over waves: a JPEG of it is as large as a photo of news. */
async function photo(width: number, height: number, seed: number, quality: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const data = Buffer.alloc(width * height * 3)
  let x = seed * 2_654_435_761
  for (let i = 0; i < data.length; i++) {
    x = (x * 1_103_515_245 + 12_345) & 0x7fffffff
    data[i] = 118 + 80 * Math.sin(i / (190 + seed)) + 30 * Math.cos(i / width / 31) + ((x >> 16) % 22)
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
}

/** An origin on so many ports: `/n.jpg` is one of the files of a folder, whatever n. */
async function serveFolder(folder: string, ports: number): Promise<void> {
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name)))
  const origins: string[] = []
  for (let i = 0; i < ports; i++) {
    const server = createServer((request, response) => {
      const n = /^\/(\d+)\.jpg/.exec(request.url ?? '')
      if (!n) return void response.writeHead(404).end()
      // Each picture is another one, of the same size: a few bytes behind its end differ.
      const file = files[Number(n[1]) % files.length]!
      const tail = Buffer.from(` ${request.headers.host}${request.url}`)
      const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, tail.length + 2]), tail])
      const body = Buffer.concat([file.subarray(0, 2), comment, file.subarray(2)])
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': body.length }).end(body)
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    origins.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
  process.send?.(origins)
}

/** Ticks of processor time of a process and all below it, in seconds. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  // The own, and that of children that have ended.
  const own = [11, 12, 13, 14].reduce((sum, at) => sum + Number(stat[at]), 0) / TICKS
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), own)
}

function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return tasks.flatMap(task =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

interface Server {
  readonly pid: number
  readonly url: string
  end(): void
}

function started(args: readonly string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${args[0]} ended (${code})`)))
    child.stdout.on('data', part => {
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(String(part))?.[0]
      if (url) resolve({ pid: child.pid!, url, end: () => child.kill('SIGKILL') })
    })
  })
}

/** ipx as its package starts it: any source host of ours, no cache of its own. */
async function serveIpx(host: string): Promise<void> {
  const { createIPX, createIPXNodeServer, ipxHttpStorage } = await import('ipx')
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  const ipx = createIPX({
    storage: ipxHttpStorage({ domains: [host.replace(/:.*/, ''), host], allowAllDomains: true }),
    sharpOptions: { failOn: 'none' },
  })
  const server = createServer(createIPXNodeServer(ipx))
  server.listen(0, '127.0.0.1', () =>
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  )
}

/** The least a server can do: fetch, draw with the library in its own process, answer. */
async function serveBare(origin: string): Promise<void> {
  const { default: sharp } = await import('sharp')
  const { Agent, request } = await import('undici')
  sharp.concurrency(1)
  sharp.cache(false)
  const dispatcher = new Agent({ connections: 16 })
  const server = createServer(async (asked, response) => {
    const [, n, width, output] = asked.url!.split('/')
    const { body } = await request(`${origin}/${n}.jpg`, { dispatcher })
    const small = sharp(Buffer.from(await body.arrayBuffer()), { failOn: 'none' }).resize(Number(width))
    response.end(await encoded(small, output!).toBuffer())
  })
  server.listen(0, '127.0.0.1', () =>
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  )
}

const encoded = (small: Sharp, output: string): Sharp =>
  output === 'webp'
    ? small.webp({ quality: QUALITY })
    : small.jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0', optimiseCoding: true })

/** The library and nothing else: files in memory, drawn two at a time. */
async function raw(folder: string, output: string): Promise<void> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name)))
  const jobs = files.flatMap(file => WIDTHS.map(width => ({ file, width })))
  const before = process.cpuUsage()
  const began = performance.now()
  await inParallel(2, jobs, async ({ file, width }) => {
    const small = sharp(file, { failOn: 'none' }).resize(width)
    await encoded(small, output).toBuffer()
  })
  const wall = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  process.send?.({ wall, cpu: (user + system) / 1e6 })
}

async function inParallel<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

/** Asks for addresses, so many at a time; anything but a 200 is an error. */
async function ask(urls: readonly string[], width: number, pause = 0): Promise<void> {
  const { Agent, request } = await import('undici')
  const dispatcher = new Agent({ connections: width })
  await inParallel(width, urls, async url => {
    const { statusCode, body } = await request(url, { dispatcher })
    await body.dump({ limit: 1e9 })
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`)
    if (pause > 0) await wait(pause)
  })
  await dispatcher.close()
}

/** Plain GETs of lists of addresses, each list one at a time with pauses between, as manners have it. */
async function plain(file: string, pause: number): Promise<void> {
  const lists = JSON.parse(readFileSync(file, 'utf8')) as string[][]
  const began = performance.now()
  await Promise.all(lists.map(urls => ask(urls, 1, pause)))
  process.send?.({ wall: (performance.now() - began) / 1000 })
}

/** The same answer again and again for some seconds. */
async function hammer(url: string, seconds: number): Promise<void> {
  const { Agent, request } = await import('undici')
  const dispatcher = new Agent({ connections: 32 })
  const until = performance.now() + seconds * 1000
  let count = 0
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (performance.now() < until) {
        const { body } = await request(url, { dispatcher })
        await body.dump({ limit: 1e9 })
        count++
      }
    }),
  )
  process.send?.({ count })
  await dispatcher.close()
}

function child<T>(...args: string[]): Promise<{ value: T; end(): void }> {
  const made = fork(SELF, ['as', ...args])
  return new Promise((resolve, reject) => {
    made.once('message', value => resolve({ value: value as T, end: () => made.kill('SIGKILL') }))
    made.once('exit', code => code !== 0 && reject(new Error(`${args[0]} ended (${code})`)))
  })
}

async function files(
  folder: string,
  count: number,
  width: number,
  height: number,
  quality: number,
): Promise<number> {
  mkdirSync(folder)
  let bytes = 0
  for (let n = 0; n < count; n++) {
    const file = await photo(width, height, n + 1, quality)
    bytes += file.length
    writeFileSync(join(folder, `${String(n).padStart(4, '0')}.jpg`), file)
  }
  return bytes / count
}

function archive(folder: string): void {
  execFileSync(process.execPath, [MAIN, 'init', '-q', folder], { stdio: 'ignore' })
}

async function proxyPart(temp: string, output: 'jpg' | 'webp'): Promise<void> {
  const photos = join(temp, `photos-${output}`)
  const size = await files(photos, PHOTOS, 1600, 1067, 82)
  const source = await child<string[]>('folder', photos, '1')
  const origin = source.value[0]!
  const host = new URL(origin).host
  const home = join(temp, `empty-${output}`)
  archive(home)
  const urls = Array.from({ length: PHOTOS }, (_, n) => WIDTHS.map(width => ({ n, width }))).flat()
  const figures: Record<string, { wall: number[]; cpu: number[] }> = {}
  const note = (name: string, wall: number, cpu: number): void => {
    figures[name] ??= { wall: [], cpu: [] }
    figures[name].wall.push(urls.length / wall)
    figures[name].cpu.push((1000 * cpu) / urls.length)
  }
  const timed = async (
    name: string,
    server: Server,
    address: (n: number, width: number) => string,
  ): Promise<void> => {
    // Started, warm, and its helpers running.
    await ask([address(0, 33), address(1, 33), address(2, 34)], 3)
    const [cpu, began] = [cpuOf(server.pid), performance.now()]
    await ask(
      urls.map(({ n, width }) => address(n, width)),
      4,
    )
    note(name, (performance.now() - began) / 1000, cpuOf(server.pid) - cpu)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const plainly = await child<{ wall: number; cpu: number }>('raw', photos, output)
    note('sharp alone', plainly.value.wall, plainly.value.cpu)
    plainly.end()
    rmSync(join(home, '.stet/pictures'), { recursive: true, force: true })
    const stet = await started([MAIN, 'serve', '-C', home, '--port', '0'], {
      STET_IMAGE_POLICY: 'open',
      STET_IMAGE_PER_CLIENT: '0',
      STET_ALLOW_PRIVATE: host,
    })
    await timed(
      'stet',
      stet,
      (n, width) => `${stet.url}image/?url=${origin}/${n}.jpg&w=${width}&q=${QUALITY}&output=${output}`,
    )
    if (output === 'jpg' && round === ROUNDS - 1)
      await cachedPart(stet, `${stet.url}image/?url=${origin}/0.jpg&w=320&q=${QUALITY}`)
    stet.end()
    const bare = await started([SELF, 'as', 'bare', origin], {})
    await timed('a bare server', bare, (n, width) => `${bare.url}${n}/${width}/${output}`)
    bare.end()
    const ipx = await started([SELF, 'as', 'ipx', host], {})
    await timed(
      'ipx',
      ipx,
      (n, width) =>
        `${ipx.url}w_${width},q_${QUALITY},f_${output === 'jpg' ? 'jpeg' : output}/${origin}/${n}.jpg`,
    )
    ipx.end()
  }
  source.end()
  const rows = Object.entries(figures).map(([name, { wall, cpu }]) => [name, median(cpu), median(wall)])
  console.log(
    `\nDrawing ${urls.length} pictures (${output}) of ${PHOTOS} photos (1600 × 1067, ${Math.round(size / 1000)} KB), ${ROUNDS} rounds, medians:\n`,
  )
  console.log(table(['', 'CPU ms a picture', 'pictures/s'], rows))
}

async function cachedPart(server: Server, url: string): Promise<void> {
  await ask([url], 1)
  const ran = await child<{ count: number }>('hammer', url, '5')
  ran.end()
  console.log(
    `\nCached answers: ${Math.round(ran.value.count / 5)}/s, the server has ${Math.round(memoryOf(server.pid))} MiB.`,
  )
}

/** An archive with articles that show pictures of twenty hosts, none fetched yet. */
async function withArticles(
  home: string,
  lists: readonly (readonly string[])[],
  folder: string,
): Promise<void> {
  archive(home)
  const all = lists[0]!.flatMap((_, i) => lists.map(urls => urls[i]!))
  const perPost = 40
  const items = Array.from({ length: Math.ceil(all.length / perPost) }, (_, n) => {
    const images = all.slice(n * perPost, (n + 1) * perPost).map(url => `<p>段落。</p><img src="${url}">`)
    return `<item><title>第 ${n} 条</title><link>https://paper.example/${n}</link><guid>g${n}</guid><description><![CDATA[${images.join('')}]]></description></item>`
  })
  const feed = join(folder, 'feed.xml')
  writeFileSync(
    feed,
    `<?xml version="1.0"?><rss version="2.0"><channel><title>报</title>${items.join('')}</channel></rss>`,
  )
  execFileSync(process.execPath, [MAIN, '-C', home, 'add', feed], {
    env: { ...process.env, STET_KEEP_PICTURES: 'false' },
  })
}

/** `pause` in ms between two requests to one host; 100 is what stet allows itself on its own machine. */
async function takingPart(temp: string, pause: number): Promise<void> {
  const photos = join(temp, `intake-${pause}`)
  const size = await files(photos, 24, 1200, 800, 80)
  const source = await child<string[]>('folder', photos, String(HOSTS))
  const each = Math.ceil(TAKEN / HOSTS)
  const lists = source.value.map(origin => Array.from({ length: each }, (_, n) => `${origin}/${n}.jpg`))
  const list = join(temp, 'lists.json')
  writeFileSync(list, JSON.stringify(lists))
  const walls: Record<'plain' | 'stet', number[]> = { plain: [], stet: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const got = await child<{ wall: number }>('plain', list, String(pause))
    got.end()
    walls.plain.push(got.value.wall)
    const home = join(temp, `archive-${pause}-${round}`)
    await withArticles(home, lists, temp)
    const began = performance.now()
    const out = execFileSync(process.execPath, [MAIN, '-C', home, 'pictures', 'fetch'], {
      env: {
        ...process.env,
        STET_ALLOW_PRIVATE: lists.map(([url]) => new URL(url!).host).join(','),
        STET_POLL_PAUSE_HERE: `${pause}ms`,
      },
    })
    walls.stet.push((performance.now() - began) / 1000)
    if (!String(out).startsWith(`${each * HOSTS} pictures fetched`)) throw new Error(String(out))
    rmSync(home, { recursive: true })
  }
  source.end()
  const [gets, stet] = [median(walls.plain), median(walls.stet)]
  console.log(
    `\nTaking in ${each * HOSTS} pictures of ${Math.round(size / 1000)} KB from ${HOSTS} hosts, one at a time of each and ${pause} ms between, ${ROUNDS} rounds, medians:\n`,
  )
  console.log(
    table(
      ['', 's', 'pictures/s'],
      [
        ['plain GETs', gets, (each * HOSTS) / gets],
        ['stet pictures fetch', stet, (each * HOSTS) / stet],
      ],
    ),
  )
}

const [, , as, what, ...rest] = process.argv
if (as === 'as') {
  if (what === 'folder') await serveFolder(rest[0]!, Number(rest[1]))
  else if (what === 'ipx') await serveIpx(rest[0]!)
  else if (what === 'bare') await serveBare(rest[0]!)
  else if (what === 'raw') await raw(rest[0]!, rest[1]!)
  else if (what === 'plain') await plain(rest[0]!, Number(rest[1]))
  else await hammer(rest[0]!, Number(rest[1]))
} else {
  const temp = mkdtempSync(join(tmpdir(), 'stet-bench-pictures-'))
  try {
    if (PHOTOS > 0) for (const output of ['jpg', 'webp'] as const) await proxyPart(temp, output)
    if (TAKEN > 0) for (const pause of [100, 0]) await takingPart(temp, pause)
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  process.exit(0)
}
