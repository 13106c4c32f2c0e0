// Text fields of feeds, whose markup and entities nobody escaped the same way: plain text comes out.
import { decodeReferences, FORBIDDEN } from '../xml/entities.ts'
import { INLINE_HTML } from '../xml/vocabulary.ts'

const UNTIDY = /[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]| {2}|^ | $/
const CONTROLS = /[\u007f-\u009f\ufeff\ufffe\uffff]/g

/** One line: white space collapsed and trimmed, control characters gone. */
export const tidy = (text: string): string =>
  UNTIDY.test(text) ? text.replace(/\s+/g, ' ').replace(FORBIDDEN, '').replace(CONTROLS, '').trim() : text

const TAG = /<\/?([a-z][a-z0-9]*)\b[^<>]*>/gi
const ALSO = new Set([
  'script',
  'style',
  'iframe',
  'svg',
  'hr',
  'table',
  'tr',
  'td',
  'object',
  'embed',
  'figure',
])
const isMarkup = (name: string): boolean =>
  INLINE_HTML.has(name.toLowerCase()) || ALSO.has(name.toLowerCase())

/** `<b>` goes, `<video>` and `<T>` stay: titles speak of them. */
const withoutTags = (text: string): string =>
  text.includes('<') ? text.replace(TAG, (tag, name: string) => (isMarkup(name) ? '' : tag)) : text

const REFERENCE = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i
/** Escaped once for HTML, once for XML, and once more by mistake. */
const ROUNDS = 3

/** A title, a name or a tag as plain text on one line, however often its HTML was escaped. */
export function plainLine(text: string): string {
  let plain = withoutTags(text)
  for (let round = 0; round < ROUNDS && REFERENCE.test(plain); round++)
    plain = withoutTags(decodeReferences(plain))
  const line = tidy(plain)
  // A title that is nothing but a tag was meant as text.
  return line === '' ? tidy(decodeReferences(text)) : line
}

const BLOCK_END = /<(?:br|hr)\b[^<>]*>|<\/(?:p|div|h[1-6]|li|tr|figcaption|blockquote|pre)\s*>/gi
const ANY_TAG = /<\/?[a-z!][^<>]*>/gi

/** A summary as plain text on one line. */
export function plainSummary(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return tidy(html)
  const text = html.replace(BLOCK_END, ' ').replace(ANY_TAG, '')
  const decoded = decodeReferences(text)
  return tidy(REFERENCE.test(decoded) ? decodeReferences(decoded) : decoded)
}
