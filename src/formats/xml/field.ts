// Finds the end of an element that holds text or HTML, however much of its own end is missing.
import { HAS } from './element.ts'
import { finder, isNameStart, nameEnd, type StartTag } from './tag.ts'
import { type ElementKind, HTML_TOO, INLINE_HTML, NESTING } from './vocabulary.ts'

export interface Surroundings {
  /** In the vocabulary, in the scope at hand. */
  nameOf(written: string): string
  kindOf(written: string): ElementKind | undefined
  /** The kind of the innermost element around this one that is written so. */
  openKind(written: string): ElementKind | undefined
  readonly repairs: Set<string>
}

export interface FieldEnd {
  /** Where the content ends. */
  readonly to: number
  /** Where reading goes on. */
  readonly next: number
  /** Bits of HAS. */
  readonly has: number
  /** True when the text stopped inside. */
  readonly cut: boolean
}

/** Each name costs a pass over the text at worst, and hostile documents spell them in endless ways. */
const MOST_NAMES = 100

/** Kinds of elements that hold text. */
export type FieldKind = 'text' | 'part' | 'markup'

export const isField = (kind: ElementKind): kind is FieldKind =>
  kind === 'text' || kind === 'part' || kind === 'markup'

const LONGEST_LINE = 4096
const LONGEST_TAG = 512

const HOLDS_ITEMS: ReadonlySet<ElementKind> = new Set(['item', 'list', 'root'])

type Verdict = 'content' | 'own end' | 'lost end' | 'wrong end'

