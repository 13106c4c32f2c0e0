import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, type World, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import type { Post } from '../model/article.ts'
import { DAY, HOUR } from '../model/time.ts'
import { build } from './build.ts'
import { know } from './known.ts'
import { addresses } from './plan.ts'
import { render } from './render.ts'
import { decoded, fileOf } from './urls.ts'

const GATHER = 3
/** So many that lists gather, and all of them are in their lists. */
const MANY = 60 * GATHER
const RULES = { gather: GATHER, gatherFrom: MANY }

/** An article of an hour, a day, a year, with labels and an author that there were not before. */
const unheardOf = (n: number): Post =>
  samplePost(n, {
    source: 'voa',
    published: Date.UTC(2022, 0, 1) + n * HOUR,
    tags: ['从未有过的标签', `又一个${n}`],
    categories: ['新分类'],
    author: '新来的记者',
  })

async function gathered() {
  const made = await world(samplePosts(MANY), RULES)
  const output = memoryOutput()
  let { manifest } = await build(made.site, output)
  return {
    ...made,
    files: output.files,
    /** Builds again and says which files are not what they were. */
    async changed(): Promise<string[]> {
      const before = new Map(output.files)
      manifest = (await build(made.site, output, { manifest })).manifest
      return [...output.files].flatMap(([path, bytes]) => (before.get(path) === bytes ? [] : [path]))
    },
  }
}

const pageOf = ({ id }: Post, paths: Iterable<string>): string =>
  [...paths].find(path => path.endsWith(`/${id.slice(0, 8)}.html`))!

/** Every link of the site to itself that leads to no file. */
function broken(files: ReadonlyMap<string, Uint8Array>): string[] {
  const found: string[] = []
  for (const [path, bytes] of files)
    if (path.endsWith('.html'))
      for (const [, link = ''] of Buffer.from(bytes)
        .toString()
        .matchAll(/<a [^>]*href="(\/[^"?#]*)/g))
        if (!files.has(fileOf(decoded(link)!))) found.push(`${path} → ${link}`)
  return found
}

test('one article of a large archive changes ten files, whatever its labels, its author and its year', async () => {
  const { keep, changed } = await gathered()
  await keep(unheardOf(MANY + 1))
  assert.equal((await changed()).length, 10)
})

test('an article stands on the front page until the lists of its labels and its day take it in with others', async () => {
  const made = await gathered()
  const [first, second, third] = [1, 2, 3].map(n => unheardOf(MANY + n)) as [Post, Post, Post]
  const text = (path: string): string => Buffer.from(made.files.get(path) ?? '').toString()
  await made.keep(first)
  await made.changed()
  const address = `/${pageOf(first, made.files.keys())}`
  assert.match(
    text('index.html'),
    new RegExp(`data-lists="[^"]*tag:从未有过的标签[^"]*"[^>]*><a[^>]*href="${address}"`),
  )
  assert.match(text(address.slice(1)), /<span class="p-category">从未有过的标签<\/span>/)
  assert.match(text('feed.xml'), new RegExp(address))
  assert.match(text('sources/voa/feed.xml'), new RegExp(address))
  assert.match(text('sources/voa/index.html'), new RegExp(address))
  assert.doesNotMatch(text('sources/voa/index.html'), /class="quiet gathers"/)
  assert.match(text('tags/新闻/index.html'), /class="quiet gathers" data-list="tag:新闻"/)
  assert.match(text('archive/index.html'), /class="quiet gathers"/)
  assert.deepEqual(broken(made.files), [])
  assert.ok(!made.files.has('tags/从未有过的标签/index.html'))
  assert.ok(!made.files.has('2022/index.html'))
  await made.keep(second, third)
  await made.changed()
  for (const list of ['tags/从未有过的标签', 'categories/新分类', 'authors/新来的记者', '2022/01/08'])
    assert.match(text(`${list}/index.html`), new RegExp(address), list)
  assert.match(text('tags/从未有过的标签/feed.xml'), new RegExp(address))
  assert.match(text('sitemap-2022-01.xml'), new RegExp(address))
  assert.match(text(address.slice(1)), /<a class="p-category"[^>]*>从未有过的标签<\/a>/)
  assert.doesNotMatch(text('index.html'), /data-lists/)
  assert.deepEqual(broken(made.files), [])
})

test('what lists have yet to take in is the same to a build and to one who asks for a page', async () => {
  const made = await gathered()
  const late = samplePost(MANY + 2, { published: samplePost(3).published! - DAY })
  await made.keep(unheardOf(MANY + 1), late)
  await made.changed()
  const expected = new Set<string>()
  for await (const address of addresses(made.site)) {
    const document = await render(address, made.site)
    assert.ok(document, address)
    expected.add(document.path)
    assert.equal(Buffer.from(made.files.get(document.path)!).toString(), String(document.body), address)
  }
  const pages = [...made.files.keys()].filter(path => !/^search\/.*\.js$/.test(path))
  assert.deepEqual(pages.sort(), [...expected].sort())
  const { gathering } = await know(made.site)
  assert.deepEqual(
    [...gathering!.pending.keys()],
    [MANY + 1],
    'one of an earlier day is in its lists at once',
  )
})

test('where articles come seldom, nobody waits for the next: lists take in each at once', async () => {
  const made = await gathered()
  // Numbers are moments of arrival, in µs.
  const later = (n: number, hours: number): Post => ({ ...unheardOf(MANY + n), number: hours * HOUR * 1000 })
  await made.keep(later(1, 30))
  await made.changed()
  assert.ok(made.files.has('tags/从未有过的标签/index.html'))
  await made.keep(later(2, 100), later(3, 101))
  await made.changed()
  await made.keep(later(4, 102))
  await made.changed()
  assert.equal((await know(made.site)).gathering?.pending.size, 1, 'three in less than a day are gathered')
})

test('lists of a small archive take in each article at once', async () => {
  const made: World = await world(samplePosts(MANY - 2), RULES)
  assert.equal((await know(made.site)).gathering, undefined)
  const output = memoryOutput()
  await made.keep(unheardOf(MANY - 1))
  await build(made.site, output)
  assert.ok(output.files.has('tags/从未有过的标签/index.html'))
})
