import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPage } from './read.ts'
import { isNextPart } from './ways.ts'

const SENTENCE = '会谈定于星期三在上海举行，双方将讨论气候与能源的合作，并在年内再次会面。'
const WHOLE = Array.from({ length: 12 }, (_, n) => `<p>第${n}段：${SENTENCE.repeat(3)}</p>`).join('')
const read = (html: string) =>
  readPage({ bytes: new TextEncoder().encode(html), url: 'https://paper.example/a/1.html' })
const page = (title: string, body: string, head = '') =>
  `<html><head><title>${title}</title>${head}</head><body>${body}</body></html>`

const REFUSALS: readonly [what: string, html: string][] = [
  [
    'paywall',
    page('会谈', `<article><p>${SENTENCE}</p></article><div class="paywall">订阅后继续阅读全文</div>`),
  ],
  [
    'paywall',
    page(
      'Talks',
      '<article><p>The talks began on Wednesday.</p><p>Subscribe to continue reading this article.</p></article>',
    ),
  ],
  [
    'paywall',
    page(
      '会谈',
      `<article><p>${SENTENCE}</p></article>`,
      '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>',
    ),
  ],
  ['login', page('会谈', `<p>${SENTENCE}</p><p>请先登录后查看全文</p>`)],
  ['challenge', page('Just a moment...', '<div id="challenge-running"></div>')],
  ['challenge', page('百度安全验证', '<p>请完成下方验证后继续操作</p>')],
  [
    'needs JavaScript',
    page(
      'App',
      '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript><script src="a.js"></script>',
    ),
  ],
  ['needs JavaScript', page('某报', '<div id="app"></div><script src="a.js"></script>')],
  [
    'not found',
    page('页面不存在 - 某报', '<p>您访问的页面不存在，请检查地址是否正确，或者回到首页看看别的新闻。</p>'),
  ],
  [
    'cookie wall',
    page(
      'Before you continue',
      '<div><p>We and our partners use cookies to personalise content. Cookies help us. You can manage my preferences for cookies.</p><p>Read our privacy policy and our cookies policy.</p><button>Accept all</button></div>',
    ),
  ],
  ['empty', page('图片', '<p>见上。</p>')],
]
for (const [n, [what, html]] of REFUSALS.entries())
  test(`a page that does not give its article is known for what it is: ${what} (${n + 1})`, () => {
    assert.equal(read(html).refusal, what)
  })

test('an article that speaks of cookies, subscriptions and logins, or has a box for them, is an article', () => {
  const boxes =
    '<aside class="newsletter">Sign up to continue receiving our newsletter</aside><div class="cookie-banner">We use cookies. <button>Accept all</button></div><form><input type="password"></form>'
  assert.equal(read(page('会谈', `<article>${WHOLE}</article>${boxes}`)).refusal, undefined)
  assert.equal(read(page('404 个村庄的故事', `<article>${WHOLE}</article>`)).refusal, undefined)
})

test('the next part is the same address with the next number, not the next article', () => {
  const parts: readonly [from: string, to: string, wanted: boolean][] = [
    ['/a/1234.html', '/a/1234_2.html', true],
    ['/a/1234_2.html', '/a/1234_3.html', true],
    ['/a/1234_3.html', '/a/1234_2.html', false],
    ['/a?id=7', '/a?id=7&page=2', true],
    ['/a?id=7', '/a?id=8', false],
    ['/story/talks', '/story/talks/2', true],
    ['/story/talks/page/2/', '/story/talks/page/3/', true],
    ['/a/1234.html', '/a/1235.html', false],
    ['/a/1234.html', 'https://other.example/a/1234_2.html', false],
  ]
  for (const [from, to, wanted] of parts) {
    const base = 'https://paper.example'
    assert.equal(isNextPart(new URL(to, base).href, new URL(from, base).href), wanted, `${from} ${to}`)
  }
})
