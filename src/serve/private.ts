// A private archive: who has not signed in sees the login page and nothing else. Feed readers, which have no cookies,
// may give name and password for apps (RFC 7617).
import { isRead } from './answer.ts'
import type { House } from './house.ts'
import { ROOM_SCRIPT, ROOM_STYLE } from './room/frame.ts'
import { isKnownBrowser, sessionIn } from './room/visit.ts'
import type { Visitor } from './visitor.ts'

/** What the frame of every page needs; the same for every archive of its look, whatever is in it. */
const OPEN = new Set([
  '/login',
  '/logout',
  '/style.css',
  '/site.js',
  '/sw.js',
  '/favicon.svg',
  '/robots.txt',
  ROOM_STYLE,
  ROOM_SCRIPT,
])

/** Undefined when the visitor may go on; else the answer that keeps them out. */
export async function mayPass(
  house: House,
  request: Request,
  visitor: Visitor,
  address: string,
): Promise<Response | undefined> {
  if (OPEN.has(address) || address === '/keep/state.atom') return undefined
  if (address === '/metrics' && isOfThisMachine(request, visitor)) return undefined
  if (await sessionIn(house, request)) return undefined
  const given = basic(request.headers.get('authorization'))
  if (given) {
    const done = await house.accounts.signInApp(given.name, given.password, visitor.address)
    if (done.kind === 'good') return undefined
    if (done.kind === 'wait')
      return text('Too many tries.\n', 429, { 'Retry-After': String(Math.ceil(done.time / 1000)) })
  }
  const isForPeople = (request.headers.get('accept') ?? '').includes('text/html')
  if (isForPeople) return toLogin(house, request)
  return text('Sign in first.\n', 401, isOfBrowser(request) ? {} : CHALLENGE)
}

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="stet", charset="UTF-8"' }

/**
 * A page's own request, or a form's: people sign in at the login page, and a challenge would make the browser ask for a
 * password in a window of its own. Browsers say what a request is for (Fetch Metadata) where the connection is safe; our
 * cookie says it elsewhere.
 */
const isOfBrowser = (request: Request): boolean =>
  !isRead(request) ||
  request.headers.has('sec-fetch-mode') ||
  request.headers.has('sec-fetch-dest') ||
  isKnownBrowser(request)

/** Not by way of a proxy on this machine, which asks for all the world. */
const isOfThisMachine = ({ headers }: Request, { address }: Visitor): boolean =>
  (address === '::1' || address.startsWith('127.')) &&
  !['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some(name => headers.has(name))

function toLogin({ site }: House, request: Request): Response {
  const { pathname, search } = new URL(request.url)
  const login = `${encodeURI(site().config.basePath)}login`
  // A form that was sent is lost: its address has no page to come back to.
  const location = isRead(request) ? `${login}?to=${encodeURIComponent(pathname + search)}` : login
  return new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } })
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
