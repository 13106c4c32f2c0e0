// A full pass, an unchanged pass and a pass with news over local feeds, beside newsboat (Debian) and a bare loop of
// conditional GETs as the floor, interleaved in one run. npm run bench:poll [feeds] [rounds]
import { execFileSync, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPredecessorPost } from '../src/formats/seed/read.ts'
import { corpusPosts } from './corpus.ts'
import { type Measured, measure, median, table } from './measure.ts'

const FEEDS = Number(process.argv[2] ?? 500)
const ROUNDS = Number(process.argv[3] ?? 3)
const ITEMS = 20
/** A body as long as the middle one of the corpus. */
const BODY = 6000
const SELF = new URL(import.meta.url).pathname

/** Serves feeds of full texts with validators; `POST /edition` brings one new item to every tenth feed. */
async function publish(): Promise<void> {
  const texts = (await corpusPosts()).flatMap(({ path, bytes }) => {
    const post = readPredecessorPost(path, new TextDecoder().decode(bytes))
    return 'reason' in post ? [] : [post.html.replaceAll(']]>', '').slice(0, BODY)]
  })
  const cache = new Map<number, { body: string; etag: string }>()
  let edition = 0
  let origin = ''
  const feed = (n: number) => {
    const news = n % 10 === 0 ? edition : 0
    const items = Array.from({ length: ITEMS }, (_, i) => {
      const id = i - news
      const link = `${origin}/a/${n}/${id + 1000}.html`
      const date = new Date(Date.UTC(2021, 3, 14) - id * 3_600_000 - n * 1000).toUTCString()
      return `<item><title>第 ${n} 报第 ${id} 条</title><link>${link}</link><guid>${link}</guid><pubDate>${date}</pubDate><description><![CDATA[${texts[(n * ITEMS + id + 1000) % texts.length]}]]></description></item>`
    })
    const body = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>第 ${n} 报</title><link>${origin}/</link><description>x</description>${items.join('\n')}</channel></rss>`
    return { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` }
  }
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      edition++
      for (const n of cache.keys()) if (n % 10 === 0) cache.delete(n)
      response.end()
      return
    }
    const n = Number(/^\/feed\/(\d+)$/.exec(request.url ?? '')?.[1] ?? -1)
    if (n < 0) return void response.writeHead(404).end()
    if (!cache.has(n)) cache.set(n, feed(n))
    const { body, etag } = cache.get(n)!
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
    else response.writeHead(200, { etag, 'content-type': 'application/rss+xml' }).end(body)
  })
  server.listen(0, '127.0.0.1', () => {
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    process.send?.(origin)
  })
}

/** The floor: conditional GETs and nothing else, eight at a time; the validators in a file. */
async function floor(origin: string, feeds: number, file: string): Promise<void> {
  const { readFileSync } = await import('node:fs')
  const { Agent, request } = await import('undici')
  const dispatcher = new Agent({ connections: 8 })
  let etags: Record<string, string> = {}
  try {
    etags = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The first pass has none.
  }
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < feeds) {
      const url = `${origin}/feed/${next++}`
      const etag = etags[url]
      const { headers, body } = await request(url, {
        dispatcher,
        headers: etag ? { 'if-none-match': etag } : {},
      })
      await body.dump({ limit: 1e9 })
      etags[url] = String(headers.etag)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  writeFileSync(file, JSON.stringify(etags))
  await dispatcher.close()
}

interface Contestant {
  readonly name: string
  readonly found: (folder: string, origin: string) => Promise<void>
  readonly poll: (folder: string, origin: string) => Promise<Measured>
}

