// What a source changes after we kept it: seen, told from noise, and shown.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder, publisher, rss, stet } from './world.ts'

test('an edit is shown by what it changed, noise is not an edit, and a feed that turns to summaries loses nothing', async () => {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const LONG = '外交部发言人在例行记者会上回答了提问。'.repeat(30)
  const say = async (day: number, title: string, html: string): Promise<string> => {
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [{ title, path: '/1', html }]) })
    const env = { STET_ALLOW_PRIVATE: outlet.host, STET_NOW: `2021-04-${day}T12:00:00Z` }
    const { out, err, code } = await stet(['-C', root, 'poll', '--once', '--all'], { env })
    assert.equal(code, 0, err)
    return out.trim()
  }
  const run = (...args: string[]) => stet(['-C', root, ...args], { env: { STET_ALLOW_PRIVATE: outlet.host } })
  await stet(['init', root])
  outlet.pages.set('/feed', {
    body: rss(outlet.origin, '某报', [
      { title: '官员访华', path: '/1', html: `<p>会谈定于周三举行。</p><p>${LONG}</p><p>阅读 12</p>` },
    ]),
  })
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  assert.match(
    await say(15, '官员访华', `<p>会谈定于周三举行。</p><p>${LONG}</p><p>阅读 900</p>`),
    /: 0 new\.$/,
  )
  assert.match(
    await say(16, '高级官员访华', `<p>会谈定于周四举行。</p><p>${LONG}</p><p>阅读 950</p>`),
    /: 1 revised\.$/,
  )
  assert.match(await say(17, '高级官员访华', '<p>会谈定于周四举行。外交部发言人在例行…</p>'), /: 0 new\.$/)

  const [hit] = (await run('search', '例行记者会', '--json')).out.trim().split('\n')
  const { id } = JSON.parse(hit!)
  const { out } = await run('diff', id.slice(0, 8))
  assert.match(out, /^State 1 .* → state 2 /)
  assert.match(out, /^Title: \{\+高级\+\}官员访华$/m)
  assert.match(out, /^~ 会谈定于周\[-三-\]\{\+四\+\}举行。$/m)
  assert.match(out, /… 1 paragraph unchanged/)
  const json = JSON.parse((await run('diff', id, '--json')).out)
  assert.deepEqual(json.changed, ['title', 'text'])
  assert.deepEqual([json.from.revision, json.to.revision, json.from.title], [1, 2, '官员访华'])

  const missing = await run('diff', id, '--to', '5')
  assert.equal(missing.code, 1)
  assert.match(missing.err, /there is no state 5 of this article; kept are 1, 2\./)
})
