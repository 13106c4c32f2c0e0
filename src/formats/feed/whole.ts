// Everything an element says, as plain values under the usual names: for looking at a feed, not for keeping it.
import { lineOf } from '../atom/text.ts'
import { contentOf, markupOf } from '../xml/content.ts'
import type { XmlElement } from '../xml/element.ts'
import { absolute, baseOf } from './address.ts'

/** A text; or, of an element with attributes or elements in it, an object with `#` for its text. */
export type Said = string | SaidObject | readonly Said[]
export interface SaidObject {
  readonly [name: string]: Said
}

const MOST_NAMES = 200
const MOST_EACH = 200
const DEEPEST = 8
const LONGEST = 65_536

/** Attributes whose value is an address. */
const ADDRESS_ATTRIBUTES: ReadonlySet<string> = new Set([
  'href',
  'url',
  'src',
  'uri',
  'rdf:resource',
  'resource',
])
/** Elements that say all by being there. */
const FLAGS: ReadonlySet<string> = new Set(['fh:complete', 'fh:archive'])
/** Elements whose text is an address. */
const ADDRESSES: ReadonlySet<string> = new Set(
  `docs comments uri url icon logo link homepage wfw:comment wfw:commentrss creativecommons:license atom:uri atom:icon
   atom:logo itunes:new-feed-url feedburner:origlink feedburner:origenclosurelink blogchannel:blogroll
   blogchannel:mysubscriptions blogchannel:blink`.split(/\s+/),
)

/**
 * What an element says through its attributes and the elements in it: each name once, a list where it comes again.
 * Relative addresses are resolved. `without` are elements that are left out, because they are told elsewhere.
 */
export function everything(
  element: XmlElement,
  base: string | undefined,
  without: ReadonlySet<XmlElement> = new Set(),
): SaidObject {
  const all = newObject()
  for (const [name, value] of attributesOf(element, base)) put(all, name, value)
  for (const one of element.children) {
    if (without.has(one) || all.size >= MOST_NAMES) continue
    const said = saidBy(one, base, 0)
    if (said !== undefined) put(all, one.name, said)
  }
  return Object.fromEntries(all)
}

/** What one element says; undefined when that is nothing. */
export function saidBy(element: XmlElement, base: string | undefined, depth: number): Said | undefined {
  const object = newObject()
  for (const [name, value] of attributesOf(element, base)) put(object, name, value)
  if (depth < DEEPEST)
    for (const one of element.children.slice(0, MOST_EACH)) {
      const said = saidBy(one, base, depth + 1)
      if (said !== undefined) put(object, one.name, said)
    }
  const text = element.children.length === 0 ? textOf(element, base) : ''
  if (object.size === 0) return text !== '' ? text : FLAGS.has(element.name) ? 'true' : undefined
  if (text !== '') put(object, '#', text)
  return Object.fromEntries(object)
}

const newObject = (): Map<string, Said> => new Map()

function put(object: Map<string, Said>, name: string, said: Said): void {
  if (name === '__proto__') return
  const known = object.get(name)
  if (known === undefined) object.set(name, said)
  else if (!Array.isArray(known)) object.set(name, [known, said])
  else if (known.length < MOST_EACH) known.push(said)
}

function attributesOf(element: XmlElement, base: string | undefined): [string, string][] {
  if (element.attributes.size === 0) return []
  return [...element.attributes]
    .filter(([name]) => !name.startsWith('xmlns') && name !== 'xml:base' && name !== 'xml:space')
    .map(([name, value]) => [
      name,
      ADDRESS_ATTRIBUTES.has(name) ? resolved(value, element, base) : value.trim(),
    ])
}

function textOf(element: XmlElement, base: string | undefined): string {
  const text = (element.attributes.has('mode') ? lineOf(element) : plainOrMarkup(element)).trim()
  return ADDRESSES.has(element.name) ? resolved(text, element, base) : text.slice(0, LONGEST)
}

const plainOrMarkup = (element: XmlElement): string =>
  element.attributes.get('type') === 'xhtml' ? markupOf(element) : contentOf(element)

const resolved = (written: string, element: XmlElement, base: string | undefined): string =>
  absolute(written, baseOf(element, base)) ?? written.trim()
