// What an answer from an article's address says of the article: disappearances, and all that only looks like one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fetched, Hop } from '../model/ports.ts'
import { readPage } from '../page/read.ts'
import type { Taken } from './pages.ts'
import { type Known, verdictOfMiss, verdictOfPage } from './verdict.ts'

const OWN = 'https://paper.example/news/2021/04/14/officials-visit-1234.html'
const PARAGRAPHS = [
  '美国总统气候特使抵达上海，这是新政府高级官员首次访问中国，双方将讨论减排目标。',
  '他说，这次访问很重要，两国需要在气候问题上合作，尽管在别的问题上存在分歧。',
  '外交部发言人在例行记者会上说，会谈将持续两天，具体安排会适时公布。',
]
const HTML = PARAGRAPHS.map(one => `<p>${one}</p>`).join('')
const KNOWN: Known = { article: { url: OWN, title: '气候特使访华' }, html: HTML, wasThere: true }

const page = (title: string, body: string): string =>
  `<!doctype html><html><head><title>${title}</title></head><body><nav><a href="/">首页</a></nav>${body}</body></html>`
const ARTICLE = page('气候特使访华', `<article><h1>气候特使访华</h1>${HTML}</article>`)

type Fresh = Extract<Fetched, { kind: 'fresh' }>

function verdict(html: string, hops: readonly Hop[] = [{ url: OWN, status: 200 }], known = KNOWN): string {
  const { url } = hops.at(-1)!
  const body = new TextEncoder().encode(html)
  const got: Fresh = { kind: 'fresh', url, hops, headers: [], body }
  const read = readPage({ bytes: body, url })
  const { found, letters, refusal } = read
  const taken: Taken =
    refusal === undefined
      ? { kind: 'page', found, letters, pages: [] }
      : { kind: 'refused', why: refusal, found, letters, pages: [] }
  const said = verdictOfPage(got, taken, known)
  return said.kind === 'missing' ? `missing: ${said.saw}` : said.kind
}

const redirect = (to: string, status = 302): Hop[] => [
  { url: OWN, status, location: to },
  { url: to, status: 200 },
]
const FRONT = page('某报', '<h1>某报</h1><ul><li><a href="/news/a">今日要闻：议会推迟投票</a></li></ul>')

test('the article on its page is there, edited, retitled, moved to another host, path or scheme', () => {
  assert.equal(verdict(ARTICLE), 'there')
  assert.equal(verdict(ARTICLE.replaceAll('气候特使访华', '特使抵沪').replace('两天', '三天')), 'there')
  assert.equal(
    verdict(ARTICLE, redirect('https://new-paper.example/news/2021/04/14/officials-visit-1234.html', 301)),
    'there',
  )
  assert.equal(verdict(ARTICLE, redirect('https://paper.example/world/climate-envoy-in-shanghai')), 'there')
  assert.equal(verdict(ARTICLE, redirect(OWN.replace('https:', 'http:'), 301)), 'there')
})

test('a redirect to the front page, to a section or to an error page is a disappearance', () => {
  assert.equal(verdict(FRONT, redirect('https://paper.example/')), 'missing: front-page')
  assert.equal(verdict(FRONT, redirect('https://paper.example/index.html')), 'missing: front-page')
  assert.equal(verdict(FRONT, redirect('https://paper.example/news/')), 'missing: section-page')
  assert.equal(verdict(FRONT, redirect('https://paper.example/world')), 'missing: section-page')
  assert.equal(verdict(FRONT, redirect('https://paper.example/404.html')), 'missing: error-page')
  const moved = 'https://new.example/news/2021/04/14/officials-visit-1234.html'
  const hops = [{ url: OWN, status: 301, location: moved }, ...redirect('https://new.example/')]
  assert.equal(verdict(FRONT, [hops[0]!, { ...hops[1]!, url: moved }, hops[2]!]), 'missing: front-page')
})

test('where an outlet has moved to with its addresses, its articles can be gone like anywhere', () => {
  const moved = redirect(OWN.replace('paper.example', 'new-paper.example'), 301)
  assert.equal(
    verdict(page('页面不存在', '<h1>页面不存在</h1><p>您访问的页面不存在。</p>'), moved),
    'missing: notice',
  )
  assert.equal(verdict(page('', '<article></article>'), moved), 'missing: empty-page')
})

