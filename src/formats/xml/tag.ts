// The pieces of a start tag: its name, its attributes, its end; however it is broken.
import { decodeReferences, type EntityTable } from './entities.ts'

export interface StartTag {
  /** As written. */
  readonly name: string
  /** As written, values decoded; the first of a doubled attribute counts. */
  readonly attributes: ReadonlyMap<string, string>
  readonly selfClosing: boolean
  /** Past the tag. */
  readonly end: number
  /** True when the text ended inside the tag. */
  readonly cut: boolean
}

const NONE: ReadonlyMap<string, string> = new Map()
const LT = 60
const GT = 62
const SLASH = 47
const EQUALS = 61
const DOUBLE = 34
const SINGLE = 39
const MOST_ATTRIBUTES = 256

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** From here on characters are Chinese, Japanese or Korean: text that ran into a tag which lost its end. */
const FAR_EAST = 0x2e80

/** True for what may begin a name: letters, `_` and `:`. */
export const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  code === 58 ||
  (code > 127 && code < FAR_EAST)

/** Past the name that starts at `i`. */
export function nameEnd(text: string, i: number): number {
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === GT || code === SLASH || code === LT || code === EQUALS || code >= FAR_EAST || isSpace(code))
      return i
  }
  return i
}

/**
 * Finds one string again and again in one text, from positions that never go back: what was found and is still ahead
 * is not searched for twice, so that a thousand unclosed quotes cost one pass, not a thousand.
 */
export function finder(text: string, needle: string): (from: number) => number {
  let from = 0
  let at = -2
  return start => {
    if (at !== -2 && start >= from && (at === -1 || start <= at)) return at
    from = start
    at = text.indexOf(needle, start)
    return at
  }
}

/** Reads start tags of one text, in order. */
export function tagReader(text: string, entities: EntityTable): (lt: number) => StartTag {
  const nextGt = finder(text, '>')
  const nextQuote = { [DOUBLE]: finder(text, '"'), [SINGLE]: finder(text, "'") }

  return lt => {
    const end = nameEnd(text, lt + 1)
    const name = text.slice(lt + 1, end)
    const next = text.charCodeAt(end)
    if (next === GT || next >= FAR_EAST)
      return { name, attributes: NONE, selfClosing: false, end: next === GT ? end + 1 : end, cut: false }
    return readRest(name, end)
  }

  function readRest(name: string, from: number): StartTag {
    let attributes: Map<string, string> | undefined
    let i = from
    let slash = false
    while (i < text.length) {
      const code = text.charCodeAt(i)
      if (code === GT)
        return { name, attributes: attributes ?? NONE, selfClosing: slash, end: i + 1, cut: false }
      // A `<` here begins the next tag: this one lost its end.
      if (code === LT) return { name, attributes: attributes ?? NONE, selfClosing: slash, end: i, cut: false }
      if (isSpace(code) || code === EQUALS || code === DOUBLE || code === SINGLE) i++
      else if (code === SLASH) {
        slash = true
        i++
      } else {
        slash = false
        attributes ??= new Map()
        i = readAttribute(attributes, i)
      }
    }
    return { name, attributes: attributes ?? NONE, selfClosing: slash, end: i, cut: true }
  }

  function readAttribute(into: Map<string, string>, from: number): number {
    let i = from
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === EQUALS || code === GT || code === LT || isSpace(code)) break
      if (code === SLASH && text.charCodeAt(i + 1) === GT) break
    }
    const name = text.slice(from, i)
    while (isSpace(text.charCodeAt(i))) i++
    if (text.charCodeAt(i) !== EQUALS) return keep(into, name, '', i)
    i++
    while (isSpace(text.charCodeAt(i))) i++
    const quote = text.charCodeAt(i)
    if (quote === DOUBLE || quote === SINGLE) {
      const end = closingQuote(quote, i + 1)
      if (end >= 0) return keep(into, name, text.slice(i + 1, end), end + 1)
      i++
    }
    const end = unquotedEnd(i)
    return keep(into, name, text.slice(i, end).replace(/["']$/, ''), end)
  }

  function keep(into: Map<string, string>, name: string, value: string, end: number): number {
    if (into.size < MOST_ATTRIBUTES && !into.has(name)) into.set(name, decodeReferences(value, entities))
    return end
  }

  /** -1 when the quote was lost: none is left, or the next one opens another attribute's value. */
  function closingQuote(quote: typeof DOUBLE | typeof SINGLE, from: number): number {
    const end = nextQuote[quote](from)
    if (end < 0) return -1
    const after = text.charCodeAt(end + 1)
    if (isSpace(after) || after === GT || after === SLASH || after === 63 || Number.isNaN(after)) return end
    return isLost(from, end) ? -1 : end
  }

  /** A value with a tag's end in it, or one that stops right after `=`, has swallowed what follows it. */
  function isLost(from: number, end: number): boolean {
    if (text.charCodeAt(end - 1) === EQUALS && end > from) return true
    const gt = nextGt(from)
    return gt >= 0 && gt < end
  }

  function unquotedEnd(i: number): number {
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === GT || code === LT || isSpace(code)) return i
      if (code === SLASH && text.charCodeAt(i + 1) === GT) return i
    }
    return i
  }
}
