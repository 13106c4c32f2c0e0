// Every accident that befalls feeds, done to a Chinese one, with what must still come out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Feed } from '../../model/entry.ts'
import { readFeed } from './read.ts'

const TITLES = [
  '拜登政府高级官员首次访问中国',
  '能否为美中关系破冰？',
  '国务院4月13日证实',
  '气候特使克里将访问上海',
  '这是首位美国高级官员',
]

const item = (title: string, i: number): string => `  <item>
    <title>${title}</title>
    <link>https://www.voachinese.com/a/${i}.html?a=1&amp;b=2</link>
    <guid isPermaLink="false">id-${i}</guid>
    <pubDate>Wed, 14 Apr 2021 0${i}:39:02 GMT</pubDate>
    <description><![CDATA[<p>${title}，<b>第${i}段</b>。</p><img src="https://gdb.voanews.com/${i}.jpg">]]></description>
    <category>中国</category>
  </item>
`
const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
  <title>美国之音</title>
  <link>https://www.voachinese.com/</link>
  <description>新闻</description>
`
const TAIL = '</channel>\n</rss>\n'
const WHOLE = HEAD + TITLES.map(item).join('') + TAIL

function read(bytes: Uint8Array | string): Feed {
  const got = readFeed(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  assert.ok(got.kind === 'feed', got.kind === 'feed' ? '' : got.message)
  return got.feed
}

const titlesOf = (feed: Feed): string[] => feed.entries.map(entry => entry.title)

/** `text` with the nth place of `find` replaced. */
function at(n: number, find: string, put: string, text = WHOLE): string {
  let from = -1
  for (let i = 0; i <= n; i++) from = text.indexOf(find, from + 1)
  assert.ok(from >= 0, `no ${find}`)
  return text.slice(0, from) + put + text.slice(from + find.length)
}

const latin1 = (text: string, find: string, put: readonly number[]): Buffer => {
  const bytes = Buffer.from(text)
  const from = bytes.indexOf(find)
  return Buffer.concat([
    bytes.subarray(0, from),
    Buffer.from(put),
    bytes.subarray(from + Buffer.byteLength(find)),
  ])
}

const SAVED: Readonly<Record<string, string | Uint8Array>> = {
  'an end tag is misspelt': at(2, '</title>', '</titel>'),
  'an end tag is missing': at(2, '</title>', ''),
  'the end of a link is missing': at(3, '</link>', ''),
  'the end of a description is missing': at(2, ']]></description>', ''),
  'tags overlap': at(1, '</guid>', '</link>'),
  'an item was not closed': at(1, '</item>', ''),
  'the last item was not closed': at(4, '</item>', ''),
  'an item was not opened': at(2, '<item>', ''),
  'the first item was not opened': at(0, '<item>', ''),
  'an item was opened twice': at(2, '<item>', '<item><item>'),
  'a start tag lost its end': at(3, '<title>', '<title'),
  'an item tag lost its end': at(2, '<item>', '<item'),
  'an end tag lost its end': at(2, '</title>', '</title'),
  'a CDATA section was not closed': at(2, ']]>', ''),
  'a CDATA section lost a bracket': at(2, ']]>', ']>'),
  'a CDATA section began wrongly': at(2, '<![CDATA[', '<[CDATA['),
  'the last CDATA section was not closed': at(4, ']]>', ''),
  'a quote is missing': at(2, 'isPermaLink="false"', 'isPermaLink="false'),
  'an opening quote is missing': at(2, 'isPermaLink="false"', 'isPermaLink=false"'),
  'attributes have no quotes': WHOLE.replaceAll('isPermaLink="false"', 'isPermaLink=false'),
  'ampersands are bare': WHOLE.replaceAll('&amp;', '&'),
  'entities are unterminated': WHOLE.replaceAll('&amp;', '&amp'),
  'entities are undefined': WHOLE.replaceAll('<category>中国', '<category>&nbsp;&mdash;&unknown;'),
  'there is a comment without an end': at(2, '<category>', '<!-- <category>'),
  'something stands before the declaration': `\n\n${WHOLE}`,
  'a byte order mark stands before it, twice': `\ufeff\ufeff${WHOLE}`,
  'a warning stands before it': `<br />\n<b>Warning</b>: session_start() in <b>/www/a.php</b><br />\n${WHOLE}`,
  'a page stands before it': `<html><head><title>Checking</title></head><body>…</body></html>${WHOLE}`,
  'the declaration comes late': `<!-- cached -->\n${WHOLE}`,
  'the declaration is broken': WHOLE.replace('?>', '>'),
  'there is no declaration and no root': WHOLE.replace(/^[\s\S]*?<channel>/, '<channel>').replace(
    '</rss>',
    '',
  ),
  'the root is misspelt': WHOLE.replace('<rss', '<rs'),
  'the list is misspelt': WHOLE.replace('<channel>', '<chanel>'),
  'something stands after the end': `${WHOLE}<script>var a = "<item>"</script><!-- 0.1 s -->`,
  'the head comes twice': HEAD + WHOLE,
  'the end comes early': at(3, '  <item>', `${TAIL}  <item>`),
  'prefixes are undeclared': WHOLE.replaceAll(
    '<category>',
    '<x:y>1</x:y><dc:creator>记者</dc:creator><category>',
  ),
  'names are capitals': WHOLE.replace(/<\/?(?:item|title|channel|rss)\b/g, tag => tag.toUpperCase()),
  'there are control characters': WHOLE.replaceAll('中国</category>', '中\u0008国\u0000\u001f</category>'),
  'lines end with CR': WHOLE.replaceAll('\n', '\r\n'),
  'HTML is not escaped': WHOLE.replaceAll('<![CDATA[', '').replaceAll(']]>', ''),
  'HTML is not escaped and not closed': WHOLE.replaceAll('<![CDATA[', '<br>')
    .replaceAll('</p>', '')
    .replaceAll(']]>', ''),
  'an unknown tag is not closed': at(2, '<link>', '<foo:bar><link>'),
  'a void tag is not closed': at(2, '<category>', '<enclosure url="https://a.example/1.mp3"><category>'),
  'a character of a text was cut': latin1(WHOLE, '第2段', [...Buffer.from('第2'), 0xe6, 0xae]),
  'a byte of windows-1252 was pasted': latin1(WHOLE, '第2段', [0x93, 0x32, 0x94]),
}

for (const [accident, damaged] of Object.entries(SAVED))
  test(`all five items are there when ${accident}`, () => {
    const feed = read(damaged)
    assert.deepEqual(titlesOf(feed), TITLES)
    assert.equal(feed.cut, false)
    for (const [i, entry] of feed.entries.entries()) {
      assert.equal(entry.url, `https://www.voachinese.com/a/${i}.html?a=1&b=2`)
      assert.equal(entry.published, Date.UTC(2021, 3, 14, i, 39, 2))
      assert.match(entry.html!, /<img src="https:\/\/gdb\.voanews\.com\/\d\.jpg">/)
      assert.equal(entry.id, `id-${i}`)
    }
  })

