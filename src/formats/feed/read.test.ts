// Feeds in the shape of real publishers, each beside the JSON Feed it must become.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Feed } from '../../model/entry.ts'
import { toJsonFeed } from './json.ts'
import { type FeedHint, readFeed } from './read.ts'

const FIXTURES = join(import.meta.dirname, '../../../tests/fixtures')
const FEEDS = join(FIXTURES, 'feeds')

function read(bytes: Uint8Array | string, hint?: FeedHint): Feed {
  const got = readFeed(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, hint)
  assert.equal(got.kind, 'feed', got.kind === 'feed' ? '' : got.message)
  return (got as { feed: Feed }).feed
}

const fixture = (name: string): Uint8Array => readFileSync(join(FEEDS, name))
const rss = (inside: string): string =>
  `<rss version="2.0"><channel><title>t</title>${inside}</channel></rss>`

for (const name of readdirSync(FEEDS).filter(file => existsSync(join(FEEDS, `${file}.expected.json`))))
  test(`${name} is read as it was meant`, () => {
    const got = readFeed(fixture(name), { whole: true })
    assert.equal(got.kind, 'feed')
    if (got.kind !== 'feed') return
    const expected = JSON.parse(readFileSync(join(FEEDS, `${name}.expected.json`), 'utf8'))
    assert.deepEqual(JSON.parse(JSON.stringify(toJsonFeed(got.feed, got.charset))), expected)
  })

test('authors are plain names in every kind of feed, however often they were escaped', () => {
  for (const once of ['A &#38; B', 'A &amp; B', 'A &amp;#38; B', 'A &amp;amp; B']) {
    const xml = once.replaceAll('&', '&amp;')
    const feeds: [string, string | undefined][] = [
      [rss(`<item><title>x</title><dc:creator>${xml}</dc:creator></item>`), undefined],
      [rss(`<item><title>x</title><author><![CDATA[${once}]]></author></item>`), undefined],
      [
        `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><author><name>${xml}</name></author></entry></feed>`,
        undefined,
      ],
      [
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          items: [{ id: 'x', content_text: 'y', authors: [{ name: once }] }],
        }),
        undefined,
      ],
      [
        `<html><body class="h-feed"><p class="h-entry"><a class="u-url p-name" href="/x">x</a> <b class="p-author">${xml}</b></p></body></html>`,
        'https://a.example/',
      ],
    ]
    for (const [text, url] of feeds)
      assert.deepEqual(
        read(text, url === undefined ? undefined : { url, page: true }).entries[0]?.authors,
        [{ name: 'A & B' }],
        text,
      )
  }
})

test('the seed comes out to the last character', () => {
  const xml = readFileSync(join(FIXTURES, 'seed/feed.xml'), 'utf8')
  const [entry] = read(xml).entries
  const between = (start: string, end: string): string => {
    const item = xml.slice(xml.indexOf('<item>'))
    return item.slice(item.indexOf(start) + start.length, item.indexOf(end))
  }
  assert.equal(entry?.html, between('<description><![CDATA[', ']]></description>'))
  assert.equal(entry?.title, between('<title>', '</title>'))
  assert.equal(entry?.url, between('<link>', '</link>'))
  assert.equal(entry?.published, Date.UTC(2021, 3, 14, 1, 39, 2))
})

test('a feed is the same in every charset', () => {
  const expected = read(fixture('bbc-zhongwen.xml'))
  for (const [name, charset] of [
    ['bbc-zhongwen.gb2312.xml', 'gb18030'],
    ['bbc-zhongwen.utf16le.xml', 'utf-16le'],
  ]) {
    const got = readFeed(fixture(name!))
    assert.equal(got.kind === 'feed' && got.charset, charset)
    assert.deepEqual(read(fixture(name!)), expected, name)
  }
  assert.deepEqual(read(fixture('blogger.big5.xml')), read(fixture('blogger.xml')))
})

test('a feed compressed twice is unpacked, and one cut short keeps its whole entries', () => {
  const { repairs, ...feed } = read(fixture('voa.twice.gz'))
  const { repairs: _, ...plain } = read(fixture('voa.xml'))
  assert.deepEqual(feed, plain)
  assert.deepEqual(repairs, ['compressed once too often'])
  const many = rss(
    Array.from({ length: 2000 }, (_, i) => `<item><title>${Math.sin(i)}</title></item>`).join(''),
  )
  const half = gzipSync(many).subarray(0, 9000)
  const cut = read(half)
  assert.ok(cut.cut && cut.entries.length > 100 && cut.entries.length < 2000)
  assert.equal(cut.entries.at(-1)!.title, String(Math.sin(cut.entries.length - 1)))
})

