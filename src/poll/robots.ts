// robots.txt (RFC 9309): which paths of a host a program may ask for.
import { type Duration, SECOND } from '../model/time.ts'

/** What one program may ask of one host. */
export interface Robots {
  /** Path patterns, percent-encoding normalised, in the order they stand. */
  readonly rules: readonly { readonly allow: boolean; readonly path: string }[]
  /** The wished pause between two requests; not in the RFC, but many say it. */
  readonly delay?: Duration
  /** Its file could not be had: nothing is asked, though nothing is forbidden. */
  readonly unheard?: true
}

export const ALL_ALLOWED: Robots = { rules: [] }
export const NONE_ALLOWED: Robots = { rules: [{ allow: false, path: '/' }] }
export const UNHEARD: Robots = { ...NONE_ALLOWED, unheard: true }

interface Group {
  readonly agents: string[]
  readonly rules: { allow: boolean; path: string }[]
  delay?: Duration
}

/** Reads the rules for `agent` (a product token, as in its User-Agent): its own groups together, else those for `*`. */
export function readRobots(text: string, agent: string): Robots {
  const groups = groupsOf(text)
  const name = agent.toLowerCase()
  const own = groups.filter(({ agents }) => agents.includes(name))
  const mine = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))
  const delay = mine.find(group => group.delay !== undefined)?.delay
  return { rules: mine.flatMap(({ rules }) => rules), ...(delay !== undefined && { delay }) }
}

function groupsOf(text: string): Group[] {
  const groups: Group[] = []
  let group: Group | undefined
  // Lines that name programs one after the other begin one group together.
  let naming = false
  for (const line of text.replace(/^\ufeff/, '').split(/[\r\n]+/)) {
    const [, key = '', value = ''] = /^[ \t]*([^:#]*?)[ \t]*:[ \t]*([^#]*?)[ \t]*(?:#|$)/.exec(line) ?? []
    const field = key.toLowerCase()
    if (field === 'user-agent') {
      if (!group || !naming) {
        group = { agents: [], rules: [] }
        groups.push(group)
      }
      group.agents.push(tokenOf(value))
      naming = true
    } else if (field === 'allow' || field === 'disallow') {
      naming = false
      // An empty pattern matches nothing: `Disallow:` forbids nothing.
      if (value !== '') group?.rules.push({ allow: field === 'allow', path: normalised(value) })
    } else if (field === 'crawl-delay') {
      naming = false
      const seconds = Number(value)
      if (group && value !== '' && seconds >= 0) group.delay ??= seconds * SECOND
    }
  }
  return groups
}

/** `Stet/1.0` and `stet` are one program. */
const tokenOf = (value: string): string =>
  value.startsWith('*') ? '*' : (/^[a-z_-]+/i.exec(value)?.[0] ?? value).toLowerCase()

/** May this address be asked for? The longest matching pattern decides, and of two as long the one that allows. */
export function isAllowed({ rules }: Robots, address: string): boolean {
  const url = URL.parse(address)
  if (!url) return false
  if (url.pathname === '/robots.txt') return true
  const path = normalised(url.pathname + url.search)
  let best = { allow: true, length: -1 }
  for (const rule of rules) {
    const { length } = rule.path
    const stronger = length > best.length || (length === best.length && rule.allow)
    if (stronger && matches(rule.path, path)) best = { allow: rule.allow, length }
  }
  return best.allow
}

/** `*` is any run of characters, `$` at the end is the end; anything else stands for itself. Linear: nothing is tried twice. */
function matches(pattern: string, path: string): boolean {
  const ends = pattern.endsWith('$')
  const parts = (ends ? pattern.slice(0, -1) : pattern).split('*')
  const last = parts.pop()!
  if (parts.length === 0) return ends ? path === last : path.startsWith(last)
  let at = 0
  for (const [i, part] of parts.entries()) {
    const found = i === 0 ? (path.startsWith(part) ? 0 : -1) : path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return ends ? path.length - last.length >= at && path.endsWith(last) : path.indexOf(last, at) >= 0
}

const UNRESERVED = /^[a-z\d\-._~]$/i

/** One spelling for what means the same: `%7E` is `~`, 图 is `%E5%9B%BE`, `%2f` is `%2F` and not `/`. */
function normalised(path: string): string {
  return path
    .replace(/%([\da-f]{2})/gi, (coded, digits: string) => {
      const char = String.fromCharCode(Number.parseInt(digits, 16))
      return UNRESERVED.test(char) ? char : coded.toUpperCase()
    })
    .replace(/[^\x21-\x7e]+/gu, run => encodeURIComponent(run.toWellFormed()))
}
