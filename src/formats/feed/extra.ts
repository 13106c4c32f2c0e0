// What has no place in the model, kept by its usual name, so that nothing a feed says is lost.
import { contentOf } from '../xml/content.ts'
import type { XmlElement } from '../xml/element.ts'
import type { Draft } from './draft.ts'

const MOST_NAMES = 100
const MOST_EACH = 100
const DEEPEST = 6
const LONGEST = 65_536

/** Adds an unknown element; a name that comes again becomes a list. */
export function addExtra(draft: Draft, element: XmlElement): void {
  const value = plainValue(element, 0)
  if (value === undefined) return
  const known = draft.extra.get(element.name)
  if (known === undefined) {
    if (draft.extra.size < MOST_NAMES) draft.extra.set(element.name, value)
  } else if (!Array.isArray(known)) draft.extra.set(element.name, [known, value])
  else if (known.length < MOST_EACH) known.push(value)
}

/** A text; or, of an element with attributes or elements in it, an object with `#` for its text. */
function plainValue(element: XmlElement, depth: number): unknown {
  const attributes = [...element.attributes].filter(([name]) => !name.startsWith('xmlns'))
  const text = element.children.length === 0 ? contentOf(element).slice(0, LONGEST) : ''
  if (attributes.length === 0 && element.children.length === 0) return text === '' ? undefined : text
  const object: Record<string, unknown> = Object.fromEntries(attributes)
  if (text !== '') object['#'] = text
  if (depth < DEEPEST) for (const one of element.children.slice(0, MOST_EACH)) addChild(object, one, depth)
  return Object.keys(object).length === 0 ? undefined : object
}

function addChild(object: Record<string, unknown>, element: XmlElement, depth: number): void {
  const value = plainValue(element, depth + 1)
  if (value === undefined) return
  const known = Object.hasOwn(object, element.name) ? object[element.name] : undefined
  const merged = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value]
  Object.defineProperty(object, element.name, {
    value: merged,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
