// The archive over HTTP: the pages of the site as `render` makes them, and every door that only a server has.
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { messageOf } from '../model/error.ts'
import { healthIn } from '../model/health.ts'
import type { Clock, Log } from '../model/ports.ts'
import { iso } from '../model/time.ts'
import type { Users } from '../model/user.ts'
import type { Site } from '../publish/site.ts'
import { type Accounts, accounts as accountsOf } from './accounts/accounts.ts'
import { isRead, securityHeaders } from './answer.ts'
import { documents } from './documents.ts'
import { fever, isFever } from './fever/api.ts'
import { greader, greaderCall } from './greader/api.ts'
import type { House } from './house.ts'
import { imageDoor } from './image/door.ts'
import type { ImageProxy, ImageVisitor } from './image/proxy.ts'
import type { Keeping } from './keep/keeping.ts'
import { marking } from './marking.ts'
import { type Door, metrics } from './metrics.ts'
import { pageDoor } from './page.ts'
import { mayPass } from './private.ts'
import { remembered } from './remembered.ts'
import { roomDoor } from './room/doors.ts'
import { OPEN, type ServeRules } from './rules.ts'
import { searchApi } from './search.ts'
import { type Visitor, visitorOf } from './visitor.ts'
import { type Subscriber, websubDoor } from './websub/door.ts'

export interface AppDeps {
  /** The site, or what gives it: another one after the catalogue was made anew. */
  readonly site: Site | (() => Site)
  readonly log?: Log
  readonly clock?: Clock
  /** Who may sign in. Without, nobody can. */
  readonly users?: Users
  /** What a keeper can do. Without, keepers only read. */
  readonly keeping?: Keeping
  readonly subscriber?: Subscriber
  readonly rules?: Partial<ServeRules>
  /** The picture proxy, at `/image/`, and at `/` of `imageHost` where there is one. */
  readonly pictures?: ImageProxy
  /** A host name, with its port if it has one; '' for none. */
  readonly imageHost?: string
}

/** What the HTTP server knows of who asks; tests without a socket have none. */
interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string; readonly encrypted?: boolean } }
}
export type Env = { Bindings: Bindings; Variables: { visitor: Visitor; door: Door } }

/** Most bytes of a body: thousands of ids, or a long list of sources. */
const MOST_BODY = 8 * 1024 * 1024
/** Ready documents kept in memory. */
const MOST_READY = 16 * 1024 * 1024

const nobody: Users = {
  all: async () => [],
  find: async () => undefined,
  put: async () => {},
  remove: async () => false,
  secret: async () => new Uint8Array(32),
  end: async () => {},
  hasEnded: async () => false,
}
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * The archive as a web application, `Request → Response`. What is served is decided by `render` and by the doors; no part
 * of a request ever becomes a path of a file.
 */
