// The query of a picture request, taken apart as the service it stands in for does: raw, at `&` and the first `=`.
// URLSearchParams would make spaces of `+`.

/** Longer names are no keys. */
const LONGEST_KEY = 8
/** Keys of the web server's side, found in any case. */
const OUTER = ['url', 'default', 'errorredirect', 'filename', 'encoding', 'maxage', 'sig'] as const
export type OuterKey = (typeof OUTER)[number]

/** Other names of keys. */
const SYNONYMS: Readonly<Record<string, string>> = {
  shape: 'mask',
  strim: 'mtrim',
  or: 'ro',
  t: 'fit',
  pages: 'n',
  width: 'w',
  height: 'h',
  align: 'a',
  level: 'l',
  quality: 'q',
  lossless: 'll',
}

export interface ImageQuery {
  /** Keys of the drawing, in order, by their own names; undefined for a key without a value. Of equal ones the first. */
  readonly drawing: ReadonlyMap<string, string | undefined>
  /** As they stand there, not decoded. */
  readonly outer: ReadonlyMap<OuterKey, string>
}

/** `text` is what follows the question mark. */
export function imageQuery(text: string): ImageQuery {
  const drawing = new Map<string, string | undefined>()
  const outer = new Map<OuterKey, string>()
  for (const part of text.split('&')) {
    const at = part.indexOf('=')
    const key = at < 0 ? part : part.slice(0, at)
    const value = at < 0 ? undefined : part.slice(at + 1)
    const own = OUTER.find(name => name === key.toLowerCase())
    if (own) {
      if (value !== undefined && !outer.has(own)) outer.set(own, value)
    } else if (key !== '' && key.length <= LONGEST_KEY) {
      const name = SYNONYMS[key] ?? key
      if (!drawing.has(name)) drawing.set(name, value)
    }
  }
  return { drawing, outer }
}

/** Percent-decoded once; what is no escape stays as it is, bytes that are no UTF-8 become U+FFFD. */
export function unescaped(value: string): string {
  if (!value.includes('%')) return value
  const bytes = Buffer.from(value.replace(/%(?![0-9a-f]{2})/gi, '%25'))
  const out = Buffer.alloc(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++)
    if (bytes[i] === 0x25) {
      out[length++] = Number.parseInt(bytes.toString('latin1', i + 1, i + 3), 16)
      i += 2
    } else out[length++] = bytes[i]!
  return out.toString('utf8', 0, length)
}
