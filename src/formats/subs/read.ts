// The predecessor's list of sources, subs.json: [{"site": name, "url": feed}, …].
import { absolute } from '../feed/address.ts'
import { plainLine } from '../feed/plain.ts'
import { parseJson } from '../jsonfeed/json.ts'
import type { Outline, OutlineList } from '../opml/outline.ts'

/** The feeds of a subs.json, each address once, its site as title and category; undefined when the text is no such list. */
export function readSubs(text: string): OutlineList | undefined {
  const { value } = parseJson(text)
  if (!Array.isArray(value)) return undefined
  const found = new Map<string, Outline>()
  for (const one of value) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) continue
    const url = typeof one.url === 'string' ? absolute(one.url) : undefined
    const site = typeof one.site === 'string' ? plainLine(one.site) : ''
    if (url !== undefined && !found.has(url))
      found.set(url, { url, title: site, categories: site === '' ? [] : [site] })
  }
  return found.size > 0 || value.length === 0 ? { title: '', outlines: [...found.values()] } : undefined
}
