// How a built site feels: first paint, layout shift, bytes and requests of its kinds of pages, in headless Chromium with
// nothing cached, from a plain server on loopback that compresses; beside an empty page, which shows what of it is the
// browser's own.
// npm run bench:paint -- DIR [rounds]   DIR is a built site
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { startBrowser } from '../tests/site/browser.ts'
import { median, table } from './measure.ts'

const [site = '_site', rounds = '7'] = process.argv.slice(2)
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.avif': 'image/avif',
  '.jpg': 'image/jpeg',
}

const EMPTY = '/an-empty-page'
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url!, 'http://x/').pathname)
  if (path === EMPTY)
    return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>.</title><p>.')
  const file = join(site, path.endsWith('/') ? `${path}index.html` : path)
  if (!existsSync(file)) return response.writeHead(404).end()
  const type = { 'Content-Type': TYPES[extname(file)] ?? 'text/plain; charset=utf-8' }
  const isText = /html|js|css|svg/.test(extname(file))
  const bytes = readFileSync(file)
  response.writeHead(200, { ...type, ...(isText && { 'Content-Encoding': 'gzip' }) })
  response.end(isText ? gzipSync(bytes) : bytes)
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

interface Felt {
  readonly paint: number
  readonly shift: number
  readonly bytes: number
  readonly requests: number
}

const FELT = `new Promise(resolve => {
  let shift = 0
  new PerformanceObserver(list => { for (const one of list.getEntries()) shift += one.value })
    .observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => {
    const [page] = performance.getEntriesByType('navigation'), parts = performance.getEntriesByType('resource')
    resolve({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      shift,
      bytes: [page, ...parts].reduce((sum, one) => sum + one.encodedBodySize, 0),
      requests: 1 + parts.length,
    })
  }, 400)
})`

async function feel(browser: Browser, path: string, width: number): Promise<Felt> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await page.goto(base + path, { waitUntil: 'load' })
  const felt = await page.evaluate<Felt>(FELT)
  await context.close()
  return felt
}

/** The longest and the middle one of the newest articles, and a page of each other kind. */
function pages(): [name: string, path: string][] {
  const articles = readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter(path => /^\d{4}\/\d\d\/\d\d\/[0-9a-f]{8}\.html$/.test(path))
    .map(path => [readFileSync(join(site, path)).length, path] as const)
    .sort((a, b) => a[0] - b[0])
  const source = readdirSync(join(site, 'sources')).find(name => !name.includes('.'))
  const article = `/${articles[Math.floor(articles.length / 2)]![1]}`
  const year = article.slice(0, 6)
  return [
    ['an empty page', EMPTY],
    ['front', '/'],
    ['article, median', article],
    ['article, 95 of 100', `/${articles[Math.floor(articles.length * 0.95)]![1]}`],
    ['source', `/sources/${source}/`],
    ['year', year],
    ['search', '/search/'],
  ]
}

const browser = await startBrowser()
await feel(browser, '/', 360)
const rows: (string | number)[][] = []
for (const [name, path] of pages())
  for (const width of [360, 1440]) {
    const felt: Felt[] = []
    for (let n = 0; n < Number(rounds); n++) felt.push(await feel(browser, path, width))
    rows.push([
      `${name}, ${width} px`,
      median(felt.map(one => one.paint)),
      Math.max(...felt.map(one => one.shift)).toFixed(3),
      felt[0]!.bytes / 1000,
      String(felt[0]!.requests),
    ])
  }
console.log(table(['', 'first paint ms', 'most layout shift', 'KB', 'requests'], rows))
await browser.close()
server.closeAllConnections()
server.close()
