import assert from 'node:assert/strict'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { archiveContract } from '../contracts/archive.ts'
import { outputContract } from '../contracts/output.ts'
import { folderArchive } from './archive.ts'
import { folderOutput } from './output.ts'

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'stet-fs-'))

archiveContract('folder', async () => folderArchive(await folder()))
outputContract('folder', async () => folderOutput(await folder()))

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

test('a write that cannot be done names the file and leaves no temporary one', async () => {
  const root = await folder()
  await writeFile(join(root, '_posts'), 'a file where a folder should be')
  await assert.rejects(folderArchive(root).write([{ path: '_posts/a.md', bytes: 'a' }]))
  assert.deepEqual(await readdir(root), ['_posts'])
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
