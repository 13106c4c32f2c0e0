// Users and house-keeping on the command line: what a keeper does in the browser can be done there too, and shows there.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { archiveFor, publisher, rss, running, type Story } from './world.ts'

const PASSWORD = 'correct horse battery'

const story = (paper: string, n: number): Story => ({
  title: `${paper}第${n}条`,
  path: `/${paper}/${n}`,
  html: `<p>${paper}第${n}条的正文，气候谈判。</p>`,
  date: `Wed, ${10 + n} Apr ${2018 + n} 01:00:00 GMT`,
})

async function world() {
  const outlet = await publisher()
  const publish = (paper: string, count: number): void => {
    const stories = Array.from({ length: count }, (_, i) => story(paper, i + 1))
    outlet.pages.set(`/${encodeURIComponent(paper)}.xml`, { body: rss(outlet.origin, paper, stories) })
  }
  publish('甲报', 3)
  publish('乙报', 2)
  const feeds = ['甲报', '乙报'].map(paper => `${outlet.origin}/${encodeURIComponent(paper)}.xml`)
  const links = feeds.map(url => `<link rel="alternate" type="application/rss+xml" href="${url}">`).join('')
  outlet.pages.set('/', { headers: { 'content-type': 'text/html' }, body: `<title>报</title>${links}` })
  return { outlet, publish, feeds, ...(await archiveFor(outlet)) }
}

/** A browser that keeps li's cookie and sends forms. */
async function keeper(url: string, password = PASSWORD) {
  const jar = new Map<string, string>()
  const ask = async (path: string, fields?: Record<string, string>) => {
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      jar.set(name!, value!)
    }
    return { status: response.status, text: await response.text() }
  }
  const { text } = await ask('login')
  const form = /name="form" value="([^"]+)"/.exec(text)![1]!
  const { status } = await ask('login', { form, name: 'li', password })
  return { status, ask }
}

test('users are added, listed, given passwords and taken away; what they are is kept from others', async () => {
  const { root, run } = await world()
  const user = (args: string[], input = `${PASSWORD}\n`) => run(['user', ...args], { input })
  assert.equal((await user(['add', 'li'])).out, 'added li, keeper\n')
  assert.equal((await user(['add', '王'])).out, 'added 王, reader\n')
  const wide = await user(['add', 'ｓｕｎ'])
  assert.equal(wide.out, 'added sun, reader\n')
  assert.match(wide.err, /"ｓｕｎ" is written sun/)
  assert.match((await user(['remove', 'ｓｕｎ'])).out, /^removed sun/)
  for (const [args, input, why] of [
    [['add', 'li'], undefined, /there is a user "li" already/],
    [['add', 'LI'], undefined, /only in case/],
    [['add', 'ｌｉ'], undefined, /there is a user "li" already/],
    [['add', '../li'], undefined, /"\.\.\/li" cannot be a name: U\+002F in it/],
    [['add', 'wa\u200bng'], undefined, /U\+200B in it cannot be seen/],
    [['add', 'zhao', '--role', 'boss'], undefined, /expected reader or keeper/],
    [['add', 'zhao'], 'short\n', /expected 8 to 200/],
    [['password', 'zhao'], undefined, /no user "zhao"/],
    [['rename', 'li'], undefined, /expected one of/],
    [['password'], undefined, /name the user/],
  ] as const) {
    const { code, err } = await user([...args], input)
    assert.notEqual(code, 0, args.join(' '))
    assert.match(err, why)
  }
  const listed = (await user(['list', '--json'])).out.trim().split('\n')
  assert.deepEqual(
    listed.map(line => JSON.parse(line)).map(({ name, role, apiPassword }) => [name, role, apiPassword]),
    [
      ['li', 'keeper', false],
      ['王', 'reader', false],
    ],
  )
  assert.equal(statSync(join(root, '.private')).mode & 0o077, 0, 'only the owner may look in')
  const server = await running(['-C', root, 'serve', '--port', '0'])
  const app = async (password: string): Promise<number> => {
    const body = new URLSearchParams({ Email: 'li', Passwd: password })
    return (await fetch(`${server.url}accounts/ClientLogin`, { method: 'POST', body })).status
  }
  const { ask, status } = await keeper(server.url)
  assert.equal(status, 303)
  assert.equal(await app(PASSWORD), 200)
  // A password for apps opens the apps and nothing else; from then on the other one opens no app.
  await user(['api-password', 'li'], 'only for apps\n')
  assert.deepEqual([await app('only for apps'), await app(PASSWORD)], [200, 401])
  assert.equal((await keeper(server.url, 'only for apps')).status, 401)
  assert.equal((await keeper(server.url)).status, 303)
  // Another password ends the sessions that were begun with the old one.
  assert.equal((await user(['password', 'li'], 'another password\n')).code, 0)
  assert.equal((await ask('keep/')).status, 303)
  assert.equal((await keeper(server.url, 'another password')).status, 303)
  assert.match((await user(['remove', 'li'])).out, /the marks stay/)
  assert.equal((await keeper(server.url, 'another password')).status, 401)
  await server.end()
})

