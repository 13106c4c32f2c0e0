// Three months of sixty outlets that edit, withdraw, move, block and die: what the record says of them is true, and complete.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { rebuild } from '../../src/poll/rebuild.ts'
import { judge } from './months/judge.ts'
import { pageOfStory } from './months/publisher.ts'
import { inMemory, type Kept, onDisk, STEPS, walk } from './months/run.ts'
import { chance, END, type Outlet, START, type Story, script } from './months/script.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Another tells other months: the suite keeps to one, so that a failure is about what was changed. */
const SEED = Number(process.env.STET_TEST_SEED ?? 521781301)
/** The longest silence of our own. */
const GAP = 36 * HOUR
const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

/** A folder in memory where there is one: the walk writes thousands of files, each flushed. */
function folder(): string {
  const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stet-months-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Every few hours, with a day and a half in which nobody polled now and then. */
function* moments(seed: number): Generator<number> {
  const next = chance(seed)
  for (let now = START; now <= END; now += next() < 0.01 ? GAP : (3 + Math.floor(next() * 4)) * HOUR)
    yield now
}

test('after three months every edit and withdrawal that could be seen is on the record, and nothing else', async context => {
  context.diagnostic(`STET_TEST_SEED=${SEED}`)
  const outlets = script(SEED)
  const kept = await onDisk(folder())
  const asked = await walk(outlets, kept, moments(SEED + 1))
  const articles = await kept.store.find({ order: 'arrival' })
  const changes = await kept.store.changes({ order: 'oldest' })
  const byAddress = new Map(articles.map(article => [article.url ?? '', article]))
  const found = judge(outlets, byAddress, changes, { steps: STEPS, gap: GAP, end: END })
  context.diagnostic(
    `${articles.length} articles, ${changes.length} changes, ${found.wanted} of them had to be seen; asked ${JSON.stringify(asked)}`,
  )
  assert.ok(found.wanted > 80, `${found.wanted} changes had to be seen`)
  assert.deepEqual(found.missed, [])
  assert.ok(found.false.length <= changes.length * 0.02, found.false.join('\n'))
  assert.equal(byAddress.size, articles.length, 'no article is there twice')
  const addresses = new Set(outlets.flatMap(({ stories }) => stories.map(pageOfStory)))
  assert.ok([...byAddress.keys()].every(address => addresses.has(address)))
  // Six steps fall into three months; redirects count twice, and texts of summaries are fetched once before.
  assert.ok(asked.pages <= articles.length * 8, `${asked.pages} pages asked for ${articles.length} articles`)
  for (const { tombstone } of articles)
    for (const { capture } of tombstone?.seen ?? [])
      assert.ok(capture === undefined || (await kept.archive.size(capture.split('#')[0]!)), capture)

  const made = memoryStore()
  await rebuild({ archive: kept.archive, store: made, log: QUIET })
  assert.deepEqual(await made.changes({}), await kept.store.changes({}), 'the files tell the same')
  await Promise.all([kept.store.close(), kept.frontier.close(), kept.looks.close()])
})

/** Nine days of one outlet, in which everything happens to somebody. */
function nineDays(): Outlet[] {
  const [outlet] = script(7)
  const written = outlet!.stories.flatMap(({ versions }) => versions)
  const story = (n: number, over: Partial<Story>): Story => ({
    n,
    outlet: 0,
    published: START - (20 - n) * HOUR,
    versions: [{ ...written[n]!, at: START - (20 - n) * HOUR, where: 'both' }],
    absences: [],
    ...over,
  })
  const plain = [0, 1, 2, 3, 4, 5, 6].map(n => story(n, {}))
  const changed = (n: number, where: 'both' | 'page', title?: string): Story => {
    const [first] = plain[n]!.versions
    const next = {
      ...first!,
      at: START + 2 * DAY,
      where,
      paragraphs: [...first!.paragraphs, '后来又补充了一段。'],
    }
    return { ...plain[n]!, versions: [first!, title === undefined ? next : { ...next, title }] }
  }
  const gone = (n: number, until: number): Story => ({
    ...plain[n]!,
    absences: [{ from: START + 2 * DAY, until, way: '404', isFault: false }],
  })
  const stories = [
    plain[0]!,
    changed(1, 'page'),
    gone(2, Number.POSITIVE_INFINITY),
    changed(3, 'both', '换了一个标题的新闻'),
    gone(4, START + 6 * DAY),
    plain[5]!,
    plain[6]!,
  ]
  return [{ n: 0, habit: 'plain', from: END, until: END, stories }]
}

const twiceADay = Array.from({ length: 18 }, (_, i) => START + i * 12 * HOUR)

test('an edit that comes with summaries, from a feed of full texts, is told from the other reading', async () => {
  const [outlet] = nineDays()
  const stories = outlet!.stories.filter(({ absences }) => absences.length === 0)
  // The feed turns when the pages have been seen to agree with it, and just after the edit.
  const [edited] = stories.filter(({ versions }) => versions.length === 2)
  const later = edited!.versions.map((version, i) =>
    i === 1 ? { ...version, at: START + 4.4 * DAY } : version,
  )
  const told = stories
    .filter(({ versions }) => versions.length === 1)
    .concat({ ...edited!, versions: later })
    .sort((a, b) => a.n - b.n)
  const kept = inMemory()
  await walk([{ ...outlet!, habit: 'turns', from: START + 4.6 * DAY, stories: told }], kept, twiceADay)
  const articles = await kept.store.find({})
  assert.ok(
    articles.every(({ text, revision }) => text === 'page' || revision === 1),
    'summaries take no text’s place',
  )
  const changes = await kept.store.changes({})
  const byId = new Map(articles.map(({ id, url }) => [id, url]))
  assert.deepEqual(
    changes.map(({ kind, article }) => [kind, byId.get(article)]),
    [['edited', pageOfStory(edited!)]],
  )
})

/** A copy of a port whose calls fail when their turn comes. */
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

/** The record and the tombstones, without the places of captures: those depend on what was tried before. */
async function recordOf({ store }: Kept) {
  const articles = await store.find({ order: 'oldest' })
  const stones = articles.flatMap(({ url, tombstone, lifted = [] }) =>
    [...lifted, ...(tombstone ? [tombstone] : [])].map(({ since, confirmed, why }) => [
      url,
      since,
      confirmed,
      why,
    ]),
  )
  return { changes: await store.changes({ order: 'oldest' }), stones }
}

async function interrupted(left: number): Promise<{ kept: Kept; writes: number }> {
  const kept = inMemory()
  const count = { left }
  const broken: Kept = {
    archive: failing(kept.archive, ['write', 'create', 'append', 'truncate', 'remove'], count),
    store: failing(kept.store, ['apply', 'setNote'], count),
    frontier: failing(kept.frontier, ['add', 'complete'], count),
    looks: failing(kept.looks, ['add', 'complete', 'remove', 'setHost'], count),
  }
  await walk(nineDays(), broken, twiceADay, () => {
    count.left = Number.POSITIVE_INFINITY
    return kept
  })
  return { kept, writes: left - count.left }
}

test('a process that dies at any write leaves the same record to the next', async context => {
  const { kept, writes } = await interrupted(1e9)
  const whole = await recordOf(kept)
  assert.deepEqual(whole.changes.map(({ kind }) => kind).sort(), [
    'edited',
    'retitled',
    'returned',
    'withdrawn',
    'withdrawn',
  ])
  context.diagnostic(`${writes} writes`)
  for (let nth = 0; nth < writes; nth++) {
    const after = await interrupted(nth)
    assert.deepEqual(await recordOf(after.kept), whole, `interrupted at write ${nth}`)
    const lines = await journalOf(after.kept)
    assert.deepEqual(lines, await journalOf(kept), `the journal, interrupted at write ${nth}`)
  }
})

/** What the journal says of disappearances and returns: once each, however often it was tried. */
async function journalOf({ archive }: Kept): Promise<string[]> {
  const lines: string[] = []
  for await (const path of archive.list('log'))
    for (const line of new TextDecoder()
      .decode(await archive.read(path))
      .split('\n')
      .filter(Boolean)) {
      const { op, path: post, since } = JSON.parse(line)
      if (op === 'gone' || op === 'returned' || op === 'revise') lines.push(`${op} ${post} ${since ?? ''}`)
    }
  return lines.sort()
}
