import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'parse5'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import type { Post } from '../model/article.ts'
import { DAY, HOUR } from '../model/time.ts'
import { addressBook } from './book.ts'
import { addresses } from './plan.ts'
import { render } from './render.ts'
import type { Site } from './site.ts'

const text = async (url: string, site: Site): Promise<string> => {
  const document = await render(url, site)
  assert.ok(document, url)
  return String(document.body)
}
const addressOf = async (site: Site, post: Post): Promise<string> =>
  (await addressBook(site.store)).addressOf(post)

test('the front page says what the archive holds and shows the newest first, by day', async () => {
  const { site } = await world(samplePosts(30), { title: '档案' })
  const page = await text('/', site)
  assert.match(page, /收存30篇文章，来自3个来源，最早的发表于2021年4月14日。/)
  assert.ok(page.indexOf('新闻 30') < page.indexOf('新闻 1<'))
  assert.equal(page.match(/<section class="day">/g)?.length, 2)
})

test('what a feed says is its language stands in its page only when it is a language tag; else it is unknown', async () => {
  for (const [language, shown] of [
    ['en-GB', ' lang="en-GB"'],
    ['English', ' lang=""'],
    ['en_US', ' lang=""'],
    ['en-', ' lang=""'],
    ['zh-cn, en', ' lang=""'],
  ] as const) {
    const { site, store } = await world(samplePosts(3))
    const [facts] = (await store.sources()).filter(({ id }) => id === 'voa')
    await store.apply({ sources: [{ ...facts!, description: 'World news', language }] })
    assert.ok(
      (await text('/sources/voa/', site)).includes(`<p class="lede"${shown}>World news</p>`),
      language,
    )
  }
})

test('a page and what machines read of it say the same language, and neither says one that nobody knows', async () => {
  for (const language of ['', 'English', 'en-GB']) {
    const post = samplePost(4, { language })
    const { site } = await world([...samplePosts(3), post])
    const page = await text(await addressOf(site, post), site)
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)![1]!)
    const said = language === 'en-GB' ? language : ''
    assert.ok(page.includes(`<div class="text e-content" lang="${said}">`), language)
    assert.equal(data.inLanguage ?? '', said)
  }
})

test('an ampersand that an older import kept as HTML reads as one wherever a tag or an author is shown', async () => {
  const kept = {
    tags: ['R&amp;D', 'AT&#38;T'],
    author: 'Jessica Batke &#38; Shen Lu',
    categories: ['Q&amp;lt;A'],
  }
  const post = samplePost(4, kept)
  const { site } = await world([...samplePosts(3), post])
  const address = await addressOf(site, post)
  for (const at of [address, '/tags/', '/authors/', '/categories/', '/feeds/', '/feed.xml', '/feed.json']) {
    const shown = (await text(at, site)).replace(/ href="[^"]*"/g, '')
    assert.doesNotMatch(shown, /&amp;amp;|&amp;#38;|[^;]&#38;/, at)
  }
  const page = await text(address, site)
  assert.match(page, />R&amp;D<.*>AT&amp;T</s)
  assert.match(page, /Jessica Batke &amp; Shen Lu</)
  assert.match(page, />Q&amp;lt;A</, 'what else looks like HTML stays as it is kept')
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)![1]!)
  assert.deepEqual([data.author.name, data.keywords], ['Jessica Batke & Shen Lu', ['R&D', 'AT&T']])
  assert.match(await text('/tags/', site), /<h1>/)
})

