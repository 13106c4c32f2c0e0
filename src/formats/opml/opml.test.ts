// Lists of sources, as readers export them and as people edit them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOpml } from 'feedsmith'
import { detectOpml } from './detect.ts'
import type { Outline } from './outline.ts'
import { readOpml } from './read.ts'
import { writeOpml } from './write.ts'

const EXPORT = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>我的订阅 &amp; 其他</title></head><body>
<outline text="新闻" title="新闻">
  <outline text="中国">
    <outline type="rss" text="美国之音" title="美国之音中文网" xmlUrl="https://www.voachinese.com/api/zm_yqe" htmlUrl="https://www.voachinese.com/"/>
    <outline TEXT="BBC" XMLURL="https://feeds.bbci.co.uk/zhongwen/simp/rss.xml?a=1&b=2"></outline>
  </outline>
  <outline type="atom" text="YouTube" xmlurl="http://www.youtube.com/feeds/videos.xml?channel_id=UCt5" category="/Video,/中国/影像">
</outline>
<outline text="又一次" xmlUrl="https://www.voachinese.com/api/zm_yqe"/>
<outline type="link" text="a page" url="https://example.org/"/>
<outline type="rss" text="by url" url="https://example.org/feed"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/>
</body></opml>`

test('an export with folders, doubles and broken tags is read', () => {
  const { title, outlines } = readOpml(EXPORT)
  assert.equal(title, '我的订阅 & 其他')
  assert.deepEqual(
    outlines.map(({ url, title, categories }) => [url, title, categories]),
    [
      ['https://www.voachinese.com/api/zm_yqe', '美国之音中文网', ['新闻/中国', '新闻']],
      ['https://feeds.bbci.co.uk/zhongwen/simp/rss.xml?a=1&b=2', 'BBC', ['新闻/中国']],
      ['http://www.youtube.com/feeds/videos.xml?channel_id=UCt5', 'YouTube', ['新闻', 'Video', '中国/影像']],
      ['https://example.org/feed', 'by url', ['新闻']],
    ],
  )
  assert.equal(outlines[0]!.home, 'https://www.voachinese.com/')
  assert.equal(outlines[2]!.type, 'atom')
})

test('what an export lists and is no feed to follow is named with the reason; folders are not', () => {
  const { leftOut } = readOpml(
    EXPORT.replace(
      '</body>',
      '<outline text="空" type="rss"/><outline text="夹"><outline text="无"/></outline></body>',
    ),
  )
  assert.deepEqual(leftOut, [
    { name: '又一次', address: 'https://www.voachinese.com/api/zm_yqe', why: 'twice' },
    { name: 'a page', address: '', why: 'no-address' },
    { name: 'bad', address: 'javascript:alert(1)', why: 'not-http' },
    { name: '空', address: '', why: 'no-address' },
    { name: '无', address: '', why: 'no-address' },
  ])
})

test('a thousand outlines that were never closed are all there', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `<outline xmlUrl="https://example.org/${i}">`).join(
    '\n',
  )
  assert.equal(readOpml(`<opml><body>${many}</body></opml>`).outlines.length, 1000)
})

test('OPML is told from feeds and pages', () => {
  assert.ok(detectOpml(EXPORT))
  assert.ok(!detectOpml('<rss version="2.0"><channel/></rss>'))
  assert.ok(!detectOpml('<html><body>&lt;opml&gt;</body></html>'))
  assert.deepEqual(readOpml('nothing'), { title: '', outlines: [], leftOut: [] })
})

const OUTLINES: readonly Outline[] = [
  {
    url: 'https://a.example/?x=1&y=2',
    title: '甲 & "乙" <丙>',
    home: 'https://a.example/',
    categories: ['新闻/中国', '外交'],
    type: 'rss',
  },
  { url: 'https://b.example/', title: 'b', categories: [], type: 'rss' },
]

test('what was written is read back, by another reader too', () => {
  const text = writeOpml({ title: '源 & 流', created: Date.UTC(2021, 3, 14), outlines: OUTLINES })
  const { title, outlines } = readOpml(text)
  assert.equal(title, '源 & 流')
  assert.deepEqual(
    outlines.toSorted((a, b) => a.url.localeCompare(b.url)),
    OUTLINES,
  )
  const other = parseOpml(text)
  assert.equal(other.head?.title, '源 & 流')
  assert.equal(other.body?.outlines?.[0]?.xmlUrl, 'https://b.example/')
  assert.equal(other.body?.outlines?.[1]?.outlines?.[0]?.outlines?.[0]?.title, '甲 & "乙" <丙>')
})