test('all that a keeper does in the browser is done on the command line, and shows in the browser', async () => {
  const { root, run, outlet, publish, feeds } = await world()
  const good = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(args)
    assert.equal(code, 0, err)
    return out
  }
  const list = async () => {
    const lines = (await good('list', '--json')).trim().split('\n')
    return new Map(lines.map(line => JSON.parse(line)).map(one => [one.id, one]))
  }
  await run(['user', 'add', 'li'], { input: `${PASSWORD}\n` })

  // An address: its feeds, and the last entries of the likeliest, before anything is written down.
  const config = readFileSync(join(root, 'stet.yml'), 'utf8')
  const preview = await good('add', outlet.origin, '--preview')
  for (const url of feeds) assert.ok(preview.includes(url), preview)
  assert.match(preview, /2021-04-13T01:00:00\S*\t甲报第3条\thttp/)
  assert.equal(readFileSync(join(root, 'stet.yml'), 'utf8'), config)
  assert.match((await run(['add', `${outlet.origin}/nothing`, '--preview'])).err, /could not be read/)

  await good('add', feeds[0]!, '--id', 'a', '--category', '国际')
  await good('add', feeds[1]!, '--id', 'b')
  assert.match(await good('add', feeds[0]!, '--preview'), /followed: a/)
  assert.deepEqual(
    [...(await list()).values()].map(({ id, articles, state }) => [id, articles, state]),
    [
      ['a', 3, 'ok'],
      ['b', 2, 'ok'],
    ],
  )
  assert.equal(typeof (await list()).get('a').next, 'string')
  assert.equal((await list()).get('a').perWeek, 3 / 4)

  const server = await running(['-C', root, 'serve', '--port', '0'], {
    env: { STET_ALLOW_PRIVATE: outlet.host },
  })
  const { ask } = await keeper(server.url)
  const page = async (path: string): Promise<string> => (await ask(path)).text
  assert.match(await page('keep/'), /甲报[\s\S]*乙报/)

  // Edit, pause and resume; an empty value takes a rule away.
  await good(
    'edit',
    'a',
    '--title',
    '甲报 & 日报',
    '--category',
    '国际',
    '亚洲',
    '--interval',
    '2h',
    '--fulltext',
    'never',
  )
  const source = await page('keep/source?id=a')
  for (const [name, value] of [
    ['title', '甲报 &amp; 日报'],
    ['categories', '国际, 亚洲'],
    ['interval', '2h'],
  ])
    assert.ok(source.includes(`name="${name}" value="${value}"`), name)
  assert.match(source, /<option value="never" selected>/)
  await good('edit', 'a', 'b', '--pause')
  assert.deepEqual(
    [...(await list()).values()].map(({ state }) => state),
    ['paused', 'paused'],
  )
  assert.match(await page('keep/source?id=b'), /name="on" value="0"/)
  await good('edit', 'a', 'b', '--resume')
  await good('edit', 'a', '--title', '', '--interval', '', '--fulltext', 'auto')
  const plain = readFileSync(join(root, 'stet.yml'), 'utf8')
  assert.doesNotMatch(plain, /title: 甲|interval|fulltext|paused/)
  for (const [args, why] of [
    [['edit', 'a'], /say what to change/],
    [['edit', 'x', '--pause'], /no source "x"/],
    [['edit', 'a', '--pause', '--resume'], /not both/],
    [['edit', 'a', 'b', '--url', 'https://paper.example/'], /one source/],
    [['edit', 'a', '--fulltext', 'often'], /expected auto, always or never/],
    [['edit', 'a', '--interval', 'soon'], /interval/],
  ] as const) {
    const { code, err } = await run([...args])
    assert.notEqual(code, 0, args.join(' '))
    assert.match(err, why)
  }
  assert.equal(readFileSync(join(root, 'stet.yml'), 'utf8'), plain, 'what is refused changes nothing')

  // Poll now; what fails is said in words, and what happened to sources is told.
  publish('乙报', 4)
  assert.match(await good('poll', 'b'), /2 new/)
  outlet.pages.delete(new URL(feeds[0]!).pathname)
  assert.equal((await run(['poll', 'a'])).code, 4)
  assert.match((await list()).get('a').state, /404/)
  await new Promise(resolve => setTimeout(resolve, 2500))
  assert.match(await page('keep/'), /404/)
  const status = await run(['status', '--json', '--storage', '--events'])
  const { storage, events, failing } = JSON.parse(status.out)
  assert.equal(failing[0].source, 'a')
  assert.equal(storage._posts.files, 7)
  assert.ok(storage._posts.bytes > 1000 && storage.log.bytes > 100)
  assert.deepEqual(
    events.map(({ kind, source }: { kind: string; source: string }) => [kind, source]),
    [['failed', 'a']],
  )
  assert.match((await run(['status', '--events'])).out, /\tfailed\ta\t.*404/)
  publish('甲报', 3)
  await good('poll', 'a')
  await new Promise(resolve => setTimeout(resolve, 2500))
  assert.match(await page('keep/'), /404/, 'what happened stays told')
  assert.match((await run(['status', '--events'])).out, /\trecovered\ta\t/)

  // Lists of sources out and in.
  const opml = await good('export', '--format', 'opml')
  for (const url of feeds) assert.ok(opml.includes(`xmlUrl="${url}"`), opml)
  await good('remove', 'a', 'b')
  assert.match((await list()).get('a').state, /not followed/)
  writeFileSync(join(root, 'sources.opml'), opml)
  await good('import', join(root, 'sources.opml'))
  assert.deepEqual(
    [...(await list()).values()]
      .filter(({ url }) => url !== '')
      .map(({ url }) => url)
      .sort(),
    feeds.toSorted(),
  )
  await server.end()
})

