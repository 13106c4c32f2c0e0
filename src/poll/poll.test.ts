import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemoryArchive, memoryArchive } from '../adapters/memory/archive.ts'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import { memoryIndex } from '../adapters/memory/index.ts'
import { memoryStore } from '../adapters/memory/store.ts'
import { writeRss } from '../formats/rss/write.ts'
import type { Store } from '../model/catalogue.ts'
import type { Fetched, Log, Web } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { DAY, HOUR } from '../model/time.ts'
import { poll } from './poll.ts'
import type { PollDeps, PollRules } from './polled.ts'
import { rebuild } from './rebuild.ts'
import { type SourceState, USUAL_PACE } from './schedule.ts'
import { indexWords } from './words.ts'

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }
const RULES: PollRules = {
  hosts: 4,
  perHost: 1,
  pace: USUAL_PACE,
  bounds: { entries: 1000, field: 1000, text: 100_000 },
  keepCaptures: true,
  software: 'stet/test',
}
const NIGHT = Date.UTC(2021, 3, 14, 22)

const source = (id: string): Source => ({
  id,
  url: `https://${id}.example/feed`,
  categories: [],
  paused: false,
  fulltext: 'auto',
})

interface Told {
  readonly n: number
  readonly html?: string
}

const feed = (id: string, told: readonly Told[]): Uint8Array =>
  new TextEncoder().encode(
    writeRss({
      title: id,
      description: '',
      home: `https://${id}.example/`,
      self: `https://${id}.example/feed`,
      language: 'zh-Hans',
      updated: NIGHT,
      hubs: [],
      entries: told.map(({ n, html }) => ({
        id: `https://${id}.example/2021/${n}.html`,
        url: `https://${id}.example/2021/${n}.html`,
        title: `新闻 ${n}`,
        html: html ?? `<p>第 ${n} 条的正文。</p>`,
        published: NIGHT - n * HOUR,
        updated: NIGHT,
        authors: [],
        tags: [],
        enclosures: [],
      })),
    }),
  )

const fresh = (url: string, body: Uint8Array): Fetched => ({
  kind: 'fresh',
  url,
  hops: [{ url, status: 200 }],
  headers: [],
  body,
  validators: { url, etag: `"${body.length}"` },
  exchange: { url, requestHeaders: [], status: 200, statusText: 'OK', headers: [], wire: body },
})

interface World extends PollDeps {
  readonly archive: MemoryArchive
  /** What the outlets answer, by address. */
  readonly answers: Map<string, Fetched>
  now: number
}

function world(): World {
  const answers = new Map<string, Fetched>()
  const web: Web = {
    get: async url => answers.get(url) ?? { kind: 'gone', status: 404, url, hops: [] },
    close: async () => {},
  }
  const made: World = {
    now: NIGHT,
    answers,
    clock: { now: () => made.now },
    web,
    archive: memoryArchive(),
    store: memoryStore(),
    frontier: memoryFrontier(),
    log: QUIET,
  }
  return made
}

const publish = (at: World, id: string, told: readonly Told[]): void => {
  const url = source(id).url
  at.answers.set(url, fresh(url, feed(id, told)))
}

const stateIn = async (at: World, id: string): Promise<SourceState> =>
  (await at.frontier.tasks([`source:${id}`]))[0]!.state

const SOURCES = [source('voa'), source('rfa')]
const FIRST: Told[] = [{ n: 1 }, { n: 2 }, { n: 3 }]
const SECOND: Told[] = [{ n: 1, html: '<p>改过的正文。</p>' }, { n: 2 }, { n: 4 }]

/** Everything that lasts, but for journal and captures, whose lines and members may stand in another order. */
async function everythingIn(archive: MemoryArchive, store: Store): Promise<unknown> {
  const files = [...archive.files].filter(([path]) => /^_(posts|revisions)\//.test(path))
  const articles = (await store.find({})).sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    files: files.map(([path, bytes]) => [path, timeless(new TextDecoder().decode(bytes))]).sort(),
    rows: articles.map(({ path, title, revision, digest }) => ({ path, title, revision, digest })),
    changes: await store.changes({}),
    revisions: await Promise.all(
      articles.map(async ({ id }) => (await store.revisions(id)).map(({ n, digest }) => [n, digest])),
    ),
  }
}

