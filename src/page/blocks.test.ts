import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgeNames, withoutBlocks } from './blocks.ts'

const text = (n: number): string =>
  `<p>第${n}条新闻的第一段，说的是会谈。</p>\n<p>第${n}条新闻的第二段，说的是结果。</p>`
const ABOVE = '<p>本台记者在世界各地为您采访报道</p>'
const BELOW = '<div>\n<p>欢迎下载我们的客户端，阅读更多</p>\n</div>\n<p>本文不代表本台立场</p>'
const known = new Set([...edgeNames(ABOVE), ...edgeNames(BELOW)])

test('what an outlet puts before and behind each article goes, with its wrappers, and the article stays', () => {
  const got = withoutBlocks(`${ABOVE}\n${text(1)}\n${BELOW}`, known)
  assert.equal(got?.html, text(1))
  assert.equal(got?.text.split('\n').length, 2)
})

test('the same words in the middle of an article are the article’s own', () => {
  const html = `${text(1)}\n${ABOVE}\n${text(2)}`
  assert.equal(withoutBlocks(html, known), undefined)
})

test('an article that is nothing but known blocks is left as it is', () => {
  assert.equal(withoutBlocks(`${ABOVE}\n${BELOW}`, known), undefined)
  assert.equal(withoutBlocks(text(1), new Set()), undefined)
})
