// What a page gives: the article, and what the page says of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bylineIn, personName, signatureIn } from './bylines.ts'
import { dateIn, dateInAddress } from './dates.ts'
import { type Extracted, extract } from './extract.ts'
import { withoutSite } from './titles.ts'

const bytes = (html: string): Uint8Array => new TextEncoder().encode(html)
const page = (html: string, url = 'https://outlet.example/news/2021/04/13/story.html'): Extracted =>
  extract({ bytes: bytes(html), url })

const sentence = 'The committee met again on Tuesday, heard three witnesses, and adjourned without a vote. '
const paragraphs = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `<p>${from + n}. ${sentence.repeat(3)}</p>`).join('')

const voa = readFileSync(join(import.meta.dirname, '../../tests/fixtures/pages/voa-zh.html'))

test('a Chinese news page gives its article: lead outside the body, caption, whole sentences, nothing around it', () => {
  const found = extract({ bytes: voa, url: 'https://www.voachinese.example/a/5851976.html?utm_source=x' })
  assert.equal(found.title, '拜登政府高级官员首次访问中国 能否为美中关系破冰？')
  assert.equal(found.author, '林枫')
  assert.equal(found.published, '2021-04-14T01:21:30Z')
  assert.equal(found.language, 'zh-Hans')
  assert.equal(found.site, '美国之音')
  assert.equal(
    found.url,
    'https://www.voachinese.example/a/us-climate-envoy-kerry-to-visit-china-20210413/5851976.html',
  )
  assert.deepEqual(found.keywords, ['美中关系', '克里', '气候变化'])
  assert.match(found.lead!.src, /38B9B086.*\.jpg$/)
  assert.equal(found.lead!.caption, '时任美国国务卿克里和中国气候特使解振华交谈。（2015年12月12日）')
  const lines = found.html.split('\n')
  assert.deepEqual([lines[0], lines[3]], ['<figure>', '</figure>'])
  assert.match(found.text, /不过这个机制在特朗普政府时期被终结。/)
  assert.equal(found.html.match(/<img/g)?.length, 1)
  for (const noise of ['首页', '分享', '相关报道', '热门', '网友', '版权'])
    assert.ok(!found.text.includes(noise), noise)
  assert.ok(found.confidence > 0.5)
})

test('the same page in gb2312, said by nobody but a meta tag, reads the same', () => {
  const html = `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>\u4e2d\u56fd</title></head><body><p>`
  const head = bytes(html.replace('\u4e2d\u56fd', 'x'))
  // 中国的新闻，很长。 in GB 2312.
  const body = Uint8Array.from([
    0xd6, 0xd0, 0xb9, 0xfa, 0xb5, 0xc4, 0xd0, 0xc2, 0xce, 0xc5, 0xa3, 0xac, 0xba, 0xdc, 0xb3, 0xa4, 0xa1,
    0xa3,
  ])
  const found = extract({ bytes: Uint8Array.from([...head, ...body]) })
  assert.equal(found.text, '中国的新闻，很长。')
})

test('navigation, sidebars, comments, forms and related stories stay out; tables, quotes and code stay in', () => {
  const found =
    page(`<title>A vote that was not held | Outlet</title><meta property=og:site_name content=Outlet>
    <div class="site-nav"><a href=/>Home</a></div><div class="sidebar-widget"><p>${sentence}</p></div>
    <div class="story"><h1>A vote that was not held</h1><p class="byline">By Jane Doe</p>${paragraphs(4)}
    <div class="share-buttons"><a href=#>Share</a></div><blockquote><p>We shall see, he said.</p></blockquote>
    <table><tr><th>Year<th>Votes<tr><td>2020<td>12</table><pre>git push</pre>${paragraphs(2, 4)}
    <h3>Related stories</h3><ul><li><a href=/1>One</a><li><a href=/2>Two</a><li><a href=/3>Three</a></ul></div>
    <section id=comments><p>${sentence}${sentence}Says a reader.</p></section><form><p>Sign up</p></form>`)
  assert.equal(found.title, 'A vote that was not held')
  assert.equal(found.author, 'Jane Doe')
  assert.equal(found.published, '2021-04-13T00:00:00Z')
  assert.ok(!/Home|Share|Related|One|reader|Sign up|By Jane/.test(found.text), found.text)
  assert.match(found.html, /<blockquote>[\s\S]*<table>[\s\S]*<pre>git push<\/pre>/)
  assert.equal(found.text.match(/committee/g)?.length, 18)
})

test('structured data gives the text only where the page itself shows none', () => {
  const body = sentence.repeat(12).trim()
  const script = `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'H &amp; M', articleBody: body })}</script>`
  assert.equal(page(`${script}<div id=app></div>`).text, body)
  assert.equal(page(`${script}<div id=app></div>`).title, 'H & M')
  const shown = page(`${script}<article>${paragraphs(5)}</article>`)
  assert.match(shown.text, /^0\. The committee/)
})

