// What an element says: its text, or its HTML as the publisher wrote it, decoded once.
import { escapeHtml } from '../../model/text.ts'
import { HAS, type XmlElement } from './element.ts'
import { decodeReferences } from './entities.ts'

const CDATA = '<![CDATA['

/**
 * The content with XML's own layer taken off: references decoded, CDATA sections opened, comments dropped. HTML that
 * stands in it unescaped stays as it is, its text undecoded, unless most of the HTML in it is escaped. One CDATA
 * section alone comes out to the last character; other text loses the white space around it.
 */
export function contentOf(element: XmlElement): string {
  const { has, source, from, to } = element
  if (from >= to) return ''
  if ((has & HAS.section) !== 0) return source.text.slice(from + CDATA.length, to - 3)
  const raw = source.text.slice(from, to)
  if ((has & (HAS.cdata | HAS.comments)) === 0) return decoded(raw, has, element).trim()
  const all = pieces(raw, has)
  if (all.every(piece => piece.verbatim || piece.text.trim() === ''))
    return all.map(piece => (piece.verbatim ? piece.text : '')).join('')
  return all
    .map(piece => (piece.verbatim ? piece.text : decoded(piece.text, has, element)))
    .join('')
    .trim()
}

/** The content as markup, nothing decoded: XHTML in Atom. CDATA sections become text, comments go. */
export function markupOf({ has, source, from, to }: XmlElement): string {
  const raw = source.text.slice(from, to)
  if ((has & (HAS.cdata | HAS.comments)) === 0) return raw.trim()
  return pieces(raw, has)
    .map(piece => (piece.verbatim ? escapeHtml(piece.text) : piece.text))
    .join('')
    .trim()
}

interface Piece {
  readonly text: string
  readonly verbatim: boolean
}

const decoded = (text: string, has: number, { source }: XmlElement): string =>
  (has & HAS.tags) !== 0 && !isMostlyEscaped(text) ? text : decodeReferences(text, source.entities)

/** `&lt;p&gt;` beside a few real tags: a publisher escaped his HTML and forgot some of it. */
function isMostlyEscaped(text: string): boolean {
  const escaped = text.match(/&(?:lt|#60|#x3c);[a-z/!]/gi)?.length ?? 0
  return escaped > 0 && escaped > (text.match(/<[a-z/]/gi)?.length ?? 0)
}

/** CDATA sections (verbatim) and what stands between them, without comments. */
function pieces(text: string, has: number): Piece[] {
  const out: Piece[] = []
  let i = 0
  while (i < text.length) {
    const cdata = (has & HAS.cdata) === 0 ? -1 : text.indexOf(CDATA, i)
    const comment = (has & HAS.comments) === 0 ? -1 : text.indexOf('<!--', i)
    const next = cdata < 0 ? comment : comment < 0 ? cdata : Math.min(cdata, comment)
    if (next !== i) out.push({ text: next < 0 ? text.slice(i) : text.slice(i, next), verbatim: false })
    if (next < 0) break
    i = next === cdata ? addCdata(out, text, next + CDATA.length) : pastComment(text, next + 4)
  }
  return out
}

function addCdata(out: Piece[], text: string, from: number): number {
  const end = text.indexOf(']]>', from)
  out.push({
    text: end < 0 ? text.slice(from).replace(LOST_BRACKETS, '') : text.slice(from, end),
    verbatim: true,
  })
  return end < 0 ? text.length : end + 3
}

/** What is left of `]]>` when a byte of it went missing. */
const LOST_BRACKETS = /\]\]?>?\s*$/

function pastComment(text: string, from: number): number {
  const end = text.indexOf('-->', from)
  if (end >= 0) return end + 3
  const tag = text.indexOf('</', from)
  return tag < 0 ? text.length : tag
}
