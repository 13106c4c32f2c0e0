// When a source is said to be in trouble, and when it is left alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Trouble, troubleKey } from '../model/health.ts'
import { DAY, HOUR, type Instant } from '../model/time.ts'
import { type Arrival, type Habit, NO_HABIT, patience } from './habit.ts'
import { between } from './health.ts'
import type { SourceState } from './schedule.ts'
import { type SourceFactsNow, troubles } from './trouble.ts'

const NOW = Date.UTC(2021, 3, 14, 12)
const ALLOWED = 26 * HOUR

const arrival = (over: Partial<Arrival> = {}): Arrival => ({
  at: NOW,
  bytes: 6000,
  pictured: true,
  again: false,
  ...over,
})
const many = (count: number, over: Partial<Arrival> = {}): Arrival[] =>
  Array.from({ length: count }, () => arrival(over))

/** A habit of publishing every nth day for so many times, the last time so many days ago. */
function habit(every: number, times: number, quiet: number, arrivals: readonly Arrival[] = []): Habit {
  const last = Math.floor(NOW / DAY) - quiet
  const days = Array.from({ length: times }, (_, i) => last - (times - 1 - i) * every)
  return { ...NO_HABIT, days, latest: last * DAY, arrivals }
}

const facts = (given: Partial<SourceFactsNow>, state: SourceState = {}): SourceFactsNow => ({
  source: 'paper',
  url: 'https://paper.example/feed',
  habit: NO_HABIT,
  standing: new Map(),
  ...given,
  state: { lastTry: NOW, lastSuccess: NOW, ...state },
})
const found = (...all: SourceFactsNow[]): string[] => troubles(all, NOW, ALLOWED).map(troubleKey)
const standing = (trouble: Trouble): Map<Trouble['kind'], Trouble> => new Map([[trouble.kind, trouble]])

test('a daily is silent after days, a weekly after weeks, and of a new source nothing is said', () => {
  assert.deepEqual(found(facts({ habit: habit(1, 60, 2) })), [])
  assert.deepEqual(found(facts({ habit: habit(1, 60, 4) })), ['silent paper'])
  assert.deepEqual(found(facts({ habit: habit(7, 20, 14) })), [])
  assert.deepEqual(found(facts({ habit: habit(7, 20, 16) })), ['silent paper'])
  assert.deepEqual(found(facts({ habit: habit(1, 8, 300) })), [])
  assert.deepEqual(found(facts({ habit: habit(365, 5, 900) })), [])
})

test('a holiday that came before is no alarm when it comes again', () => {
  const days = [...habit(1, 60, 40).days, ...habit(1, 31, 1).days]
  assert.equal(patience({ ...NO_HABIT, days })!.longest, 9 * DAY)
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, days, latest: NOW - 12 * DAY } })), [])
})

test('who does not answer is not silent but out of reach, and only after a day of failing', () => {
  const failing = { failures: 5, lastSuccess: NOW - 3 * DAY, error: 'the server has trouble (500)' }
  assert.deepEqual(found(facts({ habit: habit(1, 60, 5) }, failing)), ['errors paper'])
  assert.deepEqual(found(facts({}, { ...failing, failures: 2 })), [])
  assert.deepEqual(found(facts({}, { ...failing, lastSuccess: NOW - 12 * HOUR })), [])
})

test('six short articles after long ones are a collapse; short news among long ones are not', () => {
  const collapsed = [...many(30), ...many(6, { bytes: 1200 })]
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: collapsed } })), ['summaries paper'])
  const mixed = [
    ...many(30).map((one, i) => (i % 4 === 0 ? { ...one, bytes: 1200 } : one)),
    ...many(6, { bytes: 1200 }),
  ]
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: mixed } })), [])
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: many(40, { bytes: 1200 }) } })), [])
})

test('a collapse stands until whole articles are back, however long it lasts', () => {
  const stands = standing({ kind: 'summaries', source: 'paper', usual: 5100, now: 300 })
  const still = { ...NO_HABIT, arrivals: many(60, { bytes: 1200 }) }
  assert.deepEqual(found(facts({ habit: still, standing: stands })), ['summaries paper'])
  const back = { ...NO_HABIT, arrivals: [...many(57, { bytes: 1200 }), ...many(3)] }
  assert.deepEqual(found(facts({ habit: back, standing: stands })), [])
})

test('pictures are missed only where most articles had one', () => {
  const without = many(8, { pictured: false })
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: [...many(30), ...without] } })), [
    'pictures paper',
  ])
  const few = many(30).map((one, i) => ({ ...one, pictured: i % 2 === 0 }))
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: [...few, ...without] } })), [])
})

test('old articles under new ids are named when they are half of what comes', () => {
  const again = many(5, { again: true })
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: [...many(5), ...again] } })), [
    'repeats paper',
  ])
  assert.deepEqual(found(facts({ habit: { ...NO_HABIT, arrivals: [...many(6), ...again.slice(1)] } })), [])
})

test('when our own job has not run, that is said first; a clock set back is all that is said', () => {
  const late = facts({ habit: habit(1, 60, 5) }, { lastTry: NOW - 3 * DAY, lastSuccess: NOW - 3 * DAY })
  assert.deepEqual(found(late), ['job'])
  assert.deepEqual(found(facts({ habit: habit(1, 60, 9) }, { lastTry: NOW + DAY })), ['clock'])
})

test('most sources silent at once are a matter of the clock, one by one they are not', () => {
  const quiet = (n: number): SourceFactsNow => facts({ source: `s${n}`, habit: habit(1, 60, 300) })
  const busy = facts({ source: 'busy', habit: habit(1, 60, 0) })
  assert.deepEqual(found(quiet(1), quiet(2), quiet(3), busy), ['clock'])
  assert.deepEqual(found(quiet(1), quiet(2), busy), ['silent s1', 'silent s2'])
  const known = { ...quiet(1), standing: standing({ kind: 'silent', source: 's1' }) }
  assert.deepEqual(found(known, quiet(2), busy), ['silent s1', 'silent s2'])
})

test('what stood goes on standing while the clock is wrong', () => {
  const silent: Trouble = { kind: 'silent', source: 'paper', since: NOW }
  const kinds = (events: ReturnType<typeof between>) =>
    events.map(event => `${event.kind}${event.over ? ' over' : ''}`)
  assert.deepEqual(kinds(between([silent], [{ kind: 'clock' }], NOW as Instant)), ['clock'])
  assert.deepEqual(kinds(between([silent], [], NOW)), ['silent over'])
  assert.deepEqual(kinds(between([silent], [{ ...silent, now: 5 }], NOW)), [])
})
