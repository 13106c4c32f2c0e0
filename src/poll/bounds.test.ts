import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, Feed } from '../model/entry.ts'
import { withinBounds } from './bounds.ts'

const BOUNDS = { entries: 3, field: 10, text: 20 }
const entry = (given: Partial<Entry>): Entry =>
  ({ id: 'x', title: '新闻', authors: [], tags: [], enclosures: [], extra: {}, ...given }) as Entry
const feed = (...entries: Entry[]): Feed => ({ entries }) as unknown as Feed

test('a feed within bounds is the same feed', () => {
  const given = feed(entry({}), entry({ html: '<p>短</p>', tags: ['甲'] }))
  assert.deepEqual(withinBounds(given, BOUNDS), { feed: given })
})

test('of too many entries the first are taken, and it is said', () => {
  const { feed: taken, beyond } = withinBounds(
    feed(...Array.from({ length: 5 }, (_, n) => entry({ id: String(n) }))),
    BOUNDS,
  )
  assert.deepEqual(
    taken.entries.map(({ id }) => id),
    ['0', '1', '2'],
  )
  assert.match(beyond!, /5 entries.*first 3.*keep\.maxEntries/)
})

test('what is too long is cut between characters and says so; half a tag is none', () => {
  const { feed: taken, beyond } = withinBounds(
    feed(
      entry({
        title: `123456789😀tail`,
        html: 'x'.repeat(30),
        tags: ['a'.repeat(11), 'b'],
        authors: [{ name: '甲'.repeat(12) }],
      }),
    ),
    BOUNDS,
  )
  const [cut] = taken.entries
  assert.equal(cut!.title, '123456789…')
  assert.equal(cut!.html, `${'x'.repeat(20)}…`)
  assert.deepEqual(cut!.tags, ['b'])
  assert.equal(cut!.authors[0]!.name, `${'甲'.repeat(10)}…`)
  assert.match(beyond!, /1 of its entries/)
})
