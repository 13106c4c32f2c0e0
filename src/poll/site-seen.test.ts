// A source whose site has changed: when that is said, how long it stands, and what ends it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost } from '../../tests/site/world.ts'
import { memoryArchive } from '../adapters/memory/archive.ts'
import { memoryFrontier } from '../adapters/memory/frontier.ts'
import { memoryStore } from '../adapters/memory/store.ts'
import type { Trouble } from '../model/health.ts'
import type { Source } from '../model/source.ts'
import { DAY, type Instant } from '../model/time.ts'
import { rebuildHealth, troublesNow, watchOver } from './health.ts'
import type { Done } from './look-rules.ts'
import { noteSites } from './site-seen.ts'

/** Between two polls. */
const ALLOWED = 1000 * DAY
const START = Date.UTC(2021, 3, 14, 12)
const PAPER: Source = {
  id: 'paper',
  url: 'https://paper.example/feed',
  categories: [],
  paused: false,
  fulltext: 'auto',
}

/** A catalogue in memory that looks are noted in, on the nth day after the start. */
function world() {
  const archive = memoryArchive()
  const store = memoryStore()
  let now: Instant = START
  let beside = Number.POSITIVE_INFINITY
  const deps = { archive, store, frontier: memoryFrontier(), clock: { now: () => now } }
  /** Looks at articles that were taken on these days before the start, by what they saw. */
  const look = async (day: number, saw: 'there' | 'missing' | 'unfound' | 'blocked', ...taken: number[]) => {
    now = START + day * DAY
    const done = taken.map((ago): Done => {
      const first = { at: now - DAY, saw: '404' as const, status: 404 }
      return {
        article: samplePost(1, { source: 'paper', taken: START - ago * DAY }),
        due: undefined,
        looked: true,
        state: {
          since: START - ago * DAY,
          last: now,
          saw,
          ...((saw === 'missing' || saw === 'unfound') && { missing: [first, { ...first, at: now }] }),
          ...(saw === 'blocked' && { missing: [first] }),
        },
        ...(saw === 'unfound' && {
          unfound: { source: 'paper', missing: 3, of: 4, newest: START - Math.min(ago, beside) * DAY },
        }),
      }
    })
    await noteSites(done, store, now)
  }
  const watch = async (source = PAPER): Promise<string[]> =>
    (await watchOver([source], ALLOWED, deps)).map(({ kind, over }) => (over ? `${kind} over` : kind))
  const stands = async (source = PAPER): Promise<Trouble[]> => troublesNow([source], ALLOWED, deps)
  /** The newest of the articles beside them that were missing was taken so many days before the start. */
  const missedBeside = (ago: number) => (beside = ago)
  return { archive, store, look, watch, stands, missedBeside, on: (day: number) => (now = START + day * DAY) }
}

test('a site that has changed is said once, with how many articles are not there, and stands until they are back', async () => {
  const { look, watch, stands } = world()
  await look(1, 'missing', 5)
  assert.deepEqual(await watch(), [], 'one that is missing is no change of the site')
  await look(2, 'unfound', 5, 4)
  assert.deepEqual(await watch(), ['unfound'])
  assert.deepEqual(await stands(), [
    { kind: 'unfound', source: 'paper', since: START + DAY, upTo: START - 4 * DAY, usual: 4, now: 3 },
  ])
  await look(3, 'unfound', 4)
  await look(4, 'blocked', 5, 4)
  await look(5, 'there', 3, 2, 1)
  assert.deepEqual(await watch(), [], 'those at new addresses say nothing of the old ones')
  await look(6, 'there', 5, 4)
  await look(6, 'missing', 6)
  await look(7, 'there', 5, 4)
  assert.deepEqual(await watch(), [], 'not all of them are back')
  await look(8, 'there', 6)
  assert.deepEqual(await watch(), ['unfound over'])
  assert.deepEqual(await stands(), [])
})

test('a site that was away for two days is as it was when those that were missed beside an old article are back', async () => {
  const { look, watch, missedBeside } = world()
  missedBeside(1)
  await look(2, 'unfound', 30)
  assert.deepEqual(await watch(), ['unfound'])
  await look(3, 'there', 3, 2, 1)
  assert.deepEqual(await watch(), ['unfound over'])
})

test('a source that lives on at other addresses is left alone in the end, and its old articles are no news again', async () => {
  const { look, watch, on } = world()
  await look(2, 'unfound', 5)
  assert.deepEqual(await watch(), ['unfound'])
  await look(30, 'there', 1, 0, -1, -2, -3)
  assert.deepEqual(await watch(), [])
  on(43)
  assert.deepEqual(await watch(), ['unfound over'])
  await look(180, 'unfound', 5)
  assert.deepEqual(await watch(), [])
  await look(181, 'unfound', -20)
  assert.deepEqual(
    await watch(),
    ['unfound'],
    'what came later is missing too: its site has changed once more',
  )
})

test('an archive that is made again knows that it stood, and sees it end', async () => {
  const { archive, look, watch } = world()
  await look(2, 'unfound', 5)
  await watch()
  const anew = world()
  anew.on(3)
  await rebuildHealth(archive, anew.store)
  const [stood] = await anew.stands()
  assert.deepEqual([stood?.kind, stood?.since, stood?.upTo], ['unfound', START + DAY, START - 5 * DAY])
  assert.deepEqual(await anew.watch(), [])
  await anew.look(4, 'there', 3, 3, 3)
  assert.deepEqual(await anew.watch(), [], 'newer than those that were missed')
  await anew.look(5, 'there', 5, 6, 7)
  assert.deepEqual(await anew.watch(), ['unfound over'])
})

test('whoever ends the looks at a source ends what they say', async () => {
  const { look, watch, stands } = world()
  await look(2, 'unfound', 5)
  await watch()
  const off = { ...PAPER, looks: false }
  assert.deepEqual(await stands(off), [])
  assert.deepEqual(await watch(off), ['unfound over'])
})
