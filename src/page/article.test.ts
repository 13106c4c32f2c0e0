// What an entry's text looks like once it reads well.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { article } from './clean.ts'
import { withoutProxy } from './proxies.ts'

const read = (html: string): string => article(html, { base: 'https://outlet.example/news/1.html' }).html

const seed = readFileSync(join(import.meta.dirname, '../../tests/fixtures/seed/feed.xml'), 'utf8')
const seedBody = /<description><!\[CDATA\[([\s\S]*)\]\]><\/description>/.exec(seed)![1]!

test('the seed becomes a figure and paragraphs, without date line and advertisement', () => {
  const { html, pictures } = article(seedBody)
  const lines = html.split('\n')
  const url = 'https://gdb.voanews.com/38B9B086-86F8-443B-A33C-FFD84092FFDF_r1_s_w900.jpg'
  const caption =
    '时任美国国务卿克里和中国气候特使解振华在联合国气候变化框架公约签约国第21次会议上交谈。（2015年12月12日）'
  assert.deepEqual(lines.slice(0, 4), [
    '<figure>',
    `<img src="${url}" alt="">`,
    `<figcaption>${caption}</figcaption>`,
    '</figure>',
  ])
  assert.deepEqual(pictures, [{ url, caption }])
  assert.ok(lines.slice(4).every(line => /^<p>.+<\/p>$/.test(line)))
  assert.ok(!/feedx|RSS|GMT/.test(html))
})

test('the sentence that the feed service broke in two is whole again', () => {
  assert.match(article(seedBody).html, /不过这个机制在特朗普政府时期被终结。<\/p>/)
  assert.equal(article(seedBody).html.match(/<p>/g)?.length, seedBody.match(/<p>/g)!.length - 1)
})

test('headings, signatures and texts without full stops are never joined', () => {
  const long = '这是一个足够长的段落，用来说明这位作者总是用句号结束他的段落，从来没有例外，读者可以放心。'
  const around = `<p>${long}</p>`.repeat(4)
  const heading = `${around}<p>下一步怎么办</p><p>${long}</p>`
  assert.equal(read(heading).match(/<p>/g)?.length, 6)
  const signed = `${around}<p>${long}，记者张三发自北京</p><p>${long}</p>`
  assert.equal(read(signed).match(/<p>/g)?.length, 6)
  const poem =
    '<p>床前明月光，疑是地上霜，举头望明月，低头思故乡，床前明月光，疑是地上霜，举头望明月，低头思故乡</p>'
  assert.equal(read(poem.repeat(6)).match(/<p>/g)?.length, 6)
})

test('line breaks that part paragraphs become paragraphs, those of a poem stay', () => {
  assert.equal(
    read('one<br><br>two<br>three<br> <br><br>four'),
    '<p>one</p>\n<p>two<br>three</p>\n<p>four</p>',
  )
  assert.equal(
    read('<div><b>one<br><br>two</b><br/>　　三</div>'),
    '<p><b>one</b></p>\n<p><b>two</b></p>\n<p>三</p>',
  )
})

test('empty paragraphs, wrappers and layout tables go', () => {
  assert.equal(
    read(
      '<div><p>&nbsp;</p><div><div>one</div><p><br></p><section>two</section></div></div><table><tr><td><p>three</td></tr></table>',
    ),
    '<p>one</p>\n<p>two</p>\n<p>three</p>',
  )
})

test('plain text becomes paragraphs', () => {
  assert.equal(
    read('one & two\n\nthree < four\nfive'),
    '<p>one &amp; two</p>\n<p>three &lt; four<br>five</p>',
  )
  assert.equal(read('第一段。\n第二段 AT&amp;T。'), '<p>第一段。</p>\n<p>第二段 AT&amp;T。</p>')
  assert.equal(read(''), '')
  const wrapped =
    'This line was wrapped by a mail program as they all used to do it\nin those days, and so was this one which has about the same length.\nThe end.'
  assert.ok(!read(`x\n\n${wrapped}`).includes('<br>'))
})

test('source lines that end between Chinese characters leave no space', () => {
  assert.equal(
    read('<p>\n  我们\n  <strong>\n    应该\n  </strong>\n  ，不\n  是 in\n  English\n</p>'),
    '<p>我们<strong>应该</strong>，不是 in English</p>',
  )
})

test('captions that are no figcaption become one', () => {
  const want =
    '<figure>\n<img src="https://outlet.example/a.jpg" alt="">\n<figcaption>The caption</figcaption>\n</figure>\n<p>Text</p>'
  for (const html of [
    '<div class="wp-caption"><a><img src="/a.jpg"></a><p class="wp-caption-text">The caption</p></div><p>Text</p>',
    '<table class="tr-caption-container"><tr><td><img src="/a.jpg"></td></tr><tr><td class="tr-caption">The caption</td></tr></table>Text',
    '<div><div><img src="/a.jpg"></div><div class="photo-caption img-caption">The caption</div></div>Text',
  ])
    assert.equal(read(html), want)
})

test('a picture that follows itself stands once, with its caption', () => {
  assert.equal(
    read(
      '<img src="/photo-300x200.jpg"><figure><img src="/photo.jpg"><figcaption>c</figcaption></figure><p>x</p><img src="/photo.jpg">',
    ),
    '<figure>\n<img src="https://outlet.example/photo.jpg" alt="">\n<figcaption>c</figcaption>\n</figure>\n<p>x</p>\n<figure>\n<img src="https://outlet.example/photo.jpg" alt="">\n</figure>',
  )
})

test('proxies around pictures are taken off, one inside another too', () => {
  const inner = 'https://outlet.example/a%20b.jpg?v=1'
  for (const address of [
    `https://images.weserv.nl/?url=${encodeURIComponent(inner)}&w=900`,
    `https://images.weserv.nl?url=${encodeURIComponent('ssl:outlet.example/a%20b.jpg?v=1')}`,
    `https://wsrv.nl/?url=${encodeURIComponent('outlet.example/a%20b.jpg?v=1')}`,
    `https://images.weserv.nl/?url=${encodeURIComponent(`https://wsrv.nl/?url=${encodeURIComponent(inner)}`)}`,
    `https://substackcdn.com/image/fetch/$s_!x!,w_1456,c_limit/${encodeURIComponent(inner)}`,
    'https://i0.wp.com/outlet.example/a%20b.jpg?q=v%3D1&ssl=1',
    'https://outlet-example.cdn.ampproject.org/i/s/outlet.example/a%20b.jpg?v=1',
  ])
    assert.equal(withoutProxy(address), inner, address)
  assert.equal(withoutProxy('https://i0.wp.com/h.example/x.png?w=9'), 'http://h.example/x.png')
  assert.equal(withoutProxy('https://outlet.example/?url=x.jpg'), 'https://outlet.example/?url=x.jpg')
})