test('parts that a page streams late stand where they belong', () => {
  const found = page(
    `<article>${paragraphs(1)}<template id="B:0"></template>${paragraphs(1, 1)}</article><div hidden id="S:0"><p>${sentence}In between.</p></div>`,
  )
  assert.match(found.text, /^0\.[^\n]*\n[^\n]*In between\.\n1\./)
})

test('Chinese bylines name people, never the outlet or a place', () => {
  const lines: Record<string, string> = {
    '作者：张三 来源：新华网': '张三',
    '新京报记者 彭冲 山东冠县报道': '彭冲',
    '光明日报记者 王建宏 张文攀': '王建宏, 张文攀',
    '据新华社拉萨电（记者 格桑边觉）记者近日从西藏获悉，去年改造了很多。': '格桑边觉',
    本报记者罗科苏盈发自北京: '罗科苏盈',
    '文／李四': '李四',
    '执笔人：闵乐夫 赵兰波': '闵乐夫, 赵兰波',
    '记者会上有人问起此事，发言人没有回答。': '',
    '来源：新华网': '',
    'By Jane Doe and John Smith': 'Jane Doe and John Smith',
    'By the way, it rained': '',
  }
  for (const [line, name] of Object.entries(lines)) assert.equal(bylineIn(line), name, line)
  assert.equal(signatureIn('他说得很好。”（姚峰 上海报道）'), '姚峰')
  assert.equal(signatureIn('他说得很好。（未完待续）'), '')
  assert.equal(personName('admin'), '')
  assert.equal(personName('Emily Baron Cadloff'), 'Emily Baron Cadloff')
  assert.equal(personName('Marco Bambini Dec 19'), 'Marco Bambini')
})

test('dates keep the day and the offset they were written with', () => {
  const dates: Record<string, string | undefined> = {
    '2021-04-14T01:21:30+08:00': '2021-04-14T01:21:30+08:00',
    '2021-04-14 01:21:30Z': '2021-04-14T01:21:30Z',
    '2021年4月14日 下午3:05 来源：新华网': '2021-04-14T15:05:00+08:00',
    '发布时间：2005-3-21 11:21': '2005-03-21T11:21:00+08:00',
    '20210414T012130Z': '2021-04-14T01:21:30Z',
    'April 14, 2021 at noon': '2021-04-14T00:00:00+08:00',
    '14 Apr 2021 10:30 pm': '2021-04-14T22:30:00+08:00',
    '2021-02-30': undefined,
    '12345-67-89': undefined,
    'no date': undefined,
  }
  for (const [text, want] of Object.entries(dates)) assert.equal(dateIn(text, '+08:00'), want, text)
  assert.equal(dateInAddress('https://x.example/2021/04/13/a.html', 'Z'), '2021-04-13T00:00:00Z')
  assert.equal(dateInAddress('https://x.example/n/20050311/n224643115.shtml', 'Z'), '2005-03-11T00:00:00Z')
  assert.equal(dateInAddress('https://x.example/a/5851976.html', 'Z'), undefined)
})

test('titles lose the name of their site and nothing else', () => {
  assert.equal(withoutSite('首次访问中国 能否破冰？ - 美国之音', '美国之音'), '首次访问中国 能否破冰？')
  assert.equal(
    withoutSite('工商部门初定广告属于虚假宣传_财经频道_搜狐网', ''),
    '工商部门初定广告属于虚假宣传',
  )
  assert.equal(withoutSite('Outlet | A story that is long enough', 'Outlet'), 'A story that is long enough')
  assert.equal(withoutSite('rustc_codegen_gcc: report', ''), 'rustc_codegen_gcc: report')
  assert.equal(withoutSite('Long-distance calls', ''), 'Long-distance calls')
})

test('a page without an article, and bytes that are no page, give empty fields', () => {
  for (const one of ['', '\0\u0001', '<', '<html>', '<script>x</script>'])
    assert.deepEqual(
      (({ text, html, confidence }) => ({ text, html, confidence }))(extract({ bytes: bytes(one) })),
      {
        text: one === '<' ? '<' : '',
        html: one === '<' ? '<p>&lt;</p>' : '',
        confidence: one === '<' ? 0.35 : 0,
      },
      one,
    )
  const random = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919 + (n >> 3) * 31) & 255)
  assert.equal(typeof extract({ bytes: random, contentType: 'text/html; charset=nonsense' }).text, 'string')
})

test('hostile pages end: depth, numbers, halves', () => {
  const hostile = [
    '<div>'.repeat(50_000) + sentence,
    `<b>${'a<br><br>'.repeat(20_000)}`,
    '<a href=/x>y</a>'.repeat(30_000),
    '<figure><img src=/a.jpg><figcaption>'.repeat(5000),
    `<script type="application/ld+json">${'['.repeat(100_000)}</script>${sentence}`,
    `<span class="share">`.repeat(200) + '<i>x, </i>'.repeat(5000),
    `${paragraphs(3)}<p title="`,
  ]
  for (const html of hostile) assert.equal(typeof page(html).text, 'string')
})
