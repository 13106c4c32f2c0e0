// Feed and page of an outlet never say quite the same: what only one of them has is no edit, and what changes in either is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder, publisher, type Ran, stet } from './world.ts'

const LINES = [
  '一架载有官员的专机星期三抵达上海，这是新一届政府就职以来首次有官员访问中国。',
  '外交部发言人在例行记者会上说，气候变化是全人类面临的共同挑战，各国都应当承担责任。',
  '分析人士认为，此行能否打破僵局还有待观察，两国都需要一个台阶，问题在于谁先迈出第一步。',
  '声明最后说，双方同意在年内再次会面，并继续就能源、森林和资金等问题交换意见。',
]
const TITLES = ['官员访华', '议会推迟投票', '法院驳回上诉', '气象台发布警报', '渔民返回港口', '铁路恢复通车']
const BANNER =
  '<div id="cookie-banner" class="cookie-notice"><p>本网站使用Cookie来改善您的浏览体验。继续使用即表示您同意我们的隐私政策。</p></div>'

interface Told {
  title: string
  lines: string[]
  author: string
  picture: string
  date: string
}

async function outlet(feedOf: (n: number, told: Told, url: string) => Record<string, unknown>, query = '') {
  const site = await publisher()
  const root = join(newFolder(), 'archive')
  const told = TITLES.map(
    (title, n): Told => ({
      title,
      lines: LINES.map(line => `${title}：${line}`),
      author: '林森',
      picture: `/p/${n}-boat.jpg`,
      date: `2021-04-1${n}T08:00:00Z`,
    }),
  )
  const path = (n: number): string => `/2021/${1000 + n}.html`
  const page = (n: number, body?: string, behind = ''): void => {
    const { title, lines, author, picture, date } = told[n]!
    site.pages.set(path(n) + behind, {
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html lang="zh"><head><title>${title} - 某报</title><meta property="og:title" content="${title}"><meta property="og:image" content="${picture}"><meta property="article:published_time" content="${date}"><meta name="author" content="${author}"></head><body>${BANNER}<nav><a href="/">首页</a></nav><article><h1>${title}</h1>${body ?? `<figure><img src="${picture}"><figcaption>资料图片</figcaption></figure>${lines.map(line => `<p>${line}</p>`).join('')}`}</article></body></html>`,
    })
  }
  const feed = (...numbers: number[]): void => {
    site.pages.set('/feed', {
      headers: { 'content-type': 'application/feed+json' },
      body: JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: '某报',
        items: numbers.map(n => ({
          id: `n${n}`,
          url: `${site.origin}${path(n)}`,
          title: told[n]!.title,
          date_published: told[n]!.date,
          authors: [{ name: told[n]!.author }],
          image: `${site.origin}${told[n]!.picture}`,
          ...feedOf(n, told[n]!, `${site.origin}${path(n)}`),
        })),
      }),
    })
  }
  site.pages.set('/robots.txt', { status: 404 })
  for (const n of TITLES.keys()) page(n, undefined, query)
  feed(...TITLES.keys())
  await stet(['init', root])
  const at = (moment: string, ...args: string[]): Promise<Ran> =>
    stet(['-C', root, ...args], {
      env: {
        STET_ALLOW_PRIVATE: site.host,
        STET_NOW: `2021-04-${moment}`,
        STET_POLL_PAUSE_HERE: '0ms',
        STET_LOOKS_AFTER: '1h 6h 1d 3d 7d 30d 180d',
      },
    })
  await at('20T12:00:00Z', 'add', `${site.origin}/feed`, '--id', 'paper')
  const poll = (moment: string) => at(moment, 'poll', '--once', '--all')
  const record = async (): Promise<string[]> =>
    (await at('30T12:00:00Z', 'changes', '--json')).out
      .trim()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
      .reverse()
      .map(({ at: when, kind, title }) => `${when.slice(8, 16)} ${kind} ${title}`)
  const asked = (n: number): number => site.requests.filter(one => one.path.startsWith(path(n))).length
  return { site, root, told, page, feed, poll, at, record, asked, path }
}

const whole = (_: number, { lines }: Told): Record<string, unknown> => ({
  content_html: `${lines.map(line => `<p>${line}</p>`).join('')}<p>更多报道请看某报手机版。</p>`,
})
const summary = (_: number, { lines }: Told): Record<string, unknown> => ({
  summary: `${lines[0]!.slice(0, 20)}…`,
})

test('an edit that the page tells of first is one edit, whatever caption the page and whatever last line the feed has alone', async () => {
  const { told, page, feed, poll, record } = await outlet(whole)
  await poll('20T13:00:00Z')
  told[1]!.lines[2] = '分析人士认为，此行打破了僵局。'
  page(1)
  await poll('20T18:00:00Z')
  feed(...TITLES.keys())
  await poll('20T20:00:00Z')
  await poll('21T12:00:00Z')
  assert.deepEqual(await record(), ['20T18:00 edited 议会推迟投票'])
})

test('another title, author, picture or date between the taking of a page and its first look is seen', async () => {
  const { told, page, poll, record, at } = await outlet(summary)
  Object.assign(told[0]!, { title: '官员结束访华' })
  Object.assign(told[1]!, { author: '王小明' })
  Object.assign(told[2]!, { picture: '/p/court.jpg' })
  Object.assign(told[3]!, { date: '2021-04-09T08:00:00Z' })
  for (const n of [0, 1, 2, 3]) page(n)
  await poll('20T13:00:00Z')
  assert.deepEqual((await record()).sort(), [
    '20T13:00 edited 气象台发布警报',
    '20T13:00 edited 法院驳回上诉',
    '20T13:00 edited 议会推迟投票',
    '20T13:00 retitled 官员结束访华',
  ])
  await poll('20T18:00:00Z')
  assert.equal((await record()).length, 4)
  assert.equal((await at('21T12:00:00Z', 'doctor')).code, 0)
})

test('a withdrawn article is not back while its page has nothing but a title and a notice about cookies', async () => {
  const { page, feed, poll, record } = await outlet(whole)
  await poll('20T13:00:00Z')
  page(2, '')
  feed(0, 1, 3, 4, 5)
  for (const moment of ['20T18:00:00Z', '21T19:00:00Z', '22T20:00:00Z', '24T20:00:00Z']) await poll(moment)
  assert.deepEqual(await record(), ['21T19:00 withdrawn 法院驳回上诉'])
  page(2)
  await poll('28T20:00:00Z')
  assert.deepEqual((await record()).slice(1), ['28T20:00 returned 法院驳回上诉'])
})

test('a title that a page shows to one request and not to the next is no edit; one that it shows to both is', async () => {
  const { site, told, page, poll, record, path, at, root } = await outlet(whole)
  await poll('20T13:00:00Z')
  const now = site.pages.get(path(3))!
  const other = {
    ...now,
    body: String('body' in now && now.body).replaceAll(TITLES[3]!, '你需要知道的几件事'),
  }
  let asked = 0
  site.pages.set(path(3), () => (asked++ % 2 === 0 ? other : (now as typeof other)))
  told[4]!.title = '渔民全部返回港口'
  page(4)
  await poll('20T18:00:00Z')
  await poll('21T12:00:00Z')
  assert.ok(asked >= 4, 'each look asks twice')
  assert.deepEqual(await record(), ['20T18:00 retitled 渔民全部返回港口'])
  const { article } = JSON.parse((await at('21T13:00:00Z', 'changes', '--json')).out)
  const { pages } = JSON.parse((await at('21T13:00:00Z', 'show', article, '--json')).out)
  assert.match(
    pages.join(),
    /^captures\/2021\/04\/20210420T180000Z\.warc\.gz#/,
    'its evidence is the page that told of it',
  )
  await at('21T13:00:00Z', 'build')
  const history = readFileSync(join(root, '_site/2021/04/14', `${article.slice(0, 8)}.history.html`), 'utf8')
  assert.ok(history.includes(pages[0]))
})

test('an article that gets another title, id and address at once is the same article, with another title', async () => {
  let slug = ''
  const { told, feed, poll, record, at } = await outlet((n, one, url) => ({
    ...whole(n, one),
    ...(n === 5 && { id: `n5${slug}`, url: slug === '' ? url : url.replace('1005', `1005${slug}`) }),
  }))
  slug = '-trains-run-again'
  told[5]!.title = '火车又开了'
  feed(...TITLES.keys())
  await poll('20T20:00:00Z')
  assert.deepEqual(await record(), ['20T20:00 retitled 火车又开了'])
  assert.match((await at('20T21:00:00Z', 'status')).out, /^6 articles/)
})

test('articles that say the same at the same moment are two where their feed lists both, at once or one after the other', async () => {
  const notes = `<p>${LINES.join('</p><p>')}</p>`.repeat(2)
  let isLate = false
  const { root, feed, poll, record, at } = await outlet((n, one, url) => ({
    ...whole(n, one),
    ...((n < 2 || (n === 5 && isLate)) && { content_html: notes, date_published: '2021-04-12T00:00:00Z' }),
    ...(n === 5 && isLate && { id: 'n6', url: url.replace('1005', '1006'), title: '夜间节目' }),
  }))
  await poll('20T20:00:00Z')
  assert.match((await at('20T21:00:00Z', 'status')).out, /^6 articles/)
  isLate = true
  feed(...TITLES.keys())
  await poll('21T20:00:00Z')
  for (const title of [...TITLES, '夜间节目'])
    assert.match((await at('21T21:00:00Z', 'search', title)).out, new RegExp(title), title)
  assert.deepEqual(await record(), [])
  assert.equal((await stet(['-C', root, 'rebuild'])).code, 0)
  assert.match((await at('21T21:00:00Z', 'status')).out, /^7 articles/)
})

test('a new date in the feed is an edit, and the text that the page gave stays', async () => {
  const { told, feed, poll, record, at } = await outlet((_, { lines }) => ({
    content_html: `${lines.map(line => `<p>${line}</p>`).join('')}<p>阅读全文…</p>`,
  }))
  told[1]!.date = '2021-04-08T08:00:00Z'
  feed(...TITLES.keys())
  await poll('20T20:00:00Z')
  assert.deepEqual(await record(), ['20T20:00 edited 议会推迟投票'])
  const { article } = JSON.parse((await at('20T21:00:00Z', 'changes', '--json')).out)
  assert.doesNotMatch((await at('20T21:00:00Z', 'show', article)).out, /阅读全文/)
})

test('an article that is missing while its feed lists it is hardly asked for, and withdrawn when its feed drops it', async () => {
  const { site, feed, poll, record, asked, path } = await outlet(whole)
  await poll('20T13:00:00Z')
  site.pages.set(path(2), { status: 404 })
  await poll('20T18:00:00Z')
  const before = asked(2)
  for (const day of [21, 22, 23, 24, 25, 26]) await poll(`${day}T19:00:00Z`)
  assert.ok(asked(2) - before <= 3, `${asked(2) - before} requests in six days`)
  assert.deepEqual(await record(), [])
  feed(0, 1, 3, 4, 5)
  await poll('27T19:00:00Z')
  await poll('28T20:00:00Z')
  assert.deepEqual(
    (await record()).map(line => line.slice(9)),
    ['withdrawn 法院驳回上诉'],
  )
})

test('an article that its feed dates ten years ahead does not stand above all others for ten years', async () => {
  const { at } = await outlet((n, told) => ({
    ...whole(n, told),
    ...(n === 2 && { date_published: '2031-04-20T08:00:00Z' }),
  }))
  const found = (await at('20T12:00:00Z', 'search', TITLES[2]!, '--json')).out.trim()
  assert.equal(JSON.parse(found).date.slice(0, 10), '2021-04-20', 'the day it was taken')
})

test('new ids, addresses with other campaigns and dates of the clock are no edits, and no reason to ask for pages', async () => {
  let day = 20
  const { page, feed, poll, record, asked } = await outlet(
    (n, told, url) => ({
      ...summary(n, told),
      id: `${day}-${n}`,
      url: `${url}?utm_campaign=${day}`,
      date_published: `2021-04-${day}T11:58:0${n}Z`,
    }),
    '?utm_campaign=20',
  )
  await poll('20T12:30:00Z')
  const before = asked(0)
  for (day = 21; day < 25; day++) {
    for (const n of TITLES.keys()) page(n, undefined, `?utm_campaign=${day}`)
    feed(...TITLES.keys())
    await poll(`${day}T12:00:00Z`)
  }
  assert.deepEqual(await record(), [])
  assert.ok(asked(0) - before <= 2, 'its own looks')
})
