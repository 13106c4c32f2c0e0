// Searching a built site in a real browser, cold each time, beside Pagefind on the same pages: recall of the first ten,
// false hits, bytes loaded, time to the answer, size of the index. Half of the queries are of ideographs, half hold
// letters, numbers or punctuation.
// npm run bench:search [posts] [queries] [alone: without Pagefind, which takes gigabytes for thousands of posts]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { phrases, places } from '../src/model/words/words.ts'
import { startBrowser } from '../tests/site/browser.ts'
import { writeMultiplied } from './corpus.ts'
import { measure, median, table } from './measure.ts'
import { borderQueries, chineseQueries, textsOf } from './queries.ts'

const count = Number(process.argv[2] ?? 613)
const queries = Number(process.argv[3] ?? 200)
const isAlone = process.argv[4] === 'alone'
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const pagefind = new URL('../node_modules/.bin/pagefind', import.meta.url).pathname
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
}

/** A web server that compresses and answers ranges, as most do, and counts what it sends. */
async function server(root: string): Promise<{ base: string; sent: () => number; close: () => void }> {
  let sent = 0
  const made = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://x/').pathname)
    const file = join(root, path.endsWith('/') ? `${path}index.html` : path)
    const blank = path === '/blank.html'
    if (!blank && !existsSync(file)) return response.writeHead(404).end()
    const bytes = blank ? Buffer.from('<!doctype html><title>x</title>') : readFileSync(file)
    const type = { 'Content-Type': TYPES[extname(file)] ?? 'text/plain; charset=utf-8' }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    const packs = /gzip/.test(String(request.headers['accept-encoding'])) && extname(file) in TYPES
    const body = range
      ? bytes.subarray(Number(range[1]), Number(range[2]) + 1)
      : packs
        ? gzipSync(bytes)
        : bytes
    sent += body.length
    response
      .writeHead(range ? 206 : 200, { ...type, ...(!range && packs && { 'Content-Encoding': 'gzip' }) })
      .end(body)
  })
  await new Promise<void>(resolve => made.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(made.address() as AddressInfo).port}/`
  return { base, sent: () => sent, close: () => made.closeAllConnections() }
}

interface Answer {
  readonly titles: readonly string[]
  readonly bytes: number
  readonly milliseconds: number
}

async function askStet(browser: Browser, base: string, sent: () => number, query: string): Promise<Answer> {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage()
  await page.goto(`${base}search/`, { waitUntil: 'networkidle' })
  const before = sent()
  // By the page's own clock, from what came into the field to what stands on the page.
  const answered = page.evaluate<number>(`new Promise(done => {
    let asked = 0
    document.querySelector('.ask input[name=q]').addEventListener('input', () => { asked = performance.now() })
    new MutationObserver(() => {
      if (document.querySelector('#answer .found, #answer .notice')) done(performance.now() - asked)
    }).observe(document.querySelector('#answer'), { childList: true, subtree: true })
  })`)
  await page.fill('.ask input[name=q]', query)
  const milliseconds = await answered
  const titles = await page.locator('.found > li > a').allTextContents()
  await page.context().close()
  return { titles, bytes: sent() - before, milliseconds }
}

async function askPagefind(
  browser: Browser,
  base: string,
  sent: () => number,
  query: string,
): Promise<Answer> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${base}blank.html`)
  const before = sent()
  const { titles, milliseconds } = await page.evaluate<Omit<Answer, 'bytes'>>(`(async () => {
    const asked = performance.now()
    const pagefind = await import('/pagefind/pagefind.js')
    const { results } = await pagefind.search(${JSON.stringify(query)})
    const titles = await Promise.all(results.slice(0, 10).map(async one => (await one.data()).meta.title))
    return { titles, milliseconds: performance.now() - asked }
  })()`)
  await page.context().close()
  return { titles, bytes: sent() - before, milliseconds }
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(path => statSync(join(folder, path)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)

const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
const archive = join(work, 'archive')
try {
  await writeMultiplied(join(work, 'old'), count)
  await measure(process.execPath, [stet, 'init', archive])
  await measure(process.execPath, [stet, '-C', archive, 'import', join(work, 'old')])
  await measure(process.execPath, [stet, '-C', archive, 'build'])
  const site = join(archive, '_site')
  const texts = textsOf(archive)
  const textBytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const index = sizeOf(join(site, 'search')) - statSync(join(site, 'search/index.html')).size
  const made = isAlone
    ? { status: null }
    : spawnSync(pagefind, ['--site', site, '--glob', '[0-9]*/*/*/*.html', '--quiet'], { stdio: 'ignore' })
  const asked = [
    ...chineseQueries(texts, Math.ceil(queries / 2)),
    ...borderQueries(texts, Math.floor(queries / 2)),
  ]
  const truths = asked.map(query => {
    const wanted = phrases(query)
    return new Set(
      texts
        .filter(({ title, text }) => places(title, wanted).length + places(text, wanted).length > 0)
        .map(({ title }) => title),
    )
  })
  const { base, sent, close } = await server(site)
  const browser = await startBrowser()
  const rows: (string | number)[][] = []
  for (const [name, ask, size] of [
    ['stet', askStet, index],
    ...(made.status === 0 ? [['Pagefind', askPagefind, sizeOf(join(site, 'pagefind'))] as const] : []),
  ] as const) {
    const answers: Answer[] = []
    for (const query of asked) answers.push(await ask(browser, base, sent, query))
    const recall = answers.map(({ titles }, i) =>
      Math.min(1, titles.filter(title => truths[i]!.has(title)).length / Math.min(10, truths[i]!.size || 1)),
    )
    const wrong = answers.reduce(
      (sum, { titles }, i) => sum + titles.filter(title => !truths[i]!.has(title)).length,
      0,
    )
    const bytes = answers.map(answer => answer.bytes).sort((a, b) => a - b)
    const times = answers.map(answer => answer.milliseconds).sort((a, b) => a - b)
    rows.push([
      name,
      (recall.reduce((sum, one) => sum + one, 0) / recall.length).toFixed(3),
      String(wrong),
      `${(size / textBytes).toFixed(2)}`,
      median(bytes) / 1000,
      bytes[Math.floor(bytes.length * 0.95)]! / 1000,
      bytes.at(-1)! / 1000,
      median(times),
      times[Math.floor(times.length * 0.95)]!,
    ])
  }
  await browser.close()
  close()
  console.log(`${count} posts, ${queries} queries, ${(textBytes / 1e6).toFixed(1)} MB of text`)
  console.log(
    table(
      [
        '',
        'recall@10',
        'false hits',
        'index / text',
        'KB median',
        'KB p95',
        'KB most',
        'ms median',
        'ms p95',
      ],
      rows,
    ),
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exit(0)
