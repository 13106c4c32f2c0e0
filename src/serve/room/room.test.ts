// Reading room and keeper's pages without a script, and what attackers try on them (OWASP).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserOf, HOST, house, PASSWORD } from '../../../tests/site/house.ts'
import { samplePost, samplePosts } from '../../../tests/site/world.ts'
import { trustIn } from '../visitor.ts'

const EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

test('without signing in there is no reading room; after it one is where one wanted to be', async () => {
  const { served } = await house()
  const browser = browserOf(served)
  const away = await browser.get('/read/?show=starred')
  assert.equal(away.response.status, 303)
  assert.equal(
    away.response.headers.get('location'),
    `/login?to=${encodeURIComponent('/read/?show=starred')}`,
  )
  await browser.get(away.response.headers.get('location')!)
  const { response } = await browser.post(away.response.headers.get('location')!, {
    name: '李',
    password: PASSWORD,
  })
  assert.equal(response.headers.get('location'), '/read/?show=starred')
  assert.match((await browser.get('/read/')).text, /新闻 9/)
})

test('an article opened is read; star, unread, labels and all-read go by forms and are kept', async () => {
  const { served, world } = await house()
  const browser = browserOf(served)
  await browser.signIn('wang')
  assert.match((await browser.get('/read/9')).text, /第9篇的正文/)
  assert.doesNotMatch((await browser.get('/read/')).text, /新闻 9</)
  assert.match((await browser.get('/read/?show=all')).text, /新闻 9</)
  await browser.post('/read/mark', { do: 'starred 3 1' })
  assert.match((await browser.get('/read/?show=starred')).text, /新闻 3</)
  await browser.post('/read/mark', { do: 'read 9 0' })
  assert.match((await browser.get('/read/')).text, /新闻 9</)
  await browser.post('/read/mark', { label: '要读', item: '4', on: '1' })
  assert.match((await browser.get(`/read/?show=all&label=${encodeURIComponent('要读')}`)).text, /新闻 4</)
  const { text } = await browser.get('/read/')
  const upTo = /name="upto" value="(\d+)"/.exec(text)![1]!
  await world.keep(samplePost(10))
  await browser.post('/read/mark', { all: '1', upto: upTo })
  const after = (await browser.get('/read/')).text
  assert.match(after, /新闻 10</)
  assert.doesNotMatch(after, /新闻 9</)
  const file = new TextDecoder().decode((await world.archive.read('state/wang.ndjson'))!)
  assert.ok(file.trim().split('\n').length >= 12)
})

test('a form that another site sends, or with another session’s token, changes nothing', async () => {
  const { served, keeping } = await house()
  const [mine, other] = [browserOf(served), browserOf(served)]
  await mine.signIn('李')
  await other.signIn('wang')
  await mine.get('/keep/')
  await other.get('/read/')
  const forms = [
    '/read/mark',
    '/keep/preview',
    '/keep/add',
    '/keep/opml',
    '/keep/change',
    '/keep/rule',
    '/keep/pause',
    '/keep/poll',
    '/keep/remove',
    '/logout',
  ]
  for (const path of forms) {
    for (const form of ['', 'x', other.token()])
      assert.equal(
        (
          await mine.post(path, {
            form,
            id: 'voa',
            url: 'https://a.example/',
            host: 'voa.example',
            text: 'body: //p',
          })
        ).response.status,
        403,
        path,
      )
    const cross = await mine.post(path, { id: 'voa' }, { 'sec-fetch-site': 'cross-site' })
    assert.equal(cross.response.status, 403, path)
  }
  assert.deepEqual(keeping.done, [])
  const fresh = browserOf(served)
  assert.equal(
    (await fresh.post('/login', { form: 'x', name: '李', password: PASSWORD })).response.status,
    403,
  )
})

test('signing in makes a new session, signing out ends it everywhere', async () => {
  const { served } = await house()
  const browser = browserOf(served)
  await browser.get('/login')
  browser.cookies.set('stet', 'planted-by-somebody')
  await browser.post('/login', { name: '李', password: PASSWORD })
  const cookie = browser.cookies.get('stet')!
  assert.notEqual(cookie, 'planted-by-somebody')
  await browser.signIn('李')
  const { response } = await browser.get('/read/')
  assert.equal(response.status, 200)
  const stolen = browser.cookies.get('stet')!
  await browser.post('/logout', {})
  const thief = await served.request(`${HOST}/read/`, { headers: { cookie: `stet=${stolen}` } })
  assert.equal(thief.status, 303)
})

