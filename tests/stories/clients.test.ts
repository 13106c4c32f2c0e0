// Reader apps that people use, against the served archive.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { without } from '../debian.ts'
import { newFolder, publisher, rss, running, stet } from './world.ts'

const run = promisify(execFile)
const PASSWORD = 'correct horse battery'

/** A line of a file of marks. */
interface Marked {
  readonly article: number
  readonly kind: string
  readonly on: boolean
}

async function archive() {
  const outlet = await publisher()
  const stories = [1, 2, 3].map(n => ({
    title: `第${n}条新闻`,
    path: `/${n}`,
    html: `<p>正文${n}，气候谈判。</p>`,
    date: `Wed, 14 Apr 2021 0${n}:00:00 GMT`,
  }))
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  await stet(['init', root])
  await stet(['-C', root, 'add', `${outlet.origin}/feed`, '--id', 'paper', '--category', '国际'], { env })
  const added = await stet(['-C', root, 'user', 'add', 'li'], { input: `${PASSWORD}\n` })
  assert.match(added.out, /added li, keeper/)
  const server = await running(['-C', root, 'serve', '--port', '0'], { env })
  const lines = (): Marked[] => {
    const path = join(root, 'state/li.ndjson')
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
  }
  /** How many articles have a mark now. */
  const marked = (kind: string): number => {
    const last = new Map(lines().flatMap(line => (line.kind === kind ? [[line.article, line.on]] : [])))
    return [...last.values()].filter(Boolean).length
  }
  return { root, server, marked, page: await signedIn(server.url) }
}

/** Pages of the reading room, as li sees them. */
async function signedIn(url: string): Promise<(path: string) => Promise<string>> {
  const first = await fetch(`${url}login`)
  const form = /name="form" value="([^"]+)"/.exec(await first.text())![1]!
  const done = await fetch(`${url}login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: first.headers.getSetCookie()[0]!.split(';')[0]! },
    body: new URLSearchParams({ form, name: 'li', password: PASSWORD }),
  })
  const session = done.headers.getSetCookie().find(one => one.startsWith('stet='))!
  const headers = { cookie: session.split(';')[0]! }
  return async path => (await fetch(url + path, { headers })).text()
}

/** Resolves when it is so; after half a minute it says what was waited for. */
async function until(what: string, so: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (so()) return
    await wait(50)
  }
  assert.fail(`half a minute has passed, and not yet: ${what}`)
}

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
