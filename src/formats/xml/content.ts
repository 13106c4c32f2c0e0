// What an element says: its text, or its HTML as the publisher wrote it, decoded once.
import { HAS, type XmlElement } from './element.ts'
import { decodeReferences } from './entities.ts'

const CDATA = '<![CDATA['

/**
 * The content with XML's own layer taken off: references decoded, CDATA sections opened, comments dropped. HTML that
 * stands in it unescaped stays as it is, its text undecoded unless more HTML is escaped in it. One CDATA section alone
 * comes out to the last character; other text loses the white space around it.
 */
export function contentOf(element: XmlElement): string {
  const { has, source, from, to } = element
  if (from >= to) return ''
  if (has === 0) return decodeReferences(source.text.slice(from, to), source.entities).trim()
  if (has === HAS.tags && !hasEscapedTags(source.text.slice(from, to)))
    return source.text.slice(from, to).trim()
  return joined(pieces(element), (has & HAS.tags) !== 0, element)
}

interface Piece {
  readonly text: string
  readonly verbatim: boolean
}

function joined(all: readonly Piece[], hasTags: boolean, { source }: XmlElement): string {
  const undecoded = hasTags && !all.some(piece => !piece.verbatim && hasEscapedTags(piece.text))
  const onlyCdata = all.every(piece => piece.verbatim || piece.text.trim() === '')
  if (onlyCdata) return all.map(piece => (piece.verbatim ? piece.text : '')).join('')
  return all
    .map(piece => (piece.verbatim || undecoded ? piece.text : decodeReferences(piece.text, source.entities)))
    .join('')
    .trim()
}

/** `&lt;p&gt;` beside real tags: a publisher escaped some of his HTML and forgot the rest. */
const hasEscapedTags = (text: string): boolean => /&(?:lt|#60|#x3c);[a-z/!]/i.test(text)

/** CDATA sections (verbatim) and what stands between them, without comments. */
function pieces({ source, from, to, has }: XmlElement): Piece[] {
  const text = source.text.slice(from, to)
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
