import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articleId, keysOf } from './identity.ts'
import { canonicalAddress, resolve } from './url.ts'

const URL_1 = 'https://voa.example/a/2021/1.html'

test('an entry is known by its id, its address, and its path in its source', () => {
  assert.deepEqual(keysOf({ source: 'voa', guid: 'tag:voa,1', url: `${URL_1}?utm_source=rss#top` }), [
    'guid:voa:tag:voa,1',
    `url:${URL_1}`,
    'path:voa:/a/2021/1.html',
  ])
})

test('an id that is the address is that address, whatever the scheme', () => {
  const http = keysOf({ source: 'voa', guid: 'http://voa.example/a/2021/1.html', url: URL_1 })
  assert.deepEqual(http, keysOf({ source: 'voa', guid: URL_1, url: URL_1 }))
})

test('an address that other entries have too names nobody', () => {
  assert.deepEqual(
    keysOf({ source: 'voa', guid: 'live-1', url: 'https://voa.example/live', sharedUrl: true }),
    ['guid:voa:live-1'],
  )
  assert.deepEqual(keysOf({ source: 'voa', url: 'https://voa.example/' }), [])
})

test('the id of an article follows its address, so that archives of one outlet agree', () => {
  const one = articleId(keysOf({ source: 'voa', guid: 'x', url: URL_1 }), '')
  const other = articleId(keysOf({ source: 'mirror', guid: 'y', url: URL_1.replace('https', 'http') }), '')
  assert.equal(one, other)
  assert.match(one, /^[0-9a-f]{32}$/)
})

test('addresses of one page are one, those of two pages two', () => {
  const same = [
    'http://News.example:80/a/?utm_medium=x',
    'https://news.example/a',
    'https://u:p@news.example/a/#s',
    'https://news.example:443/a?fbclid=1',
  ]
  assert.deepEqual([...new Set(same.map(address => canonicalAddress(address)))], ['https://news.example/a'])
  assert.notEqual(canonicalAddress('https://n.example/A'), canonicalAddress('https://n.example/a'))
  assert.notEqual(canonicalAddress('https://n.example/?p=1'), canonicalAddress('https://n.example/?p=2'))
  assert.equal(canonicalAddress('https://n.example/%e5%9b%be'), canonicalAddress('https://n.example/图'))
  assert.equal(canonicalAddress('https://medium.com/@a/b-1?source=rss-9'), 'https://medium.com/@a/b-1')
  for (const bad of ['javascript:alert(1)', 'mailto:a@b.example', '', 'http://', '/a'])
    assert.equal(canonicalAddress(bad), undefined)
  assert.equal(resolve('../b', 'https://n.example/a/c'), 'https://n.example/b')
})
