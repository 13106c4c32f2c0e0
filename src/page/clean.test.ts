// What cleaning keeps, and in which form; what it must never let through stands in safety.test.ts.
import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import tar from 'tar-stream'
import xz from 'xz-decompress'
import { article, clean } from './clean.ts'
import { parseFragment } from './parse.ts'
import { below, type Node } from './tree.ts'

const base = 'https://outlet.example/news/1.html'
const cleaned = (html: string): string => clean(html, { base }).html

test('text that only looks like a tag survives', () => {
  assert.equal(cleaned('<p>1 < 2 && 3 > 2, a<5 </p>'), '<p>1 &lt; 2 &amp;&amp; 3 &gt; 2, a&lt;5</p>')
})

test('each block begins a line, and a paragraph is one line', () => {
  assert.equal(
    cleaned('<blockquote><p>one\n two</p><ul><li>a<ul><li>b</ul></ul></blockquote><p>three'),
    '<blockquote>\n<p>one two</p>\n<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n</blockquote>\n<p>three</p>',
  )
})

test('code keeps its lines, without a blank line that would end raw HTML in Markdown', () => {
  const { html, text: plain } = clean('<pre class="x language-sh"><code>\n\na\n\n  b\n</code></pre>')
  assert.ok(!/\n[ \t]*\n/.test(html))
  assert.equal(plain, 'a\nb')
  const [pre] = [...below(parseFragment(html))]
  assert.equal(pre!.attrs[0]!.value, 'language-sh')
  assert.equal([...below(pre!)].map(one => one.value).join(''), '\n\na\n\n  b\n')
})

test('addresses become absolute, and only those of harmless schemes stay', () => {
  assert.equal(
    cleaned(
      '<a href="/a">a</a> <a href="mailto:x@y.example">b</a> <a href="javascript:x">c</a> <a href="ftp://x/">d</a>',
    ),
    '<a href="https://outlet.example/a">a</a> <a href="mailto:x@y.example">b</a> c d',
  )
  assert.equal(
    clean('<a href="/a">a</a><img src="b.png"><img src="//h.example/c.png">').html,
    'a<img src="https://h.example/c.png" alt="">',
  )
})

test('footnotes go on working under names that cannot shadow those of the page', () => {
  assert.equal(
    cleaned(
      '<p>x<sup id="fnref:1"><a href="#fn:1" role="doc-noteref">1</a></sup></p><ol><li id="fn:1">note <a href="https://outlet.example/news/1.html#fnref:1">↩</a></li></ol><p id="unused">y</p>',
    ),
    '<p>x<sup id="in-fnref:1"><a href="#in-fn:1" role="doc-noteref">1</a></sup></p>\n<ol>\n<li id="in-fn:1">note <a href="#in-fnref:1">↩</a></li>\n</ol>\n<p>y</p>',
  )
  assert.equal(cleaned('<a href="#elsewhere">x</a>'), `<a href="${base}#elsewhere">x</a>`)
})

test('ruby, formulas, tables, definitions, details and time survive', () => {
  for (const html of [
    '<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>',
    '<p>E <math display="inline"><mi>E</mi><mo>=</mo><msup><mi>c</mi><mn>2</mn></msup></math></p>',
    '<table>\n<caption>c</caption>\n<colgroup>\n<col span="2">\n</colgroup>\n<thead>\n<tr>\n<th scope="col">a</th>\n<th></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td colspan="2">b</td>\n</tr>\n</tbody>\n</table>',
    '<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>',
    '<details open>\n<summary>s</summary>\n<p>t</p>\n</details>',
    '<p><time datetime="2021-04-14T01:39:02Z">April</time> <abbr title="World Health Organization">WHO</abbr> H<sub>2</sub>O <bdo dir="rtl">x</bdo></p>',
    '<ol start="3" type="a">\n<li value="5">x</li>\n</ol>',
    '<p lang="ja">日本</p>',
  ])
    assert.equal(cleaned(html), html)
})

