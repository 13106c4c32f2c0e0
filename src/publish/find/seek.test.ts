import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, type World, world } from '../../../tests/site/world.ts'
import { memoryOutput } from '../../adapters/memory/archive.ts'
import { DAY, iso } from '../../model/time.ts'
import { build } from '../build.ts'
import { search } from '../search.ts'
import { newLists } from './lists.ts'
import { AFTER, BEFORE, furtherName, levelsOf, ROWS, shardOf, shardsOf } from './plan.ts'
import type { Shelf } from './read.ts'
import { bytesOf, type Hit, type Seeking, seek } from './seek.ts'
import { keyOf, NOTHING, writeFurther, writeShard } from './shard.ts'
import { pieces } from './write.ts'

const FIRST: Seeking = { order: 'newest', offset: 0, limit: 10, facets: [] }

/** Built files as a browser gets them. */
function shelfOf(files: ReadonlyMap<string, Uint8Array>): Shelf & { readonly asked: string[] } {
  const asked: string[] = []
  const read = (path: string): string => {
    asked.push(path)
    const bytes = files.get(path)
    if (!bytes) throw new Error(`${path} was not built`)
    return new TextDecoder().decode(bytes)
  }
  return {
    asked,
    async file(name) {
      const [, given, value] = /^stetShelf\(("[^"]*"),(.*)\)\n$/s.exec(read(`search/${name}.js`))!
      assert.equal(JSON.parse(given!), name)
      return JSON.parse(value!)
    },
    async text(name, _, piece) {
      return Buffer.from(read(`${name}.md`))
        .subarray(...bytesOf(piece, BEFORE, AFTER))
        .toString()
    },
  }
}

async function built({ site }: World) {
  const output = memoryOutput()
  await build(site, output)
  return shelfOf(output.files)
}

/** The browser's answer names the articles of the server's, in their order. */
const sameTitles = (
  { hits }: { readonly hits: readonly Hit[] },
  { results }: { readonly results: readonly { readonly title: string }[] },
  query: string,
): void =>
  assert.deepEqual(
    hits.map(({ row }) => row[1]),
    results.map(({ title }) => title),
    query,
  )

test('a browser finds what the server finds, in every level of the index', async () => {
  const posts = samplePosts(1100).map(post =>
    samplePost(post.number, {
      title: `新聞 ${post.number}`,
      html: `<p>${'前文。'.repeat(90)}第${post.number}篇，说的是气候特使克里访问中国，G20峰会。</p>`,
    }),
  )
  const made = await world(posts)
  const shelf = await built(made)
  for (const query of [
    '气候特使',
    '氣候特使克里訪問',
    '候特使克里访',
    '第7篇',
    '第512篇',
    '第1050篇',
    '第1099篇',
    'G20峰',
    'g20',
    '"第3篇" 气候',
    '新闻 1001',
    '峰',
    '中国 source:voa',
    '气候 tag:标签1 source:rfa',
    '气候 after:2021-05-10',
    '气候 before:2021-04-16',
    '气候 after:2021-04-20 before:2021-04-22 source:bbc',
    '没有的话',
    '气候特使 没有的话',
    '特使气候',
    'author:"记者 甲" 第40篇',
    'after:2021-05-10',
    'after:2021-05',
    'before:2021-04-16',
    'after:2021-04-20 before:2021-04-22',
    'Source:VOA 中国',
    'tag:標籤1 气候',
  ]) {
    const there = await search(query, made.site, { limit: 10 })
    const here = await seek(shelf, query, FIRST)
    sameTitles(here, there, query)
    assert.deepEqual(
      here.hits.map(({ snippet, places, titlePlaces }) => ({ snippet, places, titlePlaces })),
      there.results.map(({ snippet, places, titlePlaces }) => ({ snippet, places, titlePlaces })),
      query,
    )
    if (here.isTotal) assert.equal(here.total, there.total, query)
  }
})

/** Two pairs of ideographs that have one key. */
function twins(): [string, string] {
  const seen = new Map<number, string>()
  for (let n = 0; ; n++) {
    const pair = String.fromCharCode(0x4e00 + (n % 500), 0x5000 + Math.floor(n / 500))
    const other = seen.get(keyOf(pair))
    if (other && !other.includes(pair[0]!)) return [other, pair]
    seen.set(keyOf(pair), pair)
  }
}

test('two words that share a key are told apart, and a filter that nothing has finds nothing', async () => {
  const [one, other] = twins()
  const posts = samplePosts(40).map(post =>
    samplePost(post.number, { html: `<p>${[one, other, '别的'][post.number % 3]}。第${post.number}篇</p>` }),
  )
  const made = await world(posts)
  const shelf = await built(made)
  for (const query of [one, other, `${one} source:voa`]) {
    const there = await search(query, made.site, { limit: 10 })
    const here = await seek(shelf, query, FIRST)
    assert.ok(there.total > 0, query)
    assert.deepEqual([here.total, here.isTotal], [there.total, true], query)
    sameTitles(here, there, query)
  }
  assert.equal((await seek(shelf, 'source:nobody', FIRST)).total, 0)
})

test('pages of results follow one another without a gap', async () => {
  const made = await world(samplePosts(60))
  const shelf = await built(made)
  const all = await search('气候', made.site, { limit: 60 })
  const titles: unknown[] = []
  for (let offset = 0; offset < 60; offset += 25)
    titles.push(...(await seek(shelf, '气候', { ...FIRST, offset, limit: 25 })).hits.map(({ row }) => row[1]))
  assert.deepEqual(
    titles,
    all.results.map(({ title }) => title),
  )
})

test('a phrase over the edge of two places is found, and one that only seems to be there is not', async () => {
  const edge = (n: number, text: string): ReturnType<typeof samplePost> =>
    samplePost(n, { html: `<p>${text}</p>` })
  const made = await world([
    edge(1, `${'啊'.repeat(189)}气候特使克里`),
    edge(2, '气候特别。使克服。克里。候特、特使'),
    edge(3, `气候特使${'啊'.repeat(3000)}克里`),
  ])
  const shelf = await built(made)
  const found = async (query: string) => (await seek(shelf, query, FIRST)).hits.map(({ row }) => row[1])
  assert.deepEqual(await found('气候特使克里'), ['新闻 1'])
  assert.deepEqual(await found('气候特使 克里'), ['新闻 3', '新闻 1'])
})

test('the best matches come first in a browser in the order of the server, page by page', async () => {
  const titles = ['气候新闻', '新闻', '新的闻名，气候', 'G20峰会', '', '气候', '新 气候，候新']
  const made = await world(
    samplePosts(1100).map(post =>
      samplePost(post.number, {
        title: titles[post.number % 7]!,
        html: `<p>新闻第${post.number}篇，${post.number % 3 ? '说的是气候。' : '别的。'.repeat(600)}G${post.number % 25}峰会</p>`,
      }),
    ),
  )
  const shelf = await built(made)
  for (const query of [
    '新闻',
    '气候 新闻',
    '新',
    '气候新',
    'g20峰',
    '新 g20',
    '气候 source:voa',
    'after:2021-05',
    '说 别',
  ])
    for (const offset of [0, 30, 300]) {
      const there = await search(query, made.site, { limit: 20, offset, order: 'best' })
      const here = await seek(shelf, query, { ...FIRST, order: 'best', offset, limit: 20 })
      assert.deepEqual(
        here.hits.map(({ row }) => row[0].slice(-8)),
        there.results.map(({ id }) => id.slice(0, 8)),
        `${query} from ${offset}`,
      )
      if (here.isTotal) assert.equal(here.total, there.total, query)
    }
})

test('an ideograph beside a number is found, though many texts hold both apart, and few of these are read', async () => {
  const made = await world(
    samplePosts(400).map(post =>
      samplePost(post.number, {
        html: post.number % 80 ? '<p>第一，3月；4个14，年月，日</p>' : '<p>4月14日，第3次，了，我</p>',
      }),
    ),
  )
  for (const query of ['第3', '月14日', '4月14', '了，我', '次，了']) {
    const shelf = await built(made)
    const there = await search(query, made.site, { limit: 10 })
    const here = await seek(shelf, query, FIRST)
    sameTitles(here, there, query)
    assert.ok(there.total > 0 && there.total < 10, query)
    const texts = shelf.asked.filter(path => path.endsWith('.md')).length
    assert.ok(texts <= there.total + 1, `${query}: ${texts} texts`)
  }
})

test('pairs that many texts hold, and few beside each other, are found beside each other', async () => {
  const made = await world(
    samplePosts(600).map(post =>
      samplePost(post.number, {
        html: post.number % 100 ? '<p>系是，是一，of it, the end</p>' : '<p>系是一，end of the</p>',
      }),
    ),
  )
  // The newest are in the index by single pairs alone.
  const { count, fresh } = levelsOf(600)
  for (const query of ['系是一', '"of the"']) {
    const shelf = await built(made)
    const { hits } = await seek(shelf, query, FIRST)
    assert.equal(hits.length, 6, query)
    assert.ok(shelf.asked.filter(path => path.endsWith('.md')).length <= 6 + count - fresh, query)
  }
})

test('what a place ends in the middle of is one word, and an address is none', async () => {
  const long = 'x'.repeat(30)
  const posts = Array.from({ length: 60 }, (_, n) =>
    samplePost(n + 1, {
      html: `<p>${'啊'.repeat(870 + n)} Facebook${long} <a href="https://news.example/${'path/'.repeat(50)}end">原文</a>${'哦'.repeat(900)}</p>`,
    }),
  )
  const made = await world(posts)
  const shelf = await built(made)
  for (const query of ['book', 'path', 'end', 'x', long, `Facebook${long}`, '原文哦', '啊 哦']) {
    const there = await search(query, made.site, { limit: 10 })
    const here = await seek(shelf, query, FIRST)
    if (query !== '原文哦') assert.deepEqual([here.total, here.isTotal], [there.total, true], query)
    assert.equal(here.hits.length, there.results.length, query)
  }
})

test('articles with pictures are found by that', async () => {
  const made = await world([
    samplePost(1),
    samplePost(2, { html: '<p>图</p><img src="https://x.example/a.jpg" alt="">' }),
  ])
  const shelf = await built(made)
  const { hits } = await seek(shelf, 'has:picture', FIRST)
  assert.deepEqual(
    hits.map(({ row }) => row[1]),
    ['新闻 2'],
  )
})

test('a very common word is read as far as needed, and to the end when asked', async () => {
  const count = 9216
  const made = newLists(count)
  for (let article = count - 1; article >= 0; article--) made.add(made.word('中国'), article, 1)
  const [inline = [], ...more] = pieces(made.list(made.word('中国'))!.list, false)
  assert.ok(more.length > 0)
  const asked: string[] = []
  const dayOf = (number: number): number => Date.UTC(2000, 0, 1) + number * DAY
  const shard = shardOf('中国', shardsOf(count)).toString(36)
  const files: Record<string, unknown> = {
    new: {
      ...{
        count,
        fresh: count,
        old: count,
        rows: [],
        words: writeShard([], 0),
        versions: { old: 'a', mid: 'b' },
      },
      months: Array.from({ length: count }, (_, i) => [iso(dayOf(i)).slice(0, 7), i]).filter(
        ([month], i, all) => all[i - 1]?.[0] !== month,
      ),
    },
    [`old/${shard}`]: writeShard([['中国', { ...NOTHING, list: inline, further: more.length }]], count),
    ...Object.fromEntries(
      more.map((numbers, n) => [furtherName(`old/${shard}`, NOTHING, n), writeFurther(numbers, false)]),
    ),
  }
  const shelf: Shelf = {
    async file(name) {
      asked.push(name)
      if (!name.startsWith('docs/')) return files[name]
      const page = Number.parseInt(name.slice(5), 36)
      return Array.from({ length: ROWS }, (_, i) => {
        const number = page * ROWS + i
        return [String(number), 'x', iso(dayOf(number)), 's', 'S', '', 0]
      })
    },
    text: async () => '中国',
  }
  const first = await seek(shelf, '中国', FIRST)
  assert.deepEqual(
    first.hits.map(({ row }) => Number(row[0])),
    Array.from({ length: 10 }, (_, i) => count - 1 - i),
  )
  assert.equal(first.isTotal, false)
  assert.ok(!asked.some(name => name.includes('-')), 'no further file was needed')
  const old = await seek(shelf, '中国 before:2000-01-04', FIRST)
  assert.deepEqual(
    old.hits.map(({ row }) => Number(row[0])),
    [2, 1, 0],
  )
})

test('an index of one more article rewrites a file, and an article that changed only those that speak of it', async () => {
  const made = await world(samplePosts(200))
  const output = memoryOutput()
  const { manifest } = await build(made.site, output)
  const before = new Map(output.files)
  await made.keep(samplePost(201))
  await build(made.site, output, { manifest })
  const changed = [...output.files].filter(
    ([path, bytes]) => path.startsWith('search/') && bytes !== before.get(path),
  )
  assert.deepEqual(
    changed.map(([path]) => path),
    ['search/new.js'],
  )
})
