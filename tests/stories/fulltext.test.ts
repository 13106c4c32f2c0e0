// Feeds that give summaries: the archive holds the articles whole, says where it could not, and reads kept pages again.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesIn, newFolder, type Publisher, publisher, REPOSITORY, rss, stet } from './world.ts'

const SUMMARY = '<p>会谈定于星期三举行，双方将讨论气候合作。</p>'
const LINES = [
  '一架载有美国高级官员的专机星期三抵达上海，这是新一届政府就职以来首次有官员访问中国。',
  '外交部发言人在例行记者会上说，气候变化是全人类面临的共同挑战，各国都应当承担责任。',
  '分析人士认为，此行能否打破僵局还有待观察，两国都需要一个台阶，问题在于谁先迈出第一步。',
  '声明最后说，双方同意在年内再次会面，并继续就能源、森林和资金等问题交换意见。',
]
const paragraphs = (n: string): string => LINES.map(line => `<p>${n}：${line}</p>`).join('\n')

const page = (title: string, body: string, head = ''): string =>
  `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>${title} - 某报</title><meta property="og:site_name" content="某报">${head}</head><body>
<header><nav><a href="/">首页</a> <a href="/world">国际</a></nav></header><main><h1>${title}</h1>${body}</main>
<aside class="related"><h3>相关报道</h3><ul><li><a href="/x1">另一条新闻的题目在这里</a></li><li><a href="/x2">又一条新闻的题目在这里</a></li></ul></aside>
<footer>版权所有 某报</footer></body></html>`

const HTML = { 'content-type': 'text/html; charset=utf-8' }

interface Archive {
  readonly root: string
  readonly outlet: Publisher
  run(day: number, ...args: string[]): ReturnType<typeof stet>
  /** The posts by title. */
  posts(): Map<string, string>
}

async function archive(env: Readonly<Record<string, string>> = {}): Promise<Archive> {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  return {
    root,
    outlet,
    run: (day, ...args) =>
      stet(['-C', root, ...args], {
        env: {
          STET_ALLOW_PRIVATE: outlet.host,
          STET_NOW: `2021-04-${String(day).padStart(2, '0')}T12:00:00Z`,
          STET_POLL_PAUSE_HERE: '0ms',
          ...env,
        },
      }),
    posts: () =>
      new Map(
        [...filesIn(root)]
          .filter(([path]) => path.startsWith('_posts/') && !path.includes('/1970/'))
          .map(([path]) => readFileSync(join(root, path), 'utf8'))
          .map(text => [/^title: "(.*)"$/m.exec(text)?.[1] ?? '', text]),
      ),
  }
}

const pagesAsked = ({ requests }: Publisher): string[] =>
  requests.map(({ path }) => path).filter(path => path.startsWith('/2021/'))

