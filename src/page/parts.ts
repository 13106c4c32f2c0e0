// The parts of an article that its outlet spread over several pages, as one text.
import { isBlockElement, seenText } from './content.ts'
import type { Extracted } from './extract.ts'
import { parseFragment } from './parse.ts'
import { cleanTree } from './sanitise.ts'
import { likeness } from './titles.ts'
import { attr, element, elements, moveChildren, type Node, remove } from './tree.ts'

/** Parts say the same title, some with a number behind it; a page that says another is another article. */
const ALIKE = 0.5

/** True when a page reads like a further part of an article. */
export const isPartOf = (part: Extracted, first: Extracted): boolean =>
  part.title === '' || first.title === '' || likeness(part.title, first.title) >= ALIKE

/** One article of several parts: what later parts repeat (the lead, the first paragraph) stands once. */
export function joinParts(parts: readonly Extracted[]): Extracted {
  const first = parts[0]!
  if (parts.length === 1) return first
  const whole = element('div')
  const seen = new Set<string>()
  for (const part of parts) {
    const root = parseFragment(part.html)
    dropSeen(root, seen)
    moveChildren(root, whole)
  }
  const cleaned = cleanTree(whole)
  return { ...first, ...cleaned, confidence: Math.min(...parts.map(({ confidence }) => confidence)) }
}

/** Letters of a block that is told by them. */
const TELLING = 20

function dropSeen(root: Node, seen: Set<string>): void {
  const own: string[] = []
  for (const one of elements(root)) {
    const name = nameOf(one)
    if (name === '') continue
    if (seen.has(name)) remove(one)
    else own.push(name)
  }
  for (const name of own) seen.add(name)
}

function nameOf(at: Node): string {
  if (at.tag === 'img') return `img ${attr(at, 'src') ?? ''}`
  if (!isBlockElement(at) || elements(at).some(isBlockElement)) return ''
  const text = seenText(at)
  return text.length < TELLING ? '' : text
}