/** Numbers and captures depend on what was tried before; the article does not. */
const timeless = (post: string): string => post.replace(/^ {2}(number|capture): .*\n/gm, '')

/** A copy of a port whose calls fail from the nth on: as if the process had died there. */
function failing<T extends object>(port: T, methods: readonly (keyof T)[], count: { left: number }): T {
  const copy = { ...port }
  for (const method of methods) {
    const real = port[method] as (...args: unknown[]) => Promise<unknown>
    copy[method] = (async (...args: unknown[]) => {
      if (count.left-- <= 0) throw new Error('the power went out')
      return real(...args)
    }) as T[typeof method]
  }
  return copy
}

/** Two editions, polled one after the other, from a world where the nth write and all after it fail. */
async function twoEditions(at: World, left = Number.POSITIVE_INFINITY): Promise<number> {
  const count = { left }
  const broken: PollDeps = {
    ...at,
    archive: failing(at.archive, ['write', 'create', 'append', 'truncate', 'remove'], count),
    store: failing(at.store, ['apply', 'setNote'], count),
    frontier: failing(at.frontier, ['add', 'complete'], count),
  }
  for (const edition of [FIRST, SECOND]) {
    for (const { id } of SOURCES) publish(at, id, edition)
    await poll(SOURCES, 'all', RULES, broken).catch(() => {})
    // The power is back; whoever comes next finds what is there.
    if (count.left <= 0) await poll(SOURCES, 'all', RULES, at)
  }
  return left - count.left
}

test('a poll interrupted at any write is healed by the next', async () => {
  const whole = world()
  await twoEditions(whole)
  const expected = await everythingIn(whole.archive, whole.store)
  const counted = world()
  const writes = await twoEditions(counted, 1e6)
  assert.ok(writes > 20, `${writes} writes`)
  for (let nth = 0; nth < writes; nth++) {
    const at = world()
    await twoEditions(at, nth)
    assert.deepEqual(await everythingIn(at.archive, at.store), expected, `interrupted at write ${nth}`)
  }
})

test('a catalogue made anew from the files knows the same articles, states and sources', async () => {
  const at = world()
  await twoEditions(at)
  const made = memoryStore()
  const { articles, revisions, damaged } = await rebuild({ archive: at.archive, store: made, log: QUIET })
  assert.deepEqual([articles, revisions, damaged], [8, 2, []])
  assert.deepEqual(await made.find({ order: 'arrival' }), await at.store.find({ order: 'arrival' }))
  assert.deepEqual(await made.sources(), await at.store.sources())
  const changes = await made.changes({})
  assert.deepEqual(changes.map(({ kind, source, revision }) => [kind, source, revision]).sort(), [
    ['edited', 'rfa', 2],
    ['edited', 'voa', 2],
  ])
  assert.deepEqual(changes, await at.store.changes({}))
  const report = await poll(SOURCES, 'all', RULES, { ...at, store: made, frontier: memoryFrontier() })
  assert.deepEqual([report.added, report.revised], [0, 0])
})

test('item numbers ascend by arrival and stay when an article is revised', async () => {
  const at = world()
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  const before = new Map((await at.store.find({})).map(({ id, number }) => [id, number]))
  at.now = NIGHT - DAY // The clock steps back; numbers do not.
  publish(at, 'voa', SECOND)
  await poll(SOURCES, ['voa'], RULES, at)
  const after = await at.store.find({ order: 'arrival' })
  for (const { id, number } of after) if (before.has(id)) assert.equal(number, before.get(id))
  const added = after.find(({ id }) => !before.has(id))!
  assert.ok([...before.values()].every(number => number < added.number))
  assert.ok(Number.isSafeInteger(added.number))
})

test('of what came together the newest has the highest number, whatever the order of its feed', async () => {
  const at = world()
  publish(at, 'voa', [{ n: 2 }, { n: 0 }, { n: 3 }, { n: 1 }])
  publish(at, 'rfa', [{ n: 0 }, { n: 1 }, { n: 2 }])
  await poll(SOURCES, 'due', RULES, at)
  for (const [id, wanted] of [
    ['voa', [3, 2, 1, 0]],
    ['rfa', [2, 1, 0]],
  ] as const) {
    const arrived = await at.store.find({ axis: 'source', value: id, order: 'arrival' })
    assert.deepEqual(
      arrived.map(({ title }) => title),
      wanted.map(n => `新闻 ${n}`),
    )
  }
})

