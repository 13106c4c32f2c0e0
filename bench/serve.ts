// `stet serve` under load, beside the file server of Hono over the built site and a Hono that says hello: requests a
// second, how long one takes, and memory of the server with all its children. One run, the rows taken in turn.
// npm run bench:serve [posts] [seconds]
// With ARCHIVE=folder the archive is kept there, and used again by the next run.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { writeMultiplied } from './corpus.ts'
import { measure, median, table } from './measure.ts'
import { chineseQueries, dice, englishQueries, textsOf } from './queries.ts'

const count = Number(process.argv[2] ?? 20_000)
const seconds = Number(process.argv[3] ?? 5)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const CONNECTIONS = 32
const QUERIES = 3000
const PAGES = 2000
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const peers = new URL('./peers.ts', import.meta.url).pathname

interface Server {
  readonly url: string
  readonly child: ChildProcess
}

/** Starts a server and resolves when it has said where it is. */
function started(args: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let said = ''
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`${args.join(' ')} ended (${code}): ${said}`)))
    child.stdout.setEncoding('utf8').on('data', part => {
      said += part
      const url = /http:\S+/.exec(said)?.[0]
      if (url !== undefined) resolve({ url, child })
    })
  })
}

/** Resident memory of a process and of all that it started, in MB. */
function residentMB(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    const tasks = readdirSync(`/proc/${pid}/task`)
    const children = tasks.flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
    return children.reduce((sum, child) => sum + residentMB(child), own)
  } catch {
    // It has just ended.
    return 0
  }
}

interface Row {
  readonly name: string
  readonly server: Server
  readonly paths: readonly string[]
  readonly accept?: string
}

interface Load {
  /** A second. */
  readonly rate: number
  /** ms. */
  readonly p50: number
  readonly p99: number
  /** Answers that were none. */
  readonly failed: number
  /** MB, the most seen. */
  readonly memory: number
}

async function load({ server, paths, accept }: Row): Promise<Load> {
  let memory = 0
  const look = setInterval(() => {
    memory = Math.max(memory, residentMB(server.child.pid!))
  }, 200)
  const done = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    duration: seconds,
    headers: accept === undefined ? {} : { 'accept-encoding': accept },
    requests: paths.map(path => ({ path })),
  })
  clearInterval(look)
  return {
    rate: done.requests.average,
    p50: done.latency.p50,
    p99: done.latency.p99,
    failed: done.errors + done.timeouts + done.non2xx,
    memory,
  }
}

/** In another order, the same in every run: connections do not all walk the same way. */
function shuffled<T>(values: readonly T[]): T[] {
  const random = dice()
  return values
    .map(value => ({ value, at: random(1 << 30) }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

const asking = (queries: readonly string[]): string[] =>
  queries.map(query => `/search/?q=${encodeURIComponent(query)}`)

async function archiveIn(archive: string, work: string): Promise<void> {
  if (existsSync(join(archive, '_site/index.html'))) return
  await writeMultiplied(join(work, 'old'), count)
  await measure(process.execPath, [stet, 'init', archive])
  await measure(process.execPath, [stet, '-C', archive, 'import', join(work, 'old')])
  await measure(process.execPath, [stet, '-C', archive, 'build'])
}

const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
const servers: Server[] = []
try {
  const archive = process.env.ARCHIVE ?? join(work, 'archive')
  await archiveIn(archive, work)
  const site = join(archive, '_site')
  const articles = readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter(path => /^\d{4}\/\d\d\/\d\d\/[\da-f]+\.html$/.test(path))
    .map(path => `/${path}`)
  const some = shuffled(articles).slice(0, PAGES)
  const texts = textsOf(archive)
  const chinese = chineseQueries(texts, QUERIES)
  const english = englishQueries(texts, QUERIES)
  const ours = await started([stet, '-C', archive, 'serve', '--port', '0'])
  const idle = residentMB(ours.child.pid!)
  const files = await started([peers, site])
  const hello = await started([peers, 'hello'])
  servers.push(ours, files, hello)
  const rows: readonly Row[] = [
    { name: 'Hono, hello', server: hello, paths: ['/'] },
    { name: 'Hono, file server, an article', server: files, paths: some.slice(0, 1) },
    { name: `Hono, file server, ${some.length} articles`, server: files, paths: some },
    { name: 'stet, an article', server: ours, paths: some.slice(0, 1) },
    { name: 'stet, an article in Brotli', server: ours, paths: some.slice(0, 1), accept: 'br' },
    { name: `stet, ${some.length} articles`, server: ours, paths: some },
    { name: 'stet, front page', server: ours, paths: ['/'] },
    { name: `stet, search, ${chinese.length} Chinese queries`, server: ours, paths: asking(chinese) },
    { name: `stet, search, ${english.length} English queries`, server: ours, paths: asking(english) },
    {
      name: 'stet, search as JSON, both',
      server: ours,
      paths: shuffled([...chinese, ...english]).map(query => `/api/search?q=${encodeURIComponent(query)}`),
    },
  ]
  const loads = new Map(rows.map(row => [row, [] as Load[]]))
  for (let round = 0; round < ROUNDS; round++) for (const row of rows) loads.get(row)!.push(await load(row))
  const middle = (row: Row, of: keyof Load): number => median(loads.get(row)!.map(one => one[of]))
  const [toHello, , toFiles] = rows.map(row => middle(row, 'rate')) as [number, number, number]
  console.log(
    `${articles.length} posts, ${CONNECTIONS} connections, ${ROUNDS} × ${seconds} s each, idle at the start ${idle.toFixed(0)} MB\n${table(
      ['', 'requests/s', '/ hello', '/ file server', 'p50 ms', 'p99 ms', 'failed', 'memory MB'],
      rows.map(row => [
        row.name,
        Math.round(middle(row, 'rate')),
        middle(row, 'rate') / toHello,
        middle(row, 'rate') / toFiles,
        middle(row, 'p50'),
        middle(row, 'p99'),
        loads.get(row)!.reduce((sum, one) => sum + one.failed, 0),
        Math.round(Math.max(...loads.get(row)!.map(one => one.memory))),
      ]),
    )}`,
  )
} finally {
  for (const { child } of servers) child.kill()
  rmSync(work, { recursive: true, force: true })
}
