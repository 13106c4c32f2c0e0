// One request to a page that only a server has: who asks, with which session, and how it is answered.
import { randomBytes } from 'node:crypto'
import type { Known } from '../../publish/known.ts'
import { know } from '../../publish/known.ts'
import { SESSION_LASTS, type Session } from '../accounts/accounts.ts'
import { isSame } from '../accounts/password.ts'
import { answer } from '../answer.ts'
import type { House } from '../house.ts'
import { type Parameters, parametersOf, readParameters } from '../parameters.ts'
import type { Visitor } from '../visitor.ts'
import { type Word, wordsIn } from './words.ts'

export interface Visit {
  readonly house: House
  readonly request: Request
  readonly visitor: Visitor
  /** The address within the site, `/read/`. */
  readonly address: string
  /** What stands behind the question mark. */
  readonly query: Parameters
  readonly session: Session | undefined
  readonly known: Known
  /** For the hidden field `form` of every form on the page. */
  readonly formToken: string
  /** Headers that must go with the answer, such as a new cookie. */
  readonly headers: Headers
  say(word: Word): string
  href(address: string): string
}

const SESSION_COOKIE = 'stet'
/** Ties a form to the browser it was sent to, before anybody has signed in. */
const FORM_COOKIE = 'stet-form'

const cookieIn = (request: Request, name: string): string | undefined => {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** A browser that has seen a page of ours with a form, or was signed in. */
export const isKnownBrowser = (request: Request): boolean =>
  cookieIn(request, SESSION_COOKIE) !== undefined || cookieIn(request, FORM_COOKIE) !== undefined

/** The session of a request, if it has a good one. */
export const sessionIn = ({ accounts }: House, request: Request): Promise<Session | undefined> =>
  accounts.session(cookieIn(request, SESSION_COOKIE))

export async function visitOf(
  house: House,
  request: Request,
  visitor: Visitor,
  address: string,
): Promise<Visit> {
  const session = await sessionIn(house, request)
  const known = await know(house.site())
  const headers = new Headers()
  const own = session?.id ?? formCookie(request, visitor, known, headers)
  return {
    house,
    request,
    visitor,
    address,
    query: parametersOf(new URL(request.url).searchParams),
    session,
    known,
    formToken: await house.accounts.proof('form', own),
    headers,
    say: wordsIn(known.config.language),
    href: known.href,
  }
}

function formCookie(request: Request, visitor: Visitor, known: Known, headers: Headers): string {
  const given = cookieIn(request, FORM_COOKIE)
  if (given !== undefined && /^[0-9a-f]{32}$/.test(given)) return given
  const made = randomBytes(16).toString('hex')
  headers.append('Set-Cookie', cookie(FORM_COOKIE, made, visitor, known))
  return made
}

const cookie = (name: string, value: string, { isSecure }: Visitor, { href }: Known, age?: number): string =>
  [
    `${name}=${value}`,
    `Path=${href('/')}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')

/** Puts a session into the browser, or takes it out. */
export function setSession({ headers, visitor, known }: Visit, sealed: string | undefined): void {
  const age = sealed === undefined ? 0 : SESSION_LASTS / 1000
  headers.append('Set-Cookie', cookie(SESSION_COOKIE, sealed ?? '', visitor, known, age))
  // What was tied to the browser before it signed in is worth nothing after it.
  headers.append('Set-Cookie', cookie(FORM_COOKIE, '', visitor, known, 0))
}

/**
 * The fields of a form that this site gave to this browser; undefined for any other: another site's page can send a
 * form, but cannot read what stands in ours.
 */
export async function formOf(visit: Visit): Promise<Parameters | undefined> {
  const { request } = visit
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return undefined
  const form = await readParameters(request)
  const given = form.one('form') || (request.headers.get('x-stet-form') ?? '')
  return isSame(given, visit.formToken) ? form : undefined
}

/** A page for this browser alone. */
export async function page(visit: Visit, body: string, status = 200): Promise<Response> {
  const document = { type: 'text/html; charset=utf-8', body, status }
  return withHeaders(visit, await answer(visit.request, document, 'private'))
}

/** On to another page of this site, by GET. */
export const onTo = (visit: Visit, address: string, query = ''): Response =>
  withHeaders(
    visit,
    new Response(null, {
      status: 303,
      headers: { Location: visit.href(address) + query, 'Cache-Control': 'no-store' },
    }),
  )

/** To where one wanted to be, or a form says it came from: any page of this site, and never another's. */
export function backTo(visit: Visit, wanted: string, otherwise: string): Response {
  const location = pathHere(wanted, visit.known.config.basePath) ?? visit.href(otherwise)
  return withHeaders(
    visit,
    new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } }),
  )
}

/**
 * Path and query of an address under the base path; undefined for whatever a browser, or a proxy that decodes paths,
 * could take for another host's (`//evil.example`, `/\evil.example`, `/%2Fevil.example`, `/x/..//evil.example`), and for
 * escapes that are none.
 */
function pathHere(wanted: string, basePath: string): string | undefined {
  if (!/^\/[^\\\p{Cc}]*$/u.test(wanted) || wanted.startsWith('//')) return undefined
  const url = URL.parse(wanted, 'http://stet.invalid/')
  if (url?.origin !== 'http://stet.invalid') return undefined
  const path = decoded(url.pathname)
  if (path === undefined || /^\/[/\\]|[\\\p{Cc}]/u.test(path)) return undefined
  return path.startsWith(basePath) ? url.pathname + url.search : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** To a script on our page. */
export const json = (visit: Visit, value: unknown, status = 200): Response =>
  withHeaders(
    visit,
    new Response(JSON.stringify(value), {
      status,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'private, no-store' },
    }),
  )

export const wantsJson = ({ request }: Visit): boolean =>
  (request.headers.get('accept') ?? '').startsWith('application/json')

function withHeaders({ headers }: Visit, response: Response): Response {
  for (const [name, value] of headers) response.headers.append(name, value)
  return response
}