test('a rule saved in the browser is the file that the command line knows, and pages are read by it', async () => {
  const outlet = await publisher()
  const sentence = '会谈定于星期三在上海举行，双方将讨论气候与能源的合作，并在年内再次会面。'
  const wanted = '真正的正文在这里：代表们星期四继续谈判，预计月底以前发表共同声明，各方都表示欢迎。'
  const page = `<html><head><title>谈判</title></head><body><article>${`<p>${sentence}</p>`.repeat(5)}</article><div id="real"><h2>谈判继续</h2><p>${wanted}</p></div></body></html>`
  const publish = (count: number): void => {
    const stories = Array.from({ length: count }, (_, i) => ({
      ...story('甲', i + 1),
      html: '<p>会谈……</p>',
    }))
    for (const { path } of stories)
      outlet.pages.set(encodeURI(path), { headers: { 'content-type': 'text/html' }, body: page })
    outlet.pages.set('/a.xml', { body: rss(outlet.origin, '甲报', stories) })
  }
  publish(1)
  const { root, run } = await archiveFor(outlet)
  const good = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(args)
    assert.equal(code, 0, err)
    return out
  }
  await run(['user', 'add', 'li'], { input: `${PASSWORD}\n` })
  await good('add', `${outlet.origin}/a.xml`, '--id', 'a')
  await good('edit', 'a', '--fulltext', 'always')
  await good('poll', 'a')
  const server = await running(['-C', root, 'serve', '--port', '0'], {
    env: { STET_ALLOW_PRIVATE: outlet.host },
  })
  const { ask } = await keeper(server.url)
  const host = '127.0.0.1'
  const file = join(root, 'rules', `${host}.txt`)
  const form = /name="form" value="([^"]+)"/.exec((await ask('keep/source?id=a')).text)![1]!
  const send = (text: string, more: Record<string, string> = {}) =>
    ask('keep/rule', { form, id: 'a', host, text, ...more })
  const rule = "title: //div[@id='real']/h2\r\nbody: //div[@id='real']/p\r\n"

  // Tried on the kept page, without asking anybody and without a file.
  const asked = outlet.requests.length
  const tried = await send(rule, { do: 'preview' })
  assert.match(tried.text, new RegExp(`<h3>谈判继续</h3>[\\s\\S]*<p>${wanted}</p>`))
  assert.doesNotMatch((await send('', { do: 'preview' })).text, /<h3>谈判继续/)
  assert.equal(outlet.requests.length, asked)
  assert.equal((await send('body: //div[')).status, 400)
  for (const away of ['../stet', 'other.example'])
    assert.equal((await send(rule, { host: away })).status, 400, away)
  assert.equal(existsSync(join(root, 'rules')), false)

  assert.equal((await send(rule)).status, 303)
  assert.equal(readFileSync(file, 'utf8'), rule.replaceAll('\r\n', '\n'))
  assert.match((await ask('keep/source?id=a')).text, />\ntitle: [^<]+\nbody: [^<]+\n<\/textarea>/)
  assert.equal(await good('rules', 'list'), `${host}\ttitle 1, body 1\n`)
  const saved = join(root, 'page.html')
  writeFileSync(saved, page)
  const read = async () => JSON.parse(await good('extract', saved, '--url', `${outlet.origin}/a`)).text
  assert.equal(await read(), wanted)
  publish(2)
  assert.match(await good('poll', 'a'), /1 new/)
  assert.match(await good('show', outlet.origin + encodeURI('/甲/2')), new RegExp(wanted))

  // Edited by hand, it is the browser's too; emptied there, it is gone here.
  writeFileSync(file, 'strip: //h2\n')
  assert.match((await ask('keep/source?id=a')).text, />\nstrip: \/\/h2\n<\/textarea>/)
  assert.equal((await send('')).status, 303)
  assert.equal(existsSync(file), false)
  assert.notEqual(await read(), wanted)
  await server.end()
})

