import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldingPairs } from '../../../scripts/opencc.ts'
import { folded, traditional } from './traditional.ts'
import { excerpt, fold, phrases, places, tokens, words } from './words.ts'

test('a Chinese text is cut into pairs of neighbours, its Latin names into words', () => {
  assert.deepEqual(words('美国之音：G20峰会'), ['美国', '国之', '之音', '音', 'g20', '峰会', '会'])
  assert.deepEqual(words('Café ＡＢＣ１２'), ['cafe', 'abc12'])
})

test('Traditional and Simplified spellings of a text give the same words', () => {
  assert.deepEqual(words('臺灣總統後天訪問衛生部裡'), words('台湾总统后天访问卫生部里'))
  assert.equal(fold('爲甚麼'), fold('为甚么'))
})

test('the folding table is what OpenCC says, and folding twice changes nothing', () => {
  const pairs = foldingPairs()
  assert.equal(traditional, pairs.map(([from]) => from).join(''))
  assert.equal(folded, pairs.map(([, to]) => to).join(''))
  assert.equal(fold(folded), folded)
})

test('any cut from the middle of a sentence is found in it', () => {
  const sentence = '克里在COP26期间与解振华会晤，讨论2030年碳排放达峰𠮷野家。'
  for (let from = 0; from < sentence.length; from++)
    for (let to = from + 1; to <= sentence.length; to++) {
      const cut = sentence.slice(from, to)
      if (/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(cut)) continue
      // A word of Latin letters or digits is one: half of it is another word.
      if (/[a-z0-9]/i.test(sentence[from - 1] ?? '') && /^[a-z0-9]/i.test(cut)) continue
      if (/[a-z0-9]/i.test(sentence[to] ?? '') && /[a-z0-9]$/i.test(cut)) continue
      const wanted = phrases(cut)
      if (wanted.length === 0) continue
      assert.ok(places(sentence, wanted).length > 0, cut)
    }
})

test('spaces ask for all words, quotation marks for a phrase', () => {
  assert.deepEqual(phrases('中国 气候'), [
    { words: ['中国'], open: false },
    { words: ['气候'], open: false },
  ])
  assert.deepEqual(phrases('“climate envoy” 国'), [
    { words: ['climate', 'envoy'], open: false },
    { words: ['国'], open: true },
  ])
  assert.deepEqual(phrases(' ，。 '), [])
})

test('offsets point at the words as they stand in the text', () => {
  const text = '𠮷野家 in 東京'
  for (const { word, start, end } of tokens(text)) assert.equal(fold(text.slice(start, end)), word)
})

test('an excerpt shows the first match and where it is', () => {
  const text = `${'前文。'.repeat(100)}氣候特使克里訪問${'後文。'.repeat(100)}`
  const got = excerpt(text, phrases('气候特使'), 60)
  assert.ok(got.text.length <= 62)
  const [[start, end]] = got.places as [[number, number]]
  assert.equal(got.text.slice(start, end), '氣候特使')
})
