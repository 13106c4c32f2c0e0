// XPath 1.0 over our tree: nodes that an expression selects, in the order of the document, at a bounded cost.
import { StetError } from '../../model/error.ts'
import { following, type Node } from '../tree.ts'
import { ABOUT_HERE, functions } from './functions.ts'
import { type Axis, type Expression, type Operator, parseXPath, type Step } from './syntax.ts'
import { type Item, isNodes, stringOfItem, toBoolean, toNumber, toText, type Value } from './values.ts'

export type { Item } from './values.ts'

/** An expression, read and checked. */
export interface XPath {
  readonly text: string
  readonly tree: Expression
}

/** Nodes looked at for one expression; characters read count a little too. A page has ten thousand nodes. */
const BUDGET = 4_000_000

/** Reads an expression. Throws StetError 'config' for what is no XPath 1.0 or calls a function that there is not. */
export function xpath(text: string): XPath {
  const tree = parseXPath(text)
  checkCalls(tree, text)
  return { text, tree }
}

function checkCalls(at: Expression, text: string): void {
  const inSteps = (steps: readonly Step[]): readonly Expression[] => steps.flatMap(step => step.predicates)
  if (at.kind === 'call' && !Object.hasOwn(functions, at.name))
    throw new StetError('config', `the XPath ${text.slice(0, 200)} calls ${at.name}(), which there is not`)
  const below: readonly Expression[] =
    at.kind === 'binary'
      ? [at.left, at.right]
      : at.kind === 'negate'
        ? [at.of]
        : at.kind === 'call'
          ? at.args
          : at.kind === 'filter'
            ? [at.of, ...at.predicates]
            : at.kind === 'path'
              ? [...(typeof at.from === 'string' ? [] : [at.from]), ...inSteps(at.steps)]
              : []
  for (const one of below) checkCalls(one, text)
}

/** The nodes that an expression selects below `root`; none when it costs too much or gives no nodes. */
export function select(root: Node, { tree }: XPath): readonly Item[] {
  const value = evaluateWithin(root, tree)
  return value !== undefined && isNodes(value) ? value : []
}

/** What an expression says as text: of nodes, that of the first. */
export function textAt(root: Node, { tree }: XPath): string {
  const value = evaluateWithin(root, tree)
  return value === undefined ? '' : toText(value)
}

/** Thrown and caught here alone. */
const TOO_MUCH = new Error('this XPath looks at too much')

function evaluateWithin(root: Node, tree: Expression): Value | undefined {
  try {
    return evaluator(root)(tree, { item: root, position: 1, size: 1 })
  } catch (error) {
    if (error === TOO_MUCH) return undefined
    throw error
  }
}

interface Context {
  readonly item: Item
  readonly position: number
  readonly size: number
}

type Evaluate = (at: Expression, context: Context) => Value

function evaluator(root: Node): Evaluate {
  let left = BUDGET
  const spend = (cost: number): void => {
    left -= cost
    if (left < 0) throw TOO_MUCH
  }
  let order: Map<Node, number> | undefined

  function sorted(items: readonly Item[]): Item[] {
    if (!order) {
      order = new Map([[root, 0]])
      for (let at = root.first, n = 1; at; at = following(at, root)) order.set(at, n++)
    }
    spend(items.length)
    const place = (item: Item): number => order!.get(item.kind === 'attribute' ? item.owner : item) ?? 0
    return [...new Set(items)].sort((a, b) => place(a) - place(b))
  }

  function evaluate(at: Expression, context: Context): Value {
    spend(1)
    switch (at.kind) {
      case 'literal':
      case 'number':
        return at.value
      case 'negate':
        return -toNumber(evaluate(at.of, context))
      case 'binary':
        return operate(at.op, at.left, at.right, context)
      case 'call':
        return call(at.name, at.args, context)
      case 'filter':
        return filtered(nodes(evaluate(at.of, context)), at.predicates)
      case 'path': {
        const from =
          at.from === 'here'
            ? [context.item]
            : at.from === 'root'
              ? [root]
              : nodes(evaluate(at.from, context))
        return at.steps.reduce<readonly Item[]>((items, step) => walk(items, step), from)
      }
    }
  }

  const nodes = (value: Value): readonly Item[] => (isNodes(value) ? value : [])

  function call(name: string, args: readonly Expression[], context: Context): Value {
    const values =
      args.length === 0 && ABOUT_HERE.has(name) ? [[context.item]] : args.map(arg => evaluate(arg, context))
    const texts = values.map(value => (isNodes(value) && name !== 'count' ? readText(value) : value))
    const given = KEEPS_NODES.has(name) ? values : texts
    return functions[name]!(given, { root, position: context.position, size: context.size })
  }

  /** A text that is read costs by its length. */
  function readText(value: readonly Item[]): string {
    const text = toText(value)
    spend(1 + (text.length >> 4))
    return text
  }

  function operate(op: Operator, a: Expression, b: Expression, context: Context): Value {
    if (op === 'or') return toBoolean(evaluate(a, context)) || toBoolean(evaluate(b, context))
    if (op === 'and') return toBoolean(evaluate(a, context)) && toBoolean(evaluate(b, context))
    const left = evaluate(a, context)
    const right = evaluate(b, context)
    if (op === '|') return sorted([...nodes(left), ...nodes(right)])
    if (op === '+' || op === '-' || op === '*' || op === 'div' || op === 'mod')
      return compute(op, toNumber(left), toNumber(right))
    return compare(op, left, right)
  }

  /** One node is enough that compares as wanted (3.4). */
  function compare(op: Operator, left: Value, right: Value): boolean {
    if (typeof left === 'boolean' || typeof right === 'boolean')
      return related(op, toBoolean(left), toBoolean(right))
    const lefts = isNodes(left) ? left.map(stringOfItem) : [left]
    const rights = isNodes(right) ? right.map(stringOfItem) : [right]
    spend(lefts.length * rights.length)
    return lefts.some(one => rights.some(other => related(op, one, other)))
  }

  function walk(items: readonly Item[], step: Step): readonly Item[] {
    const found: Item[] = []
    for (const item of items) {
      const candidates = step.axis === 'descendant' ? descendants(item, step) : others(item, step)
      for (const one of filtered(candidates, step.predicates)) found.push(one)
    }
    const isOrdered = items.length === 1 && !BACKWARDS.has(step.axis)
    return isOrdered ? found : sorted(found)
  }

  function others(item: Item, step: Step): Item[] {
    const candidates: Item[] = []
    for (const one of along(step.axis, item, root)) {
      spend(1)
      if (passes(one, step)) candidates.push(one)
    }
    return candidates
  }

  /** Nearly all of a rule's work: without a generator. */
  function descendants(item: Item, step: Step): Item[] {
    const candidates: Item[] = []
    if (item.kind === 'attribute') return candidates
    let count = 0
    for (let at = item.first; at; at = following(at, item)) {
      count++
      if (passes(at, step)) candidates.push(at)
    }
    spend(count)
    return candidates
  }

  function filtered(items: readonly Item[], predicates: readonly Expression[]): readonly Item[] {
    let kept = items
    for (const predicate of predicates) {
      const size = kept.length
      kept = kept.filter((item, i) => {
        const value = evaluate(predicate, { item, position: i + 1, size })
        return typeof value === 'number' ? value === i + 1 : toBoolean(value)
      })
    }
    return kept
  }
  return evaluate
}