test('posts of a summary feed hold the full text, one lead with its caption, and nothing of what stands around', async () => {
  const { outlet, run, posts } = await archive()
  const lead = `${outlet.origin}/pictures/envoy-shanghai-arrival.jpg`
  const stories = ['官员抵达上海', '会谈结束'].map((title, i) => ({
    title,
    path: `/2021/${i + 1}.html`,
    html: SUMMARY,
  }))
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  outlet.pages.set('/2021/1.html', {
    headers: HTML,
    body: page(
      '官员抵达上海',
      `<div class="cover"><figure><img src="${lead}" width="800" alt="机场"><figcaption>气候特使在机场。</figcaption></figure></div><div class="article-body">${paragraphs('1')}<div class="share-bar"><a href="#">分享到微博</a></div></div>`,
      `<meta property="og:image" content="${lead}"><meta property="article:published_time" content="2021-04-14T17:30:00+08:00">`,
    ),
  })
  outlet.pages.set('/2021/2.html', {
    headers: HTML,
    body: page(
      '会谈结束',
      `<div class="article-body"><p>${LINES[0]}</p><p>${LINES[1]}</p><p><a href="/2021/2_2.html">下一页</a></p></div>`,
    ),
  })
  outlet.pages.set('/2021/2_2.html', {
    headers: HTML,
    body: page('会谈结束(2)', `<div class="article-body"><p>${LINES[2]}</p><p>${LINES[3]}</p></div>`),
  })
  const added = await run(14, 'add', `${outlet.origin}/feed`)
  assert.equal(added.code, 0, added.err)

  const first = posts().get('官员抵达上海')!
  for (const line of LINES) assert.ok(first.includes(line.slice(-12)), line)
  assert.match(first, /^ {2}text: "page"$/m)
  assert.match(first, /^ {2}confidence: [\d.]+$/m)
  assert.match(first, /^ {2}revision: 1$/m)
  assert.equal(
    first.split('envoy-shanghai-arrival.jpg').length - 1,
    2,
    'once in the front matter, once in the text',
  )
  assert.match(first, /<figure>\s*<img[^>]*>\s*<figcaption>气候特使在机场。<\/figcaption>\s*<\/figure>/)
  assert.doesNotMatch(first, /相关报道|另一条|分享|首页|版权所有/)

  const second = posts().get('会谈结束')!
  for (const line of LINES) assert.ok(second.includes(line), line)
  assert.doesNotMatch(second, /下一页/)
  assert.equal(second.match(/captures\//g)?.length, 3, 'the feed and both parts are kept')
})

test('a page that refuses is named and tried again, later and more seldom; the feed’s text stays until it gives more', async () => {
  const { outlet, run, posts } = await archive()
  const paths = [
    '/2021/paywall.html',
    '/2021/challenge.html',
    '/2021/script.html',
    '/2021/private.html',
    '/2021/less.html',
  ]
  outlet.pages.set('/feed', {
    body: rss(
      outlet.origin,
      '某报',
      paths.map(path => ({ title: path.slice(6, -5), path, html: SUMMARY })),
    ),
  })
  outlet.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /2021/private' })
  const wall = `<div class="article-body"><p>会谈。</p></div><div class="paywall"><p>订阅后继续阅读全文</p></div>`
  const set = (path: string, body: string, status = 200) =>
    outlet.pages.set(path, { status, headers: HTML, body })
  set(paths[0]!, page('paywall', wall))
  set(
    paths[1]!,
    '<html><head><title>Just a moment...</title></head><body><div id="challenge-running"></div></body></html>',
  )
  set(
    paths[2]!,
    '<html><head><title>某报</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript><script src="/a.js"></script></body></html>',
  )
  set(paths[3]!, page('private', paragraphs('3')))
  set(paths[4]!, page('less', '<div class="article-body"><p>见快讯。</p></div>'))
  assert.equal((await run(14, 'add', `${outlet.origin}/feed`)).code, 0)

  const kept = posts()
  const said = (title: string): string => /^ {2}refused: "(.*)"$/m.exec(kept.get(title)!)?.[1] ?? ''
  assert.deepEqual(['paywall', 'challenge', 'script', 'private', 'less'].map(said), [
    'paywall',
    'challenge',
    'needs JavaScript',
    'robots.txt',
    'empty',
  ])
  for (const [title, text] of kept)
    if (paths.some(path => path.includes(title))) {
      assert.match(text, /^ {2}text: "feed"$/m, title)
      assert.match(text, /双方将讨论气候合作/, title)
    }
  assert.ok(!pagesAsked(outlet).includes(paths[3]!), 'what robots.txt forbids is not asked for')
  const status = await run(14, 'status')
  assert.match(
    status.out,
    /^\S+: refused 4 pages \(1 challenge, 1 needs JavaScript, 1 paywall, 1 robots\.txt\)\.$/m,
  )
  assert.equal(status.code, 0, 'that is how the source is, and no fault')
  const [told] = JSON.parse((await run(14, 'status', '--json')).out).refused
  assert.deepEqual(told.pages, { paywall: 1, challenge: 1, 'needs JavaScript': 1, 'robots.txt': 1 })

  const before = outlet.requests.length
  await run(14, 'poll', '--all')
  assert.deepEqual(
    outlet.requests.slice(before).map(({ path }) => path),
    ['/feed'],
    'not at once',
  )

  set(paths[0]!, page('paywall', `<div class="article-body">${paragraphs('open')}</div>`))
  const later = await run(16, 'poll')
  assert.match(later.out, /1 revised/)
  const open = posts().get('paywall')!
  assert.match(open, /^ {2}text: "page"$/m)
  assert.match(open, /^ {2}revision: 2$/m)
  assert.doesNotMatch(open, /^ {2}refused:/m)

  const asked = outlet.requests.length
  await run(17, 'poll', '--all')
  assert.deepEqual(
    outlet.requests
      .slice(asked)
      .map(({ path }) => path)
      .filter(path => path.startsWith('/2021/')),
    [],
    'the second wait is longer than the first',
  )
})

test('a source that says never is not asked for pages, one that says always is, and a whole feed costs no page', async () => {
  const { root, outlet, run, posts } = await archive()
  const WHOLE = LINES.map(line => `<p>${line.repeat(8)}</p>`).join('')
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [{ title: '一', path: '/2021/1.html', html: SUMMARY }]),
  })
  outlet.pages.set('/whole', {
    body: rss(outlet.origin, '全报', [{ title: '二', path: '/2021/2.html', html: WHOLE }]),
  })
  outlet.pages.set('/2021/2.html', {
    headers: HTML,
    body: page('二', `<div class="article-body">${WHOLE}${WHOLE.replaceAll('上海', '北京')}</div>`),
  })
  await run(14, 'add', `${outlet.origin}/feed`, '--no-poll', '--id', 'one')
  await run(14, 'add', `${outlet.origin}/whole`, '--no-poll', '--id', 'two')
  const config = join(root, 'stet.yml')
  writeFileSync(config, readFileSync(config, 'utf8').replace(/(id: one\n)/, '$1    fulltext: never\n'))
  assert.equal((await run(14, 'poll', 'one', 'two')).code, 0)
  assert.deepEqual(pagesAsked(outlet), [])
  assert.match(posts().get('二')!, /^ {2}text: "feed"$/m)

  writeFileSync(config, readFileSync(config, 'utf8').replace(/(id: two\n)/, '$1    fulltext: always\n'))
  outlet.pages.set('/whole', {
    body: rss(outlet.origin, '全报', [{ title: '二', path: '/2021/2.html', html: `${WHOLE}<p>更新。</p>` }]),
  })
  assert.equal((await run(15, 'poll', 'two')).code, 0)
  assert.ok(pagesAsked(outlet).includes('/2021/2.html'))
  assert.match(posts().get('二')!, /北京/)
})