test('what is no feed says what it is', () => {
  const codes: [string | Uint8Array, string][] = [
    ['', 'empty'],
    [' \n ', 'empty'],
    ['<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>', 'html'],
    ['<html><body><p>Access denied &lt;rss&gt;</p></body></html>', 'html'],
    ['<opml version="2.0"><body/></opml>', 'opml'],
    [
      '<sitemapindex xmlns="x"><sitemap><loc>https://a.example/</loc></sitemap></sitemapindex>',
      'sitemap-index',
    ],
    ['{"error":"not found"}', 'json'],
    ['[1,2', 'json'],
    ['Service unavailable', 'unknown'],
    [Uint8Array.of(0x1f, 0x8b, 0, 0, 0), 'damaged'],
    [gzipSync(Buffer.alloc(70 * 1024 * 1024)), 'too-large'],
  ]
  for (const [text, code] of codes) {
    const got = readFeed(Buffer.from(text as string))
    assert.equal(got.kind === 'not-a-feed' && got.code, code, String(text).slice(0, 40))
  }
})

test('titles carry neither markup nor entities, however often they were escaped', () => {
  const titles: [string, string][] = [
    ['AT&amp;T', 'AT&T'],
    ['AT&amp;amp;T', 'AT&T'],
    ['AT&T', 'AT&T'],
    ['<![CDATA[AT&amp;T]]>', 'AT&T'],
    ['&lt;b&gt;Fett&lt;/b&gt; &amp;amp; &amp;#8220;mehr&amp;#8221;', 'Fett & “mehr”'],
    ['&amp;lt;b&amp;gt;Fett&amp;lt;/b&amp;gt;', 'Fett'],
    ['<b>Fett</b> und dünn', 'Fett und dünn'],
    ['1 &lt; 2 und 3 &gt; 2', '1 < 2 und 3 > 2'],
    ['Das &lt;video&gt;-Element', 'Das <video>-Element'],
    ['Q&amp;A: R&amp;amp;D', 'Q&A: R&D'],
    ['  zwei\n  Zeilen ', 'zwei Zeilen'],
    ['&nbsp;&eacute;&nbsp;', 'é'],
    ['&#150; &#x2019; &unbekannt;', '– ’ &unbekannt;'],
  ]
  for (const [written, meant] of titles)
    assert.equal(read(rss(`<item><title>${written}</title></item>`)).entries[0]?.title, meant, written)
})

test('addresses are resolved against xml:base, then the link, then the feed', () => {
  const [entry] = read(
    rss(`<link>https://site.example/</link><item xml:base="/base/"><link>a.html</link><comments>#c</comments>
      <enclosure url="a.mp3" type="audio/mpeg"/></item>`),
    { url: 'https://feeds.example/feed.xml' },
  ).entries
  assert.equal(entry?.url, 'https://feeds.example/base/a.html')
  assert.equal(entry?.enclosures[0]?.url, 'https://feeds.example/base/a.mp3')
  const plain = read(rss('<item><link>/b.html</link><enclosure url="c.mp3"/></item>'), {
    url: 'https://f.example/x/',
  })
  assert.equal(plain.entries[0]?.url, 'https://f.example/b.html')
  assert.equal(plain.entries[0]?.enclosures[0]?.url, 'https://f.example/c.mp3')
  const bare = read(
    rss(
      '<item><link>www.example.org/a</link></item><item><link>javascript:alert(1)</link><title>x</title></item>',
    ),
  )
  assert.equal(bare.entries[0]?.url, 'http://www.example.org/a')
  assert.equal(bare.entries[1]?.url, undefined)
})

test('an id is the guid, else rdf:about, else the link, else a hash that stays the same', () => {
  const idOf = (item: string): string | undefined => read(rss(item)).entries[0]?.id
  assert.equal(idOf('<item><guid>g</guid><link>https://a.example/1</link></item>'), 'g')
  assert.equal(idOf('<item><link>https://a.example/1</link></item>'), 'https://a.example/1')
  const hash = idOf('<item><title>x</title></item>')
  assert.match(hash!, /^sha256:/)
  assert.equal(idOf('<item><title>x</title><description>edited</description></item>'), hash)
  assert.equal(
    read(rss('<item><guid>https://a.example/2</guid></item>')).entries[0]?.url,
    'https://a.example/2',
  )
  assert.equal(
    read(rss('<item><guid isPermaLink="false">https://a.example/2</guid><title>x</title></item>')).entries[0]
      ?.url,
    undefined,
  )
})

test('entries that share an id are told apart; an entry that comes twice is one', () => {
  const item = (guid: string, link: string, title: string): string =>
    `<item><guid isPermaLink="false">${guid}</guid><link>${link}</link><title>${title}</title></item>`
  const feed = read(
    rss(
      item('a', 'https://a.example/1', 'x') +
        item('a', 'https://a.example/2', 'y') +
        item('a', 'https://a.example/2', 'z') +
        item('b', 'https://a.example/3', 'w') +
        item('b', 'https://a.example/3', 'w'),
    ),
  )
  assert.equal(new Set(feed.entries.map(entry => entry.id)).size, 4)
  assert.equal(feed.entries[0]?.id, 'a https://a.example/1')
  assert.deepEqual(feed.repairs, ['ids repeat', 'doubled entries were dropped'])
})

