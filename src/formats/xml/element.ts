// An element as the scanner finds it: names in the usual spelling, content as a stretch of the text, read on demand.
import type { EntityTable } from './entities.ts'

/**
 * What the scanner saw inside an element, so that reading it can take the short way. `section`: one CDATA section, and
 * nothing else.
 */
export const HAS = { cdata: 1, tags: 2, comments: 4, section: 8 } as const

/** The text that elements are stretches of. */
export interface XmlSource {
  readonly text: string
  readonly entities: EntityTable
}

export interface XmlElement {
  readonly source: XmlSource
  /** Lower case, with the usual prefix of its namespace: `dc:date`, `title`. */
  readonly name: string
  /** Names likewise; values decoded. */
  readonly attributes: ReadonlyMap<string, string>
  readonly parent: XmlElement | undefined
  readonly children: XmlElement[]
  /** Where its content starts and ends in the text. */
  readonly from: number
  to: number
  /** Bits of HAS. */
  has: number
  /** False while open, and for good when only something else's end closed it. */
  closed: boolean
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  for (const one of element.children) if (one.name === name) return one
  return undefined
}

/** The nearest value of an inherited attribute (`xml:lang`), its own first. */
export function inherited(element: XmlElement, name: string): string | undefined {
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const value = at.attributes.get(name)
    if (value !== undefined) return value
  }
  return undefined
}