test('reextract after a new rule makes a revision without a request, and none where nothing got better', async () => {
  const { root, outlet, run, posts } = await archive()
  const promo = '<p class="pp-x9">本报新版客户端已经上线，欢迎广大读者下载试用，更多精彩内容等着您。</p>'
  const stories = [1, 2].map(n => ({ title: `新闻${n}`, path: `/2021/${n}.html`, html: SUMMARY }))
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  outlet.pages.set('/2021/1.html', {
    headers: HTML,
    body: page(
      '新闻1',
      `<div class="article-body"><p>${LINES[0]}</p>${promo}<p>${LINES[1]}</p><p>${LINES[2]}</p></div>`,
    ),
  })
  outlet.pages.set('/2021/2.html', {
    headers: HTML,
    body: page('新闻2', `<div class="article-body">${paragraphs('2')}</div>`),
  })
  await run(14, 'add', `${outlet.origin}/feed`)
  assert.match(posts().get('新闻1')!, /新版客户端/)
  const before = outlet.requests.length
  assert.match((await run(15, 'reextract')).out, /^2 pages read again: 0 revised\.$/m)

  mkdirSync(join(root, 'rules'), { recursive: true })
  writeFileSync(
    join(root, 'rules', '127.0.0.1.txt'),
    "body: //div[@class='article-body']\nstrip: //p[@class='pp-x9']\n",
  )
  const done = await run(15, 'reextract', '--since', '2021-04-14')
  assert.match(done.out, /^2 pages read again: 1 revised\.$/m, done.err)
  const post = posts().get('新闻1')!
  assert.doesNotMatch(post, /新版客户端/)
  for (const line of LINES.slice(0, 3)) assert.ok(post.includes(line))
  assert.match(post, /^ {2}revision: 2$/m)
  assert.equal([...filesIn(root).keys()].filter(path => path.startsWith('_revisions/')).length, 1)
  assert.match((await run(16, 'reextract')).out, /: 0 revised\.$/m)
  assert.equal(outlet.requests.length, before, 'nobody was asked for anything')
})

