// A private archive: who has not signed in sees the login page and nothing else. Feed readers, which have no cookies,
// may give name and password for apps (RFC 7617).
import type { House } from './house.ts'
import { ROOM_SCRIPT, ROOM_STYLE } from './room/frame.ts'
import { sessionIn } from './room/visit.ts'
import type { Visitor } from './visitor.ts'

/** What the login page itself needs. */
const OPEN = new Set([
  '/login',
  '/logout',
  '/style.css',
  '/site.js',
  '/favicon.svg',
  '/robots.txt',
  ROOM_STYLE,
  ROOM_SCRIPT,
])

/** What a browser fetches for a page that it shows (Fetch Metadata, Sec-Fetch-Dest). */
const PARTS_OF_PAGES = new Set(['script', 'style', 'image', 'font', 'manifest', 'serviceworker', 'worker'])

/** Undefined when the visitor may go on; else the answer that keeps them out. */
export async function mayPass(
  house: House,
  request: Request,
  visitor: Visitor,
  address: string,
): Promise<Response | undefined> {
  if (OPEN.has(address) || address === '/keep/state.atom') return undefined
  if (address === '/metrics' && isLoopback(visitor.address)) return undefined
  if (await sessionIn(house, request)) return undefined
  const given = basic(request.headers.get('authorization'))
  if (given) {
    const done = await house.accounts.signInApp(given.name, given.password, visitor.address)
    if (done.kind === 'good') return undefined
    if (done.kind === 'wait')
      return text('Too many tries.\n', 429, { 'Retry-After': String(Math.ceil(done.time / 1000)) })
  }
  const isForPeople = (request.headers.get('accept') ?? '').includes('text/html')
  if (isForPeople && (request.method === 'GET' || request.method === 'HEAD')) return toLogin(house, request)
  // Of a script or a picture of a page a browser would ask for name and password in a window of its own, over the form.
  if (PARTS_OF_PAGES.has(request.headers.get('sec-fetch-dest') ?? '')) return text('Sign in first.\n', 403)
  return text('Sign in first.\n', 401, { 'WWW-Authenticate': 'Basic realm="stet", charset="UTF-8"' })
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')

function toLogin({ site }: House, request: Request): Response {
  const { pathname, search } = new URL(request.url)
  const login = `${encodeURI(site().config.basePath)}login?to=${encodeURIComponent(pathname + search)}`
  return new Response(null, { status: 303, headers: { Location: login, 'Cache-Control': 'no-store' } })
}

function basic(header: string | null): { name: string; password: string } | undefined {
  const encoded = /^Basic\s+([\w+/=-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return name === undefined || password === undefined ? undefined : { name, password }
}

const text = (body: string, status: number, headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  })
