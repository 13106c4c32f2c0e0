import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyHtml } from './body.ts'
import { textsOf } from './texts.ts'

const kept = (html: string): string => bodyHtml(html, { pictures: 'kept' }, textsOf('en'))
const linked = (html: string): string => bodyHtml(html, { pictures: 'linked' }, textsOf('en'))
const picture = '<img src="https://x.example/a.jpg?b=1&amp;c=2" alt="A &quot;b&quot; &lt;c&gt;">'

test('a picture that is not kept becomes a link to where the outlet had it, and is not asked for', () => {
  assert.equal(
    kept(`<p>${picture}</p>`),
    '<p><a class="elsewhere" href="https://x.example/a.jpg?b=1&amp;c=2" rel="noopener noreferrer nofollow external">Picture at its source: A &quot;b&quot; &lt;c&gt; <small>x.example</small></a></p>',
  )
})

test('inside a link the picture is named without a link in a link', () => {
  const shown = kept(`<a href="https://x.example/">${picture}</a>${picture}`)
  assert.equal(shown.match(/<a /g)?.length, 2)
  assert.match(shown, /<a href="https:\/\/x\.example\/"><span class="elsewhere">/)
})

test('with pictures linked they are loaded late and without a referrer', () => {
  assert.match(linked(picture), /^<img loading="lazy" decoding="async" referrerpolicy="no-referrer" src=/)
})

test('films and sounds become links too; tables can be scrolled; the rest stays as it is', () => {
  assert.match(
    kept('<video src="https://x.example/a.mp4" controls></video>'),
    /^<a class="elsewhere" href="https:\/\/x\.example\/a\.mp4"[^>]*>.*<\/a>$/s,
  )
  assert.match(kept('<audio src="https://x.example/a.mp3"></audio>'), /^<a class="elsewhere"/)
  assert.equal(
    kept('<table><tr><td>1</td></tr></table>'),
    '<div class="wide" tabindex="0"><table><tr><td>1</td></tr></table></div>',
  )
  assert.equal(kept('<pre lang="en">a  b</pre>'), '<pre tabindex="0" lang="en">a  b</pre>')
  const plain = '<p>美国 &lt;img&gt; <abbr title="x">a</abbr></p>\n<aside>b</aside>'
  assert.equal(kept(plain), plain)
})

test('a heading of the first rank in a text is of the second on its page, where the title is the first', () => {
  assert.equal(kept('<h1>三天后</h1><p>正文</p><h3>一</h3>'), '<h2>三天后</h2><p>正文</p><h3>一</h3>')
})

test('headings follow one another from the second rank on, however large the source made them', () => {
  const ranks = (html: string): string[] =>
    kept(html)
      .match(/<\/?h\d/g)!
      .map(tag => tag.slice(1))
  assert.deepEqual(ranks('<h3>一</h3><h6>二</h6><h3>三</h3>'), ['h2', '/h2', 'h3', '/h3', 'h2', '/h2'])
  assert.deepEqual(ranks('<h5>一</h5><h1>二</h1><h2>三</h2><h4>四</h4>'), [
    'h2',
    '/h2',
    'h2',
    '/h2',
    'h3',
    '/h3',
    'h4',
    '/h4',
  ])
  assert.equal(kept('<h4 id="a" lang="en">Four</h4><hr>'), '<h2 id="a" lang="en">Four</h2><hr>')
})
