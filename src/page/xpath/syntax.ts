// XPath 1.0 (W3C, 1999) as text into a tree of expressions. What cannot be read is said with the place where it ends.
import { StetError } from '../../model/error.ts'

export type Axis =
  | 'ancestor'
  | 'ancestor-or-self'
  | 'attribute'
  | 'child'
  | 'descendant'
  | 'descendant-or-self'
  | 'following'
  | 'following-sibling'
  | 'parent'
  | 'preceding'
  | 'preceding-sibling'
  | 'self'

export interface Step {
  readonly axis: Axis
  /** A name in lower case, `*`, or a kind of node with brackets: `text()`, `node()`, `comment()`. */
  readonly test: string
  readonly predicates: readonly Expression[]
}

export type Operator =
  | 'or'
  | 'and'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | 'div'
  | 'mod'
  | '|'

export type Expression =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'binary'; readonly op: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'filter'; readonly of: Expression; readonly predicates: readonly Expression[] }
  /** From the context node, from the root, or from the nodes of another expression. */
  | { readonly kind: 'path'; readonly from: 'here' | 'root' | Expression; readonly steps: readonly Step[] }

const AXES: ReadonlySet<string> = new Set(
  'ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling parent preceding preceding-sibling self'.split(
    ' ',
  ),
)
const KINDS: ReadonlySet<string> = new Set(['text', 'node', 'comment', 'processing-instruction'])
/** From the loosest to the tightest. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
]
const TOKEN =
  /\s*(?:("[^"]*"|'[^']*')|(\d+(?:\.\d*)?|\.\d+)|(\/\/|::|\.\.|!=|<=|>=|[()[\]@,/|+\-=<>*.])|([\p{L}_][\p{L}\p{N}_.-]*(?::(?!:)[\p{L}_][\p{L}\p{N}_.-]*)?))/uy
/** Brackets and signs within one another: deeper is no query but an attack. */
const DEEPEST = 60
const LONGEST = 4000

/** `//p[…]` as one step down instead of two, which is the same unless a predicate counts positions among siblings. */
function downTo(step: Step): readonly Step[] {
  const isOne = step.axis === 'child' && step.predicates.every(isYesOrNo)
  return isOne ? [{ ...step, axis: 'descendant' }] : [ANY_NODE, step]
}

const YES_OR_NO: ReadonlySet<string> = new Set([
  'contains',
  'starts-with',
  'ends-with',
  'not',
  'boolean',
  'true',
  'false',
])
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', 'div', 'mod'])

/** True for a predicate that is no number and asks for no position. */
function isYesOrNo(at: Expression): boolean {
  if (at.kind === 'path') return true
  if (at.kind === 'call') return YES_OR_NO.has(at.name) && at.args.every(asksNoPosition)
  return at.kind === 'binary' && !ARITHMETIC.has(at.op) && asksNoPosition(at)
}

function asksNoPosition(at: Expression): boolean {
  if (at.kind === 'call') return at.name !== 'position' && at.name !== 'last' && at.args.every(asksNoPosition)
  if (at.kind === 'binary') return asksNoPosition(at.left) && asksNoPosition(at.right)
  if (at.kind === 'negate') return asksNoPosition(at.of)
  // What stands in the brackets of a path has positions of its own.
  return at.kind === 'filter' ? asksNoPosition(at.of) : true
}

const ANY_NODE: Step = { axis: 'descendant-or-self', test: 'node()', predicates: [] }

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (!found) throw wrong(text, `cannot be read from "${text.slice(from, from + 20).trim()}" on`)
    tokens.push(found[0].trim())
  }
  return tokens
}

const wrong = (text: string, what: string): StetError =>
  new StetError('config', `the XPath ${text.slice(0, 200)} ${what}`)

