// Names for new users.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isReaderName } from './mark.ts'
import { isSameName, newName } from './reader-name.ts'

test('a name has one spelling, whatever it was typed with', () => {
  for (const [given, name] of [
    ['li', 'li'],
    ['ｌｉ＿１', 'li_1'],
    ['李', '李'],
    ['⼀心', '一心'],
    ['ﬁona', 'fiona'],
    ['Zoe\u0308', 'Zoë'],
    ['ﾔﾏﾀﾞ', 'ヤマダ'],
    ['wang小明', 'wang小明'],
    ['Ольга', 'Ольга'],
    ['a.b_c@d-e', 'a.b_c@d-e'],
  ]) {
    assert.deepEqual(newName(given!), { kind: 'good', name }, given)
    assert.ok(isReaderName(name!), name)
  }
})

test('a name in which something cannot be seen is refused with the reason', () => {
  for (const [given, why] of [
    ['li\u200b', /U\+200B in it cannot be seen/],
    ['\u3164', /U\+3164 in it cannot be seen/],
    ['l\u00adi', /U\+00AD in it cannot be seen/],
    ['李\ufe00', /U\+FE00 in it cannot be seen/],
    ['a b', /U\+0020 in it is neither letter nor digit/],
    ['a/b', /U\+002F in it/],
    ['a∕b', /U\+2215 in it/],
    ['a\u0007', /U\+0007 in it/],
    ['li🙂', /U\+1F642 in it/],
    [`a${'\u0301'.repeat(9)}`, /it heaps marks upon one letter/],
    ['', /expected 1 to 60 letters/],
    ['.li', /the first a letter or digit/],
    ['x'.repeat(61), /expected 1 to 60/],
    ['ﷺ'.repeat(10), /expected 1 to 60|U\+0020/],
  ] as const) {
    const made = newName(given)
    assert.equal(made.kind, 'bad', given)
    assert.match(made.kind === 'bad' ? made.why : '', why, given)
  }
})

test('names that differ in case or width alone are one, and others are not because they look like it', () => {
  for (const [a, b] of [
    ['li', 'LI'],
    ['li', 'ｌｉ'],
    ['Ольга', 'ольга'],
  ])
    assert.ok(isSameName(a!, b!), `${a} ${b}`)
  for (const [a, b] of [
    ['li', 'lin'],
    ['李', '季'],
    ['wang1', 'wang2'],
    ['国', '國'],
  ])
    assert.ok(!isSameName(a!, b!), `${a} ${b}`)
})