test('a picture comes from where the page hid it', () => {
  const src = (html: string): string | undefined => clean(html, { base }).pictures[0]?.url
  const want = 'https://outlet.example/p/real.jpg'
  for (const html of [
    '<img src="data:image/gif;base64,R0" data-src="/p/real.jpg">',
    '<img src="/p/lazy.gif" data-original="/p/real.jpg">',
    '<img src="/p/small.jpg" srcset="/p/small.jpg 300w, /p/real.jpg 1200w, /p/huge.jpg 6000w">',
    '<img srcset="/p/small.jpg, /p/real.jpg 2x">',
    '<picture><source srcset="/p/real.jpg 800w" type="image/webp"><img src="data:,"></picture>',
    '<picture><source data-srcset="/p/real.jpg"></picture>',
    '<img src="/p/blank.gif"><noscript><img src="/p/real.jpg"></noscript>',
    '<div class="lazy"><img src="data:,"></div><noscript><p><img src="/p/real.jpg"></p></noscript>',
    '<amp-img src="/p/real.jpg"></amp-img>',
    '<img file="/p/real.jpg" src="static/image/common/none.gif/grey.gif">',
  ])
    assert.equal(src(html), want, html)
  assert.equal(
    clean('<img src="/a/b.jpg"><noscript><img src="/a/b.jpg"></noscript>', { base }).html.match(/<img/g)
      ?.length,
    1,
  )
})

test('pictures know their captions and sizes; dots that watch readers go', () => {
  const { html, pictures } = clean(
    '<figure><img src="/a.jpg" alt="A" width="640px" height="480.0"><figcaption>The  caption <b>here</b></figcaption></figure><img src="/t.gif" width=1 height=1><img src="https://pixel.wp.com/b.gif?x"><img src="/c.jpg" width="100%">',
    { base },
  )
  assert.deepEqual(pictures, [
    { url: 'https://outlet.example/a.jpg', alt: 'A', caption: 'The caption here', width: 640, height: 480 },
    { url: 'https://outlet.example/c.jpg' },
  ])
  assert.ok(!html.includes('t.gif') && !html.includes('pixel'))
})

test('players of elsewhere become links, films and sounds of the outlet stay without starting', () => {
  assert.equal(
    cleaned(
      '<p><iframe src="//www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0" title="The film"></iframe></p>',
    ),
    '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">The film</a></p>',
  )
  assert.equal(
    cleaned('<video autoplay poster="/p.jpg" width=640><source src="/v.mp4"><p>Sorry</p></video>'),
    '<video controls preload="none" src="https://outlet.example/v.mp4" poster="https://outlet.example/p.jpg" width="640"></video>',
  )
  assert.equal(cleaned('<iframe src="https://ad.doubleclick.net/x"></iframe>x'), 'x')
})

test('blocks inside links and paragraphs are put side by side, nothing of their text is lost', () => {
  assert.equal(
    cleaned('<a href="/x"><div>one</div><h2><div>two</div></h2></a>'),
    '<div><a href="https://outlet.example/x">one</a></div>\n<h2><a href="https://outlet.example/x">two</a></h2>',
  )
})

const corpus = join(import.meta.dirname, '../../../shared/corpus/posts.tar.xz')

/** The bodies of the predecessor's posts, by name. */
async function bodies(): Promise<Map<string, string>> {
  const packed = Readable.toWeb(createReadStream(corpus)) as unknown as ReadableStream<Uint8Array>
  const files = tar.extract()
  Readable.fromWeb(new xz.XzReadableStream(packed) as never).pipe(files)
  const found = new Map<string, string>()
  for await (const file of files) {
    const post = await text(file)
    if (file.header.name.endsWith('.md'))
      found.set(file.header.name, post.slice(post.indexOf('\n---', 3) + 4))
  }
  return found
}

test('the posts of the predecessor keep every letter, and are the same when cleaned again', {
  skip: !existsSync(corpus) && 'the corpus of posts is not here',
}, async () => {
  const posts = await bodies()
  assert.ok(posts.size > 600)
  for (const [name, body] of posts) {
    const before = letters(body)
    for (const way of [clean, article]) {
      const { html } = way(body, { base })
      assert.equal(way(html, { base }).html, html, name)
      assert.equal(missing(before, letters(html)), '', name)
      assert.ok(!/\n\s*\n/.test(html), name)
    }
  }
})

const UNREAD = new Set(['script', 'style', 'template', 'svg', 'iframe', 'title', 'noscript'])

/** Each letter below, and how often. */
function letters(html: string): Map<string, number> {
  const counts = new Map<string, number>()
  const unread = new Set<Node>()
  for (const one of below(parseFragment(html))) {
    if (unread.has(one.parent!) || UNREAD.has(one.tag)) unread.add(one)
    else if (one.kind === 'text')
      for (const letter of one.value.match(/[\p{L}\p{N}]/gu) ?? [])
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return counts
}

function missing(before: Map<string, number>, after: Map<string, number>): string {
  let lost = ''
  for (const [letter, count] of before) if ((after.get(letter) ?? 0) < count) lost += letter
  return lost
}
