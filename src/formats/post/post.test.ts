import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { Post } from '../../model/article.ts'
import { readPost } from './read.ts'
import { postPath, revisionPath, writePost } from './write.ts'

const seed: Post = {
  id: '3f9c02d1aabbccddeeff001122334455',
  number: 1618364342000000,
  source: 'voa',
  path: '_posts/2021/04/2021-04-14-x-3f9c02d1.md',
  guid: 'https://www.voachinese.com/a/5851976.html',
  url: 'https://www.voachinese.com/a/5851976.html',
  title: '拜登政府高级官员首次访问中国 能否为美中关系破冰？',
  author: '美国之音',
  published: 1618364342000,
  taken: 1618400000000,
  revised: 1618400000000,
  language: 'zh-Hans',
  tags: ['美国之音'],
  categories: ['美国之音'],
  enclosures: [],
  text: 'feed',
  digest: 'd'.repeat(64),
  revision: 1,
  entry: 'e'.repeat(64),
  html: '<p>美国国务院4月13日证实。</p>\n<p>第二段。</p>',
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const again = (post: Post): Post => readPost(post.path, bytes(writePost(post)))

test('a post written is the same post when read', () => {
  assert.deepEqual(again(seed), seed)
  const { published, url, guid, ...bare } = seed
  assert.deepEqual(again({ ...bare, title: '', html: '' }), { ...bare, title: '', html: '' })
  const rich: Post = {
    ...seed,
    updated: 1618364343000,
    lead: { url: 'https://x.example/a.jpg', caption: '说明', width: 3 },
    enclosures: [{ url: 'https://x.example/a.mp3', type: 'audio/mpeg', length: 12 }],
    tombstone: { since: 1, confirmed: 2, why: '404', kind: 'withdrawn' },
    capture: 'urn:uuid:x',
  }
  assert.deepEqual(again(rich), rich)
})

test('the file begins as the predecessor began its posts', () => {
  assert.match(
    writePost(seed),
    /^---\nlayout: post\ntitle: "拜登.*"\ndate: "2021-04-14T01:39:02\.000Z"\nauthor: "美国之音"\nfrom: "https:.*"\ntags: \["美国之音"\]\ncategories: \["美国之音"\]\nstet:\n/,
  )
  assert.match(
    writePost(seed),
    /render_with_liquid: false\n---\n<!--1618364342000-->\n\n\[拜登.*\]\(https:.*\)\n------\n\n<div markdown="0">\n/,
  )
})

const HOSTILE = [
  '"quoted" \'single\' \\ backslash',
  '{{ site.title }} {% include x %} {: .class}',
  'a: b # c - d | e & f * g ! h % i @ j `k`',
  '---\nlayout: evil',
  '[link](javascript:alert(1)) ![x](y) <b>bold</b> <!-- c -->',
  '\u0000\u0007\u001b[31m\u0085\u2028\u202e\ufeff\ud800',
  '- 1. + # > ~~~ ``` === ***',
  '... -- --- << >> "x"',
  'null',
  '2021-01-01',
  'yes',
  '0x1F',
  '𠮷野家 👨‍👩‍👧 ｶﾀｶﾅ',
]

test('no title, name or tag from outside breaks the front matter', () => {
  for (const text of HOSTILE) {
    const post: Post = { ...seed, title: text, author: text, tags: [text], categories: [text], guid: text }
    const front = writePost(post).split('\n---\n')[0]!.slice(4)
    const read = parse(front)
    const meant = text.toWellFormed()
    assert.equal(read.title, meant)
    assert.equal(read.author, meant)
    assert.deepEqual(read.tags, [meant])
    assert.equal(read.stet.guid, meant)
    assert.equal(again(post).title, meant)
  }
})

test('an address with markup, spaces or unseen characters in it stays one link', () => {
  const url = 'https://x.example/(a) [b]|c?q=报\u0085\u2028\ufeff\u202e\ud800#{{x}}'
  const line = writePost({ ...seed, url })
    .split('\n')
    .find(text => text.startsWith('[拜登'))!
  const address = line.slice(line.indexOf('](') + 2, -1)
  assert.match(address, /^[^\s\p{C}()[\]{}|]+$/u)
  assert.equal(decodeURIComponent(address), url.toWellFormed())
})

test('Liquid in a text is no Liquid in the file, and comes back as it was', () => {
  const html = '<p>{{ x }} {% raw %} {:y} {{{z}}} { a }</p>'
  const file = writePost({ ...seed, html })
  assert.doesNotMatch(file, /\{[{%:]/)
  assert.equal(again({ ...seed, html }).html, html)
})

test('a file cut anywhere is called damaged, never read as a shorter article', () => {
  const whole = bytes(writePost(seed))
  for (let end = 0; end < whole.length; end++)
    assert.throws(() => readPost(seed.path, whole.subarray(0, end)), { code: 'damaged' }, `cut at ${end}`)
})

test('a post edited by hand in ordinary YAML is still read', () => {
  const edited = writePost(seed)
    .replace(/title: .*/, "title: 'It''s edited'")
    .replace(/tags: .*/, 'tags:\n  - one\n  - two')
  const read = readPost(seed.path, bytes(edited))
  assert.equal(read.title, "It's edited")
  assert.deepEqual(read.tags, ['one', 'two'])
})

test('a path depends on the article alone and is legal everywhere', () => {
  assert.equal(
    postPath(seed),
    '_posts/2021/04/2021-04-14-拜登政府高级官员首次访问中国-能否为美中关系破冰-3f9c02d1.md',
  )
  for (const title of [...HOSTILE, '长'.repeat(300), '../../etc/passwd', 'CON', '', 'e\u0301'.repeat(90)]) {
    const path = postPath({ ...seed, title })
    const name = path.split('/').at(-1)!
    assert.ok(Buffer.byteLength(name) <= 143, name)
    assert.match(name, /^2021-04-14-[\p{L}\p{N}\p{M}-]+-3f9c02d1\.md$/u)
    assert.equal(path.split('/').length, 4)
  }
  assert.equal(
    revisionPath(postPath(seed), 2, seed.digest),
    '_revisions/2021/04/2021-04-14-拜登政府高级官员首次访问中国-能否为美中关系破冰-3f9c02d1/2-dddddddd.md',
  )
})