test('every article can be reached by links from the front page', async () => {
  const { site } = await world(samplePosts(130))
  const seen = new Set<string>(['/'])
  for (const address of seen) {
    const document = await render(address, site)
    assert.ok(document, `a link leads to ${address}, where nothing is`)
    if (!document.type.startsWith('text/html')) continue
    for (const [, link] of String(document.body).matchAll(/(?:href|src)="(\/[^"?#]*)[^"]*"/g))
      seen.add(decodeURIComponent(link!))
  }
  for await (const address of addresses(site))
    if (!/sitemap|robots|\/404|feed|atom|llms|\/sw\.js|looked\.js|nojekyll/.test(address))
      assert.ok(seen.has(address), address)
})

test('an article shows who said it, when, where, and its text', async () => {
  const post = samplePost(4)
  const { site } = await world(samplePosts(9))
  const page = await text(await addressOf(site, post), site)
  assert.match(page, /<h1 class="p-name">新闻 4<\/h1>/)
  assert.match(page, /记者 甲/)
  assert.match(page, /datetime="2021-04-14T04:00:00.000Z">2021年4月14日 04:00 UTC<\/time>/)
  assert.match(page, /href="https:\/\/voa\.example\/4" rel="original/)
  assert.match(page, /<p>第4篇的正文/)
  assert.match(page, /新闻 7/)
  assert.match(page, /新闻 1</)
  assert.doesNotMatch(page, /新闻 5/)
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)![1]!)
  assert.equal(data.datePublished, '2021-04-14T04:00:00.000Z')
  assert.equal(data.isBasedOn, 'https://voa.example/4')
})

test('machines read a long headline whole, and of an undated article only when this archive took it', async () => {
  const title = '北京举行会谈'.repeat(80)
  const post = samplePost(1, { title })
  const { published: _, ...undated } = { ...post, revised: Date.UTC(2021, 3, 20, 9) }
  const { site } = await world([undated], { title: '档案' })
  const page = await text(await addressOf(site, undated), site)
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)![1]!)
  assert.equal(data.headline, title)
  assert.deepEqual([data.datePublished, data.dateCreated], [undefined, undefined])
  assert.equal(data.sdDatePublished, '2021-04-20')
  assert.deepEqual(data.sdPublisher, { '@type': 'Organization', name: '档案', url: site.config.url })
})

const edited = (first: Post): Post => ({
  ...first,
  title: '改过的标题',
  revision: 2,
  revised: first.taken + DAY,
  html: '<p>改过。</p>',
})

test('an article in Arabic or Hebrew runs from right to left, and others as they do', async () => {
  const posts = ['ar', 'he', 'ug-CN', 'ja', 'none of these'].map((language, n) =>
    samplePost(n + 1, { language }),
  )
  const { site } = await world(posts)
  for (const [n, direction] of [' dir="rtl"', ' dir="rtl"', ' dir="rtl"', '', ''].entries()) {
    const page = await text(await addressOf(site, posts[n]!), site)
    const { language } = posts[n]!
    assert.equal(
      page.includes(`<div class="text e-content" lang="${language}"${direction}>`),
      n < 4,
      language,
    )
    assert.equal(
      /dir="rtl"/.test(
        page.slice(page.indexOf('<article'), page.indexOf('</header>', page.indexOf('<article'))),
      ),
      direction !== '',
      language,
    )
  }
})

test('an article changed at its source shows its versions, and each can be read', async () => {
  const first = samplePost(1)
  const second = edited(first)
  const { site, keep, keepRevision } = await world([first])
  await keepRevision(second, first)
  await keep(second)
  const address = await addressOf(site, second)
  assert.match(await text(address, site), /第2版 <b><a href="[^"]+\.r2\.html">现行版本<\/a><\/b>/)
  const earlier = await text(address.replace('.html', '.r1.html'), site)
  assert.match(earlier, /这是较早的版本：第1版，共2版/)
  assert.match(earlier, /第1篇的正文/)
  assert.equal(await render(address.replace('.html', '.r3.html'), site), undefined)
})

test('a state can be cited before the next one comes, and shows the same text at that address after', async () => {
  const first = samplePost(1)
  const second = edited(first)
  const third = { ...second, revision: 3, revised: first.taken + 2 * DAY, html: '<p>又改过。</p>' }
  const { site, keep, keepRevision } = await world([first])
  const address = await addressOf(site, first)
  const state = (n: number): Promise<string> => text(address.replace('.html', `.r${n}.html`), site)
  assert.match(await state(1), /第1版，目前最新.*第1篇的正文/s)
  await keepRevision(second, first)
  await keep(second)
  assert.match(await state(2), /第2版，目前最新.*<p>改过。/s)
  const built: string[] = []
  for await (const one of addresses(site)) built.push(one)
  assert.ok(built.includes(address.replace('.html', '.r2.html')))
  await keepRevision(third, second)
  await keep(third)
  assert.match(await state(2), /较早的版本：第2版，共3版.*<p>改过。/s)
  assert.match(await state(3), /第3版，目前最新.*<p>又改过。/s)
})

