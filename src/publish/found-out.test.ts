import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { build } from './build.ts'

async function built() {
  const { site } = await world(samplePosts(90))
  const output = memoryOutput()
  const { manifest } = await build(site, output)
  const pages = [...output.files.keys()].filter(path => /^2021\/.*\.html$/.test(path))
  return { site, output, manifest, whole: new Map(output.files), pages }
}

test('files that somebody removed or changed are as they were after the next build', async () => {
  const { site, output, manifest, whole, pages } = await built()
  const search = [...output.files.keys()].find(path => path.startsWith('search/docs/'))!
  output.files.delete(pages[5]!)
  output.files.set(pages.at(-1)!, Buffer.from('<p>untrue</p>'))
  output.files.delete(search)
  const { written } = await build(site, output, { manifest })
  assert.equal(written, 3)
  assert.deepEqual(output.files, whole)
})

test('what was changed and had its time put back is found by a build that is told to check', async () => {
  const { site, output, manifest, whole, pages } = await built()
  output.files.set(pages[7]!, Buffer.from('<p>untrue</p>'))
  // As when somebody copies a site with its times.
  const asBefore = {
    ...output,
    touched: (paths: readonly string[], since: number) => (Number.isFinite(since) ? [] : [...paths]),
  }
  assert.equal((await build(site, asBefore, { manifest })).written, 0)
  assert.equal((await build(site, asBefore, { manifest, check: true })).written, 1)
  assert.deepEqual(output.files, whole)
})

test('a clock that was put back hides no change', async () => {
  const { site, output, manifest, whole, pages } = await built()
  output.files.delete(pages[3]!)
  output.files.set(pages[4]!, Buffer.from('<p>untrue</p>'))
  const report = await build(site, { ...output, moment: () => -1 }, { manifest: { ...manifest, at: 9_999 } })
  assert.equal(report.written, 2)
  assert.deepEqual(output.files, whole)
})
