// Founding an archive, and what a newcomer gets wrong.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { filesIn, newFolder, stet } from './world.ts'

test('an archive for GitHub has a workflow that polls hourly, commits, builds and publishes', async () => {
  const root = join(newFolder(), 'archive')
  const { code, err } = await stet(['init', root, '--github', '--title', '留住: "新闻"'])
  assert.equal(code, 0, err)
  const workflow = parse(readFileSync(join(root, '.github/workflows/stet.yml'), 'utf8'))
  assert.equal(workflow.on.schedule.length, 1)
  assert.match(workflow.on.schedule[0].cron, /^(?!0 )\d+ \* \* \* \*$/)
  assert.deepEqual(workflow.permissions, { contents: 'write', pages: 'write', 'id-token': 'write' })
  const runs = workflow.jobs.poll.steps.map((step: { run?: string }) => step.run ?? '').join('\n')
  for (const command of ['stet poll --once', 'git push', 'stet build --url'])
    assert.ok(runs.includes(command), command)
  const config = parse(readFileSync(join(root, 'stet.yml'), 'utf8'))
  assert.equal(config.site.title, '留住: "新闻"')
  assert.equal(config.git.commit, true)
  assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }), '')
  assert.equal((await stet(['-C', root, 'list'])).code, 0)
})

test('founding touches nothing that is there, and not an archive at all', async () => {
  const root = join(newFolder(), 'archive')
  mkdirSync(root)
  writeFileSync(join(root, '_config.yml'), 'title: mine\n')
  assert.equal((await stet(['init', root])).code, 0)
  assert.equal(readFileSync(join(root, '_config.yml'), 'utf8'), 'title: mine\n')
  const before = filesIn(root)
  const again = await stet(['init', root])
  assert.equal(again.code, 2)
  assert.match(again.err, /is an archive already/)
  assert.deepEqual(filesIn(root), before)
})

test('a mistake in stet.yml is named with file, line and key, and the exit code is 3', async () => {
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const file = join(root, 'stet.yml')
  const mistakes: [text: string, message: RegExp][] = [
    [
      'poll:\n  intervall: 1h\n',
      /stet\.yml:2: there is no setting "poll\.intervall"; did you mean poll\.interval\?/,
    ],
    [
      'site:\n  title: x\npoll:\n  longest: soon\n',
      /stet\.yml:4: poll\.longest is "soon"; expected a duration/,
    ],
    [
      'sources:\n  - url: https://a.example/\n    id: a\n  - url: https://b.example/\n    id: a\n',
      /stet\.yml:4: two sources have the id "a" \(the other is on line 2\)/,
    ],
    ['sources:\n  - url: https://a.example/\n    colour: red\n', /stet\.yml:2: a source has no "colour"/],
    ['site: [\n', /stet\.yml:\d: not valid YAML/],
    ['title: x\n', /stet\.yml:1: "title" is not a setting/],
  ]
  for (const [text, message] of mistakes) {
    writeFileSync(file, text)
    const { code, err } = await stet(['-C', root, 'list'])
    assert.equal(code, 3, text)
    assert.match(err, message)
  }
  writeFileSync(file, 'sources: []\n')
  const { code, err } = await stet(['-C', root, 'list'], { env: { STET_NOW: 'yesterday' } })
  assert.deepEqual([code, /STET_NOW is "yesterday"; expected an ISO date/.test(err)], [3, true])
})

test('what was mistyped is told from what failed, by words and exit code', async () => {
  const root = join(newFolder(), 'archive')
  const none = await stet(['-C', root, 'list'])
  assert.deepEqual([none.code, /stet init/.test(none.err)], [3, true])
  await stet(['init', root])
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['pol'], 2, /Did you mean poll\?/],
    [['poll', '--al'], 2, /unknown option '--al'/],
    [['poll', 'nobody'], 1, /there is no source "nobody"/],
    [['show', 'abcdef'], 1, /there is no article "abcdef"/],
    [['add', 'not an address'], 2, /neither an http\(s\) address nor a file/],
    [['search', 'nothing'], 0, /Nothing found/],
    [['search', '--limit', 'ten', 'x'], 2, /--limit is "ten"; expected a whole number/],
    [['export'], 2, /--format is ""; expected one of seed, opml/],
    [['import', 'none.tar'], 1, /there is no .*none\.tar/],
    [['remove', 'nobody'], 1, /there is no source/],
    [['serve', '--port', '99999'], 2, /a port is at most 65535/],
  ]
  for (const [args, code, message] of cases) {
    const got = await stet(['-C', root, ...args])
    assert.equal(got.code, code, `${args.join(' ')}: ${got.err}`)
    assert.match(got.err, message, args.join(' '))
    assert.doesNotMatch(got.err, /mistake in stet|at .*\.ts:/, args.join(' '))
  }
})

test('comments and order of stet.yml outlive added and removed sources', async () => {
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const file = join(root, 'stet.yml')
  writeFileSync(
    file,
    '# mine\nsite:\n  title: x # the title\nsources:\n  # the first\n  - https://a.example/feed\n  - id: b\n    url: https://b.example/feed # with a word\n',
  )
  await stet(['-C', root, 'add', '--no-poll', 'https://c.example/feed', '--title', '丙'])
  const removed = await stet(['-C', root, 'remove', 'a-example'])
  assert.match(removed.out, /removed a-example/)
  const text = readFileSync(file, 'utf8')
  for (const kept of ['# mine', '# the title', '# with a word', 'title: 丙'])
    assert.ok(text.includes(kept), kept)
  assert.deepEqual(
    (await stet(['-C', root, 'list'])).out
      .split('\n')
      .filter(Boolean)
      .map(line => line.split('\t')[0]),
    ['b', '丙'],
  )
})