export function fieldReader(
  text: string,
  around: Surroundings,
): (kind: FieldKind, tag: StartTag) => FieldEnd {
  const cdataStart = finder(text, '<![CDATA[')
  const cdataEnd = finder(text, ']]>')
  const commentEnd = finder(text, '-->')
  const nextEndTag = finder(text, '</')
  const endOf = new Map<string, (from: number) => number>()

  return (kind, tag) => {
    let has = 0
    let i = tag.end
    const nests = kind === 'markup' && NESTING.has(around.nameOf(tag.name))
    let inside = 0
    let section = -1
    for (;;) {
      const lt = text.indexOf('<', i)
      if (lt < 0) return { to: text.length, next: text.length, has, cut: true }
      const code = text.charCodeAt(lt + 1)
      if (code === 47) {
        const end = inside > 0 && isNamed(lt + 2, tag.name) ? undefined : endTag(kind, tag, lt)
        if (end === undefined && nests && isNamed(lt + 2, tag.name)) inside--
        if (end !== undefined) return { ...end, has: section === lt ? has | HAS.section : has, cut: false }
        has |= HAS.tags
        i = lt + 2
      } else if (isNameStart(code)) {
        if (nests && isNamed(lt + 1, tag.name)) inside++
        if (startsAnother(kind, lt)) {
          around.repairs.add('an element was not closed')
          return { to: lt, next: lt, has, cut: false }
        }
        has |= HAS.tags
        i = lt + 2
      } else if (text.startsWith('<![CDATA[', lt)) {
        const end = pastCdata(tag.name, lt + 9)
        has |= HAS.cdata
        section = lt === tag.end && text.startsWith(']]>', end - 3) ? end : -1
        i = end
      } else if (text.startsWith('<!--', lt)) {
        has |= HAS.comments
        i = pastComment(lt + 4)
      } else i = lt + 1
    }
  }

  function isNamed(at: number, name: string): boolean {
    return text.startsWith(name, at) && nameEnd(text, at) === at + name.length
  }

  function endTag(kind: FieldKind, tag: StartTag, lt: number): { to: number; next: number } | undefined {
    const end = nameEnd(text, lt + 2)
    const verdict = judge(kind, tag, lt, text.slice(lt + 2, end))
    if (verdict === 'content') return undefined
    if (verdict === 'own end') return { to: lt, next: pastTag(end) }
    around.repairs.add('tags do not match')
    return { to: lt, next: verdict === 'wrong end' ? pastTag(end) : lt }
  }

  function judge(kind: FieldKind, tag: StartTag, lt: number, written: string): Verdict {
    if (written === tag.name) return 'own end'
    const name = around.nameOf(written)
    if (name === around.nameOf(tag.name)) return 'own end'
    const known = around.kindOf(written) !== undefined
    const open = around.openKind(written)
    if (open !== undefined && (known || kind !== 'markup' || HOLDS_ITEMS.has(open))) return 'lost end'
    if (kind === 'markup') return known && !HTML_TOO.has(name) ? 'wrong end' : 'content'
    return known || !(INLINE_HTML.has(name) || beganInside(tag.end, lt, written)) ? 'wrong end' : 'content'
  }

  /** True when the line of text has the start of that element too; a longer stretch is no line, and not searched. */
  function beganInside(from: number, lt: number, written: string): boolean {
    return written !== '' && lt - from < LONGEST_LINE && text.slice(from, lt).includes(`<${written}`)
  }

  /** True for the start of an element that cannot be inside: an item, or a neighbour in the vocabulary. */
  function startsAnother(kind: FieldKind, lt: number): boolean {
    const end = nameEnd(text, lt + 1)
    const written = text.slice(lt + 1, end)
    if (around.kindOf(written) === undefined) return false
    if (kind !== 'markup') return true
    const name = around.nameOf(written)
    // An HTML <link> has attributes, a feed's has content.
    return !HTML_TOO.has(name) || (name === 'link' && text.charCodeAt(end) === 62)
  }

  /**
   * Past a CDATA section. Its end was lost when there is none, or when the next one belongs to a later section, which a
   * tag of the vocabulary opens, and an end tag of the element, or a tag that only the vocabulary has, comes first; then
   * it lasts until that tag. A text about XML may hold all of these, but hardly the later section's tag.
   */
  function pastCdata(name: string, from: number): number {
    const end = cdataEnd(from)
    const another = cdataStart(from)
    if (end >= 0 && (another < 0 || end < another || !opensField(another))) return end + 3
    const until = another < 0 ? text.length : another
    const own = endOfElement(name)(from)
    const lost = own >= 0 && own < until ? own : firstNeighbour(from, until)
    if (lost >= 0) {
      around.repairs.add('a CDATA section was not closed')
      return lost
    }
    return end < 0 ? text.length : end + 3
  }

  /** True when a start tag of the vocabulary stands just before. */
  function opensField(at: number): boolean {
    const before = text.slice(Math.max(0, at - LONGEST_TAG), at).trimEnd()
    const lt = before.lastIndexOf('<')
    if (!before.endsWith('>') || lt < 0 || !isNameStart(before.charCodeAt(lt + 1))) return false
    return around.kindOf(before.slice(lt + 1, nameEnd(before, lt + 1))) !== undefined
  }

  /** Where the first tag between two places stands that is the vocabulary's alone; -1 when none does. */
  function firstNeighbour(from: number, until: number): number {
    for (let lt = text.indexOf('<', from); lt >= 0 && lt < until; lt = text.indexOf('<', lt + 1)) {
      const start = text.charCodeAt(lt + 1) === 47 ? lt + 2 : lt + 1
      if (!isNameStart(text.charCodeAt(start))) continue
      const written = text.slice(start, nameEnd(text, start))
      if (around.kindOf(written) !== undefined && !HTML_TOO.has(around.nameOf(written))) return lt
    }
    return -1
  }

  function endOfElement(name: string): (from: number) => number {
    const known = endOf.get(name) ?? (endOf.size < MOST_NAMES ? finder(text, `</${name}`) : () => -1)
    endOf.set(name, known)
    return known
  }

  function pastComment(from: number): number {
    const end = commentEnd(from)
    if (end >= 0) return end + 3
    around.repairs.add('a comment was not closed')
    const tag = nextEndTag(from)
    return tag < 0 ? text.length : tag
  }

  /** Past the `>` of an end tag; one that lost it ends before the next tag. */
  function pastTag(i: number): number {
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 62) return i + 1
      if (code === 60) return i
    }
    return i
  }
}