test('what an outlet puts under all of its articles is learned, kept out, and known again after a rebuild', async () => {
  const { outlet, run, posts } = await archive()
  const promo = '<p>本报新版客户端已经上线，欢迎广大读者下载试用，更多精彩内容等着您。</p>'
  const story = (n: number) => ({ title: `新闻${n}`, path: `/2021/${n}.html`, html: SUMMARY })
  const publish = (count: number): void => {
    const all = Array.from({ length: count }, (_, i) => story(i + 1))
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', all) })
    for (const { title, path } of all)
      outlet.pages.set(path, {
        headers: HTML,
        body: page(title, `<div class="article-body">${paragraphs(title)}${promo}</div>`),
      })
  }
  publish(8)
  await run(14, 'add', `${outlet.origin}/feed`)
  assert.doesNotMatch(posts().get('新闻8')!, /客户端/)
  const before = outlet.requests.length
  assert.equal((await run(14, 'rebuild')).code, 0)
  await run(14, 'reextract')
  assert.equal(outlet.requests.length, before)
  for (const [title, post] of posts())
    if (title.startsWith('新闻')) assert.doesNotMatch(post, /客户端/, title)
  publish(9)
  assert.match((await run(15, 'poll', '--all')).out, /1 new/)
  assert.doesNotMatch(posts().get('新闻9')!, /客户端/)
  assert.match(posts().get('新闻9')!, /意见/)
})

test('an edit is the source’s alone: what was kept before it was known to stand in all articles is not said to be deleted', async () => {
  const { outlet, root, run, posts } = await archive({ STET_LOOKS_AFTER: '1d 7d' })
  const standing =
    '<blockquote><p>本报的宗旨是：不畏权势，只问真假，把发生过的事情留给后来的人。</p></blockquote>'
  const edited = new Map<number, string>()
  const showPage = (n: number): void => {
    const text = paragraphs(`新闻${n}`).replace('星期三抵达', edited.get(n) ?? '星期三抵达')
    outlet.pages.set(`/2021/${n}.html`, {
      headers: HTML,
      body: page(`新闻${n}`, `<div class="article-body">${text}${standing}</div>`),
    })
  }
  const publish = (numbers: readonly number[]): void => {
    const all = numbers.map(n => ({
      title: `新闻${n}`,
      path: `/2021/${n}.html`,
      html: SUMMARY.replace('会谈', edited.has(n) ? '三轮会谈' : '会谈'),
    }))
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', all) })
    for (const n of numbers) showPage(n)
  }
  publish([1, 2])
  await run(14, 'add', `${outlet.origin}/feed`)
  assert.match(posts().get('新闻1')!, /不畏权势/, 'two are no habit')
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  publish(all)
  await run(15, 'poll', '--all')
  assert.doesNotMatch(posts().get('新闻9')!, /不畏权势/)
  // One is told of by the feed, the other by its page alone.
  edited.set(1, '星期五抵达')
  publish(all)
  await run(16, 'poll', '--all')
  edited.set(2, '星期六抵达')
  showPage(2)
  await run(24, 'poll', '--all')
  for (const [title, day] of [
    ['新闻1', '星期五'],
    ['新闻2', '星期六'],
  ] as const) {
    const text = posts().get(title)!
    assert.match(text, new RegExp(`${day}抵达`))
    const id = /^ {2}id: "(\w+)"$/m.exec(text)![1]!
    const { out } = await stet(['-C', root, 'diff', id])
    assert.match(out, new RegExp(day.slice(-1)), out)
    assert.doesNotMatch(out, /不畏权势/, `${title}: ${out}`)
  }
})

/** An outlet whose front page links to articles, and names no feed. */
function newspaper(outlet: Publisher, count: number, more = ''): void {
  const path = (n: number): string => `/world/2021/04/14/story-5674000${n}.html`
  const links = Array.from(
    { length: count },
    (_, i) =>
      `<li><h3><a href="${path(i + 1)}">第${i + 1}条新闻的题目在这里（${count - i} 小时前）</a></h3></li>`,
  )
  outlet.pages.set('/', {
    headers: HTML,
    body: `<html lang="zh"><head><title>某报 - 首页</title></head><body><nav><a href="/world/">国际新闻的全部内容</a></nav><ul>${links.join('')}</ul>${more}</body></html>`,
  })
  for (let n = 1; n <= count; n++)
    outlet.pages.set(path(n), {
      headers: HTML,
      body: page(
        `新闻${n}`,
        `<div class="article-body">${paragraphs(String(n))}</div>`,
        '<meta property="article:published_time" content="2021-04-14T17:30:00+08:00">',
      ),
    })
}

