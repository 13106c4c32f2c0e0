import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hono } from 'hono'
import { HOST, house, type Json, PASSWORD } from '../../../tests/site/house.ts'
import { samplePosts } from '../../../tests/site/world.ts'
import { itemNumber, longId, moment } from './ids.ts'

const form = (fields: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: fields,
})

async function signedIn(served: Hono, name = '李') {
  const body = new URLSearchParams({ Email: name, Passwd: PASSWORD }).toString()
  const login = await (await served.request(`${HOST}/accounts/ClientLogin`, form(body))).text()
  const token = /^Auth=(.+)$/m.exec(login)![1]!
  const headers = { authorization: `GoogleLogin auth=${token}` }
  const base = `${HOST}/reader/api/0`
  return {
    token,
    get: async (path: string) => served.request(`${base}/${path}`, { headers }),
    json: async (path: string): Promise<Json> =>
      (await served.request(`${base}/${path}`, { headers })).json(),
    post: async (path: string, fields: string) => {
      const asked = form(fields)
      return served.request(`${base}/${path}`, { ...asked, headers: { ...asked.headers, ...headers } })
    },
  }
}

const STATE = 'user/-/state/com.google/'

test('an item is known by its decimal, hexadecimal and long id, also at the size that ids really have', () => {
  for (const number of [1, 16, 1795796953049001, 2 ** 53 - 1]) {
    assert.equal(itemNumber(String(number)), number)
    assert.equal(itemNumber(longId(number)), number)
    assert.equal(itemNumber(longId(number).split('/').at(-1)!), number)
  }
  for (const none of ['', '0', '-1', 'x', '99999999999999999', 'tag:google.com,2005:reader/item/'])
    assert.equal(itemNumber(none), undefined, none)
})

test('moments are told by their size: seconds, milliseconds, microseconds', () => {
  const at = Date.UTC(2021, 3, 14)
  assert.deepEqual([`${at / 1000}`, `${at}`, `${at}000`].map(moment), [at, at, at])
  assert.equal(moment('0'), undefined)
})

test('methods that are none of the interface are refused, and so is an import that names no feeds', async () => {
  const { served, keeping } = await house()
  const { get, post, token } = await signedIn(served)
  const headers = { authorization: `GoogleLogin auth=${token}` }
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    for (const call of ['token', 'subscription/list', 'subscription/edit']) {
      const answer = await served.request(`${HOST}/reader/api/0/${call}`, { method, headers })
      assert.equal(answer.status, 405, `${method} ${call}`)
      assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST')
    }
  const none = await post('subscription/import', '<html><body>no outlines</body></html>')
  assert.deepEqual([none.status, /no OPML/.test(await none.text())], [400, true])
  assert.deepEqual(keeping.done, [])
  assert.equal((await get('token')).status, 200)
})

test('articles come as XML too, saying what the JSON says', async () => {
  const { served } = await house()
  const { get, json } = await signedIn(served)
  const { items } = (await json('stream/contents?n=2')) as { items: { id: string; title: string }[] }
  const answer = await get('stream/contents?n=2&output=xml')
  assert.match(answer.headers.get('content-type')!, /xml/)
  const xml = await answer.text()
  assert.match(xml, /^<\?xml[^>]*\?>\n<object><string name="direction">ltr<\/string>/)
  assert.equal(items.length, 2)
  for (const { id, title } of items) {
    assert.ok(xml.includes(`<string name="id">${id}</string>`))
    assert.ok(xml.includes(`<string name="title">${title}</string>`))
  }
})

test('without a good token nothing is said; a wrong password and an unknown name get the same answer', async () => {
  const { served } = await house()
  const login = async (name: string, password: string) => {
    const response = await served.request(
      `${HOST}/accounts/ClientLogin`,
      form(new URLSearchParams({ Email: name, Passwd: password }).toString()),
    )
    return [response.status, await response.text()]
  }
  assert.deepEqual(await login('李', 'wrong'), await login('nobody', 'wrong'))
  assert.equal((await login('李', 'wrong'))[0], 401)
  const bad = await served.request(`${HOST}/reader/api/0/unread-count`, {
    headers: { authorization: 'GoogleLogin auth=abc.def' },
  })
  assert.equal(bad.status, 401)
  assert.equal(bad.headers.get('x-reader-google-bad-token'), 'true')
})

test('sources, folders and counts; at both addresses, with doubled slashes', async () => {
  const { served } = await house()
  const { json, token } = await signedIn(served)
  const { subscriptions } = await json('subscription/list?output=json')
  assert.equal(subscriptions.length, 3)
  for (const one of subscriptions) assert.match(one.id, /^feed\/[1-9]\d{0,9}$/)
  const { unreadcounts } = await json('unread-count')
  assert.equal(unreadcounts.at(-1).count, 9)
  const folder = unreadcounts.find(({ id }: { id: string }) => id === 'user/-/label/国际')
  assert.equal(folder.count, 6)
  const doubled = await served.request(`${HOST}/api/greader.php//reader/api/0/user-info`, {
    headers: { Authorization: `GoogleLogin auth=${token}` },
  })
  assert.equal(((await doubled.json()) as { userName: string }).userName, '李')
})

