// Makes a tree of tags that need not match: an end closes only what it names, an item never holds another.

import { HAS, type XmlElement, type XmlSource } from './element.ts'
import { isField } from './field.ts'
import { namespaceOf, newScope, type Scope, usualName } from './namespaces.ts'
import type { StartTag } from './tag.ts'
import type { ElementKind, Vocabulary } from './vocabulary.ts'

interface Frame {
  readonly element: XmlElement
  /** Its name as the document has it, in lower case. */
  readonly written: string
  readonly scope: Scope
  readonly kind: ElementKind
}

export interface Tree {
  /** Above everything; its children are the document's outermost elements. */
  readonly top: XmlElement
  /** The first of its kind, where there is one. */
  root: XmlElement | undefined
  list: XmlElement | undefined
  /** Every item, in order, wherever it stands. */
  readonly items: XmlElement[]
  /** The address the root's own name belongs to; '' when it declares none. */
  namespace: string
  /** True when any element has an xml:base, outside of HTML in fields. */
  hasBase: boolean
}

export interface Builder {
  readonly tree: Tree
  /** What an element is called here; in the scope of the innermost open element. */
  nameOf(written: string): string
  /** Undefined for a name that the vocabulary does not know. */
  kindOf(written: string): ElementKind | undefined
  /** The kind of the innermost open element that is written so. */
  openKind(written: string): ElementKind | undefined
  /** Adds an element; undefined when the document is over. Elements that hold text are the caller's to fill. */
  start(tag: StartTag): { readonly element: XmlElement; readonly kind: ElementKind } | undefined
  /** Closes the innermost open element of that name and what it holds; `at` is where its end tag begins. */
  end(written: string, at: number): void
  /** Marks what the innermost open element has in it. */
  note(has: number): void
  /** Ends everything; true when the text stopped before the list of items was over. */
  finish(at: number): boolean
}

