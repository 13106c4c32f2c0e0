import assert from 'node:assert/strict'
import { test } from 'node:test'
import { siteConfig } from './site.ts'
import {
  absolute,
  articleAddress,
  decoded,
  FEED_FORMATS,
  FIXED_ADDRESSES,
  feedAddress,
  fileOf,
  href,
  indexAddress,
  type List,
  listAddress,
  monthAddress,
  NAMED_AXES,
  namedBy,
  nameOf,
  route,
  sitemapAddress,
  yearAddress,
} from './urls.ts'

const HOSTILE = [
  '../../etc/passwd',
  'a/b',
  '..',
  '.',
  '',
  'CON',
  'nul.txt',
  '%2e%2e%2f',
  'a?b#c',
  '<script>',
  '新闻',
  'News',
  'news',
  'news ',
  'NEWS',
  'page',
  'index.html',
  'feed.xml',
  'e\u0301t\u00e9',
  '\u00e9te\u0301',
  '𠮷野家',
  '👨‍👩‍👧',
  'x'.repeat(500),
  '长'.repeat(300),
  'a-12345678',
  'عربي',
]

test('every address made is read back as what it was made for', () => {
  const lists: List[] = [{ axis: 'all' }, { axis: 'day', value: '2021-04-14' }]
  for (const axis of NAMED_AXES) lists.push({ axis, value: nameOf(axis, '美国之音') })
  for (const list of lists) {
    assert.deepEqual(route(listAddress(list)), { kind: 'list', list })
    assert.deepEqual(route(listAddress(list, 12)), { kind: 'list', list, page: 12 })
    for (const format of FEED_FORMATS) {
      const followed = list.axis === 'all' || ['source', 'category', 'tag'].includes(list.axis)
      assert.deepEqual(
        route(feedAddress(list, format)),
        followed ? { kind: 'feed', list, format } : undefined,
      )
    }
  }
  const article = { kind: 'article', day: '2021-04-14', hex: '3f9c02d1' }
  assert.equal(articleAddress('2021-04-14', '3f9c02d1'), '/2021/04/14/3f9c02d1.html')
  assert.deepEqual(route('/2021/04/14/3f9c02d1.html'), article)
  assert.deepEqual(route(articleAddress('2021-04-14', '3f9c02d1', 2)), { ...article, revision: 2 })
  assert.deepEqual(route(yearAddress('2021')), { kind: 'year', year: '2021' })
  assert.deepEqual(route(monthAddress('2021-04')), { kind: 'month', month: '2021-04' })
  assert.deepEqual(route(sitemapAddress('2021-04')), { kind: 'sitemap', month: '2021-04' })
  for (const axis of NAMED_AXES) assert.deepEqual(route(indexAddress(axis)), { kind: 'index', axis })
  for (const address of FIXED_ADDRESSES) assert.ok(route(address), address)
})

test('what is not an address of the site is none', () => {
  for (const path of [
    '',
    'x',
    '//',
    '/x',
    '/tags',
    '/tags//',
    '/../',
    '/2021',
    '/2021/4/',
    '/page/0.html',
    '/page/01.html',
    '/page/x.html',
    '/tags/a/b/',
    '/2021/04/14/3f9c02d1.r0.html',
    '/authors/a/feed.xml',
    '/constructor',
    '/__proto__/',
  ])
    assert.equal(route(path), undefined, path)
})

test('any tag has a name of its own, legal in addresses and on every disk', () => {
  const names = HOSTILE.map(value => nameOf('tag', value))
  const onDisk = new Set(names.map(name => name.normalize('NFC').toLowerCase()))
  assert.equal(onDisk.size, HOSTILE.length)
  for (const name of names) {
    assert.match(name, /^[\p{L}\p{N}\p{M}-]+$/u)
    assert.ok(Buffer.byteLength(name) <= 100, name)
    assert.deepEqual(route(`/tags/${name}/`), { kind: 'list', list: { axis: 'tag', value: name } })
  }
  assert.equal(nameOf('tag', '美国之音'), '美国之音')
})

test('a tag cannot take the name that another tag was given for its digest', () => {
  const taken = nameOf('tag', 'News')
  assert.notEqual(nameOf('tag', taken), taken)
})

test('an article keeps its address when its source changes its date', () => {
  const kept = { id: '3f9c02d1aabb', path: '_posts/2021/04/2021-04-14-x-3f9c02d1.md', taken: 0 }
  assert.deepEqual(namedBy({ ...kept, published: Date.UTC(2022, 0, 1) }), {
    day: '2021-04-14',
    hex: '3f9c02d1',
  })
})

test('base path and host stand before every address, Chinese is percent-encoded', () => {
  const config = siteConfig({ url: 'https://example.org/news' })
  assert.equal(config.basePath, '/news/')
  assert.equal(href(config, '/tags/新闻/'), '/news/tags/%E6%96%B0%E9%97%BB/')
  assert.equal(absolute(config, '/tags/新闻/'), 'https://example.org/news/tags/%E6%96%B0%E9%97%BB/')
  assert.equal(decoded('/tags/%E6%96%B0%E9%97%BB/'), '/tags/新闻/')
  assert.equal(decoded('/%zz'), undefined)
  assert.equal(fileOf('/tags/新闻/'), 'tags/新闻/index.html')
  assert.equal(fileOf('/404.html'), '404.html')
})

test('a configuration that cannot be is refused by name', () => {
  assert.throws(() => siteConfig({ url: 'example.org' }), { code: 'config', message: /site\.url/ })
  assert.throws(() => siteConfig({ timezone: 'Mars/Base' }), { code: 'config', message: /site\.timezone/ })
  assert.throws(() => siteConfig({ language: 'fr' as never }), { code: 'config', message: /site\.language/ })
  assert.equal(siteConfig({ basePath: 'a/b' }).url, 'http://127.0.0.1:4000/a/b/')
})
