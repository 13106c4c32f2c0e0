// Atom's text constructs (RFC 4287, 3.1 and 4.1.3, and Atom 0.3's modes) as HTML or as plain text.
import { escapeHtml } from '../../model/text.ts'
import { addEnclosure, claim, type Role, type Rule } from '../feed/draft.ts'
import { plainLine, tidy } from '../feed/plain.ts'
import { contentOf, markupOf } from '../xml/content.ts'
import { HAS, type XmlElement } from '../xml/element.ts'

type TextKind = 'text' | 'html' | 'xhtml' | 'unsaid' | 'binary'

function kindOf(element: XmlElement): TextKind {
  const type = (element.attributes.get('type') ?? '').trim().toLowerCase().split(';', 1)[0]!.trim()
  const mode = element.attributes.get('mode')?.trim().toLowerCase()
  if (mode === 'base64') return 'binary'
  if (type === '') return mode === 'escaped' ? 'html' : mode === 'xml' ? 'xhtml' : 'unsaid'
  if (type === 'text' || type === 'text/plain') return 'text'
  if (type === 'html' || type === 'text/html') return mode === 'xml' ? 'xhtml' : 'html'
  if (type === 'xhtml' || /[/+]xml$/.test(type)) return mode === 'escaped' ? 'html' : 'xhtml'
  return type.startsWith('text/') ? 'text' : 'binary'
}

const LOOKS_LIKE_HTML =
  /<\/?(?:p|br|div|a|b|i|em|strong|img|span|ul|ol|li|h[1-6]|blockquote|table|figure|iframe)\b[^<>]*>/i

/** The content as HTML: what is HTML as the feed has it, what is text escaped. '' for what is neither. */
export function htmlOf(element: XmlElement): string {
  const kind = kindOf(element)
  if (kind === 'binary') return ''
  if (kind === 'xhtml') return (element.has & HAS.tags) === 0 ? contentOf(element) : asHtml(markupOf(element))
  const content = contentOf(element)
  if (kind === 'html') return content
  const isHtml = (element.has & HAS.tags) !== 0 || (kind === 'unsaid' && LOOKS_LIKE_HTML.test(content))
  return isHtml ? content : escapeHtml(content)
}

/** The content as a line of plain text; `type="text"` is taken at its word. */
export function lineOf(element: XmlElement): string {
  const kind = kindOf(element)
  const content = kind === 'xhtml' ? markupOf(element) : contentOf(element)
  return kind === 'text' && (element.has & HAS.tags) === 0 ? tidy(content) : plainLine(content)
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i

/** XHTML for an HTML reader: without the `div` that only wraps it, without prefixes, `<p/>` as `<p></p>`. */
function asHtml(markup: string): string {
  const plain = markup.replace(/<(\/?)(?:xhtml|html|h|xh):/gi, '<$1')
  const unwrapped = /^<div\b[^<>]*>/i.test(plain) && /<\/div\s*>$/i.test(plain) ? withoutDiv(plain) : plain
  return unwrapped.replace(/<([a-z][a-z0-9]*)\b([^<>]*)\/>/gi, (tag, name: string, rest: string) =>
    VOID.test(name) ? tag : `<${name}${rest.trimEnd()}></${name}>`,
  )
}

/** Only if the first `div` is the one that the last `</div>` ends. */
function withoutDiv(markup: string): string {
  let depth = 0
  for (const match of markup.matchAll(/<(\/?)div\b[^<>]*?(\/?)>/gi)) {
    if (match[2] === '/') continue
    depth += match[1] === '/' ? -1 : 1
    if (depth === 0 && match.index + match[0].length < markup.length) return markup
  }
  return markup.slice(markup.indexOf('>') + 1, markup.lastIndexOf('<')).trim()
}

/** Content that stands elsewhere (`src`) is a file that hangs on the entry. */
export const atomContent =
  (role: Role, rank = 0): Rule =>
  (draft, element) => {
    const src = element.attributes.get('src')?.trim()
    const type = element.attributes.get('type')
    if (src) addEnclosure(draft, { url: src, ...(type !== undefined && { type }) }, element)
    else claim(draft, role, rank, htmlOf(element), element)
  }

export const atomLine =
  (role: Role, rank = 0): Rule =>
  (draft, element) =>
    claim(draft, role, rank, lineOf(element), element)
