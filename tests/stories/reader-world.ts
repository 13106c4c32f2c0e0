// The world of the stories about reader apps: a served archive that li reads, and screens that nobody sees.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { newFolder, publisher, rss, running, stet } from './world.ts'

export const run = promisify(execFile)
export const PASSWORD = 'correct horse battery'

/** A line of a file of marks. */
interface Marked {
  readonly article: number
  readonly kind: string
  readonly on: boolean
}

const story = (n: number) => ({
  title: `第${n}条新闻`,
  path: `/${n}`,
  html: `<p>正文${n}，气候谈判。</p>`,
  date: `Wed, 14 Apr 2021 0${n}:00:00 GMT`,
})

/** An archive of three articles, served; li is its keeper. */
export async function archive() {
  const outlet = await publisher()
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [1, 2, 3].map(story)) })
  outlet.pages.set('/other', { body: rss(outlet.origin, '他报', [7, 8].map(story)) })
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
  return { root, outlet, server, marked, page: await signedIn(server.url) }
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

/** Resolves when it is so; after two minutes, which a busy machine may need, it says what was waited for. */
export async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (await so()) return
    await wait(50)
  }
  assert.fail(`two minutes have passed, and not yet: ${what}`)
}

/** A screen in memory, and the keys of a keyboard for what runs on it. */
export async function screen() {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1200x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  after(() => child.kill())
  const number = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', said => resolve(said.trim()))
    child.once('exit', () => reject(new Error('Xvfb has ended')))
  })
  const env = { ...process.env, DISPLAY: `:${number}` }
  const xdotool = (...args: string[]) => run('xdotool', args, { env })
  return {
    display: `:${number}`,
    /** Resolves when a window of that name is there, and has the keyboard. */
    async window(name: string): Promise<void> {
      await until(`there is a window ${name}`, async () => {
        const found = await xdotool('search', '--onlyvisible', '--name', name).catch(() => undefined)
        const [id] = found?.stdout.split('\n') ?? []
        if (!id) return false
        return xdotool('windowfocus', '--sync', id).then(
          () => true,
          () => false,
        )
      })
    },
    /** Presses keys until it is so: a program that has only just shown its window may not listen yet. */
    async press(keys: readonly string[], what: string, so: () => boolean): Promise<void> {
      for (let tries = 0; tries < 6 && !so(); tries++) {
        await xdotool('key', '--delay', '300', ...keys)
        for (let waits = 0; waits < 50 && !so(); waits++) await wait(100)
      }
      assert.ok(so(), `after ${keys.join(' ')}: ${what}`)
    },
  }
}
