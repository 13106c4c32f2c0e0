// Character and entity references in feeds: XML's five, HTML's two thousand, those of the document, and broken ones.
import { decodeHTMLAttribute } from 'entities/decode'

/** Entities the document declares itself (`<!ENTITY name "value">`), and how much they may still expand to. */
export interface EntityTable {
  readonly declared: ReadonlyMap<string, string>
  /** Characters left for declared entities, for the whole document. */
  budget: number
}

export const noEntities = (): EntityTable => ({ declared: new Map(), budget: 0 })

/** `&CounterClockwiseContourIntegral;` is the longest that HTML knows. */
const LONGEST = 40

/**
 * Text with its references read once, from left to right. What is no reference stays: a bare `&` is a `&`, and
 * `?a=1&copy=2` is an address. References to characters that XML forbids vanish; 0x80–9F are read as windows-1252.
 * Works without a limit on their number: full-text feeds have tens of thousands.
 */
export function decodeReferences(text: string, table?: EntityTable): string {
  let at = text.indexOf('&')
  if (at < 0) return text
  // Strings are added, not collected: the engine joins such a rope once, in half the time an array takes.
  let out = ''
  let from = 0
  while (at >= 0) {
    let end = at + usualLength(text, at)
    const value = end > at ? usualCharacter(text.charCodeAt(at + 1)) : undefined
    if (value !== undefined) out += text.slice(from, at) + value
    else {
      end = referenceEnd(text, at + 1)
      const meaning = end < 0 ? undefined : meaningOf(text, at, end, table)
      if (meaning === undefined) {
        at = text.indexOf('&', at + 1)
        continue
      }
      out += text.slice(from, at) + meaning
    }
    from = end
    at = text.indexOf('&', from)
  }
  return from === 0 ? text : out + text.slice(from)
}

/** Of `&lt;`, `&gt;`, `&amp;` and `&quot;`, which make up nearly all: how long it is, 0 for any other. */
function usualLength(text: string, at: number): number {
  const first = text.charCodeAt(at + 1)
  if (first === 108 || first === 103)
    return text.charCodeAt(at + 2) === 116 && text.charCodeAt(at + 3) === 59 ? 4 : 0
  if (first === 97) return text.startsWith('mp;', at + 2) ? 5 : lostSemicolon(text, at)
  return first === 113 && text.startsWith('uot;', at + 2) ? 6 : 0
}

/** `&ampb=2` was `&amp;b=2`; `&amp=1` and `&amp_x` are addresses that nobody escaped. */
function lostSemicolon(text: string, at: number): number {
  if (!text.startsWith('mp', at + 2) || !/[a-z0-9]/i.test(text.charAt(at + 4))) return 0
  return text.charCodeAt(referenceEnd(text, at + 1) - 1) === 59 ? 0 : 4
}

const usualCharacter = (first: number): string =>
  first === 108 ? '<' : first === 103 ? '>' : first === 97 ? '&' : '"'

/** Past the `;`, or past the last letter or digit where there is none; -1 when nothing like a name follows. */
function referenceEnd(text: string, from: number): number {
  const most = Math.min(text.length, from + LONGEST)
  let i = text.charCodeAt(from) === 35 ? from + 1 : from
  const start = i
  while (i < most && isNameCharacter(text.charCodeAt(i))) i++
  if (i === start) return -1
  return text.charCodeAt(i) === 59 ? i + 1 : i
}

const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 45 ||
  code === 46 ||
  code === 95

function meaningOf(
  text: string,
  at: number,
  end: number,
  table: EntityTable | undefined,
): string | undefined {
  const reference = text.slice(at, end)
  const usual = USUAL.get(reference)
  if (usual !== undefined) return usual
  if (table !== undefined && table.declared.size > 0) {
    const own = table.declared.get(reference.slice(1, reference.endsWith(';') ? -1 : undefined))
    if (own !== undefined) {
      table.budget -= own.length
      return table.budget >= 0 ? own : ''
    }
  }
  // What follows decides whether `&copy` without `;` is a reference or part of an address.
  if (text.charCodeAt(end) === 61 && text.charCodeAt(end - 1) !== 59) return undefined
  const value = decodeHTMLAttribute(reference)
  return value === reference ? undefined : withoutControls(value)
}

const USUAL: ReadonlyMap<string, string> = new Map([
  ['&apos;', "'"],
  ['&#39;', "'"],
  ['&nbsp;', '\u00a0'],
])

const withoutControls = (value: string): string =>
  value.charCodeAt(0) > 31 && value < '\ufffe' ? value : value.replace(FORBIDDEN, '')

/** Characters that XML 1.0 forbids in any form. */
export const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const MOST_DECLARED = 1000
const LONGEST_VALUE = 4096
/** Expansion is bounded as a whole, so that declared entities cannot blow a document up. */
const EXPANSION = 4_000_000

/**
 * Entities declared in a DOCTYPE's internal subset. One level: a value's own references are read when it stands for a
 * character or one of XML's and HTML's, never when it names another declared entity. External ones are not fetched.
 */
export function declaredEntities(subset: string): EntityTable {
  const declared = new Map<string, string>()
  for (const [, name, single, double] of subset.matchAll(/<!ENTITY\s+([\w.-]+)\s+(?:'([^']*)'|"([^"]*)")/g)) {
    const value = single ?? double ?? ''
    if (declared.size < MOST_DECLARED && !declared.has(name!) && value.length <= LONGEST_VALUE)
      declared.set(name!, decodeReferences(value))
  }
  return { declared, budget: EXPANSION }
}
