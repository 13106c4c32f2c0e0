// Which addresses an article may carry, and how names inside it are kept apart from those of the page around it.
import { oneLine } from '../model/text.ts'

/** Ids of an article begin so; a page that shows one must not use such ids itself. */
export const ID_PREFIX = 'in-'

/** Longer than any server takes; what is longer is data in disguise. */
const MAX_ADDRESS = 8192
const LINKS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const MEDIA: ReadonlySet<string> = new Set(['http:', 'https:'])

function allowed(value: string, base: string | undefined, schemes: ReadonlySet<string>): string | undefined {
  const text = value.trim()
  if (text === '' || text.length > MAX_ADDRESS) return undefined
  const url = URL.parse(base === undefined && text.startsWith('//') ? `https:${text}` : text, base)
  if (!url || !schemes.has(url.protocol)) return undefined
  if (MEDIA.has(url.protocol)) {
    if (url.hostname === '') return undefined
    // An address may show one host to a reader and go to another: https://bank.example@elsewhere.example/
    if (url.username !== '') url.username = ''
    if (url.password !== '') url.password = ''
  }
  return escaped(url.href)
}

/** What the URL Standard leaves as it is in a path or query, but no file or page should have to carry. */
const escaped = (href: string): string =>
  href.replace(/["'<>`\s]/g, char => encodeURIComponent(char).replace("'", '%27'))

/** An absolute http, https, mailto or tel address, or undefined. */
export const linkAddress = (value: string, base?: string): string | undefined => allowed(value, base, LINKS)

/** An absolute http or https address, or undefined. */
export const mediaAddress = (value: string, base?: string): string | undefined => allowed(value, base, MEDIA)

/**
 * An id or anchor name as it is written: prefixed, without spaces and controls. The same for a name that has the
 * prefix already, so that cleaning again changes nothing. Undefined when nothing is left of it.
 */
export function idOf(name: string): string | undefined {
  const plain = oneLine(name)
    .replace(/[\s"'<>`&]/g, '')
    .slice(0, 200)
  if (plain === '') return undefined
  return plain.startsWith(ID_PREFIX) ? plain : ID_PREFIX + plain
}

/** The name a link within the page asks for: `#fn1`, or the page's own address with that fragment. */
export function fragmentOf(value: string, base?: string): string | undefined {
  const text = value.trim()
  const hash = text.indexOf('#')
  if (hash < 0 || hash === text.length - 1 || text.length > MAX_ADDRESS) return undefined
  if (hash > 0 && !samePage(text.slice(0, hash), base)) return undefined
  const name = text.slice(hash + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function samePage(address: string, base: string | undefined): boolean {
  if (base === undefined) return false
  const here = URL.parse(base)
  const there = URL.parse(address, base)
  if (!here || !there) return false
  here.hash = there.hash = ''
  return here.href === there.href
}
