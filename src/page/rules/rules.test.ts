import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extract } from '../extract.ts'
import { namesFor } from './book.ts'
import { readRule } from './read.ts'

const SENTENCE = '会谈定于星期三在上海举行，双方将讨论气候与能源的合作。'
const PAGE = `<html lang="zh"><title>上海会谈 | 某报</title><body><div class="wrap"><h2 class="t">上海会谈</h2>
<p class="who">文／张三</p><div class="shown"><p>${SENTENCE}</p><p>SPONSORED</p><div class="promo-7">订阅</div></div>
<div class="noise">${`<p>${'别的文章写得更长，可是读者并没有要看它。'.repeat(4)}</p>`.repeat(6)}</div><div class="shown"><p>第二段：${SENTENCE}</p></div></body></html>`

const take = (rule: string, page = PAGE) =>
  extract({
    bytes: new TextEncoder().encode(page),
    url: 'https://news.paper.example/a/1',
    rules: new Map([['.paper.example', readRule('.paper.example', rule).rule]]),
  })

test('a rule in the format of the public collection finds title, author and a body in several places', () => {
  const got = take(
    `# a comment\ntitle: //h2[@class='t']\nauthor: //p[@class='who']\nbody: //div[@class='missing']\nbody: //div[@class='shown']\nstrip_id_or_class: promo\nfind_string: SPONSORED\nreplace_string:\nprune: no\ntidy: no\ntest_url: https://news.paper.example/a/1`,
  )
  assert.deepEqual(
    got.text.split('\n').filter(line => line !== ''),
    [SENTENCE, `第二段：${SENTENCE}`],
  )
  assert.equal(got.title, '上海会谈')
  assert.equal(got.author, '张三')
  assert.ok(got.confidence > 0.9)
})

test('a rule that finds nothing leaves the page to be read without it, unless it says that it must not', () => {
  assert.match(take("body: //div[@class='gone']").text, /别的文章/)
  assert.equal(take("body: //div[@class='gone']\nautodetect_on_failure: no").text, '')
})

test('a line that means nothing is named with its number, and the others count', () => {
  const { rule, faults } = readRule(
    'a.example',
    'body: //p\nbody //p\nstrip: //p[\nfoo: bar\nreplace_string: x\ntitle:\n',
  )
  assert.equal(rule.body.length, 1)
  assert.deepEqual(
    faults.map(({ line }) => line),
    [2, 3, 4, 5, 6],
  )
})

test('the closest rule counts: the host itself, then the domains above it', () => {
  assert.deepEqual(namesFor('https://www.news.paper.example/a'), [
    'news.paper.example',
    '.news.paper.example',
    '.paper.example',
  ])
})