test('what no reader would call a change makes no revision, and an edit after it does', async () => {
  const at = world()
  const told = async (html: string): Promise<number[]> => {
    publish(at, 'voa', [{ n: 1, html }])
    const { added, revised } = await poll(SOURCES, 'all', RULES, at)
    return [added, revised]
  }
  assert.deepEqual(await told('<p>他说：“不。”</p><p>阅读 12</p>'), [1, 0])
  assert.deepEqual(await told('<p>他说：「不。」</p><p>阅读 57</p>'), [0, 0])
  assert.deepEqual(await told('<p>他说：「是。」</p><p>阅读 93</p>'), [0, 1])
  assert.deepEqual(await told('<p>他说：「是。」</p><p>阅读 140</p>'), [0, 0])
  const [article] = await at.store.find({})
  assert.equal(article?.revision, 2)
})

test('the words of a new state replace those of the old', async () => {
  const at = world()
  const index = memoryIndex()
  const find = async (word: string) =>
    (await index.query({ phrases: [{ words: [word], open: false }], order: 'newest', offset: 0, limit: 9 }))
      .total
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(await indexWords({ ...at, index }), 3)
  assert.equal(await find('改过'), 0)
  publish(at, 'voa', SECOND)
  await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(await indexWords({ ...at, index }), 2)
  assert.equal(await find('改过'), 1)
  assert.equal(await indexWords({ ...at, index }), 0)
})

test('the same bytes under a new validator are not read again', async () => {
  const at = world()
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  const url = source('voa').url
  const got = at.answers.get(url)!
  assert.ok(got.kind === 'fresh')
  at.answers.set(url, { ...got, validators: { url, etag: '"other"' } })
  const { polled } = await poll(SOURCES, ['voa'], RULES, at)
  assert.deepEqual(polled[0]?.outcome, { kind: 'unchanged' })
  assert.deepEqual((await at.frontier.tasks(['source:voa']))[0]?.state.validators, { url, etag: '"other"' })
})

test('a feed cut short gives its whole entries, and its validators are not believed', async () => {
  const at = world()
  const url = source('voa').url
  const whole = feed('voa', FIRST)
  at.answers.set(url, fresh(url, whole.subarray(0, whole.length - 120)))
  const cut = await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(cut.polled[0]?.outcome.kind, 'failed')
  assert.equal(cut.added, 2)
  assert.equal((await at.frontier.tasks(['source:voa']))[0]?.state.validators, undefined)
  const sameAgain = await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(
    sameAgain.polled[0]?.outcome.kind,
    'kept',
    'the same bytes twice are how this publisher ends a feed',
  )
  at.answers.set(url, fresh(url, whole))
  assert.equal((await poll(SOURCES, ['voa'], RULES, at)).added, 1)
})

test('only a second 410, a day later, stops a source', async () => {
  const at = world()
  const url = source('voa').url
  at.answers.set(url, { kind: 'gone', status: 410, url, hops: [] })
  const kinds: string[] = []
  for (const hours of [0, 5, 30]) {
    at.now = NIGHT + hours * HOUR
    kinds.push((await poll(SOURCES, ['voa'], RULES, at)).polled[0]!.outcome.kind)
  }
  assert.deepEqual(kinds, ['failed', 'failed', 'stopped'])
  at.now += 900 * DAY
  assert.deepEqual((await poll([source('voa')], 'due', RULES, at)).polled, [])
  assert.deepEqual((await poll([source('voa')], 'all', RULES, at)).polled, [])
  publish(at, 'voa', FIRST)
  assert.equal((await poll([source('voa')], ['voa'], RULES, at)).added, 3, 'its keeper asks for it by name')
  assert.equal((await stateIn(at, 'voa')).stopped, undefined)
})

test('a 410 among other answers, or at a place that a source only points to for the moment, stops nothing', async () => {
  const at = world()
  const { url } = source('voa')
  const gone: Fetched = { kind: 'gone', status: 410, url, hops: [{ url, status: 410 }] }
  const away: Fetched = { ...gone, hops: [{ url, status: 302, location: url }, ...gone.hops] }
  const none: Fetched = { ...gone, status: 404 }
  for (const got of [gone, none, gone, none, gone, away, away, away]) {
    at.answers.set(url, got)
    at.now += 20 * HOUR
    assert.equal((await poll(SOURCES, ['voa'], RULES, at)).polled[0]!.outcome.kind, 'failed')
  }
})

