import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extract } from '../page/extract.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import type { Taken } from './pages.ts'
import { withPage } from './whole.ts'

const SENTENCE = '外交部发言人在例行记者会上回答了关于气候会谈的提问。'
const draft = (html: string): Draft => {
  const content = { title: '会谈', author: '', html }
  return {
    ...content,
    source: 'paper',
    keys: ['url:https://paper.example/1'],
    language: 'zh-Hans',
    tags: [],
    categories: [],
    enclosures: [],
    text: 'feed',
    digest: contentDigest(content),
    entry: 'e1',
  }
}
const found = (body: string) =>
  extract({
    bytes: new TextEncoder().encode(
      `<html lang="zh"><title>会谈</title><meta name="author" content="张三"><body><div class="article-body">${body}</div></body></html>`,
    ),
    url: 'https://paper.example/1',
  })
const taken = (letters: number, body: string, kind: 'page' | 'refused' = 'page', why = 'paywall'): Taken =>
  kind === 'page'
    ? { kind, found: found(body), letters, pages: ['captures/1#0+9'] }
    : { kind, why, found: found(body), letters, pages: [] }

const LONG = `<p>${SENTENCE.repeat(4)}</p><p>${SENTENCE.repeat(6)}</p>`

test('the page’s text and author come into a draft that had less; its own title and digest follow', () => {
  const whole = withPage(draft(`<p>${SENTENCE}</p>`), taken(700, LONG))
  assert.equal(whole.text, 'page')
  assert.equal(whole.author, '张三')
  assert.equal(whole.title, '会谈')
  assert.equal(whole.digest, contentDigest(whole))
  assert.deepEqual(whole.pages, ['captures/1#0+9'])
})

test('a page that yields less than the feed never replaces it, but its capture is named', () => {
  const own = draft(LONG)
  const whole = withPage(own, taken(70, `<p>${SENTENCE}</p>`))
  assert.equal(whole.html, own.html)
  assert.equal(whole.text, 'feed')
  assert.equal(whole.digest, own.digest)
  assert.deepEqual(whole.pages, ['captures/1#0+9'])
})

test('of a paywalled page the open part is kept where it is more, as a part; of a challenge nothing is', () => {
  const part = withPage(draft('<p>会谈。</p>'), taken(700, LONG, 'refused'))
  assert.deepEqual([part.text, part.refused], ['partial', 'paywall'])
  const challenge = withPage(draft('<p>会谈。</p>'), taken(700, LONG, 'refused', 'challenge'))
  assert.deepEqual(
    [challenge.text, challenge.refused, challenge.html],
    ['feed', 'challenge', '<p>会谈。</p>'],
  )
})

test('what could not be asked for changes nothing', () => {
  const own = draft('<p>会谈。</p>')
  assert.equal(withPage(own, { kind: 'failed', why: 'timed out', rests: false }), own)
  assert.equal(withPage(own, { kind: 'gone', why: 'not found (404)' }), own)
})