test('what was repaired is said, and a sound feed has no repairs', () => {
  assert.deepEqual(read(WHOLE).repairs, [])
  assert.deepEqual(read(SAVED['an item was not closed']!).repairs, ['an item was not closed'])
  assert.ok(read(SAVED['there are control characters']!).repairs.includes('control characters were dropped'))
})

test('one bad entry does not spoil the others', () => {
  const feed = read(
    at(2, '<item>', '<item><title/><link></link><pubDate>gestern</pubDate></item><item/><item>'),
  )
  assert.deepEqual(titlesOf(feed), TITLES)
})

test('a feed cut anywhere gives exactly the entries before the cut, and says so', () => {
  const bytes = Buffer.from(WHOLE)
  const ends = [...WHOLE.matchAll(/<\/item>/g)].map(match =>
    Buffer.byteLength(WHOLE.slice(0, match.index + 6)),
  )
  const end = bytes.indexOf('</channel')
  for (let size = Buffer.byteLength(HEAD); size < bytes.length; size++) {
    const feed = read(bytes.subarray(0, size))
    const whole = ends.filter(one => one <= size).length
    assert.deepEqual(titlesOf(feed), TITLES.slice(0, whole), `cut at ${size}`)
    if (size < end) assert.equal(feed.cut, true, `cut at ${size}`)
  }
})

