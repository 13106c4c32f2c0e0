// Reader apps that people use, against the served archive.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { without } from '../debian.ts'
import { newFolder, publisher, rss, running, stet } from './world.ts'

const run = promisify(execFile)
const PASSWORD = 'correct horse battery'

async function archive() {
  const outlet = await publisher()
  const stories = [1, 2, 3].map(n => ({
    title: `第${n}条新闻`,
    path: `/${n}`,
    html: `<p>正文${n}，气候谈判。</p>`,
  }))
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  await stet(['init', root])
  await stet(['-C', root, 'add', `${outlet.origin}/feed`, '--id', 'paper', '--category', '国际'], { env })
  const added = await stet(['-C', root, 'user', 'add', 'li'], { input: `${PASSWORD}\n` })
  assert.match(added.out, /added li, keeper/)
  const server = await running(['-C', root, 'serve', '--port', '0'], { env })
  const marks = (): { kind: string; on: boolean }[] => {
    const path = join(root, 'state/li.ndjson')
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  }
  return { root, server, marks }
}

test('newsboat signs in, syncs, and sees what is unread', {
  skip: without('newsboat', ['newsboat'], '-v'),
}, async () => {
  const { server, marks } = await archive()
  const home = newFolder()
  writeFileSync(
    join(home, 'config'),
    `urls-source "feedhq"\nfeedhq-url "${server.url.replace(/\/$/, '')}"\nfeedhq-login "li"\nfeedhq-password "${PASSWORD}"\nfeedhq-flag-star "s"\n`,
  )
  const args = ['-C', join(home, 'config'), '-u', join(home, 'urls'), '-c', join(home, 'cache.db')]
  const newsboat = async (...commands: string[]) =>
    (
      await run('newsboat', [...args, '-x', ...commands], {
        env: { ...process.env, HOME: home, LANG: 'C.UTF-8' },
      })
    ).stdout
  assert.match(await newsboat('reload', 'print-unread'), /^3 unread/)
  assert.deepEqual(marks(), [])
  await server.end()
})