/** Reads an expression. Throws StetError 'config', naming what was expected. */
export function parseXPath(text: string): Expression {
  if (text.length > LONGEST) throw wrong(text, `is longer than ${LONGEST} characters`)
  const tokens = tokensOf(text)
  let at = 0
  let depth = 0

  const peek = (): string | undefined => tokens[at]
  const isName = (token: string | undefined): token is string =>
    token !== undefined && /^[\p{L}_]/u.test(token)
  function take(wanted: string): boolean {
    if (tokens[at] !== wanted) return false
    at++
    return true
  }
  function need(wanted: string): void {
    if (!take(wanted)) throw wrong(text, `has ${peek() ?? 'its end'} where ${wanted} was expected`)
  }

  function binary(level: number): Expression {
    if (level === LEVELS.length) return unary()
    let left = binary(level + 1)
    for (;;) {
      const op = LEVELS[level]!.find(one => one === peek())
      if (op === undefined) return left
      at++
      left = { kind: 'binary', op, left, right: binary(level + 1) }
    }
  }

  function expression(): Expression {
    if (++depth > DEEPEST) throw wrong(text, 'has too many brackets within one another')
    const read = binary(0)
    depth--
    return read
  }

  function unary(): Expression {
    let negative = false
    let signed = false
    while (take('-')) {
      negative = !negative
      signed = true
    }
    let left = path()
    while (take('|')) left = { kind: 'binary', op: '|', left, right: path() }
    if (!signed) return left
    return negative ? { kind: 'negate', of: left } : { kind: 'negate', of: { kind: 'negate', of: left } }
  }

  function path(): Expression {
    if (take('//')) return { kind: 'path', from: 'root', steps: stepsDown() }
    if (take('/')) return { kind: 'path', from: 'root', steps: startsStep() ? steps() : [] }
    if (!isFilter()) return { kind: 'path', from: 'here', steps: steps() }
    const from = filter()
    if (take('//')) return { kind: 'path', from, steps: stepsDown() }
    return take('/') ? { kind: 'path', from, steps: steps() } : from
  }

  const startsStep = (): boolean => {
    const token = peek()
    return token === '.' || token === '..' || token === '@' || token === '*' || isName(token)
  }

  /** A bracket, a literal, a number or a call, but not `text()`. */
  function isFilter(): boolean {
    const token = peek()
    if (token === undefined) throw wrong(text, 'ends too early')
    if (token === '(' || /^["'\d]|^\.\d/.test(token)) return true
    return isName(token) && tokens[at + 1] === '(' && !KINDS.has(token)
  }

  function filter(): Expression {
    const of = primary()
    const tests = predicates()
    return tests.length > 0 ? { kind: 'filter', of, predicates: tests } : of
  }

  function primary(): Expression {
    const token = tokens[at++]!
    if (token === '(') {
      const inner = expression()
      need(')')
      return inner
    }
    if (/^["']/.test(token)) return { kind: 'literal', value: token.slice(1, -1) }
    if (/^[.\d]/.test(token)) return { kind: 'number', value: Number(token) }
    need('(')
    const args: Expression[] = []
    if (!take(')')) {
      do args.push(expression())
      while (take(','))
      need(')')
    }
    return { kind: 'call', name: token.toLowerCase().replace(/^fn:/, ''), args }
  }

  function predicates(): Expression[] {
    const found: Expression[] = []
    while (take('[')) {
      found.push(expression())
      need(']')
    }
    return found
  }

  function stepsDown(): Step[] {
    const [first, ...rest] = steps()
    return [...downTo(first!), ...rest]
  }

  function steps(): Step[] {
    const found = [step()]
    for (;;) {
      if (take('//')) found.push(...downTo(step()))
      else if (take('/')) found.push(step())
      else return found
    }
  }

  function step(): Step {
    if (take('.')) return { axis: 'self', test: 'node()', predicates: predicates() }
    if (take('..')) return { axis: 'parent', test: 'node()', predicates: predicates() }
    const axis = axisOf()
    const token = tokens[at++]
    if (token !== '*' && !isName(token))
      throw wrong(text, `has ${token ?? 'its end'} where a name was expected`)
    if (!KINDS.has(token) || !take('(')) return { axis, test: token.toLowerCase(), predicates: predicates() }
    if (peek() !== ')') at++
    need(')')
    return { axis, test: `${token}()`, predicates: predicates() }
  }

  function axisOf(): Axis {
    if (take('@')) return 'attribute'
    if (tokens[at + 1] !== '::') return 'child'
    const name = tokens[at]!
    if (!AXES.has(name)) throw wrong(text, `has ${name}::, which is no axis`)
    at += 2
    return name as Axis
  }

  const read = expression()
  if (at < tokens.length) throw wrong(text, `has ${peek()} where its end was expected`)
  return read
}
