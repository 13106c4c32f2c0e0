import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText } from '../../model/text.ts'
import { words } from '../../model/words/words.ts'
import { stretches, textOfMarkdown, textStart } from './read.ts'
import { writeMarkdown } from './write.ts'

test('an article’s HTML becomes the Markdown that a person would write', () => {
  assert.equal(
    writeMarkdown(
      '<h2>题</h2><p>美国<strong>国务院</strong>见 <a href="https://x.example/a?b=1&amp;c=(2)">原文</a>。<br>第二行</p><ul><li>一</li><li><p>二</p></li></ul><ol><li>甲</li><li>乙</li></ol><blockquote><p>引</p></blockquote><figure><img src="https://x.example/a.jpg" alt="图"><figcaption>说明</figcaption></figure><hr>',
    ),
    '### 题\n\n美国**国务院**见 [原文](<https://x.example/a?b=1&c=(2)>)。\n第二行\n\n- 一\n\n- 二\n\n1. 甲\n\n2. 乙\n\n> 引\n>\n![图](<https://x.example/a.jpg>)\n\n说明\n\n---'.replace(
      '。\n',
      '。 \n',
    ),
  )
})

test('text that looks like Markdown stays text', () => {
  const tricky = [
    '<p># 不是标题</p>',
    '<p>1. 不是列表</p><p>- 也不是</p><p>+ 一</p><p>~~~</p>',
    '<p>*a* _b_ `c` [d](e) ![f](g) &lt;script&gt; \\ | 甲|乙</p>',
    '<p>&gt; 引</p><p>----</p><p>===</p>',
    '<ul><li>1. 甲</li><li># 乙</li></ul>',
  ]
  for (const html of tricky) {
    const markdown = writeMarkdown(html)
    assert.deepEqual(words(textOfMarkdown(markdown)), words(plainText(html)), markdown)
    assert.equal(textOfMarkdown(markdown), plainText(html), markdown)
  }
  assert.doesNotMatch(writeMarkdown('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'), /(?<!\\)</)
})

test('emphasis in the middle of a word does not break the word', () => {
  assert.deepEqual(
    words(textOfMarkdown(writeMarkdown('<p>气<b>候特</b>使<em>克</em>里</p>'))),
    words('气候特使克里'),
  )
})

test('an address cannot leave its brackets', () => {
  assert.equal(
    writeMarkdown('<p><a href="https://x.example/&gt;)[x](y">a</a></p>'),
    '[a](<https://x.example/%3E)[x](y>)',
  )
})

test('a hostile nesting is read in linear time', () => {
  const deep = `${'<blockquote>'.repeat(3000)}x${'</blockquote>'.repeat(3000)}`
  assert.ok(writeMarkdown(`${'<p>[a](<'.repeat(50_000)}`).length > 0)
  assert.ok(writeMarkdown(deep).endsWith('x'))
})

test('the text of a file begins behind its particulars and its title', () => {
  const file = '---\ntitle: "甲: 乙"\ntags: ["a","b"]\n---\n\n# 甲: 乙\n\n正文\n'
  assert.equal(file.slice(textStart(file)), '正文\n')
  assert.equal(textStart('正文'), 0)
})

test('every place of a text without marks is known in its Markdown', () => {
  const markdown = '## 题\n\n美国**国务院**见 [原文](<https://x.example/a>)，1\\. ![图](<a.jpg>)甲\\*乙\n'
  const { text, begins } = stretches(markdown)
  assert.equal(textOfMarkdown(markdown), text.replace(/\n+/g, '\n').trim())
  for (const [i, [inText, inMarkdown]] of begins.entries()) {
    const length = (begins[i + 1]?.[0] ?? text.length) - inText
    assert.equal(text.slice(inText, inText + length), markdown.slice(inMarkdown, inMarkdown + length))
  }
})
