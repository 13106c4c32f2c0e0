import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES } from './site.ts'
import { grouped } from './texts/number.ts'
import { textsOf } from './texts.ts'

test('every language says one article and many articles rightly', () => {
  assert.equal(textsOf('en').articles(1), '1 article')
  assert.equal(textsOf('en').articles(1234), '1,234 articles')
  assert.equal(textsOf('zh-Hans').articles(1), '1篇文章')
  assert.equal(
    textsOf('en').holdings(1, 1, '14 April 2021'),
    '1 article from 1 source, the oldest of 14 April 2021.',
  )
})

test('no text is empty in any language, and all languages have the same texts', () => {
  const english = textsOf('en')
  for (const language of LANGUAGES) {
    const texts = textsOf(language)
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort())
    for (const [key, text] of Object.entries(texts)) assert.notEqual(text, '', `${language} ${key}`)
  }
})

test('the help of the search page names every filter that a query can have, in every language', () => {
  const filters = ['source:', 'tag:', 'author:', 'category:', 'after:', 'before:', 'has:picture']
  for (const language of LANGUAGES)
    for (const filter of filters) assert.ok(textsOf(language).searchHelp.includes(filter), filter)
})

test('large numbers are grouped by thousands', () => {
  assert.deepEqual([0, 999, 1000, 123456, 1234567].map(grouped), [
    '0',
    '999',
    '1,000',
    '123,456',
    '1,234,567',
  ])
})