test('a source given another address begins anew, even when it was stopped', async () => {
  const at = world()
  const old = source('voa')
  at.answers.set(old.url, { kind: 'gone', status: 410, url: old.url, hops: [] })
  for (const _ of [1, 2]) {
    await poll([old], ['voa'], RULES, at)
    at.now += 2 * DAY
  }
  const url = 'https://voa.example/new'
  at.answers.set(url, fresh(url, feed('voa', FIRST)))
  assert.equal((await poll([{ ...old, url }], 'due', RULES, at)).added, 3)
})

test('a permanent redirect is adopted when it is seen again on another day, and not before', async () => {
  const at = world()
  const { url } = source('voa')
  const to = 'https://new.example/feed'
  const body = feed('voa', FIRST)
  const by = (status: number): Fetched => ({
    ...fresh(to, body),
    hops: [
      { url, status, location: to },
      { url: to, status: 200 },
    ],
  })
  at.answers.set(to, fresh(to, body))
  const asks = async (got: Fetched, hours: number): Promise<string | undefined> => {
    at.answers.set(url, got)
    at.now += hours * HOUR
    await poll(SOURCES, ['voa'], RULES, at)
    return (await stateIn(at, 'voa')).moved?.at
  }
  assert.equal(await asks(by(301), 0), undefined)
  assert.equal(await asks(by(301), 23), undefined)
  assert.equal(await asks(by(302), 20), undefined, 'one that is not permanent makes the first forgotten')
  assert.equal(await asks(by(308), 20), undefined)
  assert.equal(await asks(by(308), 24), to)
  // The old address is asked no longer, until the new one fails again and again.
  at.answers.set(url, { kind: 'gone', status: 404, url, hops: [] })
  assert.equal((await poll(SOURCES, ['voa'], RULES, at)).polled[0]!.outcome.kind, 'unchanged')
  at.answers.delete(to)
  for (const _ of [1, 2, 3]) await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(await asks(by(301), 0), undefined)
})

test('a page for people where the feed is said to have moved takes the source nowhere', async () => {
  const at = world()
  const { url } = source('voa')
  const to = 'https://login.example/'
  const page = new TextEncoder().encode('<!doctype html><html><body>Log in</body></html>')
  const hops = [
    { url, status: 301, location: to },
    { url: to, status: 200 },
  ]
  at.answers.set(url, { ...fresh(to, page), hops })
  for (const _ of [1, 2, 3]) {
    assert.equal((await poll(SOURCES, ['voa'], RULES, at)).polled[0]!.outcome.kind, 'failed')
    at.now += 2 * DAY
  }
  assert.equal((await stateIn(at, 'voa')).moved, undefined)
})

test('validators are withdrawn with the server that sends them no longer, and never kept of what cannot be read', async () => {
  const at = world()
  const { url } = source('voa')
  const validators = async () => (await stateIn(at, 'voa')).validators
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  const first = await validators()
  assert.ok(first)
  at.answers.set(url, fresh(url, new TextEncoder().encode('<!doctype html><p>busy')))
  await poll(SOURCES, ['voa'], RULES, at)
  assert.deepEqual(await validators(), first)
  const { validators: _, ...without } = fresh(url, feed('voa', SECOND)) as Extract<Fetched, { kind: 'fresh' }>
  at.answers.set(url, without)
  await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(await validators(), undefined)
})

test('"not changed" said to somebody who did not ask is no answer', async () => {
  const at = world()
  const { url } = source('voa')
  at.answers.set(url, { kind: 'unchanged', url, hops: [{ url, status: 304 }], headers: [] })
  assert.equal((await poll(SOURCES, ['voa'], RULES, at)).polled[0]!.outcome.kind, 'failed')
})

test('a source whose host rests is not asked, not blamed, and asked when the rest is over', async () => {
  const at = world()
  const { url } = source('voa')
  const until = at.now + 5 * HOUR
  at.answers.set(url, { kind: 'failed', reason: 'resting', message: 'busy', hops: [], retryAt: until })
  const { polled } = await poll(SOURCES, ['voa'], RULES, at)
  assert.equal(polled[0]!.outcome.kind, 'rests')
  assert.deepEqual(await stateIn(at, 'voa'), { of: url })
  publish(at, 'voa', FIRST)
  at.now = until - HOUR
  assert.equal((await poll([source('voa')], 'due', RULES, at)).polled.length, 0)
  at.now = until + HOUR
  assert.equal((await poll([source('voa')], 'due', RULES, at)).added, 3)
})

