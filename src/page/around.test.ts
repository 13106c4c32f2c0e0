// What stands around an article on its page and reads like it: other stories, threads, notices, pointers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bylineIn, personName } from './bylines.ts'
import { dateIn } from './dates.ts'
import { type Extracted, extract } from './extract.ts'

const page = (html: string, url = 'https://outlet.example/news/story.html'): Extracted =>
  extract({ bytes: new TextEncoder().encode(html), url })

const sentence = 'The committee met again on Tuesday, heard three witnesses, and adjourned without a vote. '
const story = (count: number): string =>
  Array.from({ length: count }, (_, n) => `<p>${n}. ${sentence.repeat(3)}</p>`).join('')
const card = (n: number): string =>
  `<div class="tile-${n} tile"><img src="/${n}.jpg"><h3><a href="/other/${n}">Another story of the day, number ${n}</a></h3><span>December ${n}, 2025</span><p>What that story is about, in a line or two, so that it reads like prose, number ${n}.</p></div>`

test('cards of other stories stay out, whatever they are called and however much they say', () => {
  const cards = `<div>${[1, 2, 3, 4, 5].map(card).join('')}</div>`
  for (const html of [
    `<body><div>${story(4)}</div>${cards}</body>`,
    `<body>${cards}<div>${story(4)}</div></body>`,
    `<body><div>${story(2)}${cards}${story(2)}</div></body>`,
  ]) {
    const { text } = page(html)
    assert.match(text, /heard three witnesses/)
    assert.ok(!text.includes('Another story'), text)
  }
})

test('an article that is a list keeps its items', () => {
  const item = (n: number): string =>
    `<div class="item"><h2>${n}. The mover of the year</h2><p>${sentence.replace('three', `${n}00`)} <a href="https://mover${n}.example/">Ask them for a quote here.</a></p></div>`
  const { text } = page(`<body><article>${story(1)}${[1, 2, 3, 4].map(item).join('')}</article></body>`)
  for (const n of [1, 2, 3, 4]) assert.ok(text.includes(`${n}. The mover of the year`))
})

test('links in sentences are no cards', () => {
  const { text } = page(
    `<body><article><p>It follows, as the clerk of the house explained to those who asked him in the corridor, <a href="/a">a long line of similar votes</a>, <a href="/b">two inquiries that came to nothing</a> and <a href="/c">one resignation last spring</a>, as reported.</p>${story(3)}</article></body>`,
  )
  assert.match(text, /a long line of similar votes, two inquiries that came to nothing and one resignation/)
})

test('a line that sends its reader elsewhere is no part of the text; a sentence that begins like one is', () => {
  const { text } = page(
    `<body><article>${story(2)}<p>Related: <a href="/x">Five things to know about the vote</a></p><p>Read more: <a href="/y">How we got here</a></p><p>相关阅读：<a href="/z">另一条新闻的标题</a></p>${story(2)}<p>Related costs, such as <a href="/w">travel</a>, were borne by the ministry and by nobody else, it said.</p>${story(1)}</article></body>`,
  )
  for (const gone of ['Five things', 'How we got here', '另一条新闻']) assert.ok(!text.includes(gone), gone)
  assert.match(text, /Related costs, such as travel/)
})

test('rights and duties behind an article stay out, however long they are', () => {
  const legal = '根据有关法律法规，未经书面许可，任何单位或个人不得转载本站作品，违者将依法追究责任。'
  const chinese = '会议于周二再次举行，听取了三名证人的陈述，没有表决就散会了。'
  const { text } = page(
    `<body><div>${Array.from({ length: 5 }, (_, n) => `<p>${n}、${chinese.repeat(2)}</p>`).join('')}<p>反侵权公告：</p><p>${legal.repeat(2)}</p><p>${legal}</p></div></body>`,
  )
  assert.match(text, /听取了三名证人的陈述/)
  assert.ok(!text.includes('追究责任'))
})

