import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { build } from './build.ts'
import { TURNS } from './found-out.ts'

async function built() {
  const { site } = await world(samplePosts(90))
  const output = memoryOutput()
  const { manifest } = await build(site, output)
  const pages = [...output.files.keys()].filter(path => /^2021\/.*\.html$/.test(path))
  return { site, output, manifest, whole: new Map(output.files), pages }
}

test('files that somebody removed or changed are found within so many builds, each in one of them', async () => {
  const { site, output, manifest, whole, pages } = await built()
  const [lost, changed] = [pages[5]!, pages.at(-1)!]
  const search = [...output.files.keys()].find(path => path.startsWith('search/docs/'))!
  output.files.delete(lost)
  output.files.set(changed, Buffer.from('<p>untrue</p>'))
  output.files.delete(search)
  let written = 0
  let last = manifest
  for (let n = 0; n < TURNS; n++) {
    const report = await build(site, output, { manifest: last })
    written += report.written
    last = report.manifest
  }
  assert.equal(written, 3)
  assert.deepEqual(output.files, whole)
  assert.equal(last.turn, 0)
})

test('a build that is told to check finds them at once', async () => {
  const { site, output, manifest, whole, pages } = await built()
  output.files.set(pages[7]!, Buffer.from('<p>untrue</p>'))
  output.files.delete('feed.xml')
  const report = await build(site, output, { manifest, check: true })
  assert.equal(report.written, 2)
  assert.deepEqual(output.files, whole)
})

test('where one of the pages that every site has is gone, every file is looked for', async () => {
  const { site, output, manifest, whole, pages } = await built()
  for (const path of ['style.css', pages[1]!, pages[40]!]) output.files.delete(path)
  const report = await build(site, output, { manifest })
  assert.equal(report.written, 3)
  assert.deepEqual(output.files, whole)
})
