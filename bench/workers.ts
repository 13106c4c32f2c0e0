// Two workers against one on the same work, where it is waiting for the network: publishers on loopback that take their
// time. The archives must hold the same articles in the same words.
// npm run bench:workers [hosts] [latency in ms] [hosts at a time]
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPost } from '../src/formats/post/read.ts'
import { postgresServer } from '../tests/postgres.ts'
import { measure, table } from './measure.ts'

const hosts = Number(process.argv[2] ?? 300)
const latency = Number(process.argv[3] ?? 1000)
const concurrency = Number(process.argv[4] ?? 8)
const ENTRIES = 10
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname

const feedOf = (n: number): string =>
  `<rss version="2.0"><channel><title>报 ${n}</title>${Array.from(
    { length: ENTRIES },
    (_, i) =>
      `<item><title>第${n}报第${i}条</title><link>https://paper-${n}.example/${i}</link><pubDate>Wed, 14 Apr 2021 0${i % 10}:00:00 GMT</pubDate><description>${'正文说的是气候变化。'.repeat(60)}</description></item>`,
  ).join('')}</channel></rss>`

async function publisher(n: number): Promise<Server> {
  const server = createServer((_, response) => {
    setTimeout(() => response.writeHead(200, { etag: `"${n}"` }).end(feedOf(n)), latency)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return server
}

const folder = mkdtempSync(join(tmpdir(), 'stet-bench-'))
const publishers = await Promise.all(Array.from({ length: hosts }, (_, n) => publisher(n)))
const pairs = publishers.map(server => `127.0.0.1:${(server.address() as AddressInfo).port}`)
const server = await postgresServer({ shared_buffers: '256MB' })
if (typeof server === 'string') throw new Error(server)

async function archive(name: string): Promise<{ root: string; env: NodeJS.ProcessEnv }> {
  const root = join(folder, name)
  await measure(process.execPath, [stet, 'init', root])
  const file = join(root, 'stet.yml')
  const sources = pairs.map(
    (pair, n) => `  - { id: paper-${n}, url: "http://${pair}/feed", fulltext: never }`,
  )
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^sources:.*$/m, `sources:\n${sources.join('\n')}`))
  return {
    root,
    env: {
      STET_STORE: (server as Exclude<typeof server, string>).store(),
      STET_ALLOW_PRIVATE: pairs.join(','),
      STET_KEEP_PICTURES: 'false',
      STET_LOOKS_AFTER: 'never',
    },
  }
}

/** Seconds until so many workers have done all. */
async function run(name: string, workers: number): Promise<{ root: string; seconds: number }> {
  const { root, env } = await archive(name)
  // The catalogue is there and the sources are on the schedule before anybody is timed.
  await measure(process.execPath, [stet, '-C', root, 'status'], { env })
  const began = performance.now()
  const args = [stet, '-C', root, 'worker', '--once', '--concurrency', String(concurrency)]
  await Promise.all(Array.from({ length: workers }, () => measure(process.execPath, args, { env })))
  return { root, seconds: (performance.now() - began) / 1000 }
}

/** What lasts of each article, but for what depends on the order of arrival. */
function articles(root: string): string[] {
  return readdirSync(join(root, '_posts'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => {
      const { id, title, digest, revision } = readPost(
        `_posts/${path}`,
        readFileSync(join(root, '_posts', path)),
      )
      return `${path} ${id} ${title} ${digest} ${revision}`
    })
    .sort()
}

try {
  const one = await run('one', 1)
  const two = await run('two', 2)
  const [first, second] = [articles(one.root), articles(two.root)]
  if (first.length !== hosts * ENTRIES || first.join('\n') !== second.join('\n'))
    throw new Error(`the archives differ: ${first.length} and ${second.length} articles`)
  console.log(
    table(
      ['workers', 'hosts', 'latency, ms', 'at a time', 'seconds', 'sources/s'],
      [one, two].map(({ seconds }, i) => [
        String(i + 1),
        String(hosts),
        String(latency),
        String(concurrency),
        seconds.toFixed(2),
        (hosts / seconds).toFixed(1),
      ]),
    ),
  )
  console.log(
    `\nTwo workers are ${(one.seconds / two.seconds).toFixed(2)} times as fast as one; ${first.length} articles, the same in both archives.`,
  )
} finally {
  await server.end()
  for (const one of publishers) {
    one.closeAllConnections()
    one.close()
  }
  rmSync(folder, { recursive: true, force: true })
}
