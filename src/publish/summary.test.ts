import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summaryOf } from './summary.ts'

test('a description is the beginning of the text, on one line, without markup', () => {
  assert.equal(summaryOf('<p>美国国务院&amp;</p>\n<p>第二段。</p>'), '美国国务院& 第二段。')
})

test('a description is cut where a character ends', () => {
  const cut = summaryOf(`<p>${'字'.repeat(119)}👨‍👩‍👧后文</p>`)
  assert.equal(cut, `${'字'.repeat(119)}…`)
  assert.equal(summaryOf(`<p>${'e\u0301'.repeat(100)}</p>`, 11), `${'e\u0301'.repeat(5)}…`)
})

test('a long article costs its description no more than a short one', () => {
  const text = `<p>${'文'.repeat(5)}</p>`.repeat(100_000)
  assert.ok(summaryOf(text).length <= 121)
  assert.ok(summaryOf(`<p>${'x'.repeat(1_000_000)}`).length <= 121)
})
