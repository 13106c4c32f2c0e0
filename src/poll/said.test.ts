// What entries say, apart from how and when they are named.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../model/entry.ts'
import { DAY, HOUR, MINUTE } from '../model/time.ts'
import { areOfTheClock, saidDigest, withoutFuture } from './said.ts'

const NOW = Date.UTC(2026, 2, 5, 12)

test('a feed that dates every entry with the moment of its making dates none', () => {
  assert.ok(areOfTheClock([NOW, NOW - MINUTE, NOW - 2 * MINUTE], NOW))
  assert.ok(areOfTheClock([NOW - 3 * HOUR, NOW - 3 * HOUR, NOW - 3 * HOUR], NOW), 'a cache in between')
  assert.ok(!areOfTheClock([NOW, NOW - HOUR, NOW - DAY], NOW), 'a busy day')
  assert.ok(!areOfTheClock([NOW - 3 * DAY, NOW - 3 * DAY, NOW - 3 * DAY], NOW), 'an issue of a magazine')
  assert.ok(!areOfTheClock([NOW, NOW], NOW), 'two may come together')
  assert.ok(!areOfTheClock([NOW, NOW, NOW, undefined], NOW))
})

test('an entry says the same under another id and address, and something else with another summary or date', () => {
  const entry = {
    id: 'a',
    idFrom: 'id',
    url: 'https://paper.example/a?utm_campaign=1',
    title: '官员访华',
    summary: '官员抵达上海。',
    authors: [],
    published: NOW,
    updated: NOW,
  } as unknown as Entry
  const digest = (over: Partial<Entry>, clocked = false) =>
    saidDigest('paper', { ...entry, ...over }, { published: clocked, updated: clocked })
  const same = digest({})
  assert.equal(digest({ id: 'b', url: 'https://paper.example/a?utm_campaign=2' }), same)
  assert.notEqual(digest({ published: NOW + DAY }), same)
  assert.notEqual(digest({ summary: '官员抵达北京。' }), same)
  assert.notEqual(digest({ updated: NOW + HOUR }), same)
  assert.equal(digest({ updated: NOW + HOUR, published: NOW + HOUR }, true), digest({}, true))
})

test('a date ten years ahead is none, tomorrow is one', () => {
  const entry = { id: 'a', title: '官员访华' } as unknown as Entry
  assert.equal(withoutFuture({ ...entry, published: NOW + 3650 * DAY }, NOW).published, undefined)
  assert.equal(withoutFuture({ ...entry, published: NOW + DAY }, NOW).published, NOW + DAY)
  assert.equal(withoutFuture(entry, NOW), entry)
})