test('a withdrawn article keeps its text and says when it went, with the evidence', async () => {
  const tombstone = {
    since: Date.UTC(2021, 4, 1),
    confirmed: Date.UTC(2021, 4, 3),
    why: '404 <b>',
    kind: 'withdrawn',
  } as const
  const { site } = await world([samplePost(1, { tombstone })])
  const page = await text(await addressOf(site, samplePost(1)), site)
  assert.match(page, /2021年5月1日首次发现，2021年5月3日确认/)
  assert.match(page, /404 &lt;b&gt;/)
  assert.match(page, /第1篇的正文/)
  assert.match(await text('/', site), /已撤/)
})

test('the evidence of a withdrawal is told look by look, in the language of the site, and a return too', async () => {
  const capture = 'captures/2021/05/20210501T000000Z.warc.gz#10+200'
  const tombstone = {
    since: Date.UTC(2021, 4, 1),
    confirmed: Date.UTC(2021, 4, 3),
    why: 'not found (404), then a redirect (302) to the front page',
    kind: 'withdrawn',
    seen: [
      { at: Date.UTC(2021, 4, 1), saw: '404', status: 404, capture },
      { at: Date.UTC(2021, 4, 3), saw: 'front-page', status: 302, url: 'https://voa.example/' },
    ],
  } as const
  const back = { ...samplePost(2), lifted: [{ ...tombstone, returned: Date.UTC(2021, 4, 9) }] }
  const { site } = await world([samplePost(1, { tombstone }), back])
  const page = await text(await addressOf(site, samplePost(1)), site)
  assert.match(
    page,
    /<li><time[^>]*>2021年5月1日 00:00 UTC<\/time>: 未找到（404） · 留存的网络记录: <code>captures\//,
  )
  assert.match(page, /重定向（302）到首页 <code>https:\/\/voa\.example\/<\/code>/)
  assert.doesNotMatch(page, /not found/)
  const returned = await text(await addressOf(site, back), site)
  assert.match(returned, /来源曾撤下这篇文章：2021年5月1日消失，2021年5月9日恢复。/)
  assert.doesNotMatch(returned, /class="tombstone"/)
})

test('an article whose file is lost says so instead of failing', async () => {
  const { site, archive } = await world([samplePost(1)])
  await archive.remove([samplePost(1).path])
  assert.match(await text(await addressOf(site, samplePost(1)), site), /stet verify/)
})

test('titles, names and tags from outside stay text on every page', async () => {
  const evil = '"><script>alert(1)</script><!-- {{ x }} \' & \u202e'
  const post = samplePost(1, {
    title: evil,
    author: evil,
    tags: [evil],
    categories: [evil],
    url: `https://x.example/?"><script>`,
  })
  const { site, store } = await world([post, samplePost(4)])
  await store.apply({
    sources: [
      { id: 'rfa', title: evil, description: evil, url: 'https://x.example/', home: 'https://x.example/' },
    ],
  })
  for await (const address of addresses(site)) {
    const { body, type } = (await render(address, site))!
    if (!type.includes('json')) assert.doesNotMatch(String(body), /<script>alert/, address)
    if (type.startsWith('text/html'))
      assert.deepEqual(
        scriptsIn(String(body)),
        address === '/search/' ? ['/site.js', '/search.js'] : ['/site.js'],
        address,
      )
  }
})

/** Addresses of the scripts that a parser finds and a browser would run. */
function scriptsIn(page: string): string[] {
  const found: string[] = []
  const walk = (node: {
    tagName?: string
    attrs?: { name: string; value: string }[]
    childNodes?: unknown[]
  }): void => {
    const attribute = (name: string) => node.attrs?.find(attr => attr.name === name)?.value
    if (node.tagName === 'script' && attribute('type') !== 'application/ld+json')
      found.push(attribute('src')?.replace(/\?.*/, '') ?? 'inline')
    for (const child of node.childNodes ?? []) walk(child as never)
  }
  walk(parse(page) as never)
  return found
}

