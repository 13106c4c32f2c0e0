// Addresses in feeds: relative, without a scheme, with spaces; absolute ones stay as they are written.
import type { XmlElement } from '../xml/element.ts'

const PLAIN = /^https?:\/\/[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i
/** Longer ones are data in disguise. */
const LONGEST = 8192

/**
 * An absolute http(s) address, as written where it is one already; undefined when it is none. `base` is what a
 * relative one is relative to.
 */
export function absolute(written: string, base?: string): string | undefined {
  const address = written.trim()
  if (address === '' || address.length > LONGEST) return undefined
  if (PLAIN.test(address)) return address
  const url = URL.parse(withScheme(address), base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined
  return /^https?:\/\/[^\s"<>\\^`{|}\u0000-\u001f\u007f]*$/i.test(address) ? address : url.href
}

/** `www.example.org/a` and `//example.org/a` lost their scheme. */
function withScheme(address: string): string {
  if (/^www\.[^/\s]+\.[^/\s]+/i.test(address)) return `http://${address}`
  return address.startsWith('//') ? `https:${address}` : address
}

/** What relative addresses in an element are relative to: the xml:base around it, each resolved against the outer. */
export function baseOf(element: XmlElement, base?: string): string | undefined {
  const chain: string[] = []
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const own = at.attributes.get('xml:base')
    if (own !== undefined) chain.push(own)
  }
  return chain.reduceRight((outer: string | undefined, own) => absolute(own, outer) ?? outer, base)
}
