// Damaged Chinese feeds, made here: every charset, every label it may carry, every accident; each with what must come out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import type { Entry, Feed } from '../../model/entry.ts'
import { readFeed } from './read.ts'

// ── Charsets ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface Charset {
  /** What the document says it is in. */
  readonly label: string
  /** What the reader must find. */
  readonly found: string
  readonly traditional?: true
  readonly encode: (text: string) => Buffer
}

const by = (name: string, options?: { addBOM: boolean }) => (text: string) =>
  Buffer.from(iconv.encode(text, name, options))

/** Pairs of seven bits between `~{` and `~}` (RFC 1843). */
const hz = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(/([^\x00-\x7f]+)/)
      .map((part, i) =>
        i % 2 === 0
          ? Buffer.from(part.replaceAll('~', '~~'))
          : Buffer.concat([
              Buffer.from('~{'),
              by('gb2312')(part).map(byte => byte & 0x7f),
              Buffer.from('~}'),
            ]),
      ),
  )

// biome-ignore format: one charset a line
const CHARSETS: Readonly<Record<string, Charset>> = {
  'UTF-8': { label: 'utf-8', found: 'utf-8', encode: by('utf-8') },
  'UTF-8 with a mark': { label: 'utf-8', found: 'utf-8', encode: by('utf-8', { addBOM: true }) },
  'UTF-8 that says GB2312': { label: 'gb2312', found: 'utf-8', encode: by('utf-8') },
  'GB2312': { label: 'gb2312', found: 'gb18030', encode: by('gb2312') },
  'GBK': { label: 'gbk', found: 'gb18030', encode: by('gbk') },
  'GB18030': { label: 'gb18030', found: 'gb18030', encode: by('gb18030') },
  'GBK that says UTF-8': { label: 'utf-8', found: 'gb18030', encode: by('gbk') },
  'GBK that says Latin-1': { label: 'iso-8859-1', found: 'gb18030', encode: by('gbk') },
  'GBK that says Big5': { label: 'big5', found: 'gb18030', encode: by('gbk') },
  'GBK that says UTF-16': { label: 'utf-16', found: 'gb18030', encode: by('gbk') },
  'Big5': { label: 'big5', found: 'big5', traditional: true, encode: by('big5') },
  'Big5-HKSCS': { label: 'big5-hkscs', found: 'big5', traditional: true, encode: by('big5-hkscs') },
  'CP950': { label: 'cp950', found: 'big5', traditional: true, encode: by('cp950') },
  'Big5 that says UTF-8': { label: 'utf-8', found: 'big5', traditional: true, encode: by('big5') },
  'Big5 that says GB2312': { label: 'gb2312', found: 'big5', traditional: true, encode: by('big5') },
  'Big5 that says EUC-KR': { label: 'euc-kr', found: 'big5', traditional: true, encode: by('big5') },
  'UTF-16LE with a mark': { label: 'utf-16', found: 'utf-16le', encode: by('utf-16le', { addBOM: true }) },
  'UTF-16BE with a mark': { label: 'utf-16', found: 'utf-16be', encode: by('utf-16be', { addBOM: true }) },
  'UTF-16LE': { label: 'utf-16le', found: 'utf-16le', encode: by('utf-16le') },
  'UTF-16BE': { label: 'utf-8', found: 'utf-16be', encode: by('utf-16be') },
  'UTF-32LE with a mark': { label: 'utf-32', found: 'utf-32le', encode: by('utf-32le', { addBOM: true }) },
  'UTF-32BE': { label: 'utf-32', found: 'utf-32be', encode: by('utf-32be') },
  'HZ': { label: 'hz-gb-2312', found: 'hz-gb-2312', encode: hz },
}

// ── The feed ─────────────────────────────────────────────────────────────────────────────────────────────────────

// biome-ignore format: one script a line
const SIMPLIFIED = ['拜登政府高级官员首次访问中国', '能否为美中关系破冰？', '国务院4月13日证实', '气候特使克里将访问上海', '这是首位美国高级官员']
// biome-ignore format: one script a line
const TRADITIONAL = ['拜登政府高級官員首次訪問中國', '能否為美中關係破冰？', '國務院4月13日證實', '氣候特使克里將訪問上海', '這是首位美國高級官員']

