import assert from 'node:assert/strict'
import { test } from 'node:test'
import { words } from '../../model/words/words.ts'
import { bitReader, bitWriter } from './bits.ts'
import { asTerms, newLists } from './lists.ts'
import { levelsOf } from './plan.ts'
import { entryIn, NOTHING, readShard, writeShard } from './shard.ts'
import { asOne, asTexts, eachUnit, unitsOf } from './units.ts'
import { articlesIn, pieces } from './write.ts'

test('numbers of every size are read back from the characters that stand for them', () => {
  const values = [0, 1, 45, 46, 47, 2115, 2116, 97_335, 97_336, 2 ** 31, 2 ** 32 - 1]
  const out = bitWriter()
  for (const value of values) {
    for (const k of [0, 1, 5, 17]) out.rice(value, k)
    out.bits(value, 32)
    if (value > 0) out.gamma(value)
  }
  const text = out.text()
  assert.equal(JSON.stringify(text), `"${text}"`)
  const from = bitReader(text)
  for (const value of values) {
    for (const k of [0, 1, 5, 17]) assert.equal(from.rice(k), value)
    assert.equal(from.bits(32), value)
    if (value > 0) assert.equal(from.gamma(), value)
  }
})

test('long lists and short ones keep their places apart', () => {
  const made = newLists(10_000)
  const [often, never, seldom] = ['often', 'never', 'seldom'].map(made.word) as [number, number, number]
  for (let article = 9999; article >= 0; article--) {
    made.add(often, article, 1)
    made.add(often, article, 9)
    if (article % 1000 === 0) made.addPlaceless(seldom, article)
  }
  assert.deepEqual(made.list(often)!.list.slice(0, 8), [1, 1, 0, 9, 1, 1, 0, 9])
  assert.equal(made.list(often)!.list.length, 40_000)
  assert.deepEqual(made.list(seldom), { list: Array(10).fill(999), isPlaceless: true })
  assert.equal(made.list(never), undefined)
})

test('a shard gives back what it was given of each word, and nothing of others', () => {
  const words = new Map(
    Array.from({ length: 900 }, (_, n) => [
      String.fromCharCode(0x4e00 + n, 0x5000 + n),
      {
        list: Array.from({ length: n % 7 }, (_, i) => [
          i % 3 === 1 ? 0 : (n % 99) + 1,
          i % 3 === 1 ? 9 + i : n % 9,
        ]).flat(),
        further: n % 11 === 0 ? 3 : 0,
        isPlaceless: false,
        rarity: n % 5 === 0 ? n % 12 : undefined,
      },
    ]),
  )
  words.set('*的', { ...NOTHING, list: [0, 0, 5], isPlaceless: true, rarity: undefined })
  const shard = readShard(writeShard([...words], 700))
  for (const [word, entry] of words) {
    const { list, further, isPlaceless, rarity } = entryIn(shard, word)
    const { at: _, ...wanted } = { ...NOTHING, ...entry }
    assert.deepEqual({ list, further, isPlaceless, rarity }, wanted, word)
  }
  assert.deepEqual(entryIn(shard, '没有').list, [])
})

test('the newest articles stand apart, a few of them at least', () => {
  assert.deepEqual(levelsOf(3), { count: 3, fresh: 0, old: 0 })
  assert.deepEqual(levelsOf(20), { count: 20, fresh: 16, old: 0 })
  assert.deepEqual(levelsOf(1030), { count: 1030, fresh: 1024, old: 1024 })
})

test('what a text is known by: words, pairs, what meets, and what they make together', () => {
  const units = (text: string): string[] => {
    const found: string[] = []
    const terms = newLists(1)
    const all = words(text)
    eachUnit(all, asTexts(all), (unit, before) =>
      found.push(before === undefined ? unit : `${unit}<${asOne(before, unit)}`),
    )
    const asNumbers: string[] = []
    eachUnit(all, asTerms(terms, all), (unit, before) =>
      asNumbers.push(
        terms.text(unit) + (before === undefined ? '' : `<${terms.text(terms.joint(before, unit))}`),
      ),
    )
    assert.deepEqual(asNumbers, found)
    return found
  }
  assert.deepEqual(units('4月14日上，我 of the'), [
    ...[
      '4',
      '4-月',
      '月-14<4-月-14',
      '14',
      '14-日<月-14-日',
      '日上<14-日上',
      '上-我<日上-我',
      '我-of<上-我-of',
    ],
    ...['of', 'the<of-the'],
  ])
  assert.deepEqual(
    unitsOf(words('第3季g')).map(({ text }) => text),
    ['第-3', '3-季', '季-g'],
  )
})

test('as many units as there are keep their numbers, and each has its own text', () => {
  const terms = newLists(1)
  const of = (n: number): number[] => {
    const word = terms.word(`${n}`)
    const pair = terms.word(String.fromCharCode(0x4e00 + (n % 9000), 0x4e00 + n))
    return [word, pair, terms.border(word, pair), terms.joint(word, pair), terms.joint(pair, word)]
  }
  const given = Array.from({ length: 20_000 }, (_, n) => of(n))
  assert.equal(new Set(given.flat()).size, terms.count())
  assert.deepEqual(
    given.map((_, n) => of(n)),
    given,
  )
  assert.equal(terms.text(terms.character('𠀀𠀁')), '*𠀀')
  assert.equal(terms.text(terms.border(terms.character('第'), terms.word('3'))), '第-3')
})

test('a list that goes on is cut between articles, and tells which of them have the word in their titles', () => {
  const made = newLists(5000)
  for (let article = 4999; article >= 0; article--)
    for (const piece of article % 5 === 0 ? [0, 2, 3, 11] : [1]) made.add(made.word('新闻'), article, piece)
  const { list } = made.list(made.word('新闻'))!
  const [inline, ...more] = pieces(list, false)
  assert.deepEqual([inline, ...more].flat(), list)
  for (const part of more) assert.notEqual(part[0], 0)
  assert.deepEqual(articlesIn(list), Array(5000).fill(0))
  assert.deepEqual(articlesIn(list, 0), [4, ...Array(999).fill(4)])
})
