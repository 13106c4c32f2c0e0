// A served archive with users, for the tests of reading room and reader APIs: `Request → Response`, no socket.
import type { Hono } from 'hono'
import { memoryUsers } from '../../src/adapters/memory/users.ts'
import type { Post } from '../../src/model/article.ts'
import type { Source } from '../../src/model/source.ts'
import { mustRead } from '../../src/page/rules/read.ts'
import { newUser } from '../../src/serve/accounts/accounts.ts'
import { app } from '../../src/serve/app.ts'
import type { Keeping, Preview } from '../../src/serve/keep/keeping.ts'
import type { ServeRules } from '../../src/serve/rules.ts'
import { samplePosts, type World, world } from './world.ts'

/** An answer in JSON, as a client reads it: by the keys it knows. */
// biome-ignore lint/suspicious/noExplicitAny: what came over the wire has no type until it is asserted
export type Json = any

export const PASSWORD = 'correct horse 电池'
export const HOST = 'http://127.0.0.1:4000'

const source = (id: string, categories: string[]): Source => ({
  id,
  url: `https://${id}.example/feed`,
  categories,
  paused: false,
  fulltext: 'auto',
})

/** A keeper's work in memory; what was asked for is in `done`. */
export function memoryKeeping(): Keeping & { readonly done: string[] } {
  const done: string[] = []
  const sources = new Map(
    [source('voa', ['国际']), source('rfa', ['国际', '亚洲']), source('bbc', [])].map(one => [one.id, one]),
  )
  const rules = new Map<string, string>()
  const preview: Preview = {
    kind: 'found',
    feeds: [{ url: 'https://new.example/feed', title: '<b>新报</b>' }],
    entries: [{ title: '<img src=x onerror=alert(1)>', url: 'javascript:alert(1)' }],
  }
  return {
    done,
    sources: async () => [...sources.values()],
    status: async () =>
      new Map([['voa', { id: 'voa', failures: 2, stopped: false, error: 'timed out <script>', lastTry: 7 }]]),
    preview: async address => (address.includes('nothing') ? { kind: 'nothing', why: 'no feed' } : preview),
    async add(wanted) {
      return wanted.map(({ url, title, categories }) => {
        const id = new URL(url).hostname.split('.')[0]!
        sources.set(id, { ...source(id, [...categories]), url, ...(title && { title }) })
        done.push(`add ${url}`)
        return id
      })
    },
    async change(id, change) {
      done.push(`change ${id} ${JSON.stringify(change)}`)
      const { title: _, interval: __, ...rest } = change
      sources.set(id, { ...sources.get(id)!, ...rest, ...(change.title && { title: change.title }) })
    },
    async remove(ids) {
      for (const id of ids) sources.delete(id)
      done.push(`remove ${ids.join()}`)
    },
    poll: ids => void done.push(`poll ${ids?.join() ?? 'all'}`),
    work: async () => ({ waiting: [], due: 0, sources: sources.size }),
    storage: async () => ({ counted: Date.UTC(2021, 4, 1), parts: { _posts: { files: 3, bytes: 1234567 } } }),
    async pageRule(host) {
      const text = rules.get(host)
      return { kind: text === undefined ? 'none' : 'own', name: host, text: text ?? '' }
    },
    async setPageRule(host, text) {
      if (text === '') rules.delete(host)
      else {
        mustRead(host, text)
        rules.set(host, text)
      }
      done.push(`rule ${host} ${JSON.stringify(text)}`)
    },
    async previewPageRule(host, text, article) {
      const { title } = mustRead(host, text)
      return {
        kind: 'article',
        title: `${article.title} <b>${title.length}</b>`,
        author: '',
        published: '',
        paragraphs: ['<script>'],
      }
    },
    events: async () => [
      { kind: 'failed', source: 'voa', title: '<b>美国之音</b>', at: 7, why: 'timed out' },
    ],
  }
}

export interface Served {
  readonly served: Hono
  readonly world: World
  readonly keeping: ReturnType<typeof memoryKeeping>
}

/** An archive with the keeper 李 and the reader wang, whose passwords are PASSWORD. */
export async function house(
  posts: Post[] = samplePosts(9),
  rules: Partial<ServeRules> = {},
): Promise<Served> {
  const clock = { now: () => Date.UTC(2021, 4, 1) }
  const users = memoryUsers([
    await newUser('李', PASSWORD, 'keeper', clock),
    await newUser('wang', PASSWORD, 'reader', clock),
  ])
  const made = await world(posts)
  const keeping = memoryKeeping()
  return { served: app({ site: made.site, users, keeping, clock, rules }), world: made, keeping }
}

/** A browser without a script: keeps cookies, sends forms with the field that the page gave it. */
export function browserOf(served: Hono) {
  const cookies = new Map<string, string>()
  let form = ''
  const take = async (response: Response): Promise<{ response: Response; text: string }> => {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    const text = await response.text()
    form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? form
    return { response, text }
  }
  const headers = (more: Record<string, string> = {}): Record<string, string> => ({
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    ...more,
  })
  return {
    cookies,
    token: () => form,
    get: async (path: string, more: Record<string, string> = {}) =>
      take(await served.request(HOST + path, { headers: headers(more) })),
    post: async (path: string, fields: Record<string, string>, more: Record<string, string> = {}) =>
      take(
        await served.request(HOST + path, {
          method: 'POST',
          headers: headers({ 'content-type': 'application/x-www-form-urlencoded', ...more }),
          body: new URLSearchParams({ form, ...fields }).toString(),
        }),
      ),
    async signIn(name: string, password = PASSWORD) {
      await this.get('/login')
      return this.post('/login', { name, password })
    },
  }
}
