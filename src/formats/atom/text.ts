// Atom's text constructs (RFC 4287, 3.1 and 4.1.3, and Atom 0.3's modes) as HTML or as plain text.
import { escapeHtml } from '../../model/text.ts'
import { addEnclosure, claim, type Role, type Rule } from '../feed/draft.ts'
import { plainLine, tidy } from '../feed/plain.ts'
import { contentOf, markupOf } from '../xml/content.ts'
import { HAS, type XmlElement } from '../xml/element.ts'
import { FORBIDDEN } from '../xml/entities.ts'

type TextKind = 'text' | 'html' | 'xhtml' | 'unsaid' | 'base64'

const typeOf = (element: XmlElement): string =>
  (element.attributes.get('type') ?? '').trim().toLowerCase().split(';', 1)[0]!.trim()

function kindOf(element: XmlElement): TextKind {
  const type = typeOf(element)
  const mode = element.attributes.get('mode')?.trim().toLowerCase()
  if (mode === 'base64') return 'base64'
  if (type === '') return mode === 'escaped' ? 'html' : mode === 'xml' ? 'xhtml' : 'unsaid'
  if (type === 'text' || type === 'text/plain') return 'text'
  if (type === 'html' || type === 'text/html') return mode === 'xml' ? 'xhtml' : 'html'
  if (type === 'xhtml' || /[/+]xml$/.test(type)) return mode === 'escaped' ? 'html' : 'xhtml'
  if (type.startsWith('text/')) return 'text'
  return type.includes('/') ? 'base64' : 'unsaid'
}

/** HTML; where the publisher says that it is text, that too. */
interface Written {
  readonly html: string
  readonly text?: string
}

const LOOKS_LIKE_HTML =
  /<\/?(?:p|br|div|a|b|i|em|strong|img|span|ul|ol|li|h[1-6]|blockquote|table|figure|iframe)\b[^<>]*>/i

const ofText = (text: string): Written => ({ html: escapeHtml(text), text })

/** The content as HTML: what is HTML as the feed has it, what is text escaped. '' for what is neither. */
export function written(element: XmlElement): Written {
  const kind = kindOf(element)
  if (kind === 'xhtml')
    return { html: (element.has & HAS.tags) === 0 ? contentOf(element) : asHtml(markupOf(element), element) }
  const content = kind === 'base64' ? ofBase64(contentOf(element)) : contentOf(element)
  const isText = kind === 'text' || (kind === 'base64' && typeOf(element) === 'text/plain')
  if (kind === 'html' || (element.has & HAS.tags) !== 0) return { html: content }
  return !isText && LOOKS_LIKE_HTML.test(content) ? { html: content } : ofText(content)
}

const strict = new TextDecoder('utf-8', { fatal: true })
const BASE_64 = /^[a-z0-9+/\s]+=*\s*$/i

/** The text that base64 hides; what is no base64 is taken for text, what hides a picture for nothing. */
function ofBase64(content: string): string {
  if (!BASE_64.test(content)) return content
  try {
    const text = strict.decode(Buffer.from(content, 'base64'))
    return text.search(FORBIDDEN) < 0 ? text : ''
  } catch {
    return ''
  }
}

/** The content as a line of plain text; `type="text"` is taken at its word. */
export function lineOf(element: XmlElement): string {
  const { html, text } = written(element)
  return text !== undefined && kindOf(element) === 'text' ? tidy(text) : plainLine(text ?? html)
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i

/** XHTML for an HTML reader: without the `div` that only wraps it, without prefixes, `<p/>` as `<p></p>`. */
export function asHtml(markup: string, element: XmlElement): string {
  const plain = withoutPrefixes(markup, element)
  const unwrapped = /^<div\b[^<>]*>/i.test(plain) && /<\/div\s*>$/i.test(plain) ? withoutDiv(plain) : plain
  return unwrapped.replace(/<([a-z][a-z0-9]*)\b([^<>]*)\/>/gi, (tag, name: string, rest: string) =>
    VOID.test(name) ? tag : `<${name}${rest.trimEnd()}></${name}>`,
  )
}

const XHTML = 'http://www.w3.org/1999/xhtml'
const DECLARED = /xmlns:([a-z][\w-]{0,20})\s?=\s?["']http:\/\/www\.w3\.org\/1999\/xhtml["']/i

/** The prefix for XHTML stands in the markup itself or on an element around it; the usual ones need no declaration. */
function withoutPrefixes(markup: string, element: XmlElement): string {
  const prefixes = new Set(['xhtml', 'html', 'h', 'xh'])
  const own = DECLARED.exec(markup)?.[1]
  if (own) prefixes.add(own.toLowerCase())
  for (let at: XmlElement | undefined = element; at; at = at.parent)
    for (const [name, value] of at.attributes)
      if (name.startsWith('xmlns:') && value === XHTML) prefixes.add(name.slice(6))
  return markup.replace(/<(\/?)([a-z][\w-]{0,20}):/gi, (tag, slash: string, prefix: string) =>
    prefixes.has(prefix.toLowerCase()) ? `<${slash}` : tag,
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
    if (src) return addEnclosure(draft, { url: src, ...(type !== undefined && { type }) }, element)
    const { html, text } = written(element)
    // Of two forms of one text HTML says more.
    claim(draft, role, text === undefined ? rank : rank + 0.1, html, element, text)
  }

export const atomLine =
  (role: Role, rank = 0): Rule =>
  (draft, element) =>
    claim(draft, role, rank, lineOf(element), element)
