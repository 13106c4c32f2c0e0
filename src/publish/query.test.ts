import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked } from './query.ts'
import { removable } from './removable.ts'

test('filters are taken out of the words', () => {
  const { phrases, facets, from, until } = asked('气候 source:voa tag:"气候 变化" after:2021-04 before:2022')
  assert.deepEqual(
    phrases.map(({ words }) => words.join('')),
    ['气候'],
  )
  assert.deepEqual(facets, ['source:voa', 'tag:气候 变化'])
  assert.equal(from, Date.UTC(2021, 3, 1))
  assert.equal(until, Date.UTC(2022, 0, 1))
})

test('filters are the same in every case and script', () => {
  assert.deepEqual(asked('SOURCE:VOA Tag:國際 author:"ＬＩ Ｍing"').facets, [
    'source:voa',
    'tag:国际',
    'author:li ming',
  ])
})

test('what only looks like a filter is words', () => {
  assert.deepEqual(asked('after:noon').facets, [])
  assert.equal(asked('after:noon').from, undefined)
  assert.ok(asked('after:noon').phrases.length > 0)
  assert.equal(asked('after:2021-02-30').from, undefined)
  assert.deepEqual(asked('https://x.example/source:voa').facets, [])
})

test('every filter of a query can be taken out again, and nothing else changes', () => {
  assert.deepEqual(removable('气候 source:voa  tag:"气候 变化" after:2021-04 上海'), [
    { filter: 'source:voa', without: '气候 tag:"气候 变化" after:2021-04 上海' },
    { filter: 'tag:"气候 变化"', without: '气候 source:voa after:2021-04 上海' },
    { filter: 'after:2021-04', without: '气候 source:voa  tag:"气候 变化" 上海' },
  ])
  assert.deepEqual(removable('has:picture'), [{ filter: 'has:picture', without: '' }])
  assert.deepEqual(removable('after:noon https://x.example/source:voa'), [])
})

test('a query of any length and kind is answered in a moment', () => {
  for (const text of [
    'source:'.repeat(50_000),
    '"'.repeat(100_000),
    'a '.repeat(100_000),
    'tag:"'.repeat(50_000),
  ]) {
    const read = asked(text)
    assert.ok(read.phrases.length <= 20)
  }
})
