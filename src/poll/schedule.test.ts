import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../model/entry.ts'
import type { Headers } from '../model/ports.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { freshness } from './freshness.ts'
import { publishedIn, rhythmNow } from './rhythm.ts'
import { nextAfterFailure, nextAfterSuccess, type SourceState, USUAL_PACE } from './schedule.ts'

const NIGHT = Date.UTC(2021, 3, 14, 22)
const validators = { url: 'https://voa.example/feed', etag: '"1"' }
const KNOWN: SourceState = { validators, lastTry: NIGHT - 8 * HOUR }

const dated = (...hours: number[]): Entry[] =>
  hours.map(ago => ({ published: NIGHT - ago * HOUR })) as unknown as Entry[]

const wait = (
  state: SourceState,
  { headers = [], id = 'voa', pace = USUAL_PACE, before = KNOWN, now = NIGHT }: Given = {},
): number => nextAfterSuccess(id, before, state, headers, now, pace) - now

interface Given {
  readonly headers?: Headers
  readonly id?: string
  readonly pace?: { least: number; most: number; chosen?: boolean }
  readonly before?: SourceState
  readonly now?: number
}

const isAbout = (value: number, wanted: number): void =>
  assert.ok(value >= wanted && value <= wanted * 1.26, `${value / HOUR} h instead of ${wanted / HOUR}`)

const every = (hours: number, count = 20) =>
  publishedIn(dated(...Array.from({ length: count }, (_, i) => i * hours)), NIGHT)

test('a source is looked at by its own rhythm, within the pace', () => {
  const at = (hours: number) => wait({ ...KNOWN, published: every(hours)! })
  isAbout(at(0.2), HOUR)
  isAbout(at(3), (57 * HOUR) / 20)
  isAbout(at(24), 8 * HOUR)
  isAbout(at(2400), 8 * HOUR)
})

test('what came together counts once, and silence makes a source slower', () => {
  const burst = publishedIn(dated(...Array.from({ length: 25 }, (_, i) => 23 + i / 100)), NIGHT)!
  assert.ok(burst.moments <= 3)
  const slow = publishedIn(dated(0, 1, 2, 3, 4, 5), NIGHT)
  assert.ok(rhythmNow(slow, 0, NIGHT + 30 * HOUR) > 5 * HOUR)
})

test('a list that is new from end to end in a few hours is looked at before that', () => {
  const published = publishedIn(dated(...Array<number>(25).fill(10)), NIGHT)!
  isAbout(wait({ ...KNOWN, published }), 5 * HOUR)
})

test('without dates it is looked at ever more seldom while nothing comes', () => {
  const waits = [0, 1, 2, 9].map(quiet => wait({ ...KNOWN, quiet }))
  for (const [i, one] of waits.entries()) if (i > 0) assert.ok(one > waits[i - 1]! * 1.1)
  isAbout(waits.at(-1)!, 8 * HOUR)
})

test('it is never looked at sooner than it asks, in headers or in the feed', () => {
  const published = every(0.2)!
  const state = { ...KNOWN, published }
  isAbout(wait(state, { headers: [['cache-control', 'public, max-age=18000']] }), 5 * HOUR)
  isAbout(
    wait(state, {
      headers: [
        ['cache-control', 'max-age=18000'],
        ['age', '3600'],
      ],
    }),
    4 * HOUR,
  )
  isAbout(wait({ ...state, asked: { ttl: 2 * HOUR } }), 2 * HOUR)
  isAbout(wait({ ...state, asked: { every: 2 * DAY } }), 2 * DAY)
  isAbout(wait({ ...state, asked: { ttl: 365 * DAY } }), 7 * DAY)
  isAbout(wait(state, { headers: [['cache-control', 'max-age=99999999']] }), 7 * DAY)
  isAbout(wait({ ...state, lasts: 3 * HOUR }), 3 * HOUR)
  isAbout(wait({ ...state, lasts: 3 * HOUR }, { headers: [['cache-control', 'no-cache']] }), HOUR)
})

