// The four kinds of values of XPath 1.0, and how one becomes another (section 4 of the recommendation).
import { type Node, textOf } from '../tree.ts'

/** An attribute as a node: XPath sees them so, our tree does not. */
export interface AttributeNode {
  readonly kind: 'attribute'
  readonly owner: Node
  readonly tag: string
  readonly value: string
}

export type Item = Node | AttributeNode
export type Value = readonly Item[] | string | number | boolean

export const isNodes = (value: Value): value is readonly Item[] => Array.isArray(value)

/** The characters of a node: all text below an element. */
export const stringOfItem = (item: Item): string =>
  item.kind === 'element' || item.kind === 'root' ? textOf(item) : item.value

export function toText(value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  return value.length > 0 ? stringOfItem(value[0]!) : ''
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = toText(value).trim()
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN
}

export const toBoolean = (value: Value): boolean =>
  isNodes(value)
    ? value.length > 0
    : typeof value === 'number'
      ? value !== 0 && !Number.isNaN(value)
      : Boolean(value)
