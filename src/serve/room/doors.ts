// Which page of those that only a server has stands at an address, and who may see it.
import { answer, isRead } from '../answer.ts'
import type { House } from '../house.ts'
import { eventsFeed, keeping } from '../keep/doors.ts'
import type { Visitor } from '../visitor.ts'
import { ROOM_SCRIPT, ROOM_STYLE, roomPage } from './frame.ts'
import { login, logout } from './login.ts'
import { reading } from './reading.ts'
import { roomScript } from './script.ts'
import { roomStyle } from './style.ts'
import { json, onTo, page, type Visit, visitOf, wantsJson } from './visit.ts'

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  [ROOM_STYLE]: ['text/css; charset=utf-8', roomStyle],
  [ROOM_SCRIPT]: ['text/javascript; charset=utf-8', roomScript],
}

/** Answers at the addresses of reading room, keeper and login; undefined at all others. */
export function roomDoor(
  house: House,
): (request: Request, visitor: Visitor, address: string) => Promise<Response | undefined> {
  return async (request, visitor, address) => {
    const file = Object.hasOwn(FILES, address) ? FILES[address] : undefined
    if (file && isRead(request)) return answer(request, { type: file[0], body: file[1], status: 200 })
    if (address === '/keep/state.atom' && isRead(request)) return eventsFeed(house, request)
    if (address === '/read' || address === '/keep')
      return onTo(await visitOf(house, request, visitor, address), `${address}/`)
    if (!/^\/(?:login|logout)$|^\/(?:read|keep)\//.test(address)) return undefined
    if (!/^(?:GET|HEAD|POST)$/.test(request.method)) return undefined
    const visit = await visitOf(house, request, visitor, address)
    if (address === '/login') return login(visit)
    if (address === '/logout') return request.method === 'POST' ? logout(visit) : onTo(visit, '/read/')
    return visit.session ? signedIn(visit) : signInFirst(visit)
  }
}

function signInFirst(visit: Visit): Response {
  // A script that followed to the login page would take it for the answer, and what it sent for done.
  if (wantsJson(visit)) return json(visit, { error: visit.say('signInAgain') }, 401)
  const { pathname, search } = new URL(visit.request.url)
  // What was posted is lost: after signing in one sees the page, and presses again.
  const to = visit.request.method === 'POST' ? visit.href('/read/') : pathname + search
  return onTo(visit, '/login', `?to=${encodeURIComponent(to)}`)
}

async function signedIn(visit: Visit): Promise<Response | undefined> {
  const { house, session, address } = visit
  if (address.startsWith('/read/')) return reading(visit)
  if (!house.keeping || session!.user.role !== 'keeper') return forbidden(visit)
  return keeping(visit, house.keeping)
}

const forbidden = (visit: Visit): Promise<Response> =>
  page(
    visit,
    roomPage(visit, { title: visit.say('keep'), main: { html: `<h1>${visit.say('forbidden')}</h1>` } }),
    403,
  )
