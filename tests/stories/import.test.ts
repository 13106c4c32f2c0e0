// Taking over the predecessor's archive, and making everything derived again from the files.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesIn, newFolder, REPOSITORY, stet } from './world.ts'

const CORPUS = join(REPOSITORY, '../shared/corpus/posts.tar.xz')
const skip = existsSync(CORPUS) ? false : 'the corpus of predecessor posts is not beside the repository'

/** Posts with every kind of damage that the predecessor's writer did. */
const DAMAGED: [path: string, text: string][] = [
  [
    '_posts/2021-04-14-好.md',
    '---\nlayout: post\ntitle: "好的一篇"\ndate: 2021-04-14T01:00:00.000Z\nauthor: 甲\nfrom: https://x.example/1.html\ntags: [ 某报 ]\ncategories: [ 某报 ]\n---\n<!--1618362000000-->\n[好的一篇](https://x.example/1.html)\n------\n\n<div>\n<p>一行到底的正文。</p><p>第二段。</p>\n</div>\n',
  ],
  [
    '_posts/2021-04-15-好.md',
    '---\nlayout: post\ntitle: "好的一篇"\ndate: 2021-04-14T01:00:00.000Z\nauthor: 甲\nfrom: http://x.example/1.html?utm_source=rss\ntags: [ 某报 ]\ncategories: [ 某报 ]\n---\n<div>\n<p>一行到底的正文。</p><p>第二段。</p>\n</div>\n',
  ],
  [
    '_posts/2021-04-16-改.md',
    '---\nlayout: post\ntitle: "好的一篇"\ndate: 2021-04-14T01:00:00.000Z\nauthor: 甲\nfrom: https://x.example/1.html\ntags: [ 某报 ]\ncategories: [ 某报 ]\n---\n<div>\n<p>后来改过的正文。</p>\n</div>\n',
  ],
  [
    '_posts/2021-05-01-引号.md',
    '---\nlayout: post\ntitle: "他说："不行"，又说: 好"\ndate: Invalid Date\nfrom: https://x.example/2.html\ntags: [ 某报 ]\n---\n<!--NaN-->\n<p>带引号的标题。</p>\n',
  ],
  [
    'archived/2019/2019-01-01-旧.md',
    '---\ntitle: 旧闻\u0007\u202e\ndate: 2019-01-01 08:00:00 +0800\nfrom: https://x.example/3.html\ncategories: [ 某报 ]\n---\n<p>旧文。{{ site.title }} {% raw %}</p>\n',
  ],
  [
    `_posts/2020-02-02-${'长'.repeat(70)}.md`,
    `---\ntitle: ${'长'.repeat(300)}\ndate: 2020-02-02\nfrom: https://x.example/4.html\n---\n文\n`,
  ],
  [
    '_posts/2020-03-03-无地址.md',
    '---\ntitle: 没有地址\ndate: 2020-03-03\ntags: [ 某报 ]\n---\n<p>只有正文的一篇。</p>\n',
  ],
  [
    '_posts/2020-03-04-无地址.md',
    '---\ntitle: 没有地址\ndate: 2020-03-03\ntags: [ 某报 ]\n---\n<p>只有正文的一篇。</p>\n',
  ],
  ['_posts/2020-04-04-空.md', '\n\n'],
]

test('every damaged post of the predecessor becomes an article or is listed with the reason', async () => {
  const folder = newFolder()
  const old = join(folder, 'old')
  for (const [path, text] of DAMAGED) {
    mkdirSync(join(old, path, '..'), { recursive: true })
    writeFileSync(join(old, path), text)
  }
  const archive = join(folder, 'archive')
  await stet(['init', archive])
  const first = await stet(['-C', archive, 'import', old, '--json'])
  assert.equal(first.code, 0, first.err)
  const report = JSON.parse(first.out)
  assert.equal(report.files, DAMAGED.length)
  assert.equal(report.added + report.revised + report.doubled + report.refused.length, DAMAGED.length)
  assert.deepEqual([report.added, report.revised, report.doubled], [5, 1, 2])
  assert.deepEqual(report.refused, [
    { path: '_posts/2020-04-04-空.md', why: 'there is neither a title nor a text in it' },
  ])
  const shown = JSON.parse((await stet(['-C', archive, 'show', '--json', 'https://x.example/2.html'])).out)
  assert.equal(shown.title, '他说："不行"，又说: 好')
  assert.equal(new Date(shown.published).toISOString(), '2021-05-01T00:00:00.000Z')
  const again = JSON.parse((await stet(['-C', archive, 'import', old, '--json'])).out)
  assert.deepEqual([again.added, again.revised, again.known], [0, 0, 8])
  // The files themselves come out as they went in.
  await stet(['-C', archive, 'export', '--format', 'seed', '-o', join(folder, 'out')])
  assert.equal(readFileSync(join(folder, 'out/2021-05-01-引号.md'), 'utf8'), DAMAGED[3]![1])
})

