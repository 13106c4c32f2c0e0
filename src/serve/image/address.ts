// The address in `url=`, in the many ways people write one.
import { unescaped } from './query.ts'

/** `i.nl` is the shortest that names a host. */
const SHORTEST = 4
const LONGEST_HOST = 253
const LONGEST_LABEL = 63

const SCHEMES: readonly [prefix: RegExp, scheme: string][] = [
  [/^http:\/\//i, 'http://'],
  [/^https:\/\//i, 'https://'],
  [/^ssl:/i, 'https://'],
  [/^\/\//, 'https://'],
]

/**
 * A host name, or an IPv6 address in brackets, and a port. What follows a colon is a port, so `ftp://…` and `http:x` name
 * none; a parser of addresses for browsers would take `ftp` and `http` for hosts, and a backslash for a slash.
 */
const AUTHORITY = /^(?:\[[^\]\\]*\]|[^:@\\[\]]+)(?::(\d+))?$/
const LARGEST_PORT = 65_535

/** What is not legal in an address, or would be read as another path. Percent signs stay: nothing is encoded twice. */
const ILLEGAL = /[\u0000-\u0020"<>\\^`{|}\u007f-\u{10ffff}]/gu

/**
 * A whole http(s) address from what was written: percent-decoded once, `http` without a scheme, `https` for `ssl:` and
 * `//`, host names in punycode, no fragment. Undefined when it names no host, another scheme, no good port, or a password.
 */
export function sourceAddress(value: string): string | undefined {
  if (value.length < SHORTEST) return undefined
  const text = unescaped(value)
  const found = SCHEMES.find(([prefix]) => prefix.test(text))
  const rest = (found ? text.replace(found[0], '') : text).replace(/^\/+/, '')
  const [, host = '', path = ''] = /^([^/?#]*)([^#]*)/s.exec(rest)!
  if (!isAuthority(host)) return undefined
  const written = path.replace(ILLEGAL, encodeURIComponent)
  const url = URL.parse(`${found?.[1] ?? 'http://'}${host}${written.startsWith('/') ? '' : '/'}${written}`)
  return url && isHostName(url.hostname) ? url.href : undefined
}

function isAuthority(text: string): boolean {
  const found = AUTHORITY.exec(text)
  if (!found) return false
  const port = found[1] === undefined ? 1 : Number(found[1])
  return port >= 1 && port <= LARGEST_PORT
}

const isHostName = (name: string): boolean =>
  name !== '' &&
  name.length <= LONGEST_HOST &&
  (name.startsWith('[') ||
    name
      .replace(/\.$/, '')
      .split('.')
      .every(label => label !== '' && label.length <= LONGEST_LABEL))