export function app(deps: AppDeps): Hono {
  const { users = nobody, keeping, log = silent, clock = { now: Date.now }, pictures, imageHost = '' } = deps
  const site = remembering(deps.site)
  const rules: ServeRules = { ...OPEN, ...deps.rules }
  const accounts: Accounts = accountsOf(users, clock)
  const house: House = {
    site,
    clock,
    log,
    accounts,
    marking: marking(site, clock, (reader, lost) =>
      log.warn('marks that their file had lost were written into it again', { reader, lost }),
    ),
    ...(keeping && { keeping }),
    isPrivate: rules.isPrivate,
  }
  const { config } = site()
  const headers = Object.entries(securityHeaders(config))
  const figures = metrics()
  const toRoom = roomDoor(house)
  const toPage = pageDoor(site, clock, documents(MOST_READY), rules)
  const hono = new Hono<Env>()

  hono.use(async (context, next) => {
    const began = performance.now()
    const visitor = visitorIn(context)
    context.set('visitor', visitor)
    context.set('door', 'other')
    await next()
    const { res } = context
    // Pictures have a policy of their own, what else their door says has not.
    const isPicture = context.get('door') === 'picture' && res.headers.has('content-security-policy')
    if (!isPicture) for (const [name, value] of headers) res.headers.set(name, value)
    if (visitor.isSecure) res.headers.set('Strict-Transport-Security', 'max-age=31536000')
    const time = performance.now() - began
    figures.answered(context.get('door'), res.status, time / 1000)
    rules.accessed?.({
      address: visitor.address,
      method: context.req.method,
      path: context.req.path,
      status: res.status,
      ...(res.headers.has('content-length') && { bytes: Number(res.headers.get('content-length')) }),
      time,
      agent: context.req.header('user-agent') ?? '',
    })
  })
  if (pictures) hono.use(imageDoor(pictures, config, imageHost, imageVisitor))
  hono.use(
    bodyLimit({
      maxSize: MOST_BODY,
      onError: context => context.text('This is too large.\n', 413, { Connection: 'close' }),
    }),
  )
  hono.all('*', async context => {
    const address = addressIn(context.req.raw.url, site())
    return (await answered(context, address)) ?? toPage(context.req.raw, undefined)
  })
  hono.onError((error, context) => {
    // Who asked went away, or was sent away, before all of the request had come: nobody's fault here, and no answer is read.
    if (isBrokenOff(error)) return context.text('', 400)
    log.error('request failed', { path: context.req.path, why: messageOf(error) })
    const response = context.text(
      'Something went wrong here. The archive itself is not touched by reading.\n',
      500,
    )
    for (const [name, value] of headers) response.headers.set(name, value)
    return response
  })
  return hono as unknown as Hono

  function visitorIn(context: Context<Env>): Visitor {
    const socket = context.env?.incoming?.socket
    return visitorOf(
      context.req.raw.headers,
      socket?.remoteAddress ?? '',
      socket?.encrypted === true,
      rules.trust,
    )
  }

  /** Who asks for a picture: a private archive's are for those who may see its pages. */
  function imageVisitor(context: Context<Env>): ImageVisitor {
    context.set('door', 'picture')
    const visitor = context.get('visitor')
    const { address } = visitor
    if (!rules.isPrivate) return { address }
    return { address, keptOut: () => mayPass(house, context.req.raw, visitor, '/image/') }
  }

  /** The answer at an address of the site; undefined where there is nothing. */
  async function answered(context: Context<Env>, address: string | undefined): Promise<Response | undefined> {
    const request = context.req.raw
    const visitor = context.get('visitor')
    if (address === undefined) return readOnly(request) ?? toBase(request, site())
    const call = greaderCall(address)
    if (call !== undefined) {
      context.set('door', 'greader')
      return greader(house, call, request, visitor)
    }
    if (isFever(address)) {
      context.set('door', 'fever')
      return fever(house, request, visitor)
    }
    const pushed = deps.subscriber && (await websubDoor(deps.subscriber, request, address))
    if (pushed) {
      context.set('door', 'websub')
      return pushed
    }
    const passed = rules.isPrivate ? await mayPass(house, request, visitor, address) : undefined
    if (address === '/healthz' && isRead(request)) return health(house, passed === undefined)
    if (passed) return passed
    if (address === '/metrics' && isRead(request))
      return new Response(await figures.text(house), {
        headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
      })
    const inRoom = await toRoom(request, visitor, address)
    if (inRoom) {
      context.set('door', 'room')
      return inRoom
    }
    const refused = readOnly(request)
    if (refused) return refused
    if (address === '/api/search') {
      context.set('door', 'api')
      return searchApi(request, site(), rules.isPrivate ? 'private' : 'public')
    }
    context.set('door', /^\/search\//.test(address) ? 'search' : 'page')
    return toPage(request, address)
  }
}

/** The site over a catalogue that remembers what pages ask again; the same one as long as it is the same site. */
function remembering(given: Site | (() => Site)): () => Site {
  let seen: Site | undefined
  let made: Site | undefined
  return () => {
    const now = typeof given === 'function' ? given() : given
    if (now !== seen || !made) made = { ...now, store: remembered(now.store) }
    seen = now
    return made
  }
}

const isBrokenOff = (error: Error & { code?: string }): boolean => error.code === 'ECONNRESET'

/** Pages are only read. The connection is closed: whatever else the request says nobody reads. */
function readOnly(request: Request): Response | undefined {
  if (isRead(request)) return undefined
  return new Response('Only GET and HEAD are answered here.\n', {
    status: 405,
    headers: { Allow: 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
  })
}

/** That the server answers and its store can be read; how much is in it only for those who may see it. */
async function health({ site }: House, isTold: boolean): Promise<Response> {
  const { store } = site()
  const { lastPoll } = await healthIn(store)
  const articles = await store.count({})
  const told = { articles, ...(lastPoll !== undefined && { lastPoll: iso(lastPoll) }) }
  const body = JSON.stringify({ ok: true, ...(isTold && told) })
  return new Response(body, { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } })
}

/** `/news` is `/news/` for a site with that base path; undefined for any other address. */
function toBase(request: Request, { config: { basePath } }: Site): Response | undefined {
  const { pathname, search } = new URL(request.url)
  const base = encodeURI(basePath)
  if (`${pathname}/` !== base) return undefined
  const headers = { Location: base + search, 'Cache-Control': 'no-cache' }
  return new Response(null, { status: 301, headers })
}

/** The site's own address in a request's; undefined outside the base path. */
function addressIn(url: string, { config: { basePath } }: Site): string | undefined {
  const { pathname } = new URL(url)
  const base = encodeURI(basePath)
  return pathname.startsWith(base) ? pathname.slice(base.length - 1) : undefined
}
