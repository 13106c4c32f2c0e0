// Building the site from nothing and after one more article, beside Hugo, on the predecessor's posts multiplied.
// npm run bench:site [posts…]
// Hugo makes posts, numbered lists, tags, categories, feeds and a sitemap; stet makes these and, beside them, Markdown
// of every article, pages of sources, authors and days, three forms of feeds and the old addresses. The index for
// searching without a server, which has no peer in Hugo, is measured in a row of its own.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPost } from '../src/formats/post/read.ts'
import { without } from '../tests/debian.ts'
import { writeMultiplied } from './corpus.ts'
import { type Measured, measure, median, table } from './measure.ts'

const counts = process.argv.slice(2).map(Number)
const ROUNDS = 3
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const noHugo = without('hugo', ['hugo'], 'version')
if (noHugo) console.log(noHugo)

const PAGE = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title>{{ range .AlternativeOutputFormats }}<link rel="alternate" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}</head><body><nav><a href="/">{{ site.Title }}</a></nav>`
const LIST = `${PAGE}<h1>{{ .Title }}</h1><ol>{{ range (.Paginate (where site.RegularPages "Type" "posts") 40).Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>{{ end }}</ol>{{ with .Paginator.Next }}<a href="{{ .URL }}">→</a>{{ end }}</body></html>`
const TERM = LIST.replace('(where site.RegularPages "Type" "posts")', '.Pages')
const HUGO: Readonly<Record<string, string>> = {
  'config.toml': `baseURL = "https://example.org/"\ntitle = "stet"\n[taxonomies]\ntag = "tags"\ncategory = "categories"\n[services.rss]\nlimit = 30\n`,
  'layouts/index.html': LIST,
  'layouts/_default/single.html': `${PAGE}<article><h1>{{ .Title }}</h1><p>{{ .Params.author }} {{ .Date.Format "2006-01-02 15:04" }} <a href="{{ .Params.from }}">{{ .Params.from }}</a></p>{{ .Content }}<ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article></body></html>`,
  'layouts/_default/list.html': TERM,
  'layouts/_default/taxonomy.html': TERM,
  'layouts/_default/terms.html': `${PAGE}<ul>{{ range .Data.Terms.ByCount }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul></body></html>`,
}

/** A post of the archive as Hugo reads it: HTML with front matter, so that nobody's Markdown is run over it. */
function hugoPost(path: string, bytes: Uint8Array): string {
  const post = readPost(path, bytes)
  const front = {
    title: post.title,
    date: new Date(post.published ?? post.taken).toISOString(),
    author: post.author,
    from: post.url ?? '',
    tags: post.tags,
    categories: post.categories,
    type: 'posts',
  }
  return `${JSON.stringify(front)}\n${post.html}\n`
}

function writeHugo(folder: string, archive: string): void {
  for (const [path, text] of Object.entries(HUGO)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'content/posts'), { recursive: true })
  for (const path of postsOf(archive))
    writeFileSync(
      join(folder, 'content/posts', `${path.split('/').at(-1)!.slice(-11, -3)}.html`),
      hugoPost(path, readFileSync(join(archive, path))),
    )
}

const postsOf = (archive: string): string[] =>
  readdirSync(join(archive, '_posts'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => `_posts/${path}`)

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

const ONE = `---\nlayout: post\ntitle: "后来的一篇"\ndate: 2026-11-01T00:00:00.000Z\nauthor: 美国之音\nfrom: https://voa.example/later\ntags: [ 美国之音 ]\ncategories: [ 美国之音 ]\n---\n<!--1793491200000-->\n[后来的一篇](https://voa.example/later)\n------\n\n<div>\n<p>后来的一篇，说的是大选。</p>\n</div>\n`

const run = (archive: string, args: string[], search: boolean): Promise<Measured> =>
  measure(process.execPath, [stet, '-C', archive, ...args], {
    env: { ...process.env, STET_SITE_SEARCH: String(search) },
  })

async function compare(count: number): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
  const archive = join(work, 'archive')
  try {
    await writeMultiplied(join(work, 'old'), count)
    await measure(process.execPath, [stet, 'init', archive])
    await run(archive, ['import', join(work, 'old')], false)
    const hugo = join(work, 'hugo')
    if (!noHugo) writeHugo(hugo, archive)
    const site = join(archive, '_site')
    const full: Record<string, Measured[]> = { stet: [], 'stet with search': [], hugo: [] }
    const fresh = (): void => {
      for (const path of [site, join(archive, '.stet/site.json'), join(hugo, 'public')])
        rmSync(path, { recursive: true, force: true })
    }
    for (let round = 0; round < ROUNDS; round++) {
      fresh()
      full.stet!.push(await run(archive, ['build'], false))
      if (!noHugo) full.hugo!.push(await measure('hugo', ['--source', hugo, '--quiet']))
      fresh()
      full['stet with search']!.push(await run(archive, ['build'], true))
    }
    await add(archive, work)
    const before = stamps(site)
    const one = await run(archive, ['build'], true)
    const changed = changes(before, site)
    const rows = Object.entries(full)
      .filter(([, runs]) => runs.length > 0)
      .map(([name, runs]) => row(name, runs, full.hugo!))
    if (!noHugo) rows.push(await hugoOneMore(hugo, archive, full.hugo!))
    rows.push([
      `one more, stet (${changed.files} files, ${Math.round(changed.bytes / 1000)} KB)`,
      one.wall,
      one.cpu,
      one.peak,
      ratio([one], full.hugo!),
    ])
    console.log(`${count} posts\n${table(['', 'wall s', 'cpu s', 'peak MiB', 'wall / Hugo'], rows)}\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function add(archive: string, work: string): Promise<void> {
  mkdirSync(join(work, 'one/_posts'), { recursive: true })
  writeFileSync(join(work, 'one/_posts/2026-11-01-后来的一篇.md'), ONE)
  await run(archive, ['import', join(work, 'one')], true)
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
  return ['one more, Hugo', one.wall, one.cpu, one.peak, ratio([one], full)]
}

const middle = (runs: readonly Measured[], of: 'wall' | 'cpu' | 'peak'): number =>
  median(runs.map(run => run[of]))

const ratio = (runs: readonly Measured[], hugo: readonly Measured[]): number | string =>
  hugo.length === 0 ? '' : middle(runs, 'wall') / middle(hugo, 'wall')

const row = (name: string, runs: readonly Measured[], hugo: readonly Measured[]): (string | number)[] => [
  name,
  middle(runs, 'wall'),
  middle(runs, 'cpu'),
  middle(runs, 'peak'),
  ratio(runs, hugo),
]

for (const count of counts.length > 0 ? counts : [500, 2000, 5685, 21_000]) await compare(count)
