// The predecessor's list of sources, subs.json: [{"site": name, "url": feed}, …].
import { absolute } from '../feed/address.ts'
import { plainLine } from '../feed/plain.ts'
import { parseJson } from '../jsonfeed/json.ts'
import type { LeftOut, Outline, OutlineList } from '../opml/outline.ts'

/** The feeds of a subs.json, each address once, its site as title and category; undefined when the text is no such list. */
export function readSubs(text: string): OutlineList | undefined {
  const { value } = parseJson(text)
  if (!Array.isArray(value)) return undefined
  const found = new Map<string, Outline>()
  const leftOut: LeftOut[] = []
  for (const one of value) {
    const given = typeof one === 'object' && one !== null && !Array.isArray(one) ? one : {}
    const address = typeof given.url === 'string' ? given.url : ''
    const site = typeof given.site === 'string' ? plainLine(given.site) : ''
    const url = absolute(address)
    if (url !== undefined && !found.has(url))
      found.set(url, { url, title: site, categories: site === '' ? [] : [site] })
    else {
      const why = url !== undefined ? 'twice' : address === '' ? 'no-address' : 'not-http'
      leftOut.push({ name: site, address, why })
    }
  }
  return found.size > 0 || value.length === 0
    ? { title: '', outlines: [...found.values()], leftOut }
    : undefined
}
