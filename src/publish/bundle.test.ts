import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { digest } from '../model/digest.ts'
import { bundle, MANIFEST } from './bundle.ts'

test('a delta that is only unpacked leaves nothing to read of what left the archive', async () => {
  const title = '独一无二的题目'
  const was = await world([...samplePosts(11), { ...samplePost(11), title, tags: ['只此一篇'] }])
  const stick = memoryOutput()
  const older = await bundle(was.site, stick)
  const holding = (): string[] =>
    [...stick.files].filter(([, bytes]) => Buffer.from(bytes).includes(title)).map(([path]) => path)
  assert.ok(holding().length > 3)

  const { site } = await world(samplePosts(11))
  const base = digest(stick.files.get(MANIFEST)!)
  const hostile = { ...older, files: { ...older.files, '../mine.html': { bytes: 1, sha256: '' } } }
  const delta = await bundle(site, stick, { older: hostile, base })
  assert.deepEqual(holding(), [])
  assert.equal(delta.base, base)
  assert.ok(delta.removed!.includes('tags/只此一篇/index.html'))
  assert.ok(!stick.files.has('../mine.html'))
  const gone = Buffer.from(stick.files.get('tags/只此一篇/index.html')!).toString()
  assert.match(gone, /<a href="\.\.\/\.\.\/index\.html">/)
})

test('a search field may lead from file to file, which Firefox does not count as the same origin', async () => {
  const { site } = await world(samplePosts(2))
  const { files, write } = memoryOutput()
  await bundle(site, { write })
  for (const [path, bytes] of files)
    if (path.endsWith('.html'))
      assert.match(Buffer.from(bytes).toString(), /form-action &#39;self&#39; file:;/, path)
})
