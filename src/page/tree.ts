// The tree a page is parsed into: linked nodes of one shape, so that moving, removing and walking cost the same however
// many siblings there are, and nothing here ever recurses.
import { html as names, type Token, type TreeAdapter, type TreeAdapterTypeMap } from 'parse5'

export type NodeKind = 'root' | 'element' | 'text' | 'comment' | 'doctype'

/** A node of any kind; fields that do not belong to its kind are empty. */
export interface Node {
  readonly kind: NodeKind
  /** Lower case; '' for what is no element. */
  tag: string
  /** The namespace's address (HTML, MathML, SVG). */
  readonly space: string
  readonly attrs: Token.Attribute[]
  /** The characters of a text or comment. */
  value: string
  parent: Node | null
  previous: Node | null
  next: Node | null
  first: Node | null
  last: Node | null
}

export type Element = Node & { readonly kind: 'element' }

export interface TreeMap extends TreeAdapterTypeMap {
  node: Node
  parentNode: Node
  childNode: Node
  document: Node
  documentFragment: Node
  element: Node
  commentNode: Node
  textNode: Node
  template: Node
  documentType: Node
}

const HTML: string = names.NS.HTML
export const MATHML: string = names.NS.MATHML

function node(kind: NodeKind, tag: string, space: string, attrs: Token.Attribute[], value: string): Node {
  return { kind, tag, space, attrs, value, parent: null, previous: null, next: null, first: null, last: null }
}

/** A new element of HTML, not yet in any tree. */
export const element = (tag: string, attrs: Readonly<Record<string, string>> = {}): Node =>
  node(
    'element',
    tag,
    HTML,
    Object.entries(attrs).map(([name, value]) => ({ name, value })),
    '',
  )

export const textNode = (value: string): Node => node('text', '', '', [], value)

export const isHtml = (at: Node): boolean => at.kind === 'element' && at.space === HTML

/** True for an element of HTML with this name. */
export const isTag = (at: Node | null, tag: string): at is Element =>
  at !== null && at.tag === tag && at.space === HTML

/** The value of an attribute; undefined when it is not there. */
export function attr(at: Node, name: string): string | undefined {
  for (const one of at.attrs) if (one.name === name) return one.value
  return undefined
}

export function setAttr(at: Node, name: string, value: string): void {
  const there = at.attrs.find(one => one.name === name)
  if (there) there.value = value
  else at.attrs.push({ name, value })
}

/** Takes a node out of its tree. */
export function remove(at: Node): void {
  const { parent, previous, next } = at
  if (parent === null) return
  if (previous) previous.next = next
  else parent.first = next
  if (next) next.previous = previous
  else parent.last = previous
  at.parent = at.previous = at.next = null
}

/** Puts a node before `reference`, or last when there is none. */
export function insert(parent: Node, child: Node, reference: Node | null = null): void {
  remove(child)
  const previous = reference ? reference.previous : parent.last
  child.parent = parent
  child.previous = previous
  child.next = reference
  if (previous) previous.next = child
  else parent.first = child
  if (reference) reference.previous = child
  else parent.last = child
}

/** Moves all children of `from` to the end of `to`. */
export function moveChildren(from: Node, to: Node): void {
  for (let child = from.first; child; child = from.first) insert(to, child)
}

/** Puts the children of an element in its place. */
export function unwrap(at: Node): void {
  const { parent } = at
  if (parent === null) return
  for (let child = at.first; child; child = at.first) insert(parent, child, at)
  remove(at)
}

export function replace(at: Node, by: Node): void {
  if (at.parent === null) return
  insert(at.parent, by, at)
  remove(at)
}

/** Puts an element around a node. */
export function wrap(at: Node, around: Node): void {
  if (at.parent === null) return
  insert(at.parent, around, at)
  insert(around, at)
}

