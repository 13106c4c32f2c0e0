// JSON as careless programs write it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from './json.ts'

test('sound JSON is read as ever', () => {
  for (const value of [{ a: [1, 'x', null, true, { b: -1.5e3 }] }, [], 'x', 7])
    assert.deepEqual(parseJson(JSON.stringify(value)), { value, cut: false, whole: true })
})

test('line breaks in strings, commas too many or too few, and unknown escapes are forgiven', () => {
  assert.deepEqual(parseJson('{"a":"x\ny",}').value, { a: 'x\ny' })
  assert.deepEqual(parseJson('[1,,2 3]').value, [1, 2, 3])
  assert.deepEqual(parseJson('{"a":"\\x\\u4e2d\n" "b":NaN}').value, { a: 'x中\n', b: null })
})

test('text that ends too early gives what was whole', () => {
  const text = '{"version":"1","items":[{"id":"1","t":[1]},{"id":"2","t":"\n'
  assert.deepEqual(parseJson(text), {
    value: { version: '1', items: [{ id: '1', t: [1] }] },
    cut: true,
    whole: false,
  })
  assert.deepEqual(parseJson('{"n":12'), { value: {}, cut: true, whole: false })
})

test('a name cannot reach the prototype, and depth is bounded', () => {
  const { value } = parseJson('{"__proto__":{"polluted":1},}')
  assert.equal(({} as { polluted?: number }).polluted, undefined)
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.equal(typeof parseJson('['.repeat(200_000)).cut, 'boolean')
  assert.equal(typeof parseJson('"\\'.repeat(100_000)).cut, 'boolean')
})