test('a stream goes on where it stopped, newest or oldest first, each item once', async () => {
  const { served } = await house()
  const { json } = await signedIn(served)
  for (const [order, wanted] of [
    ['', [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['&r=o', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ] as const) {
    const ids: number[] = []
    for (let c = ''; ; ) {
      const page = await json(`stream/items/ids?s=${STATE}reading-list&n=4${order}&c=${c}`)
      ids.push(...page.itemRefs.map(({ id }: { id: string }) => Number(id)))
      if (page.continuation === undefined) break
      c = page.continuation
    }
    assert.deepEqual(ids, wanted)
  }
})

test('contents have every key that clients need; by stream, by folder, by ids in a POST', async () => {
  const { served } = await house()
  const { json, post } = await signedIn(served)
  const page = await json('stream/contents')
  assert.equal(page.items.length, 9)
  for (const key of [
    'id',
    'canonical',
    'alternate',
    'categories',
    'crawlTimeMsec',
    'timestampUsec',
    'origin',
    'summary',
  ])
    assert.ok(key in page.items[0], key)
  assert.match(page.items[0].summary.content, /^<p>第9篇/)
  const folder = await json(`stream/contents/${encodeURIComponent('user/-/label/亚洲')}`)
  assert.deepEqual([...new Set(folder.items.map((item: Json) => item.origin.title))], ['自由亚洲'])
  const feed = folder.items[0].origin.streamId
  for (const name of [
    feed,
    encodeURIComponent(feed),
    `feed/${feed}`,
    'feed/rfa',
    'feed/https://rfa.example/feed',
  ])
    assert.equal((await json(`stream/contents/${name}?n=50`)).items.length, 3, name)
  const picked = (await (await post('stream/items/contents', `i=${longId(2)}&i=7&i=99`)).json()) as Json
  assert.deepEqual(
    picked.items.map(({ id }: Json) => itemNumber(id)),
    [2, 7],
  )
})

test('read, kept unread, starred, labelled: by header, or by T alone, whatever T is beside the header', async () => {
  const { served, world } = await house()
  const { post, json, token, get } = await signedIn(served)
  const ids = async (query: string) =>
    (await json(`stream/items/ids?n=100&r=o&${query}`)).itemRefs.map(({ id }: Json) => Number(id))
  assert.equal(await (await post('edit-tag', `i=1&i=${longId(2)}&a=${STATE}read&T=x`)).text(), 'OK')
  await post('edit-tag', `i=2&a=${STATE}kept-unread&r=${STATE}read&T=`)
  await post('edit-tag', `i=3&a=${STATE}starred&a=user/-/label/${encodeURIComponent('要读')}`)
  assert.deepEqual(await ids(`s=${STATE}reading-list&xt=${STATE}read`), [2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(await ids(`s=${STATE}starred`), [3])
  assert.deepEqual(await ids(`s=user/-/label/${encodeURIComponent('要读')}`), [3])
  const edit = await (await get('token')).text()
  for (const T of [token, edit]) {
    const bare = await served.request(
      `${HOST}/reader/api/0/stream/items/contents`,
      form(new URLSearchParams({ T, i: '3' }).toString()),
    )
    assert.equal(bare.status, 200)
    assert.ok(((await bare.json()) as Json).items[0].categories.includes(`${STATE}starred`))
  }
  const lines = new TextDecoder()
    .decode((await world.archive.read('state/李.ndjson'))!)
    .trim()
    .split('\n')
  assert.deepEqual(JSON.parse(lines[0]!), {
    reader: '李',
    article: 1,
    kind: 'read',
    on: true,
    at: Date.UTC(2021, 4, 1),
  })
})

test('all is read up to a moment, and what came later stays unread', async () => {
  const posts = samplePosts(6).map((post, n) => ({ ...post, taken: Date.UTC(2021, 3, 20) + n * 1000 }))
  const { served } = await house(posts)
  const { post, json } = await signedIn(served)
  const unread = async () =>
    (await json(`stream/items/ids?n=10&r=o&xt=${STATE}read`)).itemRefs.map(({ id }: Json) => Number(id))
  await post('mark-all-as-read', `s=${STATE}reading-list&ts=${Date.UTC(2021, 3, 20) + 2000}000`)
  assert.deepEqual(await unread(), [4, 5, 6])
  await post('mark-all-as-read', 's=feed/voa')
  assert.deepEqual(await unread(), [4, 5])
})

test('a keeper subscribes, renames and unsubscribes; a reader may not', async () => {
  const { served, keeping } = await house()
  const { post } = await signedIn(served)
  assert.equal(
    await (
      await post('subscription/edit', 'ac=subscribe&s=feed/https://x.example/rss&t=X&a=user/-/label/L')
    ).text(),
    'OK',
  )
  assert.equal(await (await post('subscription/edit', 'ac=edit&s=feed/voa&t=VOA')).text(), 'OK')
  assert.equal(await (await post('subscription/edit', 'ac=unsubscribe&s=feed/bbc')).text(), 'OK')
  assert.equal((await post('subscription/edit', 'ac=unsubscribe&s=feed/none')).status, 404)
  const added = (await (await post('subscription/quickadd', 'quickadd=new.example')).json()) as Json
  assert.equal(added.numResults, 1)
  assert.deepEqual(keeping.done, [
    'add https://x.example/rss',
    'change voa {"title":"VOA"}',
    'remove bbc',
    'add https://new.example/feed',
  ])
  const reader = await signedIn(served, 'wang')
  assert.equal((await reader.post('subscription/edit', 'ac=unsubscribe&s=feed/voa')).status, 403)
})

test('Atom for those who read nothing else, and XML for those who ask for it', async () => {
  const { served } = await house()
  const { token, get } = await signedIn(served)
  const atom = await served.request(`${HOST}/reader/atom/feed%2Fvoa?n=2`, {
    headers: { authorization: `GoogleLogin auth=${token}` },
  })
  const text = await atom.text()
  assert.equal(text.match(/<entry /g)!.length, 2)
  assert.match(text, /<content type="html">&lt;p&gt;第9篇/)
  assert.match(await (await get('user-info?output=xml')).text(), /<object><string name="userId">李<\/string>/)
})