test('the text is content:encoded before the description, which then is the summary', () => {
  const [entry] = read(
    rss(`<item><title>x</title><description>short &amp;amp; <![CDATA[<i>sweet</i>]]></description>
      <c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;long&lt;/p&gt;</c:encoded></item>`),
  ).entries
  assert.equal(entry?.html, '<p>long</p>')
  assert.equal(entry?.summary, 'short & sweet')
})

test('namespaces count by address, and well-known prefixes without one', () => {
  const [entry] = read(
    `<rss xmlns:x="http://purl.org/dc/elements/1.1/"><channel><item><x:title>a</x:title><dc:creator>b</dc:creator>
     <content:encoded>c</content:encoded></item></channel></rss>`,
  ).entries
  assert.equal(entry?.title, 'a')
  assert.deepEqual(entry?.authors, [{ name: 'b' }])
  assert.equal(entry?.html, 'c')
  const atom = read(
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>x</a:title><a:id>1</a:id></a:entry></a:feed>',
  )
  assert.deepEqual([atom.kind, atom.version, atom.entries[0]?.title], ['atom', '1.0', 'x'])
})

test('a feed may have tens of thousands of entities', () => {
  const html = '&lt;p&gt;中国&lt;/p&gt;'.repeat(20_000)
  assert.equal(
    read(rss(`<item><title>x</title><description>${html}</description></item>`)).entries[0]?.html?.length,
    180_000,
  )
})

test('declared entities are read one level deep and cannot blow a feed up', () => {
  const declared = (subset: string, text: string): Feed =>
    read(`<?xml version="1.0"?><!DOCTYPE rss [${subset}]>${rss(`<item><title>x${text}</title></item>`)}`)
  assert.equal(declared('<!ENTITY autor "林&#233;">', '&autor;').entries[0]?.title, 'x林é')
  const bomb = declared(`<!ENTITY a "${'ha'.repeat(2000)}"><!ENTITY b "&a;&a;&a;">`, '&a;'.repeat(100_000))
  assert.ok(bomb.entries[0]!.title.length < 5_000_000)
})

test('JSON Feed that was cut, or has line breaks in its strings, gives its whole items', () => {
  const text = Buffer.from(fixture('jsonfeed.json')).toString()
  const cut = read(text.slice(0, text.indexOf('第二行')))
  assert.deepEqual([cut.cut, cut.entries.map(entry => entry.id)], [true, ['42']])
  assert.equal(read(text.replace('<p>正文</p>', '<p>正\n文</p>')).entries[0]?.html, '<p>正\n文</p>')
  assert.equal(read(`\ufeff${text.replace('"43"', '"43",')}`).entries.length, 2)
})

test('a JSON Feed with one bad bracket, quote or name loses one item at most', () => {
  const items = Array.from({ length: 5 }, (_, i) => ({
    id: `id-${i}`,
    url: `https://a.example/${i}`,
    title: `标题 "${i}"`,
    authors: [{ name: '李' }],
    attachments: [{ url: `https://a.example/${i}.mp3`, mime_type: 'audio/mpeg' }],
  }))
  const text = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: '报', items }, null, 1)
  const spoilt = {
    'a brace too many': text.replace('"id": "id-2"', '{"id": "id-2"'),
    'a brace lost': text.replace('{\n   "id": "id-2"', '\n   "id": "id-2"'),
    'a bracket lost': text.replace('"authors": [', '"authors": '),
    'a quote lost': text.replace('"id-2"', '"id-2'),
    'a quote unescaped': text.replace('标题 \\"2\\"', '标题 "2"'),
    'a colon lost': text.replace('"title": "标题 \\"2', '"title" "标题 \\"2'),
    'the list’s name damaged': text.replace('"items"', '"it\u0001ms"'),
    'the version damaged': text.replace('jsonfeed', 'j\u0001onfeed'),
  }
  for (const [accident, damaged] of Object.entries(spoilt)) {
    assert.notEqual(damaged, text, accident)
    const found = new Set(read(damaged).entries.flatMap(entry => [entry.id, entry.url]))
    const saved = items.filter(({ id, url }) => found.has(id) || found.has(url)).length
    assert.ok(saved >= 4, `${saved} after ${accident}`)
  }
})

test('compressed bytes that are damaged give what came before the damage', () => {
  const many = rss(
    Array.from({ length: 2000 }, (_, i) => `<item><title>${Math.sin(i)}</title></item>`).join(''),
  )
  const bytes = gzipSync(many)
  bytes[bytes.length >> 1]! ^= 0x55
  bytes.fill(0xff, (bytes.length >> 1) + 10, (bytes.length >> 1) + 30)
  const feed = read(bytes)
  assert.ok(feed.entries.length > 500, String(feed.entries.length))
  assert.equal(feed.entries[7]!.title, String(Math.sin(7)))
})

test('a sitemap whose root is damaged still lists its pages', () => {
  const text = Buffer.from(fixture('news-sitemap.xml')).toString().replace('<urlset', '<url\u0000et')
  assert.equal(read(text).entries.length, 2)
})

test('a news sitemap is a feed', () => {
  assert.equal(read(fixture('news-sitemap.xml')).entries[0]?.title, '两会 & 经济')
})