const KEEPS_NODES: ReadonlySet<string> = new Set([
  'count',
  'id',
  'name',
  'local-name',
  'sum',
  'boolean',
  'not',
])
const BACKWARDS: ReadonlySet<Axis> = new Set([
  'ancestor',
  'ancestor-or-self',
  'preceding',
  'preceding-sibling',
])

function compute(op: '+' | '-' | '*' | 'div' | 'mod', a: number, b: number): number {
  if (op === '+') return a + b
  if (op === '-') return a - b
  if (op === '*') return a * b
  return op === 'div' ? a / b : a % b
}

function related(op: Operator, a: string | number | boolean, b: string | number | boolean): boolean {
  if (op === '=' || op === '!=') {
    const asNumbers = typeof a === 'number' || typeof b === 'number'
    const same = asNumbers ? toNumber(a) === toNumber(b) : a === b
    return op === '=' ? same : !same
  }
  const [x, y] = [toNumber(a), toNumber(b)]
  return op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y
}

function passes(item: Item, { axis, test }: Step): boolean {
  if (test === 'node()') return true
  if (test === 'text()') return item.kind === 'text'
  if (test === 'comment()') return item.kind === 'comment'
  const principal = axis === 'attribute' ? 'attribute' : 'element'
  return item.kind === principal && (test === '*' || item.tag === test)
}

function* along(axis: Axis, item: Item, root: Node): Generator<Item> {
  if (axis === 'self' || axis.endsWith('-or-self')) yield item
  if (axis === 'self') return
  if (item.kind === 'attribute') {
    if (axis.startsWith('ancestor') || axis === 'parent') yield* upwards(item.owner, axis !== 'parent')
    return
  }
  switch (axis) {
    case 'attribute':
      for (const { name, value } of item.attrs) yield { kind: 'attribute', owner: item, tag: name, value }
      return
    case 'child':
      for (let at = item.first; at; at = at.next) yield at
      return
    case 'descendant-or-self':
      for (let at = item.first; at; at = following(at, item)) yield at
      return
    case 'parent':
      if (item.parent) yield item.parent
      return
    case 'ancestor':
    case 'ancestor-or-self':
      if (item.parent) yield* upwards(item.parent, true)
      return
    case 'following-sibling':
      for (let at = item.next; at; at = at.next) yield at
      return
    case 'preceding-sibling':
      for (let at = item.previous; at; at = at.previous) yield at
      return
    case 'following':
      yield* behind(item, root)
      return
    case 'preceding':
      yield* before(item)
  }
}

function* upwards(from: Node, all: boolean): Generator<Node> {
  for (let at: Node | null = from; at; at = all ? at.parent : null) yield at
}

function* behind(item: Node, root: Node): Generator<Node> {
  let at: Node | null = item
  while (at && at !== root && !at.next) at = at.parent
  for (let one = at?.next ?? null; one; one = following(one, root)) yield one
}

/** Backwards, without the ancestors. */
function* before(item: Node): Generator<Node> {
  for (let up: Node | null = item; up; up = up.parent)
    for (let sibling = up.previous; sibling; sibling = sibling.previous) {
      let at = sibling
      while (at.last) at = at.last
      for (;;) {
        yield at
        if (at === sibling) break
        if (at.previous) {
          at = at.previous
          while (at.last) at = at.last
        } else at = at.parent!
      }
    }
}
