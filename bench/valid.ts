// A whole built site before the judges: every page valid HTML, every feed and sitemap well-formed XML, every JSON and
// JSON-LD readable, every link to a file that is there. Slow, so no part of the tests, which judge the corpus once.
// npm run bench:valid [posts]        2,000 unless told
// npm run bench:valid -- --site DIR  a site that is built already
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFeed } from 'feedsmith'
import { JSDOM } from 'jsdom'
import { complaintsOf } from '../tests/site/judge.ts'
import { writeMultiplied } from './corpus.ts'
import { measure } from './measure.ts'

const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const found: string[] = []
const counts = { pages: 0, feeds: 0, sitemaps: 0, json: 0, links: 0 }

function attempt(name: string, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    found.push(`${name}: ${error}`)
  }
}

async function judgePage(name: string, page: string, links: Map<string, string>): Promise<void> {
  counts.pages++
  found.push(...(await complaintsOf(name, page)))
  for (const [, data] of page.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs))
    attempt(name, () => JSON.parse(data!))
  for (const [, link] of page.matchAll(/\s(?:href|src|action)="(\/(?!\/)[^"?#]*)/g)) links.set(link!, name)
}

function judgeOther(name: string, text: string): void {
  if (/\.xml$|\.opml$|\.svg$/.test(name))
    attempt(name, () => new JSDOM(text, { contentType: 'application/xml' }))
  if (/(?:^|\/)(?:feed|atom)\.(?:xml|json)$/.test(name)) {
    counts.feeds++
    attempt(name, () => parseFeed(name.endsWith('.json') ? JSON.parse(text) : text))
  } else if (/sitemap.*\.xml$/.test(name)) counts.sitemaps++
  if (/\.json$|\.webmanifest$/.test(name)) {
    counts.json++
    attempt(name, () => JSON.parse(text))
  }
}

async function judgeSite(site: string): Promise<void> {
  const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter(path =>
    statSync(join(site, path)).isFile(),
  )
  const links = new Map<string, string>()
  for (const path of files) {
    if (/\.(?:md|js|css|txt|avif|jpg|webp)$/.test(path)) continue
    const text = readFileSync(join(site, path), 'utf8')
    if (path.endsWith('.html')) await judgePage(path, text, links)
    else judgeOther(path, text)
  }
  const there = new Set(files)
  for (const [link, from] of links) {
    counts.links++
    const address = decodeURIComponent(link)
    const file = address.endsWith('/') ? `${address.slice(1)}index.html` : address.slice(1)
    if (!there.has(file)) found.push(`${from} links to ${address}, which is not there`)
  }
}

const started = performance.now()
const given = process.argv.indexOf('--site')
if (given > 0) await judgeSite(process.argv[given + 1]!)
else {
  const work = mkdtempSync(join(tmpdir(), 'stet-valid-'))
  const archive = join(work, 'archive')
  try {
    await writeMultiplied(join(work, 'old'), Number(process.argv[2] ?? 2000))
    for (const args of [
      ['init', archive],
      ['-C', archive, 'import', join(work, 'old')],
      ['-C', archive, 'build'],
    ])
      await measure(process.execPath, [stet, ...args])
    await judgeSite(join(archive, '_site'))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
const seconds = Math.round((performance.now() - started) / 1000)
console.log(`${JSON.stringify(counts)}, ${seconds} s: ${found.length} complaints`)
for (const complaint of found.slice(0, 50)) console.log(complaint)
process.exit(found.length === 0 ? 0 : 1)