test('what was found is counted by source and year, all of it and not only what is shown', async () => {
  const { root, run, publish, feeds } = await world()
  publish('甲报', 8)
  publish('乙报', 5)
  await run(['add', feeds[0]!, '--id', 'a'])
  await run(['add', feeds[1]!, '--id', 'b'])
  const server = await running(['-C', root, 'serve', '--port', '0'])
  type Found = { total: number; facets: { year: Record<string, number>; source: Record<string, number> } }
  const search = async (query: string, more = ''): Promise<Found> =>
    (
      await fetch(`${server.url}api/search?facets&limit=1&q=${encodeURIComponent(query)}${more}`)
    ).json() as Promise<Found>
  const all = await search('氣候談判')
  assert.equal(all.total, 13)
  assert.deepEqual(all.facets.source, { a: 8, b: 5 })
  assert.deepEqual(all.facets.year, {
    2026: 1,
    2025: 1,
    2024: 1,
    2023: 2,
    2022: 2,
    2021: 2,
    2020: 2,
    2019: 2,
  })
  const some = await search('气候 after:2021 before:2024', '&order=best')
  assert.deepEqual([some.total, some.facets.source], [6, { a: 3, b: 3 }])
  assert.deepEqual((await search('气候', '&in=source:b')).facets.source, { b: 5 })
  const page = await (await fetch(`${server.url}search/?q=${encodeURIComponent('气候')}`)).text()
  assert.match(page, /source%3Aa">甲报<\/a> <small>8<\/small>/)
  assert.match(page, />2023<\/a> <small>2<\/small>/)
  await server.end()
})

test('a keeper who polls all sources sees how many have been asked, until the last has answered', async () => {
  const { root, run, feeds, outlet } = await world()
  await run(['user', 'add', 'li'], { input: `${PASSWORD}\n` })
  const open = Promise.withResolvers<void>()
  let isHeld = false
  const slow = createServer(async (_, response) => {
    if (isHeld) await open.promise
    response.end(rss('http://slow.example', '丙报', [story('丙报', 1)]))
  })
  slow.listen(0, '127.0.0.1')
  await once(slow, 'listening')
  const host = `127.0.0.1:${(slow.address() as AddressInfo).port}`
  const env = { STET_ALLOW_PRIVATE: `${outlet.host} ${host}` }
  for (const url of [...feeds, `http://${host}/feed`]) {
    const added = await run(['add', url], { env })
    assert.equal(added.code, 0, added.err)
  }
  const server = await running(['-C', root, 'serve', '--port', '0'], { env })
  try {
    const { ask } = await keeper(server.url)
    const { text } = await ask('keep/')
    assert.match(text, /No poll is under way/)
    isHeld = true
    await ask('keep/poll', { form: /name="form" value="([^"]+)"/.exec(text)![1]! })
    const until = async (pattern: RegExp): Promise<void> => {
      for (let tries = 0; tries < 200; tries++) {
        if (pattern.test((await ask('keep/?part=queue')).text)) return
        await wait(100)
      }
      assert.fail(`twenty seconds have passed without ${pattern}: ${(await ask('keep/?part=queue')).text}`)
    }
    await until(/2 of 3 sources have been asked[\s\S]*<progress [^>]*value="2" max="3"/)
    open.resolve()
    await until(/No poll is under way/)
  } finally {
    open.resolve()
    await server.end()
    slow.closeAllConnections()
    slow.close()
  }
})