test('a site without a feed is followed by the links of its page: whole articles with their own titles and dates', async () => {
  const { root, outlet, run, posts } = await archive()
  newspaper(outlet, 3)
  const added = await run(14, 'add', `${outlet.origin}/`)
  assert.equal(added.code, 0, added.err)
  assert.match(added.out, /3 articles kept/)
  assert.match(readFileSync(join(root, 'stet.yml'), 'utf8'), /links: auto/)
  const post = posts().get('新闻2')!
  assert.match(post, /^date: "2021-04-14T09:30:00.000Z"$/m)
  assert.match(post, /^ {2}text: "page"$/m)
  for (const line of LINES) assert.ok(post.includes(line))

  const dead = '<p><a href="/world/2021/04/15/story-56740999.html">一条已经不在的新闻的题目</a></p>'
  newspaper(outlet, 4, dead)
  const before = outlet.requests.length
  assert.match((await run(15, 'poll', '--all')).out, /: 1 new/)
  assert.deepEqual(
    outlet.requests
      .slice(before)
      .map(({ path }) => path)
      .filter(path => path !== '/robots.txt'),
    ['/', '/world/2021/04/14/story-56740004.html', '/world/2021/04/15/story-56740999.html'],
    'what is known is not asked for again, whatever its link says now',
  )
  newspaper(outlet, 4, `${dead}<p>更新</p>`)
  const later = outlet.requests.length
  await run(16, 'poll', '--all')
  assert.deepEqual(
    outlet.requests
      .slice(later)
      .map(({ path }) => path)
      .filter(path => path !== '/robots.txt'),
    ['/'],
  )
})

test('a keeper points at the links of a page with a selector, and is told when it is none', async () => {
  const { root, outlet, run, posts } = await archive()
  newspaper(outlet, 2, '<div class="mine"><a href="/one">一篇没有日期的文章</a></div>')
  outlet.pages.set('/one', {
    headers: HTML,
    body: page('一篇文章', `<div class="article-body">${paragraphs('一')}</div>`),
  })
  const wrong = await run(14, 'add', `${outlet.origin}/`, '--links', 'div >> [')
  assert.equal(wrong.code, 3)
  assert.match(wrong.err, /no CSS selector/)
  const added = await run(14, 'add', `${outlet.origin}/`, '--links', '.mine', '--id', 'mine')
  assert.match(added.out, /1 article kept/, added.err)
  assert.ok(posts().has('一篇文章'))
  assert.match(readFileSync(join(root, 'stet.yml'), 'utf8'), /links: .?\.mine/)
})

test('pages in the shapes of known outlets become posts with the whole text, one figure, and no leftovers', async () => {
  const { outlet, run, posts } = await archive()
  const folder = join(REPOSITORY, 'tests/fixtures/pages/sites')
  const names = readdirSync(folder).flatMap(file => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
  for (const name of names)
    outlet.pages.set(`/2021/${name}-56740001.html`, {
      headers: HTML,
      body: readFileSync(join(folder, `${name}.html`)),
    })
  outlet.pages.set('/feed', {
    body: rss(
      outlet.origin,
      '众报',
      names.map(name => ({ title: name, path: `/2021/${name}-56740001.html`, html: SUMMARY })),
    ),
  })
  assert.equal((await run(14, 'add', `${outlet.origin}/feed`)).code, 0)
  const plain = (html: string): string => html.replace(/<[^>]*>|&nbsp;|\s+/g, '')
  for (const name of names) {
    const wanted = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
    const body = /<div markdown="0">\n([\s\S]*)\n<\/div>/.exec(posts().get(name)!)![1]!
    for (const line of wanted.text)
      assert.ok(plain(body).includes(line.replace(/\s+/g, '')), `${name}: ${line}`)
    assert.doesNotMatch(body, /相关报道|延伸|推荐|廣告|广告|订阅|Share this|Related|版权声明/, name)
    if (wanted.caption === undefined) continue
    assert.equal(body.split('<figure').length, 2, name)
    assert.ok(plain(body).includes(wanted.caption.replace(/\s+/g, '')), name)
  }
})
