import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dates } from './dates.ts'
import { textsOf } from './texts.ts'

const at = Date.UTC(2021, 3, 14, 1, 39, 2)

test('a time is shown in the configured zone, and machines read the moment', () => {
  const shanghai = dates('Asia/Shanghai', textsOf('zh-Hans'))
  assert.equal(
    shanghai.full(at).html,
    '<time datetime="2021-04-14T01:39:02.000Z">2021年4月14日 09:39 UTC+8</time>',
  )
  assert.equal(
    dates('UTC', textsOf('en')).full(at).html,
    '<time datetime="2021-04-14T01:39:02.000Z">14 April 2021 01:39 UTC</time>',
  )
})

test('a day begins where the site is', () => {
  assert.equal(dates('America/Los_Angeles', textsOf('en')).key(at), '2021-04-13')
  assert.equal(dates('Asia/Shanghai', textsOf('en')).key(Date.UTC(2021, 3, 14, 16)), '2021-04-15')
})

test('summer time and odd zones are what they were on that day', () => {
  const berlin = dates('Europe/Berlin', textsOf('en'))
  assert.equal(berlin.local(Date.UTC(2021, 2, 28, 0, 59)).clock, '01:59')
  assert.equal(berlin.local(Date.UTC(2021, 2, 28, 1, 0)).clock, '03:00')
  assert.equal(dates('Asia/Kathmandu', textsOf('en')).local(at).zone, 'UTC+5:45')
  assert.equal(dates('America/St_Johns', textsOf('en')).local(Date.UTC(2021, 0, 1)).zone, 'UTC−3:30')
})

test('dates before 1970 and in old local time are shown without an error', () => {
  const there = dates('Asia/Shanghai', textsOf('zh-Hans')).local(Date.UTC(1900, 0, 1))
  assert.equal(there.year, 1900)
  assert.match(there.clock, /^08:0\d$/)
})
