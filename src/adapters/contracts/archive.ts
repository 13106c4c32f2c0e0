// What every archive of files promises, whatever keeps them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Archive } from '../../model/ports.ts'

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

async function all(list: AsyncIterable<string>): Promise<string[]> {
  const paths: string[] = []
  for await (const path of list) paths.push(path)
  return paths
}

export function archiveContract(name: string, open: () => Promise<Archive>): void {
  test(`${name}: a file written is the file read, and a second writing replaces it`, async () => {
    const archive = await open()
    await archive.write([{ path: '_posts/2021/04/新闻.md', bytes: '一' }])
    assert.equal(text(await archive.read('_posts/2021/04/新闻.md')), '一')
    await archive.write([{ path: '_posts/2021/04/新闻.md', bytes: new TextEncoder().encode('二') }])
    assert.equal(text(await archive.read('_posts/2021/04/新闻.md')), '二')
    assert.equal(await archive.size('_posts/2021/04/新闻.md'), 3)
  })

  test(`${name}: what is not there is undefined, not an error`, async () => {
    const archive = await open()
    assert.equal(await archive.read('_posts/none.md'), undefined)
    assert.equal(await archive.size('none/none.md'), undefined)
    assert.equal(await archive.readRange('none', 0, 10), undefined)
    assert.deepEqual(await all(archive.list('_posts')), [])
    await archive.remove(['_posts/none.md'])
  })

  test(`${name}: creating never replaces, and says what was there`, async () => {
    const archive = await open()
    assert.deepEqual([...(await archive.create([{ path: '_revisions/a/1.md', bytes: 'first' }]))], [])
    const there = await archive.create([
      { path: '_revisions/a/1.md', bytes: 'second' },
      { path: '_revisions/a/2.md', bytes: 'new' },
    ])
    assert.deepEqual([...there], ['_revisions/a/1.md'])
    assert.equal(text(await archive.read('_revisions/a/1.md')), 'first')
    assert.equal(text(await archive.read('_revisions/a/2.md')), 'new')
  })

  test(`${name}: bytes are added at the end, and each part can be read by its offset`, async () => {
    const archive = await open()
    assert.equal(await archive.append('log/2021-04-14.ndjson', 'one\n'), 0)
    assert.equal(await archive.append('log/2021-04-14.ndjson', '二\n'), 4)
    assert.equal(text(await archive.readRange('log/2021-04-14.ndjson', 4, 100)), '二\n')
    await archive.truncate('log/2021-04-14.ndjson', 4)
    assert.equal(text(await archive.read('log/2021-04-14.ndjson')), 'one\n')
    assert.equal(await archive.append('log/2021-04-14.ndjson', 'three\n'), 4)
  })

  test(`${name}: a folder is listed in one order, whatever the order of writing`, async () => {
    const archive = await open()
    const paths = [
      '_posts/2021/05/b.md',
      '_posts/2021/04/ä.md',
      '_posts/2021/04/a.md',
      '_posts/2021/04-extra.md',
      'log/x.ndjson',
    ]
    await archive.write(paths.map(path => ({ path, bytes: '' })))
    assert.deepEqual(await all(archive.list('_posts')), paths.slice(0, 4).sort())
    await archive.remove(['_posts/2021/04/a.md'])
    assert.deepEqual(await all(archive.list('_posts/2021/04')), ['_posts/2021/04/ä.md'])
  })

  test(`${name}: hundreds of files written at once are all there`, async () => {
    const archive = await open()
    const files = Array.from({ length: 300 }, (_, i) => ({
      path: `_posts/2021/0${(i % 9) + 1}/${i}.md`,
      bytes: `${i}`,
    }))
    await archive.write(files)
    assert.equal((await all(archive.list('_posts'))).length, 300)
    assert.equal(text(await archive.read('_posts/2021/04/299.md')), undefined)
    assert.equal(text(await archive.read('_posts/2021/03/290.md')), '290')
  })
}
