import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, jsonScript, raw } from './html.ts'

test('a title is text in a page, never markup', () => {
  const title = `<b>&"'</b>`
  assert.equal(
    html`<p title="${title}">${title}</p>`.html,
    '<p title="&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;">&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;</p>',
  )
})

test('templates stand in templates, lists are joined, nothing is nothing', () => {
  const list = ['a', html`<i>b</i>`, [1, 0]]
  assert.equal(html`${list}${null}${undefined}${false}${''}${raw('<hr>')}`.html, 'a<i>b</i>10<hr>')
})

test('JSON in a page cannot end its script element', () => {
  const { html: text } = jsonScript({ headline: '</script><!--<script>\u2028&' })
  assert.doesNotMatch(text, /[<>&\u2028]/)
  assert.deepEqual(JSON.parse(text), { headline: '</script><!--<script>\u2028&' })
})