test('session cookies cannot be read by a script, nor sent by other sites, nor over plain HTTP behind TLS', async () => {
  const { served } = await house(samplePosts(1), { trust: trustIn('loopback') })
  const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }
  const response = await served.request(`${HOST}/login`, { headers }, env)
  const [cookie] = response.headers.getSetCookie()
  assert.match(cookie!, /HttpOnly.*SameSite=Lax.*Secure/)
  assert.ok(response.headers.has('strict-transport-security'))
  assert.doesNotMatch((await served.request(`${HOST}/login`)).headers.getSetCookie()[0]!, /Secure/)
})

test('after signing in nobody is sent to another site', async () => {
  const { served } = await house()
  for (const to of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\\/evil.example',
    'javascript:alert(1)',
    '/read/../..//evil.example',
    '/read/\n//evil.example',
    '/%2Fevil.example',
    '/%5Cevil.example',
    '/%2e%2e//evil.example',
    '/.//evil.example',
    '/\t/evil.example',
    '\t//evil.example',
    '/read/..%2F%2Fevil.example/%0d%0aX:1',
    'evil.example',
    '/a%',
    '/a%ff',
  ]) {
    const browser = browserOf(served)
    await browser.get('/login')
    const { response } = await browser.post(`/login?to=${encodeURIComponent(to)}`, {
      name: '李',
      password: PASSWORD,
    })
    assert.equal(response.headers.get('location'), '/read/', to)
    await browser.get('/read/')
    const back = await browser.post('/read/mark', { do: 'read 1 1', back: to })
    assert.equal(back.response.headers.get('location'), '/read/', to)
  }
})

test('after signing in one is at the page that was asked for, whichever of the site’s it is', async () => {
  const { served } = await house(samplePosts(3), { isPrivate: true })
  for (const path of ['/', '/sources/voa/', '/search/?q=%E6%96%B0&in=source%3Avoa', '/read/3', '/a%25']) {
    const browser = browserOf(served)
    const away = await browser.get(path, { accept: 'text/html' })
    assert.equal(away.response.status, 303)
    const login = away.response.headers.get('location')!
    await browser.get(login)
    const { response } = await browser.post(login, { name: 'wang', password: PASSWORD })
    assert.equal(response.headers.get('location'), path)
  }
})

test('a mark sent by a script after the session has ended is refused, not led to the login page', async () => {
  for (const isPrivate of [false, true]) {
    const { served } = await house(samplePosts(1), { isPrivate })
    const sent = await browserOf(served).post(
      '/read/mark',
      { do: 'read 1 1' },
      { accept: 'application/json' },
    )
    assert.equal(sent.response.status, 401)
    assert.equal(sent.response.headers.get('www-authenticate'), null)
    const form = await browserOf(served).post('/read/mark', { do: 'read 1 1' }, { accept: 'text/html' })
    assert.match(form.response.headers.get('location')!, /^\/login/)
  }
})