const item = (title: string, i: number): string => `<item>
<title>${title}</title>
<link>https://www.voachinese.com/a/${i}.html?a=1&amp;b=2</link>
<guid isPermaLink="false">id-${i}</guid>
<pubDate>Wed, 14 Apr 2021 0${i}:39:02 GMT</pubDate>
<dc:creator>${title.slice(0, 2)}</dc:creator>
<description><![CDATA[<p>${title}，<b>${title.slice(2, 4)}</b>。</p><img src="https://gdb.voanews.com/${i}.jpg">]]></description>
<category>${title.slice(-2)}</category>
</item>
`

const feedOf = (
  label: string,
  titles: readonly string[],
): string => `<?xml version="1.0" encoding="${label}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${titles[0]!.slice(0, 4)}</title>
<link>https://www.voachinese.com/</link>
<description>${titles[1]}</description>
<language>zh</language>
${titles.map(item).join('')}</channel>
</rss>
`

/** `text` with the nth place of `find` replaced. */
function nth(n: number, text: string, find: string, put: string): string {
  let from = -1
  for (let i = 0; i <= n; i++) from = text.indexOf(find, from + 1)
  assert.ok(from >= 0, `no ${find}`)
  return text.slice(0, from) + put + text.slice(from + find.length)
}

// ── Accidents ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Accident {
  /** Done to the text, before it is encoded. */
  readonly text?: (whole: string) => string
  /** Done to the bytes. */
  readonly bytes?: (whole: Buffer, width: number) => Buffer
  /** Items that may be spoilt, but must be there; all others must be perfect. */
  readonly spoilt?: readonly number[]
  /** How many items come out, where that is not all. */
  readonly items?: number
  /** What differs from the sound feed in every item. */
  readonly differs?: (entry: Entry, i: number) => void
}

const before = (page: string): Accident => ({ text: whole => page + whole })

/** Removes bytes in the middle of the nth title's Chinese, so that a character loses a part of itself. */
const lose =
  (n: number, count: number) =>
  (whole: Buffer, width: number): Buffer => {
    const at = startsOf(whole, '<title>', width)[n + 1]! + 7 * width + (width === 1 ? 1 : 0)
    return Buffer.concat([whole.subarray(0, at), whole.subarray(at + count)])
  }

/** Where an ASCII text stands in bytes of any width. */
function startsOf(whole: Buffer, text: string, width: number): number[] {
  const little = whole[0] === 0x3c || (whole[0] === 0xff && whole[1] === 0xfe)
  const needle = Buffer.concat(
    [...Buffer.from(text)].map(byte => {
      const one = Buffer.alloc(width)
      one[little ? 0 : width - 1] = byte
      return one
    }),
  )
  const starts: number[] = []
  for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + 1)) starts.push(at)
  return starts
}

