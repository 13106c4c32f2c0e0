import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore } from '../adapters/memory/store.ts'
import { extract } from '../page/extract.ts'
import { openBoilerplate } from './boilerplate.ts'

const BELOW = '<p>本报新版客户端已经上线，欢迎广大读者下载试用，更多精彩内容等着您。</p>'
const page = (n: number, below: string) =>
  extract({
    bytes: new TextEncoder().encode(
      `<html lang="zh"><title>新闻${n}</title><body><div class="article-body">${[1, 2, 3]
        .map(k => `<p>第${n}条新闻的第${k}段，说的是上海的会谈，双方同意在年内再次会面，并继续交换意见。</p>`)
        .join('')}${below}</div></body></html>`,
    ),
    url: `https://paper.example/2021/${n}.html`,
  })
const url = (n: number): string => `https://paper.example/2021/${n}.html`

test('what four of a host’s articles end with is the host’s, in later runs too, and elsewhere it is not', async () => {
  const store = memoryStore()
  const first = await openBoilerplate(store, [url(1)])
  for (const n of [1, 2, 3]) first.learn(url(n), page(n, BELOW))
  assert.match(first.strip(url(3), page(3, BELOW)).text, /客户端/, 'three may be chance')
  first.learn(url(3), page(3, BELOW))
  assert.match(first.strip(url(3), page(3, BELOW)).text, /客户端/, 'the same article again says nothing')
  await first.save()

  const second = await openBoilerplate(store, [url(4)])
  second.learn(url(4), page(4, BELOW))
  const clean = second.strip(url(4), page(4, BELOW))
  assert.doesNotMatch(clean.text, /客户端/)
  assert.match(clean.text, /第3段/)
  const other = 'https://other.example/a/1'
  assert.match((await openBoilerplate(store, [other])).strip(other, page(5, BELOW)).text, /客户端/)
})

test('a background that some reports share stays: it is not on most of them', async () => {
  const boilerplate = await openBoilerplate(memoryStore(), [url(1)])
  const background = '<p>气候会谈始于二〇一五年，当时各国在巴黎达成协议，承诺减少温室气体的排放。</p>'
  for (let n = 1; n <= 20; n++) boilerplate.learn(url(n), page(n, n % 4 === 0 ? background : ''))
  assert.match(boilerplate.strip(url(4), page(4, background)).text, /巴黎/)
})
