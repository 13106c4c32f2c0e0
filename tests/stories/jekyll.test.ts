// Jekyll builds the archive as it stands: the way out for whoever stops using stet.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { parse } from 'parse5'
import { without } from '../debian.ts'
import { assertEveryPost, assertListed, elements, jekyll, pageOf, postsOf, textOf } from './built.ts'
import { newFolder, REPOSITORY, rss, type Story, stet } from './world.ts'

const CORPUS = join(REPOSITORY, '../shared/corpus/posts.tar.xz')

let missing: string | undefined
before(() => {
  missing = without('jekyll', ['jekyll']) || undefined
})

/** Texts that mean something to Liquid, Markdown, YAML or a terminal. */
const HOSTILE = [
  '{{ site.title }} {% include x %} {% raw %} {: .x} {::nomarkdown}',
  '{% endraw %}{{ "a" | upcase }}{%- comment -%}',
  '"double" \'single\' \\ back\\slash : colon: # hash',
  'a | b [x](y) ![p](q) <b>bold</b> `code` ``two`` ~~struck~~',
  '--- *** === ... -- << >> (c) $$x^2$$',
  '😀 👨‍👩‍👧 🇨🇳 𠮷野家',
  'مرحبا \u202eright to left\u202c \u2066isolated\u2069 שלום',
  'bell\u0007 escape\u001b[31m next\u0085 line\u2028 bom\ufeff null\u0000 end',
  '- item',
  '1. first',
  '# heading',
  '> quoted',
  ': defined',
  '* [ ] task',
  '[^1]: note',
  '*[HTML]: abbreviation',
  '{:toc}',
  'null',
  '~',
  '2021-01-01',
  '&amp; &lt;b&gt; &#123;{ x }}',
  '<!-- comment --> <script>alert(1)</script>',
  '</div> </article> <div markdown="1">*x*',
  '%YAML 1.2',
]
const DATES = [
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Wed, 31 Dec 1969 23:59:59 GMT',
  'Sat, 29 Feb 2020 23:59:59 -1200',
  'Tue, 31 Dec 2024 23:30:00 -0100',
  'Fri, 01 Jan 2038 03:14:08 GMT',
]

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const hostileStories: Story[] = HOSTILE.map((text, n) => ({
  // A character that XML 1.0 cannot hold stays out of the feed; the import below has them all.
  title: text.replace(/\p{Cc}/gu, ' '),
  path: `/a/${n}?q=(a)[b]|c`,
  date: DATES[n % DATES.length]!,
  html: `<p>${escaped(text)}</p><pre><code>${escaped(text)}\n\n    ${escaped(text)}</code></pre>
<blockquote><p>${escaped(text)}</p></blockquote><ul><li>${escaped(text)}</li></ul>
<table><tr><td>${escaped(text)}</td><td><a href="https://x.example/${encodeURIComponent(text)}">${escaped(text)}</a></td></tr></table>`,
}))

/** The same as posts of the predecessor, half of them without an address: then the bare title stands in the post. */
const hostilePosts = HOSTILE.map(
  (text, n) =>
    [
      `${1970 + n * 3}-02-0${(n % 9) + 1}-${n}.md`,
      `---
layout: post
title: ${JSON.stringify(text)}
date: ${1970 + n * 3}-02-0${(n % 9) + 1}T01:00:00.000Z
author: ${JSON.stringify(text)}
${n % 2 ? `from: https://y.example/${n}\n` : ''}tags: [ ${JSON.stringify(text)} ]
---
<div>
<p>${escaped(text)}</p>
</div>
`,
    ] as const,
)

test('Jekyll builds an archive whose texts and titles look like Liquid, Markdown and YAML', async t => {
  if (missing) return t.skip(missing)
  const folder = newFolder()
  const archive = join(folder, 'archive')
  const now = { env: { STET_NOW: '2026-01-01T00:00:00Z' } }
  await stet(['init', archive, '--title', 'A "title": {{ x }}', '--sample'], now)
  writeFileSync(join(folder, 'feed.xml'), rss('https://x.example', '{{ site }} | "某报"', hostileStories))
  mkdirSync(join(folder, 'old/_posts'), { recursive: true })
  for (const [name, text] of hostilePosts) writeFileSync(join(folder, 'old/_posts', name), text)
  for (const args of [
    ['add', join(folder, 'feed.xml')],
    ['poll', '--once', '--all'],
    ['import', join(folder, 'old')],
  ]) {
    const ran = await stet(['-C', archive, ...args], now)
    assert.equal(ran.code, 0, ran.err)
  }
  const posts = await postsOf(archive)
  assert.equal(posts.length, hostileStories.length + hostilePosts.length + 1)
  const built = jekyll(archive)
  assertEveryPost(posts, built)
  assertListed(posts, built)
  const text = [...built.pages.values()].join('\n')
  for (const sign of ['{{ site.title }} {% include x %} {% raw %} {: .x}', '{% endraw %}{{', '{:toc}'])
    assert.ok(text.includes(sign), sign)
  const site = elements(parse(built.pages.get('index.html')!), 'title')[0]!
  assert.equal(textOf(site), 'A "title": {{ x }}')
})

test('Jekyll builds nothing that is not the archive’s to show', async t => {
  if (missing) return t.skip(missing)
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive, '--sample', '--github'])
  for (const args of [['poll', '--all'], ['build']]) {
    const ran = await stet(['-C', archive, ...args])
    assert.equal(ran.code, 0, ran.err)
  }
  const posts = await postsOf(archive)
  assert.deepEqual([...jekyll(archive).pages.keys()].sort(), [pageOf(posts[0]!), 'index.html'].sort())
})

test('Jekyll builds the whole archive of the predecessor, and every text is as it was', async t => {
  if (missing) return t.skip(missing)
  if (!existsSync(CORPUS)) return t.skip('the corpus of predecessor posts is not beside the repository')
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive])
  const { code, err } = await stet(['-C', archive, 'import', CORPUS])
  assert.equal(code, 0, err)
  const posts = await postsOf(archive)
  const built = jekyll(archive)
  assertEveryPost(posts, built)
  assertListed(posts, built)
})