test('hours that a feed says to skip are skipped, unless its keeper asks', async () => {
  const at = world()
  const { url } = source('voa')
  const text = new TextDecoder()
    .decode(feed('voa', FIRST))
    .replace('<channel>', '<channel><skipHours><hour>22</hour><hour>23</hour></skipHours>')
  at.answers.set(url, fresh(url, new TextEncoder().encode(text)))
  await poll([source('voa')], ['voa'], RULES, at)
  at.now += DAY
  assert.equal((await poll([source('voa')], 'due', RULES, at)).polled.length, 0)
  assert.equal((await poll([source('voa')], 'all', RULES, at)).polled.length, 1)
  at.now += 2 * DAY + 3 * HOUR
  assert.equal((await poll([source('voa')], 'due', RULES, at)).polled.length, 1)
})

test('a clock that was years ahead and has been set right makes no source wait for years', async () => {
  const at = world()
  publish(at, 'voa', FIRST)
  at.now = NIGHT + 900 * DAY
  await poll([source('voa')], 'due', RULES, at)
  at.now = NIGHT
  assert.equal((await poll([source('voa')], 'due', RULES, at)).polled.length, 1)
  assert.equal((await poll([source('voa')], 'due', RULES, at)).polled.length, 0)
})

test('only the own source of an article revises it, unless that source is followed no longer', async () => {
  const at = world()
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  const mirror = source('mirror')
  const text = new TextDecoder().decode(feed('voa', [{ n: 1, html: '<p>摘要</p>' }]))
  at.answers.set(mirror.url, fresh(mirror.url, new TextEncoder().encode(text)))
  assert.deepEqual((await poll([...SOURCES, mirror], ['mirror'], RULES, at)).revised, 0)
  at.answers.set(mirror.url, fresh(mirror.url, new TextEncoder().encode(text.replace('摘要', '摘要二'))))
  assert.deepEqual((await poll([mirror], ['mirror'], RULES, at)).revised, 1)
})

test('two titles that take turns are one new title; the one that stays is another', async () => {
  const at = world()
  const say = async (hours: number, title: string): Promise<void> => {
    at.now = NIGHT + hours * HOUR
    const html = '<p>正文没有变。</p>'
    const url = source('voa').url
    const body = new TextDecoder().decode(feed('voa', [{ n: 1, html }])).replaceAll('新闻 1', title)
    at.answers.set(url, fresh(url, new TextEncoder().encode(body)))
    await poll(SOURCES, ['voa'], RULES, at)
  }
  for (let n = 0; n < 24; n++) await say(n * 6, n % 2 === 0 ? '总理访问北京' : '总理抵达北京，将谈贸易')
  assert.equal(await at.store.countChanges({}), 1)
  await say(24 * 6 + 200, '总理访问北京')
  assert.deepEqual(
    (await at.store.changes({ order: 'oldest' })).map(({ kind, from }) => [kind, from]),
    [
      ['retitled', '总理访问北京'],
      ['retitled', '总理抵达北京，将谈贸易'],
    ],
  )
})

test('an outlet that moves to another host with all of its addresses brings no article twice', async () => {
  const at = world()
  publish(at, 'voa', FIRST)
  await poll(SOURCES, ['voa'], RULES, at)
  at.now += DAY
  const { url } = source('voa')
  const moved = new TextDecoder()
    .decode(feed('voa', SECOND))
    .replaceAll('//voa.example/2021', '//www.voa-news.example/2021')
  at.answers.set(url, fresh(url, new TextEncoder().encode(moved)))
  const { added, revised } = await poll(SOURCES, ['voa'], RULES, at)
  assert.deepEqual([added, revised], [1, 1])
  const articles = await at.store.find({ axis: 'source', value: 'voa', order: 'oldest' })
  assert.deepEqual(articles.map(({ title }) => title).sort(), ['新闻 1', '新闻 2', '新闻 3', '新闻 4'])
  assert.equal(
    articles.find(({ title }) => title === '新闻 1')?.url,
    'https://www.voa-news.example/2021/1.html',
  )
})