export function treeBuilder(
  source: XmlSource,
  words: Vocabulary,
  depth: number,
  repairs: Set<string>,
): Builder {
  const top = newElement('', new Map(), undefined, 0)
  const tree: Tree = { top, root: undefined, list: undefined, items: [], namespace: '', hasBase: false }
  const stack: Frame[] = [{ element: top, written: '', scope: newScope(new Map()), kind: 'tree' }]
  let tooDeep = 0
  /** The last tag was an end that matches nothing: a misspelt `</feed>` at the end still ends the feed. */
  let strayEnd = false

  const innermost = (): Frame => stack[stack.length - 1]!

  function newElement(
    name: string,
    attributes: ReadonlyMap<string, string>,
    parent: XmlElement | undefined,
    from: number,
  ): XmlElement {
    return { source, name, attributes, parent, children: [], from, to: from, has: 0, closed: false }
  }

  function nameIn(scope: Scope, written: string): string {
    const name = usualName(written, scope)
    return words.own !== '' && name.startsWith(words.own) && name[words.own.length] === ':'
      ? name.slice(words.own.length + 1)
      : name
  }

  const nameOf = (written: string): string => nameIn(innermost().scope, written)
  const kindOf = (written: string): ElementKind | undefined => words.kinds.get(nameOf(written))
  const openKind = (written: string): ElementKind | undefined => {
    const index = depthOf(written.toLowerCase())
    return index > 0 ? stack[index]!.kind : undefined
  }

  /** By what is written, as XML has it: a namespace that a broken element brought in must not hide what is open. */
  function depthOf(written: string): number {
    for (let i = stack.length - 1; i > 0; i--) if (stack[i]!.written === written) return i
    return 0
  }

  function depthOfName(name: string): number {
    for (let i = stack.length - 1; i > 0; i--) if (stack[i]!.element.name === name) return i
    return 0
  }

  function start(tag: StartTag): { element: XmlElement; kind: ElementKind } | undefined {
    strayEnd = false
    const scope = scopeOf(tag)
    const name = nameIn(scope, tag.name)
    const kind = words.kinds.get(name) ?? 'tree'
    if (kind === 'item') endOpenItem(tag.end)
    if (kind === 'root' && tree.root?.closed && tree.items.length > 0) return undefined
    const attributes = usualAttributes(tag, scope)
    tree.hasBase ||= attributes.has('xml:base')
    const element = newElement(name, attributes, innermost().element, tag.end)
    if (kind === 'root' || kind === 'list') remember(element, kind, tag, scope)
    if (kind === 'item') tree.items.push(element)
    keep({ element, written: tag.name.toLowerCase(), scope, kind }, tag.selfClosing)
    return { element, kind: element.closed ? 'void' : kind }
  }

  /** Puts it in the tree and, when it may hold elements, on the stack; one too deep holds none. */
  function keep(frame: Frame, selfClosing: boolean): void {
    const { element, kind } = frame
    const parent = element.parent!
    parent.children.push(element)
    parent.has |= HAS.tags
    element.closed = selfClosing || kind === 'void'
    if (element.closed || isField(kind)) return
    if (stack.length <= depth) {
      stack.push(frame)
      return
    }
    tooDeep++
    element.closed = true
    repairs.add('elements nested too deep were flattened')
  }

  function remember(element: XmlElement, kind: ElementKind, tag: StartTag, scope: Scope): void {
    if (kind === 'root') tree.root ??= element
    else tree.list ??= element
    if (tree.namespace !== '') return
    const colon = tag.name.indexOf(':')
    tree.namespace = namespaceOf(colon > 0 ? tag.name.slice(0, colon).toLowerCase() : '', scope)
  }

  function scopeOf(tag: StartTag): Scope {
    const { scope } = innermost()
    let declared: Map<string, string> | undefined
    for (const [name, value] of tag.attributes) {
      if (!/^xmlns(:|$)/i.test(name)) continue
      declared ??= new Map()
      declared.set(name.slice(6).toLowerCase(), value)
    }
    return declared ? newScope(declared, scope) : scope
  }

  function endOpenItem(at: number): void {
    for (let i = stack.length - 1; i > 0; i--) {
      if (stack[i]!.kind !== 'item') continue
      repairs.add('an item was not closed')
      closeTo(i, at)
      return
    }
  }

  /** Closes every frame from `index` up; what was left open inside hands its children to the element around it. */
  function closeTo(index: number, at: number): void {
    while (stack.length > index) {
      const { element, kind } = stack.pop()!
      element.to = at
      element.closed = true
      if (stack.length > index && kind === 'tree') {
        repairs.add('tags do not match')
        handOver(element)
      }
    }
    tooDeep = 0
  }

  /** Fields that an element swallowed because its end was lost belong around it; folders in folders stay. */
  function handOver(element: XmlElement): void {
    const { children } = element
    let own = 0
    for (const one of children) {
      const kind = words.kinds.get(one.name)
      if (kind === undefined || kind === 'part' || one.name === element.name) children[own++] = one
      else element.parent!.children.push(one)
    }
    children.length = own
  }

  function end(written: string, at: number): void {
    const name = nameOf(written)
    if (words.kinds.get(name) === 'void') return
    const index = depthOf(written.toLowerCase()) || depthOfName(name)
    if (tooDeep > 0 && !(index > 0 && stack[index]!.kind === 'item')) tooDeep--
    else if (index > 0) closeTo(index, at)
    else {
      repairs.add('tags do not match')
      strayEnd = true
      if (words.kinds.get(name) === 'item') gatherOrphans(name, at)
    }
  }

  /** The end of an item whose start was lost: the fields since the last item, or since the last title, are its own. */
  function gatherOrphans(name: string, at: number): void {
    const parent = innermost().element
    const { children } = parent
    const least = Math.max(0, children.length - MOST_ORPHANS)
    let from = children.length
    while (from > least && !isItemOrList(children[from - 1]!)) from--
    if (from === least || tree.items.length === 0) from = Math.max(from, lastTitle(children, least))
    if (from >= children.length) return
    const orphans = children.splice(from)
    const item = newElement(name, new Map(), parent, orphans[0]!.from)
    item.children.push(...orphans)
    item.to = at
    item.closed = true
    children.push(item)
    tree.items.push(item)
  }

  const isItemOrList = (element: XmlElement): boolean => {
    const kind = words.kinds.get(element.name)
    return kind === 'item' || kind === 'list'
  }

  function finish(at: number): boolean {
    const home = tree.items.at(-1)?.parent ?? tree.list ?? tree.root
    const last = tree.items.at(-1)
    const isOver =
      last?.closed !== false && (strayEnd || !stack.slice(1).some(({ element }) => element === home))
    if (last && !last.closed) {
      tree.items.pop()
      last.parent?.children.splice(last.parent.children.indexOf(last), 1)
    }
    closeTo(1, at)
    return !isOver
  }

  const note = (has: number): void => {
    innermost().element.has |= has
  }

  return { tree, nameOf, kindOf, openKind, start, end, note, finish }
}

const MOST_ORPHANS = 100

/** Where the second or a later title stands, the last one of them: the first is the list's own. */
function lastTitle(children: readonly XmlElement[], least: number): number {
  const titles: number[] = []
  for (let i = least; i < children.length; i++) if (children[i]!.name === 'title') titles.push(i)
  return titles.length > 1 ? titles.at(-1)! : children.length
}

function usualAttributes(tag: StartTag, scope: Scope): ReadonlyMap<string, string> {
  if (tag.attributes.size === 0) return tag.attributes
  const usual = new Map<string, string>()
  for (const [written, value] of tag.attributes) {
    // An attribute without a prefix is in no namespace, whatever the default one is.
    const name = written.includes(':') ? usualName(written, scope) : written.toLowerCase()
    if (!usual.has(name)) usual.set(name, value)
  }
  return usual
}
