// The world of the stories: the real command line, a folder of its own, and a publisher on loopback.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after } from 'node:test'

export const REPOSITORY = new URL('../../', import.meta.url).pathname
const MAIN = join(REPOSITORY, 'src/cli/main.ts')

/**
 * The same words on every machine, no waiting for a publisher that is ours, no asking for pictures that it does not
 * have, and no looking at pages again: stories about those say so.
 */
const QUIET = {
  LC_ALL: 'C.UTF-8',
  NO_COLOR: '1',
  STET_POLL_PAUSE: '0ms',
  STET_KEEP_PICTURES: 'false',
  STET_LOOKS_AFTER: 'never',
}

/** A new folder, removed when the test file is done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stet-story-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  readonly cwd?: string
  /** Kills it without warning after so many ms. */
  readonly killAfter?: number
}

/** Runs the command line as a user would. */
export function stet(
  args: readonly string[],
  { env = {}, input, cwd, killAfter }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: cwd ?? REPOSITORY,
      env: { ...process.env, ...QUIET, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', part => {
      out += part
    })
    child.stderr.setEncoding('utf8').on('data', part => {
      err += part
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const killer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(killer)
      resolve({ code, signal, out, err })
    })
  })
}

export interface Running {
  readonly pid: number
  /** Where it serves, with a slash at the end. */
  readonly url: string
  /** What it has said until now, results and the rest. */
  said(): string
  /** Resolves when it has said something that matches; rejects when it ends first. */
  says(pattern: RegExp): Promise<string>
  /** Sends a signal and resolves when it has ended. */
  end(signal?: NodeJS.Signals): Promise<Ran>
}

/** Starts `stet serve` or `stet up` and resolves when it serves; it ends with the test file at the latest. */
export async function running(args: readonly string[], { env = {} }: RunOptions = {}): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...QUIET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  after(() => child.kill('SIGKILL'))
  let out = ''
  let err = ''
  let ended: Ran | undefined
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', part => {
    out += part
    tell()
  })
  child.stderr.setEncoding('utf8').on('data', part => {
    err += part
    tell()
  })
  child.on('close', (code, signal) => {
    ended = { code, signal, out, err }
    tell()
  })
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(out + err)
        if (!found && !ended) return
        listeners.delete(look)
        if (found) resolve(found[0])
        else reject(new Error(`it ended (${ended?.code}) without ${pattern}: ${out}${err}`))
      }
      listeners.add(look)
      look()
    })
  const url = /http\S+/.exec(await says(/^Serving .* at http\S+/m))![0]
  return {
    pid: child.pid!,
    url,
    said: () => out + err,
    says,
    end: (signal = 'SIGTERM') =>
      new Promise(resolve => {
        const look = (): void => {
          if (ended) resolve(ended)
        }
        listeners.add(look)
        if (!ended) child.kill(signal)
        look()
      }),
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise(done => server.close(done))
  return port
}

export interface Page {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Publisher {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** `127.0.0.1:PORT`, for STET_ALLOW_PRIVATE. */
  readonly host: string
  /** What each path answers. */
  readonly pages: Map<string, Page | ((headers: IncomingHttpHeaders) => Page)>
  /** Every request, in order. */
  readonly requests: { path: string; headers: IncomingHttpHeaders }[]
}

/** An outlet on loopback; it ends with the test file. */
export async function publisher(): Promise<Publisher> {
  const pages: Publisher['pages'] = new Map()
  const requests: Publisher['requests'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    requests.push({ path, headers: request.headers })
    const found = pages.get(path) ?? { status: 404 }
    const page = typeof found === 'function' ? found(request.headers) : found
    response.writeHead(page.status ?? 200, page.headers).end(page.body)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin: `http://${host}`, host, pages, requests }
}

export interface Story {
  readonly title: string
  readonly path: string
  readonly html: string
  readonly date?: string
  readonly guid?: string
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** An RSS feed of full texts. */
export const rss = (
  origin: string,
  title: string,
  stories: readonly Story[],
): string => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>${escaped(title)}</title><link>${origin}/</link><description>${escaped(title)}</description>
${stories
  .map(
    story => `<item><title>${escaped(story.title)}</title><link>${origin}${story.path}</link><guid>${story.guid ?? origin + story.path}</guid>
<pubDate>${story.date ?? 'Wed, 14 Apr 2021 01:39:02 GMT'}</pubDate><description>${escaped(story.html)}</description></item>`,
  )
  .join('\n')}
</channel></rss>`

/** A new archive that may ask a publisher on loopback: its folder, the command line in it, and the posts it keeps. */
export async function archiveFor(outlet: Publisher, extra: Readonly<Record<string, string>> = {}) {
  const root = join(newFolder(), 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host, ...extra }
  const run = (args: readonly string[], options: RunOptions = {}) =>
    stet(['-C', root, ...args], { ...options, env: { ...env, ...options.env } })
  await stet(['init', root])
  const posts = (): string[] => [...filesIn(root).keys()].filter(path => path.startsWith('_posts/'))
  return { root, run, posts }
}

/** Files under a folder by path, without the derived `.stet` and `.git`. */
export function filesIn(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(file.parentPath, file.name))
    if (file.isFile() && !/^\.(stet|git)\//.test(path))
      found.set(path, readFileSync(join(folder, path), 'latin1'))
  }
  return found
}
