import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alikeGroups } from './alike.ts'
import type { KeptPicture } from './picture.ts'

const kept = (digest: string, hash: string, width: number): KeptPicture => ({
  digest,
  hash,
  width,
  height: 1,
  type: 'image/jpeg',
  bytes: 1,
  pages: 1,
  alpha: false,
  addresses: [],
  seen: '',
})
const names = (pictures: KeptPicture[]): string[] =>
  alikeGroups(pictures).map(group => group.map(({ digest }) => digest).join(' '))

test('copies of a photo stand together, the largest first, and a photo without a copy stands nowhere', () => {
  assert.deepEqual(
    names([
      kept('small', 'ffff000000000001', 10),
      kept('other', '0f0f0f0f0f0f0f0f', 50),
      kept('large', 'ffff000000000000', 90),
      kept('middle', 'ffff0000000003ff', 40),
    ]),
    ['large middle small'],
  )
})

test('what is like a copy, but not like the largest, does not come along by a chain', () => {
  assert.deepEqual(
    names([
      kept('a', '0000000000000000', 90),
      kept('b', '00000000000003ff', 50),
      kept('c', '00000000000fffff', 10),
    ]),
    ['a b'],
  )
})