test('a forum’s first post is the article, its thread is not', () => {
  const line = (n: number): string =>
    `<li><a href="/t/${n}">回复：旅行中谁忽悠了你，说来听听</a>【<a href="/u/${n}">网友${n}</a>】08-${10 + n} 16:06 298字 [43/8]</li>`
  const chinese = '导游的收入很大一部分来自购物的回扣，这是业内的行规，境内游境外游都是这样。'
  const { text } = page(
    `<body><table><tr><td><p>${chinese.repeat(4)}</p><ul>${Array.from({ length: 14 }, (_, n) => line(n)).join('')}</ul></td></tr></table></body>`,
  )
  assert.match(text, /购物的回扣/)
  assert.ok(!text.includes('忽悠'))
})

test('of several whole articles on one page the first is taken, with its date', () => {
  const part = (n: number): string =>
    `<div class="post"><h2><a href="/p/${n}">Entry ${n}</a></h2><p>2005-06-1${n} 03:25:55</p>${story(2).replaceAll('committee', `committee ${n}`)}</div>`
  const found = page(`<body><div>${[4, 3, 2, 1].map(part).join('')}</div></body>`)
  assert.match(found.text, /committee 4/)
  assert.ok(!found.text.includes('committee 3'))
  assert.equal(found.published, '2005-06-14T03:25:55Z')
})

test('the parts of a live blog are one article', () => {
  const part = (n: number): string =>
    `<div class="entry"><a href="#${n}">Link</a> <b>${10 + n}:25, 14 June 2025</b>${story(1).replaceAll('committee', `committee ${n}`)}</div>`
  const found = page(
    `<head><meta property="article:published_time" content="2025-06-14T09:00:00Z"></head><body><div>${[4, 3, 2, 1].map(part).join('')}</div></body>`,
  )
  for (const n of [1, 2, 3, 4]) assert.ok(found.text.includes(`committee ${n}`), String(n))
})

test('a date that a page only shows is found: before the title, in a line of its own, in its program’s state', () => {
  const cases: [string, string][] = [
    [`<p>Dec 12, 2025</p><h1>A vote</h1>${story(2)}`, '2025-12-12T00:00:00Z'],
    [`<h1>A vote</h1>${story(2)}<div>23.07.2025</div>`, '2025-07-23T00:00:00Z'],
    [
      `<script>{"page":{"publishedAt":"2025-05-27T06:03:43Z"}}</script><h1>A vote</h1>${story(2)}`,
      '2025-05-27T06:03:43Z',
    ],
    [
      `<meta name="w-published-date" content="2025-05-27T06:03:43Z"><h1>A vote</h1>${story(2)}`,
      '2025-05-27T06:03:43Z',
    ],
  ]
  for (const [body, date] of cases)
    assert.equal(page(`<title>A vote</title><body>${body}</body>`).published, date, body.slice(0, 60))
})

test('a program that writes its last change as the date of publishing is not believed against what the page shows', () => {
  const head = `<title>A vote</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"A vote","datePublished":"2025-11-05","dateModified":"2025-11-05"}</script>`
  const shown = page(`${head}<body><h1>A vote</h1><p>January 31, 2024</p>${story(3)}</body>`)
  assert.equal(shown.published.slice(0, 10), '2024-01-31')
  const none = page(`${head}<body><h1>A vote</h1>${story(3)}</body>`)
  assert.equal(none.published.slice(0, 10), '2025-11-05')
})

test('dates with the year last are read by what they can be', () => {
  assert.equal(dateIn('23.07.2025', 'Z'), '2025-07-23T00:00:00Z')
  assert.equal(dateIn('9/17/2004 5:54:13 AM', 'Z'), '2004-09-17T05:54:13Z')
  assert.equal(dateIn('17/9/2004', 'Z'), '2004-09-17T00:00:00Z')
  assert.equal(dateIn('version 1.2.2025.4', 'Z'), undefined)
})

test('a name ends where the next label begins, and what is no name is none', () => {
  assert.equal(personName('Jordana Cepelewicz December'), 'Jordana Cepelewicz')
  assert.equal(personName('Cazzy Magennis Last Updated'), 'Cazzy Magennis')
  assert.equal(personName('Author Isaiah Shelton'), 'Isaiah Shelton')
  assert.equal(personName('Theresa May'), 'Theresa May')
  for (const none of ['NB', 'The', 'Written By', 'Discuz! Team and Comsenz UI Team'])
    assert.equal(personName(none), '', none)
  assert.equal(bylineIn('第A04版：小记者训练营'), '')
})
