// Taking an article's content out of the archive: everywhere, for good, and without a word of the others.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { newFolder, publisher, rss, type Story, stet } from './world.ts'

const SECRET = '证人的姓名是张三丰，住在城东的老房子里，他说出了事情的经过。'
const secret = (more = ''): Story => ({
  title: '证人张三丰开口说话',
  path: '/a/1.html',
  html: `<p>${SECRET}</p><p>${more}</p>`,
})
const OTHER: Story = { title: '天气预报', path: '/a/2.html', html: '<p>明天晴，后天有雨，出门请带伞。</p>' }

/** Every byte below a folder, captures unpacked, as one text. */
function everything(root: string): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  return files
    .map(file => {
      const bytes = readFileSync(join(file.parentPath, file.name))
      return `${file.name}\n${(file.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()}`
    })
    .join('\n')
}

test('a redacted article is nowhere in the archive any more, and does not come back', async () => {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  const run = (...args: string[]) => stet(['-C', root, ...args], { env })
  const publish = (...stories: Story[]): unknown =>
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  await stet(['init', root])
  publish(secret(), OTHER)
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  publish(secret('后来他又补充了一些细节，记者都记下了。'), OTHER)
  assert.match((await run('poll', '--once', '--all')).out, /1 revised/)
  const found = JSON.parse((await run('search', '张三丰', '--json')).out.trim())
  assert.ok(everything(root).includes(SECRET))
  assert.equal((await run('build')).code, 0)
  const site = (): string => everything(join(root, '_site'))
  assert.ok(site().includes(SECRET), 'its earlier state has a page')

  const asked = await run('redact', found.id, '--yes')
  assert.equal(asked.code, 2)
  assert.match(asked.err, /--why is missing/)
  const unsure = await run('redact', found.id, '--why', '法院命令')
  assert.equal(unsure.code, 2)
  assert.ok(everything(root).includes(SECRET), 'nothing is removed without a yes')

  const done = await run('redact', found.id, '--why', '法院命令 12-345', '--yes')
  assert.equal(done.code, 0, done.err)
  assert.match(done.out, /1 other articles? came in them/)
  assert.match(done.err, /git filter-repo/)
  assert.equal((await run('build')).code, 0)
  const gone = (): void => {
    const all = everything(root)
    for (const trace of ['张三丰', '城东的老房子', '补充了一些细节', SECRET])
      assert.ok(!all.includes(trace), trace)
    assert.ok(all.includes('明天晴'))
  }
  gone()
  // The other's text is there, and the tombstone says why.
  assert.match((await run('search', '明天晴', '--json')).out, /天气预报/)
  assert.equal((await run('search', '张三丰', '--json')).out, '')
  assert.match((await run('show', found.id, '--raw')).out, /"kind":"redacted".*|法院命令 12-345/)

  assert.equal((await run('rebuild')).code, 0)
  gone()
  // Its source goes on sending it, unchanged and changed, with news beside it.
  publish(secret('新的细节。'), OTHER, { ...OTHER, title: '交通消息', path: '/a/3.html' })
  assert.match((await run('poll', '--once', '--all')).out, /: 1 new\.$/m)
  gone()
  assert.equal((await run('build')).code, 0)
  const page = readFileSync(join(root, '_site/2021/04/14', `${found.id.slice(0, 8)}.html`), 'utf8')
  assert.match(page, /法院命令 12-345/)
  gone()
})

test('the commands for git’s history do what they say', async t => {
  try {
    execFileSync('git', ['filter-repo', '--version'], { stdio: 'ignore' })
  } catch {
    t.skip('git-filter-repo is not installed')
    return
  }
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  await stet(['init', root, '--git'])
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [secret(), OTHER]) })
  await stet(['-C', root, 'add', `${outlet.origin}/feed`], { env })
  const found = JSON.parse((await stet(['-C', root, 'search', '张三丰', '--json'])).out.trim())
  const done = await stet(['-C', root, 'redact', found.id, '--why', '法院命令', '--yes'])
  const commands = done.err
    .match(/^ {4}(.*)$/gm)!
    .map(line => line.trim().replace(' && git push --force', ''))
  for (const command of commands)
    execFileSync('bash', ['-ec', command], {
      cwd: root,
      stdio: 'ignore',
      env: { ...process.env, ...IDENTITY },
    })
  const blobs = execFileSync('git', ['-c', 'core.quotePath=false', 'log', '-p', '--all', '--format='], {
    cwd: root,
  }).toString()
  assert.ok(!blobs.includes('城东的老房子'))
  assert.ok(!blobs.includes('张三丰'), 'not in the names of files either')
  assert.ok(blobs.includes('明天晴'))
})

const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
}
