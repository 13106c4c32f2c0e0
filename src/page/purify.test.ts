// A second opinion: DOMPurify, on a document tree made by other hands, finds nothing to remove in what cleaning leaves.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import createDOMPurify, { type WindowLike } from 'dompurify'
import { JSDOM } from 'jsdom'
import { payloads } from '../../tests/site/payloads.ts'
import { clean } from './clean.ts'

const { window } = new JSDOM('')
const purify = createDOMPurify(window as unknown as WindowLike)
// Not in its list, and harmless: old ruby. Values that would end a comment, were they put in one unescaped, are text here.
const CONFIG = { ADD_TAGS: ['rb', 'rtc'], ADD_ATTR: ['controls', 'preload'], SAFE_FOR_XML: false }

const fixed: string[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../tests/fixtures/pages/xss.json'), 'utf8'),
)

test('DOMPurify finds nothing to remove in five thousand cleaned payloads', () => {
  const base = 'https://outlet.example/news/1.html'
  for (const payload of [...fixed, ...payloads()]) {
    const { html } = clean(payload, { base })
    if (html === '') continue
    purify.sanitize(html, CONFIG)
    const removed = purify.removed.map(one =>
      'element' in one
        ? `<${(one.element as Element).nodeName}>`
        : `${one.attribute?.name} of <${one.from.nodeName}>`,
    )
    assert.deepEqual(removed, [], `${payload}\n${html}`)
  }
})

test('and nothing in what is harmless, which comes out as it went in', () => {
  for (const html of [
    '<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>',
    '<figure>\n<img src="https://outlet.example/a.jpg" alt="A" width="640" height="480">\n<figcaption>caption</figcaption>\n</figure>',
    '<p>x<sup id="in-r1"><a href="#in-n1" role="doc-noteref">1</a></sup></p>\n<ol>\n<li id="in-n1">note <a href="#in-r1" role="doc-backlink">↩</a></li>\n</ol>',
    '<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>',
    '<p><math display="inline"><mfrac><mi>a</mi><mn>2</mn></mfrac></math></p>',
    '<table>\n<caption>c</caption>\n<tbody>\n<tr>\n<th scope="row">a</th>\n<td colspan="2">b</td>\n</tr>\n</tbody>\n</table>',
    '<details open>\n<summary>s</summary>\n<p>t</p>\n</details>',
    '<video controls preload="none" src="https://outlet.example/v.mp4" poster="https://outlet.example/p.jpg"></video>',
    '<audio controls preload="none" src="https://outlet.example/a.mp3"></audio>',
  ]) {
    const { html: once } = clean(html, { base: 'https://outlet.example/1' })
    assert.equal(once, html)
    purify.sanitize(once, CONFIG)
    assert.deepEqual(purify.removed, [], html)
  }
})
