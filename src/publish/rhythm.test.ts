import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AxisValue } from '../model/catalogue.ts'
import { DAY } from '../model/time.ts'
import { rhythmOf } from './rhythm.ts'

const START = Date.parse('2021-04-01')
const on = (day: number, count = 1): AxisValue => {
  const at = START + day * DAY
  return { value: new Date(at).toISOString().slice(0, 10), count, newest: at, oldest: at }
}

test('a source that went dark for two months is said to have been silent then', () => {
  const days = [...Array(30).keys()]
    .map(day => on(day))
    .concat([...Array(30).keys()].map(day => on(91 + day)))
  assert.deepEqual(rhythmOf(days)?.gaps, [{ from: '2021-05-01', until: '2021-06-30', days: 61 }])
})

test('a monthly is not silent between its issues', () => {
  const days = [...Array(14).keys()].map(issue => on(issue * 30))
  assert.deepEqual(rhythmOf(days)?.gaps, [])
})

test('the picture has a bar for each unit, the empty ones too, and no more units than can be seen', () => {
  const short = rhythmOf([on(0, 2), on(3)])
  assert.deepEqual([short?.unit, short?.counts], ['day', [2, 0, 0, 1]])
  assert.equal(rhythmOf([on(0), on(100)])?.counts.length, 15)
  const long = rhythmOf([on(0, 3), on(800)])
  assert.deepEqual([long?.unit, long?.counts.length, long?.counts[0]], ['month', 27, 3])
  assert.deepEqual(long?.years, [
    ['2021', 3],
    ['2023', 1],
  ])
})

test('one day is no rhythm', () => {
  assert.equal(rhythmOf([on(0, 5)]), undefined)
  assert.equal(rhythmOf([]), undefined)
})