/** As a person runs it, from a checkout. */
const launcher = new URL('../stet', import.meta.url).pathname
const stet: Contestant = {
  name: 'stet',
  async found(folder, origin) {
    await measure(launcher, ['init', folder])
    const sources = Array.from(
      { length: FEEDS },
      (_, n) => `  - id: paper-${n}\n    url: ${origin}/feed/${n}\n`,
    )
    // All feeds of the bench live on one host that is ours. Pictures are left out: the others fetch none.
    writeFileSync(
      join(folder, 'stet.yml'),
      `keep:\n  pictures: false\npoll:\n  perHost: 8\n  pause: 0ms\nsources:\n${sources.join('')}`,
    )
  },
  poll: (folder, origin) =>
    measure(launcher, ['-C', folder, 'poll', '--once', '--all'], {
      env: { STET_ALLOW_PRIVATE: origin.slice('http://'.length) },
    }),
}
const newsboat: Contestant = {
  name: 'newsboat',
  async found(folder, origin) {
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'urls'),
      Array.from({ length: FEEDS }, (_, n) => `${origin}/feed/${n}\n`).join(''),
    )
    writeFileSync(join(folder, 'config'), 'reload-threads 8\nmax-items 0\n')
  },
  poll: folder =>
    measure(
      'newsboat',
      [
        '-u',
        join(folder, 'urls'),
        '-c',
        join(folder, 'cache.db'),
        '-C',
        join(folder, 'config'),
        '-x',
        'reload',
      ],
      { env: { HOME: folder } },
    ),
}
const bare: Contestant = {
  name: 'bare GETs',
  async found(folder) {
    mkdirSync(folder)
  },
  poll: (folder, origin) =>
    measure(process.execPath, [SELF, 'floor', origin, String(FEEDS), join(folder, 'etags.json')]),
}

async function bench(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
  const publisher = fork(SELF, ['publisher'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const origin = await new Promise<string>(done =>
    publisher.once('message', message => done(String(message))),
  )
  const contestants = hasNewsboat() ? [stet, newsboat, bare] : [stet, bare]
  const results = new Map<string, Measured[]>()
  const record = (pass: string, name: string, got: Measured): void => {
    results.set(`${pass} ${name}`, [...(results.get(`${pass} ${name}`) ?? []), got])
  }
  try {
    // Nobody's first pass waits for the publisher to make its feeds.
    for (let n = 0; n < FEEDS; n++) await (await fetch(`${origin}/feed/${n}`)).arrayBuffer()
    for (let round = 0; round < ROUNDS; round++) {
      const folders = new Map(
        contestants.map(({ name }) => [name, join(work, `${name.replace(' ', '-')}-${round}`)]),
      )
      for (const { name, found } of contestants) await found(folders.get(name)!, origin)
      for (const pass of ['full', 'unchanged', 'delta']) {
        if (pass === 'delta') await fetch(`${origin}/edition`, { method: 'POST' })
        for (const { name, poll } of contestants) record(pass, name, await poll(folders.get(name)!, origin))
      }
    }
  } finally {
    publisher.kill()
    // Not before the end: for minutes after files were removed by the thousand, ext4 is ten times slower to make new
    // ones, and the next round would measure that.
    rmSync(work, { recursive: true, force: true })
  }
  report(contestants, results)
}

function report(contestants: readonly Contestant[], results: ReadonlyMap<string, readonly Measured[]>): void {
  const rows = ['full', 'unchanged', 'delta'].flatMap(pass =>
    contestants.map(({ name }) => {
      const all = results.get(`${pass} ${name}`)!
      // Round by round, so that a slow minute of the machine slows both sides of a ratio.
      const ratio = (to: string): string => {
        const other = results.get(`${pass} ${to}`)
        return other ? median(all.map((one, i) => one.wall / other[i]!.wall)).toFixed(2) : '–'
      }
      const middle = (key: 'wall' | 'cpu' | 'peak'): number => median(all.map(one => one[key]))
      return [
        pass,
        name,
        middle('wall'),
        middle('cpu'),
        middle('peak'),
        ratio('newsboat'),
        ratio('bare GETs'),
      ]
    }),
  )
  console.log(`${FEEDS} feeds of ${ITEMS} full-text items, ${ROUNDS} rounds, medians`)
  console.log(table(['pass', '', 'wall s', 'cpu s', 'peak MiB', '÷ newsboat', '÷ bare GETs'], rows))
}

function hasNewsboat(): boolean {
  try {
    execFileSync('newsboat', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.error('newsboat is not installed (apt-get install newsboat): only the floor is beside stet.')
    return false
  }
}

if (process.argv[2] === 'publisher') await publish()
else if (process.argv[2] === 'floor') await floor(process.argv[3]!, Number(process.argv[4]), process.argv[5]!)
else await bench()
