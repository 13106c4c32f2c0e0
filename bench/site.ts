// Building the site from nothing and after one more article, beside Hugo, on the predecessor's posts multiplied.
// npm run bench:site [posts…]
// Both make the same kinds of pages (hugo.ts). What Hugo cannot make of HTML, Markdown of every article and an index for
// searching without a server, is measured in rows of its own.
import {
  existsSync,
  mkdirSync,
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
import { hugoPost, postsOf, writeHugo } from './hugo.ts'
import { type Measured, measure, median, table } from './measure.ts'

const counts = process.argv.slice(2).map(Number)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const noHugo = without('hugo', ['hugo'], 'version')
if (noHugo) console.log(noHugo)

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

function changes(before: ReadonlyMap<string, number>, folder: string): { files: number; bytes: number } {
  let files = 0
  let bytes = 0
  for (const [path, at] of stamps(folder))
    if (before.get(path) !== at) {
      files++
      bytes += statSync(join(folder, path)).size
    }
  return { files, bytes }
}

const one = (n: number): string =>
  `---\nlayout: post\ntitle: "后来的第${n}篇"\ndate: 2026-11-0${n}T00:00:00.000Z\nauthor: 美国之音\nfrom: https://voa.example/later${n}\ntags: [ 美国之音 ]\ncategories: [ 美国之音 ]\n---\n<!--179349120000${n}-->\n[后来的一篇](https://voa.example/later${n})\n------\n\n<div>\n<p>后来的一篇，说的是大选。</p>\n</div>\n`

/** What a build makes beside pages and feeds. */
type Beside = 'nothing' | 'Markdown' | 'search'

const run = (archive: string, args: string[], beside: Beside): Promise<Measured> =>
  measure(process.execPath, [stet, '-C', archive, ...args], {
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
    await measure(process.execPath, [stet, 'init', archive])
    await run(archive, ['import', join(work, 'old')], 'search')
    const hugo = join(work, 'hugo')
    if (!noHugo) writeHugo(hugo, archive)
    const site = join(archive, '_site')
    const full: Record<string, Measured[]> = {
      stet: [],
      'stet with Markdown': [],
      'stet with Markdown and search': [],
      hugo: [],
    }
    // Put aside and not removed: a file system that has just lost so many files is slow to make others.
    let aside = 0
    const fresh = (): void => {
      for (const path of [site, join(hugo, 'public')])
        if (existsSync(path)) renameSync(path, join(work, `aside-${aside++}`))
      rmSync(join(archive, '.stet/site.json'), { force: true })
    }
    for (let round = 0; round < ROUNDS; round++) {
      fresh()
      full.stet!.push(await run(archive, ['build'], 'nothing'))
      if (!noHugo) full.hugo!.push(await measure('hugo', ['--source', hugo, '--quiet']))
      fresh()
      full['stet with Markdown']!.push(await run(archive, ['build'], 'Markdown'))
      fresh()
      full['stet with Markdown and search']!.push(await run(archive, ['build'], 'search'))
    }
    // The first of its source, then the one that is measured: the usual case is a source that is known.
    await add(archive, work, 1)
    await run(archive, ['build'], 'search')
    await add(archive, work, 2)
    const before = stamps(site)
    const more = await run(archive, ['build'], 'search')
    const changed = changes(before, site)
    const rows = Object.entries(full)
      .filter(([, runs]) => runs.length > 0)
      .map(([name, runs]) => row(name, runs, full.hugo!))
    if (!noHugo) rows.push(await hugoOneMore(hugo, archive, full.hugo!))
    rows.push([
      `one more, stet (${changed.files} files, ${Math.round(changed.bytes / 1000)} KB)`,
      more.wall,
      more.cpu,
      more.peak,
      ratio([more], full.hugo!, 'wall'),
      ratio([more], full.hugo!, 'cpu'),
    ])
    const head = ['', 'wall s', 'cpu s', 'peak MiB', 'wall / Hugo', 'cpu / Hugo']
    console.log(`${count} posts\n${table(head, rows)}\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function add(archive: string, work: string, n: number): Promise<void> {
  mkdirSync(join(work, `one${n}/_posts`), { recursive: true })
  writeFileSync(join(work, `one${n}/_posts/2026-11-0${n}-后来的一篇.md`), one(n))
  await run(archive, ['import', join(work, `one${n}`)], 'search')
}

async function hugoOneMore(
  hugo: string,
  archive: string,
  full: readonly Measured[],
): Promise<(string | number)[]> {
  await measure('hugo', ['--source', hugo, '--quiet'])
  const path = postsOf(archive).find(path => path.includes('后来的一篇'))!
  writeFileSync(join(hugo, 'content/posts/later.html'), hugoPost(path, readFileSync(join(archive, path))))
  const one = await measure('hugo', ['--source', hugo, '--quiet'])
  return [
    'one more, Hugo',
    one.wall,
    one.cpu,
    one.peak,
    ratio([one], full, 'wall'),
    ratio([one], full, 'cpu'),
  ]
}

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
