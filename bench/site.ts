// Building the site from nothing and after each of some more articles, beside Hugo, Eleventy and, of few posts, Jekyll,
// on the predecessor's posts multiplied.
// npm run bench:site [posts…]    ROUNDS=3
// All make the same kinds of pages (hugo.ts), in turns. What they cannot make of HTML, Markdown of every article and an
// index for searching without a server, is measured in rows of its own.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { without } from '../tests/debian.ts'
import { writeMultiplied } from './corpus.ts'
import { writeEleventy, writeEleventyPost } from './eleventy.ts'
import { hugoPost, postsOf, writeHugo } from './hugo.ts'
import { writeJekyll } from './jekyll.ts'
import { type Measured, measure, median, table } from './measure.ts'
import { peerPost } from './peer-posts.ts'

const counts = process.argv.slice(2).map(Number)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const stet = new URL('../stet', import.meta.url).pathname
const eleventy = new URL('../node_modules/@11ty/eleventy/cmd.cjs', import.meta.url).pathname
const noHugo = without('hugo', ['hugo'], 'version')
if (noHugo) console.log(noHugo)
/** Of more posts Jekyll takes too long to wait for. */
const JEKYLL_AT_MOST = 2000
const noJekyll = without('jekyll', ['jekyll'])
if (noJekyll) console.log(noJekyll)

/** Files of a folder with the moment each was last written. */
function stamps(folder: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const { mtimeMs, isFile } = {
      mtimeMs: statSync(join(folder, path)).mtimeMs,
      isFile: statSync(join(folder, path)).isFile(),
    }
    if (isFile) found.set(path, mtimeMs)
  }
  return found
}

interface Changes {
  readonly files: number
  readonly bytes: number
}

function changes(before: ReadonlyMap<string, number>, folder: string): Changes {
  let files = 0
  let bytes = 0
  for (const [path, at] of stamps(folder))
    if (before.get(path) !== at) {
      files++
      bytes += statSync(join(folder, path)).size
    }
  return { files, bytes }
}

/** Articles that the source of the one more has before. */
const KNOWN = 3
/** Articles that come one by one: of so many, one moves the middle of the index on. */
const MORE = 16
/** A feed with so many items; each has a tag and an author of its own. */
const feed = (items: number): string =>
  `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>后来的报</title><link>https://later.example/</link>${Array.from(
    { length: items },
    (_, i) =>
      `<item><title>后来的第${i + 1}篇</title><link>https://later.example/${i + 1}</link><pubDate>${new Date(Date.UTC(2026, 10, 1, i)).toUTCString()}</pubDate><dc:creator>记者${i + 1}</dc:creator><category>标签${i + 1}</category><description>&lt;p&gt;后来的一篇，说的是大选。&lt;/p&gt;&lt;p&gt;第二段也在这里。&lt;/p&gt;</description></item>`,
  ).join('')}</channel></rss>`

/** What a build makes beside pages and feeds. */
type Beside = 'nothing' | 'Markdown' | 'search'

const run = (archive: string, args: string[], beside: Beside): Promise<Measured> =>
  measure(stet, ['-C', archive, ...args], {
    env: {
      ...process.env,
      STET_SITE_SEARCH: String(beside === 'search'),
      STET_SITE_MARKDOWN: String(beside !== 'nothing'),
    },
  })

async function compare(count: number): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
  const archive = join(work, 'archive')
  try {
    await writeMultiplied(join(work, 'old'), count)
    await measure(stet, ['init', archive])
    await run(archive, ['import', join(work, 'old')], 'search')
    const hugo = join(work, 'hugo')
    if (!noHugo) writeHugo(hugo, archive)
    const others = { eleventy: join(work, 'eleventy'), jekyll: join(work, 'jekyll') }
    writeEleventy(others.eleventy, archive)
    const withJekyll = !noJekyll && count <= JEKYLL_AT_MOST
    if (withJekyll) writeJekyll(others.jekyll, archive)
    // It keeps all it makes in memory, and more of 21,000 posts than Node gives by itself.
    const runEleventy = untilItFails('Eleventy', () =>
      measure(process.execPath, ['--max-old-space-size=16000', eleventy, '--quiet'], {
        cwd: others.eleventy,
      }),
    )
    const runJekyll = () =>
      measure('jekyll', ['build', '--quiet', '--disable-disk-cache'], { cwd: others.jekyll })
    const site = join(archive, '_site')
    const full: Record<string, Measured[]> = {
      stet: [],
      'stet with Markdown': [],
      'stet with Markdown and search': [],
      hugo: [],
      eleventy: [],
      jekyll: [],
    }
    // Put aside and not removed: a file system that has just lost so many files is slow to make others.
    let aside = 0
    const fresh = (): void => {
      for (const path of [
        site,
        join(hugo, 'public'),
        ...Object.values(others).map(one => join(one, '_site')),
      ])
        if (existsSync(path)) renameSync(path, join(work, `aside-${aside++}`))
      rmSync(join(archive, '.stet/site.memory'), { force: true })
    }
    for (let round = 0; round < ROUNDS; round++) {
      fresh()
      full.stet!.push(await run(archive, ['build'], 'nothing'))
      if (!noHugo) full.hugo!.push(await measure('hugo', ['--source', hugo, '--quiet']))
      full.eleventy!.push(...(await runEleventy()))
      if (withJekyll) full.jekyll!.push(await runJekyll())
      if (round === 0) {
        const folders = [site, join(hugo, 'public'), join(others.eleventy, '_site')]
        if (withJekyll) folders.push(join(others.jekyll, '_site'))
        console.log(`HTML files: ${folders.map(htmlIn).join(', ')}`)
      }
      fresh()
      full['stet with Markdown']!.push(await run(archive, ['build'], 'Markdown'))
      fresh()
      full['stet with Markdown and search']!.push(await run(archive, ['build'], 'search'))
    }
    // Some of its source, then those that are measured: the usual case is a source that is known.
    const poll = async (items: number): Promise<void> => {
      writeFileSync(join(archive, 'later.xml'), feed(items))
      await run(archive, ['poll', 'later'], 'search')
    }
    writeFileSync(join(archive, 'later.xml'), feed(KNOWN))
    await run(archive, ['add', 'later.xml', '--id', 'later'], 'search')
    await poll(KNOWN)
    await run(archive, ['build'], 'search')
    const more: (Measured & Changes)[] = []
    while (more.length < MORE) {
      await poll(KNOWN + more.length + 1)
      const before = stamps(site)
      const built = await run(archive, ['build'], 'search')
      more.push({ ...built, ...changes(before, site) })
    }
    const rows = Object.entries(full)
      .filter(([, runs]) => runs.length > 0)
      .map(([name, runs]) => row(name, runs, full.hugo!))
    if (!noHugo) rows.push(await hugoOneMore(hugo, archive, full.hugo!))
    rows.push(...(await eleventyOneMore(others.eleventy, archive, runEleventy, full.hugo!)))
    rows.push(oneMore('one more, stet, the middle', sortedBy(more, 'files')[MORE >> 1]!, full.hugo!))
    rows.push(oneMore('one more, stet, the most', sortedBy(more, 'files').at(-1)!, full.hugo!))
    rows.push(row('one more, stet, the middle time', more, full.hugo!))
    const head = ['', 'wall s', 'cpu s', 'peak MiB', 'wall / Hugo', 'cpu / Hugo']
    console.log(`${count} posts\n${table(head, rows)}\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Runs a peer until it fails once, which is said: others are measured without it. */
