// A reader app for terminals, against the served archive.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { without } from '../debian.ts'
import { archive, PASSWORD, run, until } from './reader-world.ts'
import { newFolder } from './world.ts'

/** A program in a terminal of its own, which is told keys. */
function terminal(command: string, env: Readonly<Record<string, string>>) {
  const child = spawn('script', ['-qec', `stty rows 30 cols 100; exec ${command}`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  after(() => child.kill('SIGKILL'))
  let shown = ''
  let spoke = 0
  let ended = false
  child.on('close', () => {
    ended = true
  })
  child.stdout.setEncoding('utf8').on('data', part => {
    shown += part
    spoke = performance.now()
  })
  return {
    /** Presses keys, once the screen stands still, and waits for what it then shows. */
    async press(keys: string, shows: RegExp): Promise<void> {
      await until('the screen stands still', () => performance.now() - spoke > 300)
      shown = ''
      child.stdin.write(keys)
      await until(`${shows} after ${JSON.stringify(keys)}, but ${JSON.stringify(shown)}`, () =>
        shows.test(shown),
      )
    },
    type: (keys: string) => child.stdin.write(keys),
    ended: () => until('the program has ended', () => ended),
  }
}

test('newsboat syncs, reads, stars and marks all read, and the marks are kept and shown', {
  skip: without('newsboat', ['newsboat'], '-v') || without('script', ['bsdutils', 'util-linux']),
}, async () => {
  const { server, marked, page } = await archive()
  const home = newFolder()
  writeFileSync(
    join(home, 'config'),
    `urls-source "feedhq"
feedhq-url "${server.url.replace(/\/$/, '')}"
feedhq-login "li"
feedhq-password "${PASSWORD}"
feedhq-flag-star "s"
feedhq-show-special-feeds no
article-sort-order title-asc
`,
  )
  const args = ['-C', join(home, 'config'), '-u', join(home, 'urls'), '-c', join(home, 'cache.db')]
  const newsboat = async (...commands: string[]) =>
    (
      await run('newsboat', [...args, '-x', ...commands], {
        env: { ...process.env, HOME: home, LANG: 'C.UTF-8' },
      })
    ).stdout
  assert.match(await newsboat('reload', 'print-unread'), /^3 unread/)
  assert.equal(marked('read'), 0)

  const screen = terminal(`newsboat ${args.join(' ')}`, { HOME: home })
  await screen.press('', /某报/)
  await screen.press('\r', /第1条新闻[\s\S]*第3条新闻/)
  await screen.press('\r', /正文1/)
  await screen.press('\u0005', /Flags:/)
  screen.type('s\r')
  await until('one article is starred', () => marked('starred') === 1)
  await until('one article is read', () => marked('read') === 1)
  assert.match(await page('read/?show=starred'), /第1条新闻/)
  assert.doesNotMatch(await page('read/?show=starred'), /第[23]条新闻/)
  assert.doesNotMatch(await page('read/'), /第1条新闻/)
  await screen.press('q', /第2条新闻/)
  screen.type('A')
  await until('all are read', () => marked('read') === 3)
  assert.doesNotMatch(await page('read/'), /第[123]条新闻/)
  screen.type('q')
  screen.type('q')
  screen.type('Q')
  await screen.ended()
  assert.match(await newsboat('reload', 'print-unread'), /^0 unread/)
  await server.end()
})
