// The functions of XPath 1.0, and the few of 2.0 that rule files use all the same (ends-with, lower-case, matches).
import { attr, elements, type Node } from '../tree.ts'
import { isNodes, stringOfItem, toBoolean, toNumber, toText, type Value } from './values.ts'

export interface CallContext {
  readonly root: Node
  readonly position: number
  readonly size: number
}

type Call = (args: readonly Value[], context: CallContext) => Value

const spaces = (text: string): string => text.replace(/[ \t\r\n]+/g, ' ').trim()

/** Counts characters from 1, rounds its numbers, takes NaN as nothing (4.2). */
function substring([text = '', from = 1, length]: readonly Value[]): string {
  const start = Math.round(toNumber(from))
  const end = length === undefined ? Number.POSITIVE_INFINITY : start + Math.round(toNumber(length))
  return [...toText(text)].filter((_, i) => i + 1 >= start && i + 1 < end).join('')
}

function translate([text = '', from = '', to = '']: readonly Value[]): string {
  const source = [...toText(from)]
  const target = [...toText(to)]
  const table = new Map<string, string>()
  for (const [i, char] of source.entries()) if (!table.has(char)) table.set(char, target[i] ?? '')
  return [...toText(text)].map(char => table.get(char) ?? char).join('')
}

const nameOf = ([nodes]: readonly Value[]): string =>
  nodes !== undefined && isNodes(nodes) && nodes[0] !== undefined ? nodes[0].tag : ''

function byId([ids = '']: readonly Value[], { root }: CallContext): Value {
  const wanted = new Set((isNodes(ids) ? ids.map(stringOfItem).join(' ') : toText(ids)).split(/\s+/))
  return elements(root).filter(one => wanted.has(attr(one, 'id') ?? '\u0000'))
}

const first = (args: readonly Value[]): string => toText(args[0] ?? '')
const second = (args: readonly Value[]): string => toText(args[1] ?? '')

export const functions: Readonly<Record<string, Call>> = {
  last: (_, { size }) => size,
  position: (_, { position }) => position,
  count: ([nodes = []]) => (isNodes(nodes) ? nodes.length : 0),
  id: byId,
  name: nameOf,
  'local-name': args => nameOf(args).replace(/^.*:/, ''),
  string: first,
  concat: args => args.map(toText).join(''),
  'starts-with': args => first(args).startsWith(second(args)),
  'ends-with': args => first(args).endsWith(second(args)),
  contains: args => first(args).includes(second(args)),
  'substring-before': args => {
    const at = first(args).indexOf(second(args))
    return at < 0 ? '' : first(args).slice(0, at)
  },
  'substring-after': args => {
    const at = first(args).indexOf(second(args))
    return at < 0 ? '' : first(args).slice(at + second(args).length)
  },
  substring,
  'string-length': args => [...first(args)].length,
  'normalize-space': args => spaces(first(args)),
  translate,
  'lower-case': args => first(args).toLowerCase(),
  'upper-case': args => first(args).toUpperCase(),
  boolean: ([value = false]) => toBoolean(value),
  not: ([value = false]) => !toBoolean(value),
  true: () => true,
  false: () => false,
  number: ([value = '']) => toNumber(value),
  sum: ([nodes = []]) =>
    isNodes(nodes) ? nodes.reduce((sum, one) => sum + toNumber(stringOfItem(one)), 0) : Number.NaN,
  floor: ([value = 0]) => Math.floor(toNumber(value)),
  ceiling: ([value = 0]) => Math.ceil(toNumber(value)),
  round: ([value = 0]) => Math.round(toNumber(value)),
}

/** These speak of the context node when they are given nothing. */
export const ABOUT_HERE: ReadonlySet<string> = new Set([
  'name',
  'local-name',
  'string',
  'string-length',
  'normalize-space',
  'number',
])