test('nothing that comes from outside becomes markup: titles, names, queries, errors', async () => {
  const { served } = await house([
    samplePost(1, { title: EVIL, author: EVIL, url: 'javascript:alert(1)', tags: [EVIL] }),
  ])
  const browser = browserOf(served)
  await browser.signIn('李')
  const q = encodeURIComponent(EVIL)
  const pages = [
    '/read/',
    '/read/1',
    '/read/1?part=text',
    `/read/?q=${q}`,
    `/read/?show=all&source=${q}`,
    `/read/?category=${q}`,
    `/login?to=${q}`,
    '/keep/',
    '/keep/source?id=voa',
    `/search/?q=${q}`,
    `/search/?q=x&in=source:${q}`,
    `/search/feed.xml?q=${q}`,
  ]
  for (const path of pages) {
    const { text } = await browser.get(path)
    assert.doesNotMatch(text, /<script>|<img src=x|href="javascript/i, path)
  }
  const { text } = await browser.post('/keep/preview', { address: 'new.example' })
  assert.match(text, /&lt;b&gt;新报/)
  assert.doesNotMatch(text, /<img src=x|href="javascript/)
})

test('no path leads out of the reading room', async () => {
  const { served } = await house()
  const browser = browserOf(served)
  await browser.signIn('李')
  for (const path of [
    '/read/..%2f..%2fetc%2fpasswd',
    '/read/%2e%2e/x',
    '/keep/../../stet.yml',
    '/keep/.private/users.json',
    '/read/999',
    '/.private/users.json',
    '/state/wang.ndjson',
  ])
    assert.equal((await browser.get(path)).response.status, 404, path)
})

test('a reader keeps no house; a keeper adds, pauses, polls and removes', async () => {
  const { served, keeping } = await house()
  const reader = browserOf(served)
  await reader.signIn('wang')
  assert.equal((await reader.get('/keep/')).response.status, 403)
  const keeper = browserOf(served)
  await keeper.signIn('李')
  assert.match((await keeper.get('/keep/')).text, /timed out &lt;script&gt;/)
  await keeper.post('/keep/add', { url: 'https://new.example/feed', title: '新报', categories: '国际，亚洲' })
  await keeper.get('/keep/source?id=new')
  await keeper.post('/keep/pause', { id: 'new', on: '1' })
  await keeper.post('/keep/poll', { id: 'new' })
  await keeper.post('/keep/remove', { id: 'new' })
  const opml = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>'
  await keeper.post('/keep/opml', { opml })
  assert.deepEqual(keeping.done, [
    'add https://new.example/feed',
    'change new {"paused":true}',
    'poll new',
    'remove new',
    'add https://a.example/feed',
  ])
  assert.match((await keeper.get('/keep/sources.opml')).text, /xmlUrl="https:\/\/voa\.example\/feed"/)
  const feed = /href="(\/keep\/state\.atom\?key=\w+)"/.exec((await keeper.get('/keep/')).text)![1]!
  assert.match(await (await served.request(HOST + feed)).text(), /<p>超时<\/p>/)
  assert.equal((await served.request(`${HOST}/keep/state.atom?key=x`)).status, 404)
})

test('a poll by another process is seen on the keeper’s page, which goes on looking until it is over', async () => {
  const { served, keeping } = await house()
  const keeper = browserOf(served)
  await keeper.signIn('李')
  const queue = async () => (await keeper.get('/keep/?part=queue')).text
  assert.match(await queue(), /现在没有查询/)
  assert.doesNotMatch(await queue(), /data-again/)
  keeping.work = async () => ({ elsewhere: 12, waiting: [], due: 2, sources: 3 })
  assert.match(
    await queue(),
    /data-again="\/keep\/"><p>另一个进程正在查询，手上有 12 个网站。 3 个来源中有 2 个待查询。/,
  )
  assert.doesNotMatch(await queue(), /现在没有查询/)
})

test('a form makes no source of a file of the server, nor of what is no address', async () => {
  const { served, keeping } = await house()
  const keeper = browserOf(served)
  await keeper.signIn('李')
  await keeper.get('/keep/source?id=voa')
  const form = { id: 'voa', title: '美国之音', categories: '', interval: '', fulltext: 'auto' }
  for (const url of [
    '/etc/passwd',
    'secret.xml',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '-',
    'ftp://a.example/',
  ]) {
    const { response, text } = await keeper.post('/keep/change', { ...form, url })
    assert.equal(response.status, 400, url)
    assert.match(text, /不是订阅源的地址，应以 https:\/\/ 开头/)
  }
  const odd = await keeper.post('/keep/change', {
    ...form,
    url: 'https://voa.example/feed',
    fulltext: 'perhaps',
  })
  assert.equal(odd.response.status, 400)
  assert.deepEqual(keeping.done, [])
  await keeper.post('/keep/change', { ...form, url: 'https://voa.example/new' })
  assert.deepEqual(keeping.done, [
    'change voa {"title":"美国之音","url":"https://voa.example/new","categories":[],"fulltext":"auto"}',
  ])
})

test('a keeper who sends a list of sources is told what of it was there already and what could not be followed', async () => {
  const { served, keeping } = await house()
  const keeper = browserOf(served)
  await keeper.signIn('李')
  await keeper.get('/keep/')
  const send = (outlines: string) =>
    keeper.post('/keep/opml', { opml: `<opml version="2.0"><body>${outlines}</body></opml>` })
  const good = await send('<outline text="A" xmlUrl="https://a.example/feed"/>')
  assert.equal(good.response.headers.get('location'), '/keep/')
  const mixed = await send(
    '<outline text="B" xmlUrl="https://b.example/feed"/><outline text="VOA" xmlUrl="https://voa.example/feed"/><outline text="&lt;i&gt;" xmlUrl="feed:x"/><outline text="页" url="https://c.example/"/>',
  )
  assert.equal(mixed.response.status, 200)
  assert.match(mixed.text, /role="status"><p>新增 1 个来源，1 个已在关注。 未导入： 2<\/p>/)
  assert.match(mixed.text, /<li>&lt;i&gt; feed:x <small>不是 http\(s\) 地址<\/small><\/li>/)
  assert.match(mixed.text, /<li>页 <small>没有订阅源地址<\/small><\/li>/)
  assert.ok(keeping.done.includes('add https://b.example/feed'))
})

test('what cannot be done is said in the language of the site', async () => {
  const { served, keeping } = await house([samplePost(3)])
  const keeper = browserOf(served)
  await keeper.signIn('李')
  await keeper.get('/keep/')
  const form = { id: 'voa', title: '', url: 'https://voa.example/feed', categories: '', interval: '' }
  const answers: [what: string, text: string][] = [
    ['“ftp://x”不是网址。', (await keeper.post('/keep/preview', { address: 'ftp://x' })).text],
    ['这个文件里没有订阅源。', (await keeper.post('/keep/opml', { opml: '<opml/>' })).text],
    ['“perhaps”不是取全文的办法', (await keeper.post('/keep/change', { ...form, fulltext: 'perhaps' })).text],
    ['没有“nobody”这个来源。', (await keeper.post('/keep/rule', { id: 'nobody', text: '' })).text],
    [
      '还没有收存过此网站的网页。',
      (await keeper.post('/keep/rule', { id: 'voa', host: 'voa.example', text: 'body: //p', do: 'preview' }))
        .text,
    ],
  ]
  for (const [what, text] of answers) assert.match(text, new RegExp(`role="alert">${what}`), what)
  // What nobody has put into Chinese is marked as English, for who listens to the page.
  keeping.preview = async () => ({ kind: 'nothing', why: 'the wind is <wrong>.' })
  const other = await keeper.post('/keep/preview', { address: 'https://x.example/' })
  assert.match(other.text, /role="alert"><span lang="en">the wind is &lt;wrong&gt;\.<\/span>/)
})

test('a rule for a source’s pages is saved, tried and removed by a keeper; lines that cannot be read save nothing', async () => {
  const { served, keeping } = await house([samplePost(3, { pages: ['captures/a.warc.gz#0-9'] })])
  const reader = browserOf(served)
  await reader.signIn('wang')
  await reader.get('/read/')
  const good = { id: 'voa', host: 'voa.example', text: 'body: //main\r\nstrip: //aside\r\n' }
  assert.equal((await reader.post('/keep/rule', good)).response.status, 403)
  const keeper = browserOf(served)
  await keeper.signIn('李')
  const before = await keeper.get('/keep/source?id=voa')
  assert.match(before.text, /voa\.example: [^<]+<br><small>rules\/voa\.example\.txt/)
  const bad = await keeper.post('/keep/rule', { ...good, text: 'body: //main\r\nstrip: //div[\r\nbdy: //p' })
  assert.equal(bad.response.status, 400)
  assert.match(
    bad.text,
    /role="alert">voa\.example\.txt:2：XPath 看不懂（[^<]*）；voa\.example\.txt:3：没有 bdy 这个指令</,
  )
  assert.match(bad.text, /<textarea[^>]*>\nbody: \/\/main\nstrip: \/\/div\[\nbdy: \/\/p<\/textarea>/)
  const tried = await keeper.post('/keep/rule', { ...good, text: 'title: //h1', do: 'preview' })
  assert.match(tried.text, /&lt;b&gt;1&lt;\/b&gt;<\/h3>[\s\S]*&lt;script&gt;/)
  assert.deepEqual(keeping.done, [], 'what is refused or only tried is not saved')
  const saved = await keeper.post('/keep/rule', good)
  assert.equal(saved.response.headers.get('location'), '/keep/source?id=voa')
  assert.match(
    (await keeper.get('/keep/source?id=voa')).text,
    /<textarea[^>]*>\nbody: \/\/main\nstrip: \/\/aside\n</,
  )
  await keeper.post('/keep/rule', { ...good, text: '' })
  assert.deepEqual(keeping.done, [
    'rule voa.example "body: //main\\nstrip: //aside\\n"',
    'rule voa.example ""',
  ])
})

test('the form of a rule writes for no host but the source’s own, and never to a path', async () => {
  const { served, keeping } = await house()
  const keeper = browserOf(served)
  await keeper.signIn('李')
  await keeper.get('/keep/source?id=voa')
  for (const host of [
    '',
    'other.example',
    '../voa.example',
    '/etc/voa.example',
    'voa.example/../x',
    '.example',
    '..',
  ])
    for (const act of ['', 'preview']) {
      const { response, text } = await keeper.post('/keep/rule', {
        id: 'voa',
        host,
        text: 'body: //p',
        do: act,
      })
      assert.equal(response.status, 400, host)
      assert.match(text, /不是这个来源网页所在的网站/)
    }
  const nobody = await keeper.post('/keep/rule', { id: 'nobody', host: 'voa.example', text: 'body: //p' })
  assert.equal(nobody.response.status, 404)
  assert.deepEqual(keeping.done, [])
})

test('names are not given away: same answer, same work; and after some tries one has to wait', async () => {
  const { served } = await house()
  const tried = async (name: string) => {
    const browser = browserOf(served)
    await browser.get('/login')
    const { response, text } = await browser.post('/login', { name, password: 'wrong password' })
    return [response.status, text.replaceAll(name, '').replace(/value="[0-9a-f]{32}"/g, '')]
  }
  assert.deepEqual(await tried('李'), await tried('nobody'))
  for (let n = 0; n < 5; n++) await tried('李')
  assert.equal((await tried('李'))[0], 429)
})

test('a private archive shows strangers the way in and nothing else', async () => {
  const { served } = await house(samplePosts(3), { isPrivate: true })
  const strange = async (path: string, headers: Record<string, string> = {}) =>
    served.request(HOST + path, { headers })
  for (const path of [
    '/',
    '/feed.xml',
    '/api/search?q=x',
    '/sources/',
    '/metrics',
    '/search/?q=x',
    '/sitemap.xml',
    '/search/feed.xml?q=x',
  ])
    assert.equal((await strange(path)).status, 401, path)
  assert.equal((await strange('/', { accept: 'text/html' })).status, 303)
  for (const path of ['/login', '/style.css', '/read.css', '/sw.js', '/site.js', '/favicon.svg', '/healthz'])
    assert.equal((await strange(path)).status, 200, path)
  for (const path of ['/looked.js', '/manifest.webmanifest', '/opensearch.xml'])
    assert.equal((await strange(path)).status, 401, path)
  const way = await (await strange('/login')).text()
  assert.doesNotMatch(way, /<link rel="(?:manifest|search|alternate)"/)
  assert.match((await strange('/feed.xml')).headers.get('www-authenticate')!, /^Basic /)
  for (const headers of [
    { 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-dest': 'script' },
    { cookie: 'a=b; stet=gone' },
  ] as Record<string, string>[]) {
    const { status, headers: said } = await strange('/looked.js', headers)
    assert.deepEqual([status, said.has('www-authenticate')], [401, false], JSON.stringify(headers))
  }
  const basic = `Basic ${Buffer.from(`wang:${PASSWORD}`).toString('base64')}`
  const feed = await strange('/feed.xml', { authorization: basic })
  assert.equal(feed.status, 200)
  for (const path of [
    '/feed.xml',
    '/search/?q=x',
    '/search/feed.xml?q=x',
    '/search/atom.xml?q=x',
    '/search/feed.json?q=x',
    '/search/feed.xml',
    '/api/search?q=x',
    '/api/search',
  ]) {
    const { headers } = await strange(path, { authorization: basic })
    assert.match(headers.get('cache-control')!, /^private,/, path)
    assert.match(headers.get('vary')!, /Cookie/, path)
  }
  assert.equal((await strange('/feed.xml', { authorization: 'Basic bm9ib2R5Ong=' })).status, 401)
})

test('a private archive’s figures are for its own machine, not for whom a proxy there asks', async () => {
  for (const trust of [undefined, trustIn('loopback')]) {
    const { served } = await house(samplePosts(1), { isPrivate: true, ...(trust && { trust }) })
    const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
    const status = async (headers: Record<string, string>) =>
      (await served.request(`${HOST}/metrics`, { headers }, env)).status
    assert.equal(await status({}), 200)
    assert.equal(await status({ 'x-forwarded-for': '203.0.113.9' }), 401)
    assert.equal(await status({ via: '1.1 caddy' }), 401)
  }
})

test('of X-Forwarded-For only what trusted proxies say counts', async () => {
  const trust = trustIn('10.0.0.0/8, ::1 loopback')
  assert.deepEqual(['10.1.2.3', '::ffff:10.1.2.3', '127.9.9.9', '::1', '11.0.0.1', 'x', ''].map(trust), [
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  assert.throws(() => trustIn('10.0.0.0/99'), { code: 'config', message: /serve\.trustedProxies/ })
})