test('a page that says it is not there, an empty one and another one are disappearances', () => {
  assert.equal(
    verdict(page('页面不存在', '<h1>页面不存在</h1><p>您访问的页面不存在或已被删除。</p>')),
    'missing: notice',
  )
  const latest = '<p>这里是最新的新闻，供您阅读，议会推迟了投票，渔民返回了港口。</p>'.repeat(12)
  assert.equal(
    verdict(page('Page not found', `<article><h1>Page not found</h1>${latest}</article>`)),
    'missing: notice',
  )
  assert.equal(
    verdict(page('气候特使访华', '<article><h1>气候特使访华</h1><p>该文章已被删除。</p></article>')),
    'missing: notice',
  )
  assert.equal(verdict(page('', '<article><h1></h1></article>')), 'missing: empty-page')
  assert.equal(
    verdict(page('别的新闻', `<article><h1>别的新闻</h1>${latest}</article>`)),
    'missing: other-page',
  )
})

test('a notice about cookies, or one from the editors, is no article, whatever title stands above it', () => {
  const cookies =
    '<div id="cookie-banner" class="cookie-notice"><p>本网站使用Cookie来改善您的浏览体验。继续使用即表示您同意我们的隐私政策。</p></div>'
  const shell = '<article><h1>气候特使访华</h1><div class="body"></div></article>'
  assert.equal(verdict(page('气候特使访华', cookies + shell)), 'missing: empty-page')
  const note = (text: string) =>
    page('气候特使访华', `<article><h1>气候特使访华</h1><p>${text}</p></article>`)
  assert.equal(verdict(note('编者按：本文不符合本报的编辑标准，已被撤下。')), 'missing: notice')
  assert.equal(verdict(note('编辑部决定不再刊登这篇报道，敬请读者谅解。')).slice(0, 7), 'missing')
  const rewritten = PARAGRAPHS.map(
    one => `<p>${one.replace(/./gu, c => String.fromCodePoint(c.codePointAt(0)! + 1))}</p>`,
  )
  assert.equal(
    verdict(page('气候特使访华', `<article><h1>气候特使访华</h1>${rewritten.join('')}</article>`)),
    'there',
  )
})

test('an empty page says nothing where the article was never seen on it', () => {
  const never = { ...KNOWN, wasThere: false }
  assert.equal(verdict(page('', '<article></article>'), undefined, never), 'unclear')
})

test('gates are no disappearance: consent, paywall, login, challenge, wherever they stand', () => {
  const consent =
    '<h1>我们重视您的隐私</h1><p>We use cookies. Cookies help us. Click agree to accept all cookies and consent to our cookie policy. Privacy.</p>'
  assert.equal(verdict(page('您的隐私', consent)), 'blocked')
  const pay = `<article><h1>气候特使访华</h1><div class="paywall"><p>本文为会员专享内容，订阅后阅读全文。</p></div></article>`
  assert.equal(verdict(page('气候特使访华', pay)), 'blocked')
  assert.equal(
    verdict(page('Just a moment...', '<div id="challenge-running">Checking your browser</div>')),
    'blocked',
  )
  assert.equal(verdict(FRONT, redirect('https://paper.example/login?to=x')), 'blocked')
  assert.equal(verdict(FRONT, redirect('https://consent.example/')), 'unclear')
})

test('404 and 410 are a disappearance, refusals a block, faults an outage', () => {
  const hops = [{ url: OWN, status: 404 }]
  assert.equal(verdictOfMiss({ kind: 'gone', status: 404, url: OWN, hops }).kind, 'missing')
  for (const status of [401, 403, 429, 451])
    assert.equal(verdictOfMiss({ kind: 'refused', status, url: OWN, hops, headers: [] }).kind, 'blocked')
  for (const status of [500, 502, 503, 504])
    assert.equal(verdictOfMiss({ kind: 'refused', status, url: OWN, hops, headers: [] }).kind, 'outage')
  for (const reason of ['dns', 'tls', 'timeout', 'connect'] as const)
    assert.equal(verdictOfMiss({ kind: 'failed', reason, message: '', hops }).kind, 'outage')
  assert.equal(verdictOfMiss({ kind: 'failed', reason: 'robots', message: '', hops }).kind, 'blocked')
  assert.equal(verdictOfMiss({ kind: 'unchanged', url: OWN, hops, headers: [] }).kind, 'there')
})
