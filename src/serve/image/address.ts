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

/** What is not legal in an address, or would be read as another path. Percent signs stay: nothing is encoded twice. */
const ILLEGAL = /[\u0000-\u0020"<>\\^`{|}\u007f-\u{10ffff}]/gu

/**
 * A whole http(s) address from what was written: percent-decoded once, `http` without a scheme, `https` for `ssl:` and
 * `//`, host names in punycode, no fragment. Undefined when it names no host, or a password.
 */
export function sourceAddress(value: string): string | undefined {
  if (value.length < SHORTEST) return undefined
  const text = unescaped(value)
  const found = SCHEMES.find(([prefix]) => prefix.test(text))
  const rest = (found ? text.replace(found[0], '') : text).replace(/^\/+/, '')
  const [, host = '', path = ''] = /^([^/?#]*)([^#]*)/s.exec(rest)!
  if (host === '' || host.includes('@')) return undefined
  const written = path.replace(ILLEGAL, encodeURIComponent)
  const url = URL.parse(`${found?.[1] ?? 'http://'}${host}${written.startsWith('/') ? '' : '/'}${written}`)
  return url && isHostName(url.hostname) ? url.href : undefined
}

const isHostName = (name: string): boolean =>
  name !== '' &&
  name.length <= LONGEST_HOST &&
  (name.startsWith('[') ||
    name
      .replace(/\.$/, '')
      .split('.')
      .every(label => label !== '' && label.length <= LONGEST_LABEL))
