import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { phrases } from '../model/words/words.ts'
import { glimpseThread } from './glimpse-thread.ts'

const PATH = '_posts/2021/04/2021-04-14-a-3f9c02d1.md'

test('hits are read from their files each time: a post edited by hand shows no old line, one that is gone none', async t => {
  const root = mkdtempSync(join(tmpdir(), 'stet-glimpse-'))
  const thread = glimpseThread({ kind: 'folder', root })
  t.after(() => {
    thread.rest()
    rmSync(root, { recursive: true })
  })
  const file = join(root, PATH)
  mkdirSync(dirname(file), { recursive: true })
  const put = (text: string): void =>
    writeFileSync(file, `---\n---\n<div markdown="0">\n<p>${text}</p>\n</div>\n`)
  const look = async (query: string): Promise<string | undefined> =>
    (await thread.look([{ path: PATH, title: '标题' }], phrases(query)))[0]?.text

  put('气候特使访问了中国。')
  assert.equal(await look('气候'), '气候特使访问了中国。')
  put('特使访问了中国，谈气候。')
  assert.equal(await look('气候'), '特使访问了中国，谈气候。')
  put('特使访问了中国。')
  assert.equal(await look('气候'), undefined)
  // By its title alone.
  assert.equal(await look('标题'), '特使访问了中国。')
  rmSync(file)
  assert.equal(await look('特使'), undefined)

  thread.rest()
  put('气候。')
  assert.equal(await look('气候'), '气候。')
})
