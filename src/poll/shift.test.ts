// What one worker does in a shift, and what it does not do once a lease is not its own any more.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryArchive } from '../adapters/memory/archive.ts'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import { memoryStore } from '../adapters/memory/store.ts'
import type { SharedFrontier } from '../model/frontier.ts'
import type { Log } from '../model/ports.ts'
import type { Source } from '../model/source.ts'
import { NEVER, type SourceState, USUAL_PACE } from './schedule.ts'
import { type ShiftDeps, type ShiftRules, workShift } from './shift.ts'

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }
const NIGHT = Date.UTC(2021, 3, 14, 22)
const RULES: ShiftRules = {
  hosts: 4,
  perHost: 1,
  pace: USUAL_PACE,
  bounds: { entries: 1000, field: 1000, text: 100_000 },
  keepCaptures: true,
  software: 'stet/test',
  owner: 'w',
  hold: 100_000,
  longest: 60_000,
}

const source = (id: string, host: string): Source => ({
  id,
  url: `https://${host}/${id}`,
  categories: [],
  paused: false,
  fulltext: 'never',
})

const feed = (url: string): Uint8Array =>
  new TextEncoder().encode(
    `<rss version="2.0"><channel><title>报</title><link>${url}</link><item><title>新闻 ${url}</title><link>${url}/1</link><description>正文</description></item></channel></rss>`,
  )

/** A schedule in memory, and a publisher that tells of each request. */
async function world(sources: readonly Source[], asked: (url: string, at: ShiftDeps) => void = () => {}) {
  const plain = memoryFrontier()
  const counted: string[] = []
  const frontier: SharedFrontier = {
    ...plain,
    own: async () => undefined,
    hurry: async () => {},
    setDeaths: async (id, deaths) => {
      counted.push(`${id} ${deaths}`)
    },
    owners: async () => [],
    nextReady: async () => undefined,
    listen: () => () => {},
  }
  await frontier.add(
    sources.map(({ id, url }, n) => ({
      id: `source:${id}`,
      host: new URL(url).host,
      due: NIGHT - 100 + n,
      state: {},
    })),
  )
  const requests: string[] = []
  const at: ShiftDeps = {
    clock: { now: () => NIGHT },
    web: {
      async get(url) {
        requests.push(url)
        asked(url, at)
        return { kind: 'fresh', url, hops: [{ url, status: 200 }], headers: [], body: feed(url) }
      },
      async close() {},
    },
    archive: memoryArchive(),
    store: memoryStore(),
    frontier,
    log: QUIET,
    shared: true,
    every: () => () => {},
  }
  return { at, requests, counted }
}

const work = (sources: readonly Source[], at: ShiftDeps) =>
  workShift(sources, RULES, at, new AbortController().signal)

test('a shift asks all that is due, keeps it and gives every host back', async () => {
  const sources = [source('a', 'x.example'), source('b', 'x.example'), source('c', 'y.example')]
  const { at, requests } = await world(sources)
  assert.deepEqual(await work(sources, at), { polled: 3, added: 3, revised: 0 })
  assert.equal(requests.length, 3)
  const again = await at.frontier.claim({ owner: 'v', now: NIGHT, hold: 1, hosts: 9, tasks: 9, all: true })
  assert.deepEqual(again.map(({ host }) => host).sort(), ['x.example', 'y.example'])
})

test('a source that five in a row died of is not asked, and the others of its host are', async () => {
  const sources = [source('deadly', 'x.example'), source('good', 'x.example')]
  const { at, requests } = await world(sources)
  const { claim } = at.frontier
  const dying: ShiftDeps = {
    ...at,
    frontier: {
      ...at.frontier,
      claim: async given =>
        (await claim(given)).map(lease => ({
          ...lease,
          tasks: lease.tasks.map(task => (task.id === 'source:deadly' ? { ...task, deaths: 5 } : task)),
        })),
    },
  }
  await work(sources, dying)
  assert.deepEqual(requests, ['https://x.example/good'])
  const [task] = await at.frontier.tasks(['source:deadly'])
  const { stopped, error } = task!.state as SourceState
  assert.deepEqual([task!.due, stopped], [NEVER, true])
  assert.match(error ?? '', /^quarantined: 5 times in a row .*`stet poll deadly`/)
})

test('a source is suspected while its answer is read, not while it is waited for, captured or kept', async () => {
  const sources = [source('a', 'x.example'), source('b', 'x.example')]
  const { at, counted } = await world(sources)
  const { claim } = at.frontier
  const suspecting: SharedFrontier = {
    ...at.frontier,
    claim: async given =>
      (await claim(given)).map(lease => ({
        ...lease,
        tasks: lease.tasks.map(task => (task.id === 'source:a' ? { ...task, deaths: 4 } : task)),
      })),
  }
  await work(sources, { ...at, frontier: suspecting })
  // Not while it is waited for, nor while its capture is, but while it is read, and no more when it is kept.
  assert.deepEqual(counted, ['source:a 0', 'source:a 4', 'source:a 0', 'source:a 4', 'source:a 0'])
})

test('who has lost a host asks it nothing more, and what comes too late is not noted', async () => {
  const sources = [source('a', 'x.example'), source('b', 'x.example')]
  const { at, requests } = await world(sources, (_, { frontier }) => {
    // While the first is asked, another takes the host over.
    void frontier.claim({ owner: 'v', now: NIGHT, hold: 1, hosts: 1, tasks: 9, all: true, alone: true })
  })
  const losing: ShiftDeps = {
    ...at,
    every: (_, call) => {
      const timer = setInterval(call, 1)
      return () => clearInterval(timer)
    },
    web: {
      ...at.web,
      async get(url, request) {
        const got = await at.web.get(url, request)
        await new Promise(resolve => setTimeout(resolve, 30))
        return got
      },
    },
  }
  await work(sources, losing)
  assert.deepEqual(requests, ['https://x.example/a'])
  assert.ok((await at.frontier.tasks()).every(({ due }) => due < NIGHT))
})

test('a source that this stet.yml does not know is left for somebody who does', async () => {
  const sources = [source('a', 'x.example'), source('b', 'x.example')]
  const { at, requests } = await world(sources)
  await work(sources.slice(0, 1), at)
  assert.deepEqual(requests, ['https://x.example/a'])
  const [task] = await at.frontier.tasks(['source:b'])
  assert.ok(task!.due > NIGHT && task!.due < NIGHT + 3_600_000)
})
