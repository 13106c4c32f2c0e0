// The frame of the pages that only a server has: the site's own, with a line that says who is signed in.
import { digest } from '../../model/digest.ts'
import { type Html, html, type Part } from '../../publish/html.ts'
import { layout } from '../../publish/templates/layout.ts'
import { roomScript } from './script.ts'
import { roomStyle } from './style.ts'
import type { Visit } from './visit.ts'

export const ROOM_STYLE = '/read.css'
export const ROOM_SCRIPT = '/read.js'
const STYLE_VERSION = digest(roomStyle).slice(0, 8)
const SCRIPT_VERSION = digest(roomScript).slice(0, 8)

export interface RoomPage {
  readonly title: string
  readonly main: Part
  /** What was searched for. */
  readonly query?: string
}

/** A whole page. It has no address to be known by, and search engines shall not list it. */
export function roomPage(visit: Visit, { title, main, query }: RoomPage): string {
  const { known, href, house, session } = visit
  return layout(known, {
    kind: 'room',
    title,
    address: '',
    hidden: true,
    outside: house.isPrivate && !session,
    ...(query !== undefined && { query }),
    head: html`<link rel="stylesheet" href="${href(ROOM_STYLE)}?v=${STYLE_VERSION}">
<script src="${href(ROOM_SCRIPT)}?v=${SCRIPT_VERSION}" defer></script>
`,
    masthead: doors(visit),
    main,
  })
}

function doors(visit: Visit): Html {
  const { session, say, href, address } = visit
  const here = (to: string): Html | false => address.startsWith(to) && html` aria-current="page"`
  if (!session) return html`<div class="doors"><a href="${href('/login')}">${say('signIn')}</a></div>\n`
  const { name, role } = session.user
  return html`<nav class="doors" aria-label="${say('room')}">
<a href="${href('/read/')}"${here('/read/')}>${say('room')}</a>
${role === 'keeper' && html`<a href="${href('/keep/')}"${here('/keep/')}>${say('keep')}</a>\n`}<form method="post" action="${href('/logout')}">${token(visit)}<span>${name}</span> <button type="submit">${say('signOut')}</button></form>
</nav>
`
}

/** The hidden field that every form must have. */
export const token = ({ formToken }: Visit): Html =>
  html`<input type="hidden" name="form" value="${formToken}">`
