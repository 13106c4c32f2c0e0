import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, world } from '../../tests/site/world.ts'
import { addressBook } from './book.ts'

const twin = (n: number, id: string) => samplePost(n, { id, published: Date.UTC(2021, 3, 14) })

test('two articles of one day whose ids begin alike have different addresses; the first keeps the short one', async () => {
  const { store, keep } = await world()
  const a = twin(1, `3f9c02d1${'a'.repeat(24)}`)
  const b = twin(2, `3f9c02d1${'b'.repeat(24)}`)
  await keep(a)
  const before = (await addressBook(store)).addressOf(a)
  await keep(b)
  const book = await addressBook(store)
  assert.equal(book.addressOf(a), before)
  assert.equal(book.addressOf(a), '/2021/04/14/3f9c02d1.html')
  assert.equal(book.addressOf(b), `/2021/04/14/3f9c02d1${'b'.repeat(24)}.html`)
  assert.equal(book.numberAt('2021-04-14', '3f9c02d1'), 1)
  assert.equal(book.numberAt('2021-04-14', b.id), 2)
  assert.equal(book.numberAt('2021-04-14', a.id), undefined)
  assert.equal(book.numberAt('2021-04-15', '3f9c02d1'), undefined)
})

test('articles that arrive while others are removed are found all the same', async () => {
  const { store, keep } = await world([1, 2, 3].map(n => samplePost(n)))
  await addressBook(store)
  await store.apply({ removed: [samplePost(1).id, samplePost(2).id] })
  await keep(samplePost(4), samplePost(5), samplePost(6))
  const book = await addressBook(store)
  for (const n of [3, 4, 5, 6]) {
    const address = book.addressOf(samplePost(n))
    const [, year, month, day, hex] = /^\/(\d+)\/(\d+)\/(\d+)\/(\w+)\.html$/.exec(address)!
    assert.equal(book.numberAt(`${year}-${month}-${day}`, hex!), n)
  }
})

test('many asking at once enter each arrival once', async () => {
  const { store } = await world([1, 2].map(n => samplePost(n)))
  const books = await Promise.all(Array.from({ length: 20 }, () => addressBook(store)))
  for (const book of books) assert.match(book.addressOf(samplePost(2)), /\/[0-9a-f]{8}\.html$/)
})