test('a tar archive that ends too soon is named, and what came before is kept', async () => {
  const folder = newFolder()
  const old = join(folder, 'old/_posts')
  mkdirSync(old, { recursive: true })
  for (let n = 1; n <= 40; n++)
    writeFileSync(
      join(old, `2021-04-${String((n % 28) + 1).padStart(2, '0')}-${n}.md`),
      `---\ntitle: 第${n}条\nfrom: https://x.example/${n}\n---\n${'正文'.repeat(500)}\n`,
    )
  execFileSync('tar', ['-C', join(folder, 'old'), '-cf', join(folder, 'old.tar'), '_posts'])
  const bytes = readFileSync(join(folder, 'old.tar'))
  writeFileSync(join(folder, 'cut.tar'), bytes.subarray(0, bytes.length / 2))
  const archive = join(folder, 'archive')
  await stet(['init', archive])
  const cut = await stet(['-C', archive, 'import', join(folder, 'cut.tar')])
  assert.equal(cut.code, 1)
  assert.match(cut.err, /cut\.tar is damaged or no tar archive/)
  const whole = await stet(['-C', archive, 'import', join(folder, 'old.tar'), '--json'])
  const report = JSON.parse(whole.out)
  assert.equal(report.files, 40)
  assert.ok(report.known > 0, 'what came before the damage was there already')
})

test('names that no file system takes come out of a tar archive all the same', async () => {
  const folder = newFolder()
  const { pack } = await import('tar-stream')
  const tar = pack()
  const name = `_posts/2021-04-14-${'长'.repeat(300)}.md`
  tar.entry({ name }, '---\ntitle: 长名\nfrom: https://x.example/long\n---\n<p>正文。</p>\n')
  tar.finalize()
  const parts: Uint8Array[] = []
  for await (const part of tar) parts.push(part as Uint8Array)
  writeFileSync(join(folder, 'old.tar'), Buffer.concat(parts))
  const archive = join(folder, 'archive')
  await stet(['init', archive])
  assert.match((await stet(['-C', archive, 'import', join(folder, 'old.tar')])).out, /1 posts: 1 articles/)
  assert.equal((await stet(['-C', archive, 'export', '--format', 'seed', '-o', join(folder, 'out')])).code, 0)
  const [exported = ''] = [...filesIn(join(folder, 'out')).keys()]
  assert.match(exported, /^2021-04-14-长+\.md$/)
})

test('an OPML file and the predecessor’s subs.json become sources, once', async () => {
  const folder = newFolder()
  const archive = join(folder, 'archive')
  await stet(['init', archive])
  const opml =
    '<opml version="2.0"><body><outline text="国际"><outline type="rss" text="BBC" xmlUrl="https://bbc.example/rss"/></outline></body></opml>'
  const first = await stet(['-C', archive, 'import', '-'], { input: opml })
  assert.match(first.out, /added bbc\thttps:\/\/bbc\.example\/rss\n1 sources added/)
  writeFileSync(
    join(folder, 'subs.json'),
    JSON.stringify([
      { site: 'BBC', url: 'https://bbc.example/rss/' },
      { site: 'Matters', url: 'https://m.example/a' },
      { site: 'Matters', url: 'https://m.example/b' },
    ]),
  )
  const second = await stet(['-C', archive, 'import', join(folder, 'subs.json')])
  assert.match(second.out, /2 sources added, 1 were followed already\.\n/)
  const listed = (await stet(['-C', archive, 'list'])).out
  assert.match(listed, /^bbc\t/m)
  assert.match(listed, /^matters\t[^\n]*\nmatters-2\t/m)
  const exported = (await stet(['-C', archive, 'export', '--format', 'opml'])).out
  for (const url of ['bbc.example/rss', 'm.example/a', 'm.example/b']) assert.ok(exported.includes(url))
  const other = join(folder, 'other')
  await stet(['init', other])
  assert.match((await stet(['-C', other, 'import', '-'], { input: exported })).out, /3 sources added/)
})

