import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PER_PAGE, pageCount, pageRange } from './pages.ts'

test('an article added changes no numbered page that was there', () => {
  for (let count = 0; count < PER_PAGE * 5; count++)
    for (let page = 1; page <= pageCount(count); page++)
      assert.deepEqual(pageRange(count, page), pageRange(count + 1, page))
})

test('the pages of a list and its own page show every article once', () => {
  for (let count = 0; count < PER_PAGE * 5; count++) {
    const ranges = Array.from({ length: pageCount(count) }, (_, i) => pageRange(count, i + 1))
    ranges.push(pageRange(count))
    let next = 0
    for (const { offset, limit } of ranges) {
      assert.equal(offset, next)
      next += limit
    }
    assert.equal(next, count)
  }
})

test('the own page of a long list is never nearly empty', () => {
  for (let count = PER_PAGE; count < PER_PAGE * 5; count++) {
    const { limit } = pageRange(count)
    assert.ok(limit >= PER_PAGE && limit < 2 * PER_PAGE, String(count))
  }
})
