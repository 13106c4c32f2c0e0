import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSection } from './section.ts'

const bytes = (html: string): Uint8Array => new TextEncoder().encode(html)
const titles = [
  '官员首次访问中国讨论气候',
  '会谈在上海结束双方同意再会',
  '分析：谁先迈出第一步还要看',
  '各国代表回应声明的全部内容',
]
const PAGE = bytes(`<html lang="zh"><title>国际新闻 | 某报</title><body>
<nav><a href="/world">国际新闻的全部内容在这里</a><a href="/china/2021">中国新闻的全部内容在这里</a></nav>
<main><ul>${titles.map((title, i) => `<li><a href="/world/2021-04-14/story-113890${i}.html"><img src="/p.jpg"></a><h3><a href="/world/2021-04-14/story-113890${i}.html">${title}</a></h3></li>`).join('')}</ul>
<a href="/world/2021-04-14/story-1138909.html#comments">12</a>
<section><a href="/author/jane-doe-of-the-paper-1234567">记者某某的全部文章请看这里</a><a href="/files/report-20210414.pdf">报告全文请在这里下载阅读</a>
<a href="https://elsewhere.example/2021/04/14/123456.html">别的网站上的一篇文章题目</a><a href="/topics/climate-change-and-energy-news">气候变化专题的全部报道</a></section></main>
<footer><a href="/about/20210101.html">关于我们以及联系我们的方式</a></footer></body></html>`)

test('the articles of a section page are told by the shape of their addresses, each once, with their headlines', () => {
  const { links, title, language } = readSection(PAGE, 'https://www.paper.example/world', 'auto')
  assert.deepEqual(
    links.map(({ url, title }) => [url.slice(-12), title]),
    titles.map((title, i) => [`113890${i}.html`, title]),
  )
  assert.equal(title, '国际新闻 | 某报')
  assert.equal(language, 'zh')
})

test('headlines in addresses, numbers in queries and dates in folders are shapes of articles too', () => {
  const page = (hrefs: readonly string[]) =>
    bytes(
      hrefs.map((href, i) => `<p><a href="${href}">The headline of article number ${i + 1}</a></p>`).join(''),
    )
  const wanted = [
    ['/2021/04/14/officials-meet-in-shanghai-for-talks/', '/2021/04/13/what-they-said-about-climate/'],
    ['/article?id=1234567', '/article?id=1234568'],
    ['/n/56740001', '/n/56740002', '/n/56740003'],
    [
      '/a/%E5%AE%98%E5%91%98%E9%A6%96%E6%AC%A1%E8%AE%BF%E9%97%AE%E4%B8%AD%E5%9B%BD%E8%AE%A8%E8%AE%BA%E6%B0%94%E5%80%99/5852001.html',
    ],
  ]
  for (const hrefs of wanted) {
    const { links } = readSection(
      page([...hrefs, '/world', '/sport/football']),
      'https://paper.example/',
      'auto',
    )
    assert.deepEqual(
      links.map(({ url }) => url.replace('https://paper.example', '')),
      hrefs,
    )
  }
})

test('a page of menus has no articles', () => {
  const menus = bytes(
    `${['world', 'china', 'sport', 'culture'].map(part => `<li><a href="/${part}">All the news of ${part}</a></li>`).join('')}`,
  )
  assert.deepEqual(readSection(menus, 'https://paper.example/', 'auto').links, [])
})

test('a selector of links, or of what holds them, is taken at its word; what is none is said', () => {
  const by = (links: string) => readSection(PAGE, 'https://www.paper.example/world', links).links.length
  assert.equal(by('main li h3 a'), 4)
  assert.equal(by('main li'), 4)
  assert.equal(by("section a[href*='topics']"), 1)
  assert.equal(by('.missing'), 0)
  assert.throws(() => by('li >> ['), { code: 'config' })
})
