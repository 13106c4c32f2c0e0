import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { build } from './build.ts'
import { shade, step } from './steps.ts'

test('figures on pages of figures change seldom', () => {
  assert.deepEqual(
    [0, 1, 2, 4, 5, 9, 10, 49, 50, 614, 5685].map(step),
    [0, 1, 2, 2, 5, 5, 10, 20, 50, 500, 5000],
  )
  assert.deepEqual([0, 1, 2, 3, 9, 10, 49, 50, 900].map(shade), [0, 1, 1, 2, 2, 3, 3, 4, 4])
})

test('an article without labels changes twelve files: its own two, its lists, their feeds, a map, the index', async () => {
  const plain = (n: number) => samplePost(n, { tags: [], categories: [], author: '' })
  const made = await world([...samplePosts(105), ...Array.from({ length: 4 }, (_, i) => plain(106 + i))])
  const output = memoryOutput()
  const { manifest } = await build(made.site, output)
  const before = new Map(output.files)
  await made.keep(plain(110))
  await build(made.site, output, { manifest })
  const changed = [...output.files]
    .filter(([path, bytes]) => bytes !== before.get(path))
    .map(([path]) => path)
  assert.ok(changed.length <= 12, changed.sort().join('\n'))
})