test('only addresses of the web are linked, whatever a feed gave', async () => {
  const url = 'javascript:alert(1)'
  const post = samplePost(1, { url, lead: { url }, enclosures: [{ url }, { url: 'data:text/html,x' }] })
  const { site, store } = await world([post])
  await store.apply({
    sources: [{ id: 'rfa', title: 'x', description: '', url: 'https://x.example/', home: url }],
  })
  for await (const address of addresses(site)) {
    const { body } = (await render(address, site))!
    assert.doesNotMatch(
      String(body),
      /(?:href|src|url|content|isBasedOn|image)"?[=:]"?(?:javascript|data):/i,
      address,
    )
  }
})

test('pages carry no inline style or handler and load nothing from elsewhere', async () => {
  const html =
    '<p><img src="https://tracker.example/a.gif" alt=""></p><p><video src="https://x.example/v.mp4"></video></p>'
  const { site } = await world([
    samplePost(1, { html, lead: { url: 'https://x.example/lead.jpg', caption: '说明' } }),
  ])
  for await (const address of addresses(site)) {
    const { body, type } = (await render(address, site))!
    if (!type.startsWith('text/html')) continue
    assert.doesNotMatch(String(body), /\sstyle=|\son\w+=|<style/, address)
    assert.doesNotMatch(String(body), /<(?:img|video|audio|iframe|source)\b/, address)
    assert.doesNotMatch(
      String(body),
      /<(?:link rel="(?:stylesheet|icon)"|script)[^>]*(?:href|src)="(?!\/)/,
      address,
    )
  }
})

test('the site stands under a base path with all its links', async () => {
  const { site } = await world(samplePosts(5), { url: 'https://example.org/news/' })
  for await (const address of addresses(site)) {
    const { body, type } = (await render(address, site))!
    if (!type.startsWith('text/html')) continue
    for (const [, link] of String(body).matchAll(/(?:href|src|action)="(\/[^"]*)"/g))
      assert.ok(link!.startsWith('/news/'), `${address}: ${link}`)
  }
})

test('the interface speaks the configured language, an article its own', async () => {
  const { site } = await world([samplePost(1, { language: 'en', title: 'Climate envoy' })], {
    language: 'zh-Hant',
  })
  const page = await text(await addressOf(site, samplePost(1)), site)
  assert.match(page, /<html lang="zh-Hant">/)
  assert.match(page, /<h1 class="p-name" lang="en">Climate envoy/)
  assert.match(page, /來源/)
})

test('a list of a value that needs a digest is found under its name', async () => {
  const { site } = await world([samplePost(1, { tags: ['U.S. 政治 & more'] })])
  const page = await text('/tags/', site)
  const [, link] = /href="(\/tags\/[^"]+)"/.exec(page)!
  assert.match(await text(link!, site), /U\.S\. 政治 &amp; more/)
  assert.equal(await render('/tags/nobody-00000000/', site), undefined)
  assert.equal(await render('/tags/nobody/', site), undefined)
})

test('addresses that are none of the site give nothing, however they are written', async () => {
  const { site } = await world(samplePosts(3))
  for (const url of [
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/%00',
    '/%zz',
    '//evil.example/',
    '/2021/04/14/00000000.html',
    '/page/1.html',
    '/2021/02/',
    '/1999/',
    '/sources/none/',
    '/sources/none/feed.xml',
    '/sitemap-1999-01.xml',
    '/_posts/2021/04/x.md',
  ])
    assert.equal(await render(url, site), undefined, url)
})

test('an empty archive has a front page that says so', async () => {
  const { site } = await world()
  assert.match(await text('/', site), /这里还没有文章/)
  for await (const address of addresses(site)) assert.ok(await render(address, site), address)
})

test('articles without date, title or address are shown for what they are', async () => {
  const { published, url, ...bare } = samplePost(1, { title: '', taken: Date.UTC(2021, 3, 20) + HOUR })
  const { site } = await world([bare])
  const page = await text(await addressOf(site, bare), site)
  assert.match(page, /（无题，自由亚洲）/)
  assert.match(page, /来源未注明日期/)
  assert.doesNotMatch(page, /datePublished/)
})