/** The node after `at` in document order within `root`, not entering `at` itself. */
export function after(at: Node, root: Node): Node | null {
  for (let from: Node | null = at; from && from !== root; from = from.parent) if (from.next) return from.next
  return null
}

/** The node after `at` in document order within `root`. */
export const following = (at: Node, root: Node): Node | null => at.first ?? after(at, root)

/** Everything below `root` in document order. The tree may be changed behind the node last given, not before it. */
export function* below(root: Node): Generator<Node> {
  for (let at = root.first; at; at = following(at, root)) yield at
}

/** The elements below `root` that have one of these names, as they stand now. */
export function elements(root: Node, ...tags: readonly string[]): Node[] {
  const found: Node[] = []
  for (let at = root.first; at; at = following(at, root))
    if (at.kind === 'element' && (tags.length === 0 || tags.includes(at.tag))) found.push(at)
  return found
}

/** The first element below `root` with this name. */
export function firstBelow(root: Node, tag: string): Node | undefined {
  for (let at = root.first; at; at = following(at, root)) if (isTag(at, tag)) return at
  return undefined
}

export function* children(at: Node): Generator<Node> {
  for (let child = at.first; child; ) {
    const { next } = child
    yield child
    child = next
  }
}

/** All characters below a node, as they stand in the source; scripts and styles included. */
export function textOf(at: Node): string {
  if (at.kind === 'text') return at.value
  let out = ''
  for (let one = at.first; one; one = following(one, at)) if (one.kind === 'text') out += one.value
  return out
}

export const isBlank = (text: string): boolean => !/[^\s\u200b\ufeff]/.test(text)

/** How parse5 builds this tree. */
export const adapter: TreeAdapter<TreeMap> = {
  createDocument: () => node('root', '', '', [], ''),
  createDocumentFragment: () => node('root', '', '', [], ''),
  createElement: (tag, space, attrs) => node('element', tag, space, attrs, ''),
  createCommentNode: value => node('comment', '', '', [], value),
  createTextNode: value => node('text', '', '', [], value),
  appendChild: (parent, child) => insert(parent, child),
  insertBefore: (parent, child, reference) => insert(parent, child, reference),
  detachNode: remove,
  insertText(parent, text) {
    if (parent.last?.kind === 'text') parent.last.value += text
    else insert(parent, textNode(text))
  },
  insertTextBefore(parent, text, reference) {
    if (reference.previous?.kind === 'text') reference.previous.value += text
    else insert(parent, textNode(text), reference)
  },
  adoptAttributes(to, attrs) {
    for (const one of attrs) if (attr(to, one.name) === undefined && to.attrs.length < 64) to.attrs.push(one)
  },
  // A template's content hangs below it: nothing is looked for there, and all of it is thrown away with the template.
  setTemplateContent: (template, content) => insert(template, content),
  getTemplateContent: template => template.first!,
  setDocumentType: (document, name) => insert(document, node('doctype', '', '', [], name)),
  setDocumentMode: () => {},
  getDocumentMode: () => names.DOCUMENT_MODE.NO_QUIRKS,
  getFirstChild: at => at.first,
  getChildNodes: at => [...children(at)],
  getParentNode: at => at.parent,
  getAttrList: at => at.attrs,
  getTagName: at => at.tag,
  getNamespaceURI: at => at.space as names.NS,
  getTextNodeContent: at => at.value,
  getCommentNodeContent: at => at.value,
  getDocumentTypeNodeName: at => at.value,
  getDocumentTypeNodePublicId: () => '',
  getDocumentTypeNodeSystemId: () => '',
  isTextNode: (at): at is Node => at.kind === 'text',
  isCommentNode: (at): at is Node => at.kind === 'comment',
  isDocumentTypeNode: (at): at is Node => at.kind === 'doctype',
  isElementNode: (at): at is Node => at.kind === 'element',
  setNodeSourceCodeLocation: () => {},
  getNodeSourceCodeLocation: () => null,
  updateNodeSourceCodeLocation: () => {},
}
