import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { archiveContract } from '../contracts/archive.ts'
import { cacheContract } from '../contracts/cache.ts'
import { outputContract } from '../contracts/output.ts'
import { folderArchive } from './archive.ts'
import { folderCache } from './cache.ts'
import { folderOutput } from './output.ts'

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'stet-fs-'))

archiveContract('folder', async () => folderArchive(await folder()))
outputContract('folder', async () => folderOutput(await folder()))

test('a site that was begun anew leaves files alone that are as they would be written', async () => {
  const root = await folder()
  const output = folderOutput(root)
  await output.write([{ path: 'index.html', bytes: '旧' }])
  await output.write([{ path: 'a.html', bytes: '文' }])
  const before = statSync(join(root, 'a.html'))
  await folderOutput(root).write(
    [
      { path: 'index.html', bytes: '新' },
      { path: 'a.html', bytes: '文' },
    ],
    { anew: true },
  )
  assert.equal(String(await output.read('index.html')), '新')
  const after = statSync(join(root, 'a.html'))
  assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs])
})

test('what a killed build left half written is swept away, and not what a living one is writing', async () => {
  const root = await folder()
  const output = folderOutput(root)
  await output.write([{ path: '2021/04/a.html', bytes: '文' }])
  // No process has so high a number.
  await writeFile(join(root, '2021/04/.stet-tmp-4194999-0-1'), 'half')
  await writeFile(join(root, `2021/04/.stet-tmp-${process.pid}-0-9`), 'being written')
  output.sweep()
  assert.deepEqual((await readdir(join(root, '2021/04'))).sort(), [`.stet-tmp-${process.pid}-0-9`, 'a.html'])
})
cacheContract('folder', async most => folderCache(await folder(), most))

test('what a killed writer left behind is swept, and never listed as an article', async () => {
  const root = await folder()
  const archive = folderArchive(root)
  await archive.write([{ path: '_posts/2021/04/a.md', bytes: 'a' }])
  await writeFile(join(root, '_posts/2021/04/.stet-tmp-123-0'), 'half')
  const listed: string[] = []
  for await (const path of archive.list('_posts')) listed.push(path)
  assert.deepEqual(listed, ['_posts/2021/04/a.md'])
  assert.equal(await archive.sweep(), 1)
  assert.deepEqual(await readdir(join(root, '_posts/2021/04')), ['a.md'])
})

test('a write that cannot be done fails and leaves no temporary file, be it of one post or of many', async () => {
  for (const count of [1, 300]) {
    const root = await folder()
    await mkdir(join(root, '_posts'))
    await writeFile(join(root, '_posts/b'), 'a file where a folder should be')
    const files = Array.from({ length: count }, (_, i) => ({ path: `_posts/a/${i}.md`, bytes: 'a' }))
    const archive = folderArchive(root)
    await assert.rejects(archive.write([...files, { path: '_posts/b/c.md', bytes: 'c' }]))
    assert.deepEqual(await readdir(root, { recursive: true }), ['_posts', '_posts/a', '_posts/b'])
    await archive.write(files)
    assert.equal((await readdir(join(root, '_posts/a'))).length, count)
  }
})

test('a site folder forgets folders that have become empty', async () => {
  const root = await folder()
  const output = folderOutput(root)
  await output.write([
    { path: 'index.html', bytes: 'x' },
    { path: '2021/04/14/a.html', bytes: 'y' },
  ])
  assert.deepEqual(await output.list(), ['2021/04/14/a.html', 'index.html'])
  await output.remove(['2021/04/14/a.html'])
  assert.deepEqual(await readdir(root), ['index.html'])
  await output.write([{ path: '2021/04/14/b.html', bytes: 'z' }])
  assert.deepEqual(await output.list(), ['2021/04/14/b.html', 'index.html'])
})
