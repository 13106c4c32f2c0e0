// The scanner and what it is made of, on small pieces.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentOf, markupOf } from './content.ts'
import { child, type XmlElement } from './element.ts'
import { decodeReferences } from './entities.ts'
import { scanXml, type XmlDocument } from './scan.ts'
import { finder } from './tag.ts'
import { vocabulary } from './vocabulary.ts'
import { cdata, element, textElement } from './write.ts'

const NEWS = vocabulary('', {
  root: 'news',
  list: 'list',
  item: 'item',
  text: 'title link',
  part: 'name',
  markup: 'body',
  void: 'file',
  tree: 'person',
})

const scan = (text: string, start = 0): XmlDocument => scanXml({ text, start }, NEWS)
const first = (text: string, name: string): XmlElement =>
  child(scan(`<news><list><item>${text}</item></list></news>`).items[0]!, name)!

test('references are read once, and what is none stays', () => {
  const cases: [string, string][] = [
    ['a &lt;b&gt; &amp;lt; &quot;&apos;&#39;', `a <b> &lt; "''`],
    ['&nbsp;&eacute;&#x4e2d;&#22269;&#150;', '\u00a0é中国–'],
    ['&copy 2024 &eacute', '© 2024 é'],
    ['?a=1&copy=2&lt=3&b', '?a=1&copy=2&lt=3&b'],
    ['&ampb=2 &amp=1 &amp_x &amp', '&b=2 &amp=1 &_x &'],
    ['& && &; &# &#; &unknown;', '& && &; &# &#; &unknown;'],
    ['&#0;&#x1f;&#xd800;&#x110000;', '\ufffd\ufffd\ufffd'],
    ['', ''],
  ]
  for (const [written, meant] of cases) assert.equal(decodeReferences(written), meant, written)
})

test('content is decoded once, CDATA is not, comments go, HTML stays', () => {
  const body = (inside: string): string => contentOf(first(`<body>${inside}</body>`, 'body'))
  assert.equal(body(' &lt;p&gt;a &amp;amp; b&lt;/p&gt; '), '<p>a &amp; b</p>')
  assert.equal(body('\n <![CDATA[ <p>&amp;</p> ]]>\n'), ' <p>&amp;</p> ')
  assert.equal(body('<![CDATA[a]]]]><![CDATA[>b]]>'), 'a]]>b')
  assert.equal(body('a <!-- <b> --> c'), 'a  c')
  assert.equal(body('<p>a &amp; b<br></p>'), '<p>a &amp; b<br></p>')
  assert.equal(body('&lt;p&gt;a&lt;/p&gt;<br/>'), '<p>a</p><br/>')
  assert.equal(body('a <![CDATA[<b>]]> &amp; c'), 'a <b> & c')
  assert.equal(markupOf(first('<body><p>&lt;</p><![CDATA[<]]></body>', 'body')), '<p>&lt;</p>&lt;')
})

test('a line of text ends at a neighbour, and not at HTML of its own', () => {
  assert.equal(
    contentOf(first('<title>a <b>b</b> <section>c</section> d</title>', 'title')),
    'a <b>b</b> <section>c</section> d',
  )
  assert.equal(contentOf(first('<title>a</titel><link>b</link>', 'title')), 'a')
  assert.equal(contentOf(first('<title>a<link>b</link>', 'link')), 'b')
})

test('attributes are read without quotes, with lost quotes, and once each', () => {
  const file = (text: string): Record<string, string> => Object.fromEntries(first(text, 'file').attributes)
  assert.deepEqual(file(`<file URL=a.mp3 type='x y' b c="1" c="2"/>`), {
    url: 'a.mp3',
    type: 'x y',
    b: '',
    c: '1',
  })
  assert.deepEqual(file('<file url="a length=1><title>b</title>'), { url: 'a', length: '1' })
  assert.deepEqual(file('<file url="a>b" n="1">'), { url: 'a>b', n: '1' })
  assert.deepEqual(file('<file url="a"n="1"/>'), { url: 'a', n: '1' })
})

test('what an unclosed element swallowed is given back, but for its own parts', () => {
  const { items } = scan('<news><list><item><person><name>n</name><title>t</title></item></list></news>')
  assert.deepEqual(
    items[0]!.children.map(one => one.name),
    ['person', 'title'],
  )
  assert.deepEqual(
    items[0]!.children[0]!.children.map(one => one.name),
    ['name'],
  )
})

test('reading starts at the root, with the entities declared before it', () => {
  const text = '<!DOCTYPE news [<!ENTITY x "中">]><news><list><item><title>&x;&x</title></item></list></news>'
  assert.equal(contentOf(child(scan(text, text.indexOf('<news')).items[0]!, 'title')!), '中中')
})

test('elements are counted, and the rest is not read', () => {
  const text = `<news><list>${'<item><title>x</title></item>'.repeat(100)}`
  const { items, repairs } = scanXml({ text }, NEWS, { depth: 8, elements: 50 })
  assert.equal(items.length, 23)
  assert.ok(repairs.includes('too many elements: the rest was not read'))
})

test('a string that is not there is searched for once', () => {
  const next = finder('abcabc', 'c')
  assert.deepEqual([next(0), next(1), next(3), next(3), next(6), next(2)], [2, 2, 5, 5, -1, 2])
})

test('what is written cannot end its element', () => {
  assert.equal(element('a', { b: '"<\n>', c: undefined, d: 0 }), '<a b="&quot;&lt; &gt;" d="0"/>')
  assert.equal(textElement('a', '</a>&\u0001'), '<a>&lt;/a&gt;&amp;</a>')
  assert.equal(textElement('a', ''), '')
  assert.equal(cdata('a]]>b'), '<![CDATA[a]]]]><![CDATA[>b]]>')
})