// biome-ignore format: one accident a line
const ACCIDENTS: Readonly<Record<string, Accident>> = {
  'nothing happened': {},
  'a byte of a title was lost': { bytes: lose(2, 1), spoilt: [2] },
  'two bytes of a title were lost': { bytes: lose(2, 2), spoilt: [2] },
  'three bytes of a title were lost': { bytes: lose(2, 3), spoilt: [2] },
  'tags do not match': { text: whole => nth(2, whole, '</guid>', '</link>') },
  'an end tag is missing': { text: whole => nth(2, whole, '</pubDate>', '') },
  'an item was not closed': { text: whole => nth(1, whole, '</item>', '') },
  'a CDATA section was not closed': { text: whole => nth(2, whole, ']]>', '') },
  'a comment was not closed': { text: whole => nth(2, whole, '<category>', '<!-- <category>'), spoilt: [2] },
  'entities are undefined': { text: whole => whole.replaceAll('</category>', '&nbsp;&mdash;&unbekannt;</category>'), differs: entry => assert.match(entry.tags[0]!, /—&unbekannt;$/) },
  'entities are unterminated': { text: whole => whole.replaceAll('&amp;', '&amp') },
  'ampersands are bare': { text: whole => whole.replaceAll('&amp;', '&') },
  'a DOCTYPE declares entities': { text: whole => whole.replace('<rss', '<!DOCTYPE rss [<!ENTITY s "社">]>\n<rss').replaceAll('</category>', '&s;</category>'), differs: entry => assert.match(entry.tags[0]!, /社$/) },
  'blank lines stand before it': before('\n \n'),
  'a warning stands before it': before('<br />\n<b>Warning</b>: mysql_connect() in <b>/www/a.php</b><br />\n'),
  'a challenge page stands before it': before('<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>\n'),
  'the declaration comes late': before('<!-- cached 12:00 -->\n'),
  'it was compressed once more': { bytes: whole => gzipSync(whole) },
  'it was compressed twice more': { bytes: whole => gzipSync(gzipSync(whole)) },
  'there are control characters': { text: whole => whole.replaceAll('</title>', '\u0001\u0008\u001f</title>') },
  'something stands after the end': { text: whole => `${whole}<script>var a = "<item>"</script><!-- 0.1 s -->` },
  'attributes have no quotes': { text: whole => whole.replaceAll('"false"', 'false') },
  'a quote is missing': { text: whole => nth(2, whole, '"false"', '"false') },
  'prefixes are undeclared': { text: whole => whole.replace(/ xmlns:dc="[^"]*"/, '') },
  'names are capitals': { text: whole => whole.replace(/<\/?(?:item|title|channel|rss|link)\b/g, tag => tag.toUpperCase()) },
  'it has no declaration': { text: whole => whole.replace(/<\?xml[^>]*>\n/, '') },
  'it was cut inside the fourth item': { text: whole => whole.slice(0, whole.indexOf('id-3')), items: 3 },
  'it was cut inside a character': { bytes: (whole, width) => whole.subarray(0, startsOf(whole, '<title>', width)[5]! + 7 * width + 1), items: 4 },
  'guids are missing': { text: whole => whole.replace(/<guid.*<\/guid>\n/g, ''), differs: (entry, i) => assert.equal(entry.id, `https://www.voachinese.com/a/${i}.html?a=1&b=2`) },
  'guids are all the same': { text: whole => whole.replace(/id-\d/g, 'id'), differs: (entry, i) => assert.match(entry.id, new RegExp(`^id .*/${i}\\.html`)) },
  'dates have no zone': { text: whole => whole.replaceAll(' GMT', '') },
  'dates are written in Chinese': { text: whole => whole.replace(/Wed, 14 Apr 2021 0(\d):39:02 GMT/g, '2021年4月14日 0$1:39:02'), differs: (entry, i) => assert.equal(entry.published, Date.UTC(2021, 3, 13, 16 + i, 39, 2)) },
  'dates are no dates': { text: whole => whole.replace(/Wed, .*? GMT/g, '昨天'), differs: entry => assert.equal(entry.published, undefined) },
  'titles are escaped twice': { text: whole => whole.replaceAll('</title>', '&amp;amp;&amp;lt;b&amp;gt;</title>'), differs: entry => assert.match(entry.title, /&$/) },
}

// ── What must come out ───────────────────────────────────────────────────────────────────────────────────────────

const widthOf = (charset: Charset): number =>
  /32/.test(charset.found) ? 4 : /16/.test(charset.found) ? 2 : 1

function read(bytes: Uint8Array): { feed: Feed; charset: string } {
  const got = readFeed(bytes)
  assert.ok(got.kind === 'feed', got.kind === 'feed' ? '' : got.message)
  return got
}

/** What of an entry an accident may touch is compared apart from the rest. */
const essence = (entry: Entry): unknown => [entry.url, entry.html, entry.authors]

function check(charset: Charset, { text, bytes, spoilt = [], items = 5, differs }: Accident): void {
  const titles = charset.traditional ? TRADITIONAL : SIMPLIFIED
  const whole = feedOf(charset.label, titles)
  const sound = read(Buffer.from(feedOf('utf-8', titles))).feed.entries
  const encoded = charset.encode(text ? text(whole) : whole)
  const { feed, charset: found } = read(bytes ? bytes(encoded, widthOf(charset)) : encoded)
  assert.equal(found, charset.found)
  assert.equal(feed.entries.length, items)
  assert.equal(feed.cut, items < 5)
  for (const [i, entry] of feed.entries.entries()) {
    assert.equal(entry.url, sound[i]!.url)
    if (spoilt.includes(i)) continue
    assert.deepEqual(essence(entry), essence(sound[i]!))
    if (differs) differs(entry, i)
    else assert.deepEqual(entry, sound[i])
    assert.ok(entry.title.startsWith(titles[i]!), entry.title)
  }
}

for (const [name, charset] of Object.entries(CHARSETS))
  for (const [accident, damage] of Object.entries(ACCIDENTS))
    test(`${name}: ${accident}`, () => check(charset, damage))