test('a list of sources that cannot all be followed says which it left out, and why', async () => {
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive])
  const opml = `<opml version="2.0"><body>
<outline text="BBC" xmlUrl="https://bbc.example/rss"/><outline text="读者" xmlUrl="feed:reader"/>
<outline text="BBC 2" xmlUrl="https://bbc.example/rss"/><outline text="一页" type="link" url="https://a.example/"/>
<outline text="BBC 3" xmlUrl="http://bbc.example:80/rss/"/></body></opml>`
  const said = [
    'followed already, as bbc\thttp://bbc.example:80/rss/',
    'left out, no http(s) address\t读者\tfeed:reader',
    'left out, in the list twice\tBBC 2\thttps://bbc.example/rss',
    'left out, no address of a feed\t一页',
  ]
  const ask = (...flags: string[]) => stet(['-C', archive, 'import', '-', ...flags], { input: opml })
  const counts = '3 left out (1 no address of a feed, 1 no http(s) address, 1 in the list twice).'
  const rest = [...said, `1 sources added, 1 were followed already, ${counts}`, '']
  assert.deepEqual((await ask('--dry-run')).out.split('\n'), [
    'would add bbc\thttps://bbc.example/rss',
    ...rest.map(line => line.replace('sources added', 'sources would be added')),
  ])
  assert.deepEqual((await ask()).out.split('\n'), ['added bbc\thttps://bbc.example/rss', ...rest])
  const again = await ask('--dry-run')
  assert.match(again.out, /^followed already, as bbc\thttps:\/\/bbc\.example\/rss\n/)
  assert.match(again.out, /^0 sources would be added, 2 were followed already, 3 left out/m)
  assert.equal(JSON.parse((await ask('--json')).out).leftOut.length, 3)
})

test('`-o -` is standard output and never a file of that name; what are many files says so', async () => {
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive])
  await stet(['-C', archive, 'import', '-'], {
    input:
      '<opml version="2.0"><body><outline type="rss" text="BBC" xmlUrl="https://bbc.example/rss"/></body></opml>',
  })
  const run = (...args: string[]) => stet(['-C', archive, ...args], { cwd: archive })
  const opml = await run('export', 'opml', '-o', '-')
  assert.match(opml.out, /^<\?xml[\s\S]*xmlUrl="https:\/\/bbc\.example\/rss"[\s\S]*<\/opml>\n$/)
  const zip = await run('export', 'bundle', '-o', '-')
  assert.equal(zip.code, 0)
  assert.match(zip.out, /^PK\u0003\u0004/)
  assert.ok(zip.out.includes('index.html'))
  assert.match(zip.err, /^0 articles, [\d.]+ MB: \d+ files\.$/m)
  for (const args of [
    ['export', 'seed', '-o', '-'],
    ['build', '-o', '-'],
  ]) {
    const refused = await run(...args)
    assert.equal(refused.code, 2)
    assert.match(refused.err, /-o is "-", which is standard output.*name a folder/)
  }
  assert.equal(existsSync(join(archive, '-')), false)
})

test('the corpus is taken over whole; what is derived can be made again, the same', { skip }, async () => {
  const folder = newFolder()
  const archive = join(folder, 'archive')
  await stet(['init', archive, '--language', 'zh-Hans'])
  const imported = await stet(['-C', archive, 'import', CORPUS, '--json'])
  const report = JSON.parse(imported.out)
  assert.equal(report.added + report.revised + report.doubled + report.refused.length, report.files)
  assert.deepEqual(report.refused, [])
  const site = async () => {
    rmSync(join(archive, '_site'), { recursive: true, force: true })
    assert.equal((await stet(['-C', archive, 'build'])).code, 0)
    return filesIn(join(archive, '_site'))
  }
  const before = await site()
  const queries = await cuts(archive)
  const found = await answers(archive, queries)
  for (const [i, query] of queries.entries())
    assert.ok(found[i]!.includes(query.id), `"${query.text}" finds ${query.id}`)
  rmSync(join(archive, '.stet'), { recursive: true })
  const rebuilt = await stet(['-C', archive, 'rebuild'])
  assert.match(rebuilt.out, new RegExp(`^${report.added} articles`))
  assert.deepEqual(await site(), before)
  assert.deepEqual(await answers(archive, queries), found)
})

/** Ten cuts from the middle of ten texts, half of them in the other script. */
async function cuts(archive: string): Promise<{ id: string; text: string }[]> {
  const { readPost } = await import('../../src/formats/post/read.ts')
  const { plainText } = await import('../../src/model/text.ts')
  const { fold } = await import('../../src/model/words/words.ts')
  const paths = [...filesIn(archive).keys()].filter(path => path.startsWith('_posts/'))
  const found: { id: string; text: string }[] = []
  for (let i = 0; found.length < 10 && i < paths.length; i += 41) {
    const post = readPost(paths[i]!, readFileSync(join(archive, paths[i]!)))
    const runs = plainText(post.html).match(/\p{Script=Han}{8,}/gu) ?? []
    const run = runs[Math.floor(runs.length / 2)]
    if (run) found.push({ id: post.id, text: i % 2 ? fold(run.slice(1, 7)) : run.slice(1, 7) })
  }
  return found
}

async function answers(archive: string, queries: readonly { text: string }[]): Promise<string[][]> {
  const all: string[][] = []
  for (const { text } of queries) {
    const { out } = await stet(['-C', archive, 'search', text, '--json', '--limit', '100'])
    all.push(
      out
        .trim()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line).id),
    )
  }
  return all
}
