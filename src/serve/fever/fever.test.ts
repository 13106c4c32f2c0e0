// A client of the Fever API, as its protocol is written down.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOST, house, type Json, PASSWORD } from '../../../tests/site/house.ts'
import { samplePosts } from '../../../tests/site/world.ts'
import { feverKeyOf } from '../accounts/password.ts'

async function client(count = 9, name = '李') {
  const { served, world } = await house(samplePosts(count))
  const ask = async (
    query: string,
    fields: Record<string, string> = {},
    multipart = false,
  ): Promise<Json> => {
    const all = { api_key: feverKeyOf(name, PASSWORD), ...fields }
    const body = multipart ? new FormData() : new URLSearchParams()
    for (const [key, value] of Object.entries(all)) body.append(key, value)
    const response = await served.request(`${HOST}/fever/?api${query}`, { method: 'POST', body })
    assert.equal(response.status, 200)
    return response.json()
  }
  return { served, world, ask }
}

test('a wrong key is 200 with auth 0 and nothing else', async () => {
  const { ask } = await client()
  for (const api_key of ['', 'x', '0'.repeat(32)])
    assert.deepEqual(await ask('&items', { api_key }), { api_version: 3, auth: 0 })
})

test('groups and feeds both tell which feeds are in which group, as ids with commas between', async () => {
  const { ask } = await client()
  const { groups, feeds_groups } = await ask('&groups')
  const { feeds, feeds_groups: again, auth, last_refreshed_on_time } = await ask('&feeds', {}, true)
  assert.equal(auth, 1)
  assert.equal(typeof last_refreshed_on_time, 'number')
  assert.deepEqual(again, feeds_groups)
  assert.deepEqual(
    groups.map(({ title }: Json) => title),
    ['亚洲', '国际'],
  )
  const ids = new Set(feeds.map(({ id }: Json) => String(id)))
  assert.equal(ids.size, 3)
  for (const { feed_ids } of feeds_groups) for (const id of feed_ids.split(',')) assert.ok(ids.has(id))
  assert.equal((await ask('&favicons')).favicons.length, 1)
})

test('items come in fifties: upwards by since_id, downwards by max_id, or by their ids', async () => {
  const { ask } = await client(120)
  const ids = async (query: string): Promise<number[]> =>
    (await ask(`&items${query}`)).items.map(({ id }: Json) => id)
  const all: number[] = []
  for (let since = 0; ; since = all.at(-1)!) {
    const page = await ids(`&since_id=${since}`)
    if (page.length === 0) break
    assert.ok(page.length <= 50)
    all.push(...page)
  }
  assert.deepEqual(
    all,
    Array.from({ length: 120 }, (_, n) => n + 1),
  )
  assert.deepEqual((await ids(`&max_id=${2 ** 53 - 1}`)).slice(0, 2), [120, 119])
  assert.deepEqual((await ids('&max_id=71')).at(-1), 21)
  assert.deepEqual(await ids('&with_ids=3,5,999'), [3, 5])
  assert.equal((await ask('&items')).total_items, 120)
})

test('items, feeds and groups are marked; saved and unread ids are texts', async () => {
  const { ask } = await client()
  assert.equal((await ask('&unread_item_ids')).unread_item_ids, '1,2,3,4,5,6,7,8,9')
  assert.equal((await ask('&saved_item_ids', { mark: 'item', as: 'saved', id: '4' })).saved_item_ids, '4')
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'item', as: 'read', id: '1' })).unread_item_ids,
    '2,3,4,5,6,7,8,9',
  )
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'item', as: 'unread', id: '1' })).unread_item_ids,
    '1,2,3,4,5,6,7,8,9',
  )
  const { feeds, groups } = await ask('&feeds&groups')
  const voa = feeds.find(({ title }: Json) => title === '美国之音')
  const early = { before: String(Date.UTC(2021, 3, 1) / 1000) }
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'feed', as: 'read', id: String(voa.id), ...early }))
      .unread_item_ids,
    '1,2,3,4,5,6,7,8,9',
  )
  const now = { before: String(Date.UTC(2021, 4, 1) / 1000) }
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'feed', as: 'read', id: String(voa.id), ...now })).unread_item_ids,
    '1,2,4,5,7,8',
  )
  const asia = groups.find(({ title }: Json) => title === '亚洲')
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'group', as: 'read', id: String(asia.id), ...now }))
      .unread_item_ids,
    '2,5,8',
  )
  assert.equal(
    (await ask('&unread_item_ids', { mark: 'group', as: 'read', id: '0', ...now })).unread_item_ids,
    '',
  )
  assert.equal(
    (await ask('&unread_item_ids', { unread_recently_read: '1' })).unread_item_ids,
    '1,2,3,4,5,6,7,8,9',
  )
})
