import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { DAY } from '../model/time.ts'
import { build } from './build.ts'

test('what left the archive leaves a site whose last build nobody remembers, and files of others stay', async () => {
  const was = await world(samplePosts(20))
  const last = samplePost(19)
  const revised = { ...last, title: '改', tags: ['只此一篇'], revision: 2, revised: last.taken + DAY }
  await was.keepRevision(revised, last)
  await was.keep(revised)
  const output = memoryOutput()
  await build(was.site, output)
  const page = [...output.files.keys()].find(path => path.endsWith('.r1.html'))!
  assert.ok(page)
  assert.ok(output.files.has('tags/只此一篇/index.html'))
  const others = ['notes.txt', 'tags/mine/index.html', '2019/07/01/party.html', 'tags/mine/feed.xml']
  await output.write(others.map(path => ({ path, bytes: `<title>${path}</title>` })))

  const { site } = await world(samplePosts(19))
  const { removed } = await build(site, output)
  const fresh = memoryOutput()
  await build(site, fresh)
  assert.deepEqual([...output.files.keys()].sort(), [...fresh.files.keys(), ...others].sort())
  assert.ok(removed > 3, `${removed} removed`)
  assert.ok(!output.files.has(page))
})