function untilItFails(name: string, run: () => Promise<Measured>): () => Promise<Measured[]> {
  let hasFailed = false
  return async () => {
    if (hasFailed) return []
    try {
      return [await run()]
    } catch (error) {
      hasFailed = true
      console.log(`${name} did not come to an end: ${String(error).slice(0, 400)}`)
      return []
    }
  }
}

const htmlIn = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.html')).length
    : 0

/** The post that came last. */
const laterPost = (archive: string): string =>
  postsOf(archive).find(path => path.includes(`后来的第${KNOWN + 1}篇`))!

async function eleventyOneMore(
  folder: string,
  archive: string,
  build: () => Promise<Measured[]>,
  full: readonly Measured[],
): Promise<(string | number)[][]> {
  await build()
  writeEleventyPost(folder, peerPost(archive, laterPost(archive)), [])
  const runs = await build()
  return runs.length > 0 ? [row('one more, Eleventy', runs, full)] : []
}

async function hugoOneMore(
  hugo: string,
  archive: string,
  full: readonly Measured[],
): Promise<(string | number)[]> {
  await measure('hugo', ['--source', hugo, '--quiet'])
  const path = laterPost(archive)
  writeFileSync(join(hugo, 'content/posts/later.html'), hugoPost(path, readFileSync(join(archive, path))))
  return row('one more, Hugo', [await measure('hugo', ['--source', hugo, '--quiet'])], full)
}

const sortedBy = <One>(all: readonly One[], key: keyof One): One[] =>
  [...all].sort((a, b) => Number(a[key]) - Number(b[key]))

const oneMore = (name: string, one: Measured & Changes, hugo: readonly Measured[]): (string | number)[] =>
  row(`${name} (${one.files} files, ${Math.round(one.bytes / 1000)} KB)`, [one], hugo)

const middle = (runs: readonly Measured[], of: 'wall' | 'cpu' | 'peak'): number =>
  median(runs.map(run => run[of]))

const ratio = (runs: readonly Measured[], hugo: readonly Measured[], of: 'wall' | 'cpu'): number | string =>
  hugo.length === 0 ? '' : middle(runs, of) / middle(hugo, of)

const row = (name: string, runs: readonly Measured[], hugo: readonly Measured[]): (string | number)[] => [
  name,
  middle(runs, 'wall'),
  middle(runs, 'cpu'),
  middle(runs, 'peak'),
  ratio(runs, hugo, 'wall'),
  ratio(runs, hugo, 'cpu'),
]

for (const count of counts.length > 0 ? counts : [500, 2000, 5685, 21_000]) await compare(count)
