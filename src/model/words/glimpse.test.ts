import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText } from '../text.ts'
import { glimpse } from './glimpse.ts'
import { excerpt, firstPlace, phrases } from './words.ts'

const nowhere = (): boolean => false

/** Numbers that look random, the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

const PIECES = [
  '气候变化',
  '氣候變化',
  '气候',
  '<b>气</b>候变化',
  '气<br>候变化',
  'climate change',
  'Climate&#160;Change',
  'CLIMATE</p>\n<p>change',
  'cli<i>mate</i>',
  'acclimate',
  '<img alt="气候变化 climate change" src="https://x.example/气候/climate.jpg">',
  '<a href="https://climate.example/?q=气候">链接</a>',
  '特使访问了中国，',
  ' a long way of words that say nothing at all, ',
  '&lt;b&gt;&amp;',
  '</p>\n<p>',
  '<figure><figcaption>说明</figcaption></figure>',
  '𠮷野家',
  '\n\n  ',
  '文'.repeat(80),
]

test('what is shown of an article is what stands around the first match in its text', () => {
  const random = dice(7)
  const queries = [
    '气候变化',
    '气候',
    '气',
    'climate',
    'climate change',
    '“climate change”',
    '𠮷野',
    'change 气候',
  ]
  let shown = 0
  for (let n = 0; n < 3000; n++) {
    const html = `<p>${Array.from({ length: 1 + random(40) }, () => PIECES[random(PIECES.length)]).join('')}</p>`
    const wanted = phrases(queries[n % queries.length]!)
    const text = plainText(html)
    const isThere = wanted.every(phrase => firstPlace(text, phrase) !== undefined)
    const got = glimpse(html, wanted, nowhere)
    assert.deepEqual(got, isThere ? excerpt(text, wanted) : undefined, html)
    if (got) shown++
  }
  assert.ok(shown > 1000)
})

test('an article found by its title alone shows its beginning', () => {
  const html = `<p>${'特使访问了中国。'.repeat(100)}</p>`
  const shown = glimpse(html, phrases('气候'), () => true)
  assert.deepEqual(shown, excerpt(plainText(html), phrases('气候')))
  assert.match(shown!.text, /^特使.*…$/)
  assert.equal(glimpse(html, phrases('气候'), nowhere), undefined)
})

test('a letter written as a character reference is found all the same', () => {
  const shown = glimpse('<p>A caf&#233; in Paris</p>', phrases('café'), nowhere)
  assert.deepEqual(shown, { text: 'A café in Paris', places: [[2, 6]] })
})