test('who sends no validators is asked once a day, unless it says more or its keeper wants more', () => {
  const state: SourceState = { lastTry: NIGHT - DAY, published: every(12)! }
  isAbout(wait(state), DAY)
  isAbout(wait({ ...state, published: every(1, 25)! }), 12 * HOUR)
  isAbout(wait({ ...state, asked: { ttl: HOUR } }), 8 * HOUR)
  isAbout(wait(state, { headers: [['cache-control', 'max-age=600']] }), 8 * HOUR)
  isAbout(wait(state, { pace: { least: HOUR, most: 8 * HOUR, chosen: true } }), 8 * HOUR)
  isAbout(wait({ ...KNOWN, ignored: true, published: every(12)! }), 16 * HOUR)
})

test('sources found together, or left alone together, do not come back together', () => {
  for (const before of [{}, { ...KNOWN, lastTry: NIGHT - 9 * DAY }]) {
    const waits = Array.from({ length: 200 }, (_, n) =>
      wait({ ...KNOWN, published: every(24)! }, { id: `s${n}`, before }),
    )
    const inHour = new Map(waits.map(one => [Math.floor(one / HOUR), 0]))
    for (const one of waits) {
      assert.ok(one >= HOUR && one <= 10 * HOUR)
      inHour.set(Math.floor(one / HOUR), inHour.get(Math.floor(one / HOUR))! + 1)
    }
    assert.ok(Math.max(...inHour.values()) < 60, JSON.stringify([...inHour]))
  }
})

test('hours and days that a feed says to skip are skipped, at all minutes of the hour', () => {
  const asked = { skipHours: [22, 23, 0], skipDays: [4] }
  const minutes = new Set<number>()
  for (let n = 0; n < 20; n++) {
    const at = new Date(NIGHT + wait({ ...KNOWN, published: every(0.1)!, asked }, { id: `s${n}` }))
    assert.deepEqual([at.getUTCHours() > 0, at.getUTCDay()], [true, 5])
    minutes.add(at.getUTCMinutes())
  }
  assert.ok(minutes.size > 3)
  assert.ok(wait({ ...KNOWN, asked: { skipHours: Array.from({ length: 24 }, (_, i) => i) } }) < DAY)
})

test('failures back off to a day and never to never; Retry-After is obeyed', () => {
  const after = (failures: number, retryAt?: number) =>
    nextAfterFailure('voa', { failures }, NIGHT, USUAL_PACE, retryAt) - NIGHT
  isAbout(after(1), HOUR)
  isAbout(after(3), 4 * HOUR)
  for (const failures of [10, 1000]) assert.ok(after(failures) > 0.8 * DAY && after(failures) <= DAY)
  isAbout(after(1, NIGHT + 2 * DAY), 2 * DAY)
  isAbout(after(3, NIGHT + MINUTE), 4 * HOUR)
})

test('freshness is read as RFC 9111 has it, and of two clocks the one that makes sense', () => {
  const of = (headers: Headers) => freshness(headers, NIGHT)
  const date = (at: number) => new Date(at).toUTCString()
  assert.equal(of([]), undefined)
  assert.equal(of([['cache-control', 'private, MAX-AGE="60"']]), MINUTE)
  assert.equal(of([['cache-control', 'max-age=60, no-store']]), 0)
  assert.equal(of([['cache-control', 's-maxage=60']]), undefined)
  assert.equal(
    of([
      ['cache-control', 'public'],
      ['cache-control', 'max-age=60'],
    ]),
    MINUTE,
  )
  assert.equal(of([['expires', '0']]), 0)
  assert.equal(of([['expires', date(NIGHT + HOUR)]]), HOUR)
  assert.equal(of([['expires', date(NIGHT - HOUR)]]), 0)
  assert.equal(
    of([
      ['date', date(NIGHT + 400 * DAY)],
      ['expires', date(NIGHT + 400 * DAY + HOUR)],
    ]),
    HOUR,
    'a server whose calendar is wrong',
  )
  assert.equal(
    of([
      ['date', date(NIGHT + 900 * DAY)],
      ['expires', date(NIGHT + HOUR)],
    ]),
    HOUR,
    'a cache in between that dates what it passes on',
  )
  assert.equal(of([['expires', 'Wed Apr 14 23:00:00 2021']]), HOUR)
  assert.equal(of([['expires', 'Wednesday, 14-Apr-21 22:00:30 GMT']]), 30 * SECOND)
})
