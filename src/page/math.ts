// MathML, its presentation part only: formulas survive, links, scripts and foreign content in them do not.
import { MATH, MATH_ATTRIBUTES, MATH_DROPPED, MATH_TEXT } from './allow.ts'
import { attr, MATHML, type Node, textOf } from './tree.ts'
import { attribute, escapeText } from './write.ts'

const MAX_DEPTH = 60

/** A `<math>` element as HTML on one line; '' when there is nothing in it. */
export function writeMath(math: Node): string {
  let out = ''
  const open: string[] = []
  for (let at: Node | null = math; at; ) {
    const entered = enter(at, open.length)
    out += entered.html
    if (entered.descend && at.first) {
      open.push(entered.tag)
      at = at.first
      continue
    }
    if (entered.tag !== '') out += `</${entered.tag}>`
    while (at && at !== math && !at.next) {
      at = at.parent
      const tag = open.pop()
      if (tag) out += `</${tag}>`
    }
    at = at === null || at === math ? null : at.next
  }
  return /<m[inos]>|<mtext>/.test(out) || /<m(?:i|n|o|s|text) /.test(out) ? out : ''
}

interface Entered {
  readonly html: string
  /** Written and to be closed; '' when the element itself is passed over. */
  readonly tag: string
  readonly descend: boolean
}

const NOTHING: Entered = { html: '', tag: '', descend: false }

function enter(at: Node, depth: number): Entered {
  if (at.kind !== 'element' || at.space !== MATHML || MATH_DROPPED.has(at.tag)) return NOTHING
  if (!MATH.has(at.tag) || depth > MAX_DEPTH) return { html: '', tag: '', descend: true }
  if (at.tag === 'math' && depth > 0) return { html: '', tag: '', descend: true }
  const start = `<${at.tag}${attributes(at)}>`
  if (!MATH_TEXT.has(at.tag)) return { html: start, tag: at.tag, descend: true }
  const text = textOf(at).replace(/\s+/g, ' ').trim()
  return { html: start + escapeText(text), tag: at.tag, descend: false }
}

function attributes(at: Node): string {
  let out = ''
  for (const name of MATH_ATTRIBUTES) {
    const value = attr(at, name)
    if (value !== undefined && value.length <= 64 && /^[\w .%+#(){}[\]|,;:‖⟨⟩-]*$/.test(value))
      out += attribute(name, value.trim())
  }
  return out
}