test('an Atom feed cut anywhere gives exactly the entries before the cut', () => {
  const entry = (title: string, i: number): string =>
    `<entry><title>${title}</title><id>${i}</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>${title}</p></div></content></entry>\n`
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>\n${TITLES.map(entry).join('')}</feed>`
  const bytes = Buffer.from(atom)
  const ends = [...atom.matchAll(/<\/entry>/g)].map(match =>
    Buffer.byteLength(atom.slice(0, match.index + 7)),
  )
  for (let size = bytes.indexOf('<title>'); size < bytes.length; size++)
    assert.equal(
      read(bytes.subarray(0, size)).entries.length,
      ends.filter(one => one <= size).length,
      `cut at ${size}`,
    )
})

/** xorshift: the same damage on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return sides => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % sides
  }
}

test('bytes lost, changed and doubled at random throw nothing and cost few items', () => {
  const roll = dice(20210414)
  const whole = Buffer.from(WHOLE)
  let kept = 0
  const rounds = 2000
  for (let round = 0; round < rounds; round++) {
    let bytes = Buffer.from(whole)
    for (let hits = 1 + roll(4); hits > 0; hits--) {
      const i = roll(bytes.length)
      const n = 1 + roll(3)
      const kind = roll(4)
      if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + n)])
      else if (kind === 1) bytes[i] = roll(256)
      else if (kind === 2)
        bytes = Buffer.concat([bytes.subarray(0, i), bytes.subarray(i, i + n), bytes.subarray(i)])
      else
        bytes = Buffer.concat([
          bytes.subarray(0, i),
          Buffer.from('<&>"]\u0000'.charAt(roll(6))),
          bytes.subarray(i),
        ])
    }
    const got = readFeed(bytes)
    if (got.kind !== 'feed') continue
    const ids = new Set(got.feed.entries.flatMap(entry => [entry.id, entry.url, entry.title]))
    kept += TITLES.filter((title, i) => ids.has(`id-${i}`) || ids.has(title)).length
  }
  const share = kept / (rounds * TITLES.length)
  assert.ok(share > 0.97, `only ${(share * 100).toFixed(1)} % of the items were kept`)
})

test('noise is no feed and throws nothing', () => {
  const roll = dice(7)
  const bits = [
    '<item>',
    '</item>',
    '<title>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '"',
    "='",
    '&',
    '<rss>',
    '<feed',
    '<?',
    '{',
    '[',
    '\u0000',
    '中',
    '<a:b xmlns:a="',
    '/>',
  ]
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: roll(40) }, () => bits[roll(bits.length)]).join('')
    assert.ok(['feed', 'not-a-feed'].includes(readFeed(Buffer.from(text)).kind))
  }
})

const HOSTILE: Readonly<Record<string, (n: number) => string>> = {
  'nested tags': n => '<a>'.repeat(n),
  'nested items': n => '<item><title>'.repeat(n),
  'end tags of nothing': n => '<b/></item>'.repeat(n),
  'unclosed CDATA sections': n => '<item><description><![CDATA['.repeat(n),
  'unclosed comments': n => '<item><description><!--'.repeat(n),
  'unclosed comments between items': n => '<!-- <item>'.repeat(n),
  'unclosed quotes': n => '<item a="'.repeat(n),
  'quotes that never match': n => `<item a="'`.repeat(n),
  'namespaces without end': n => Array.from({ length: n }, (_, i) => `<a xmlns:p${i}="u${i}">`).join(''),
  'spellings without end': n =>
    Array.from(
      { length: n },
      (_, i) => `<p${i}:encoded xmlns:p${i}="http://purl.org/rss/1.0/modules/content/"><![CDATA[`,
    ).join(''),
  'attributes without end': n => `<item ${Array.from({ length: n }, (_, i) => `a${i}=1`).join(' ')}>`,
  ampersands: n => `<item><title>${'&'.repeat(n)}`,
  'open tags in a title': n => `<item><title>${'&lt;b'.repeat(n)}</title></item>`,
  instructions: n => '<?'.repeat(n),
}

for (const [what, make] of Object.entries(HOSTILE))
  test(`200,000 ${what} are read in one pass`, () => {
    const got = readFeed(Buffer.from(`<rss><channel>${make(200_000)}`))
    assert.equal(got.kind, 'feed')
  })
