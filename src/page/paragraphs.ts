// Paragraphs where pages have line breaks, wrappers and nothing: after this, text stands in <p>, lists and tables.
import { blocksOf, hasContent, isBlockElement, linkedIds } from './content.ts'
import {
  attr,
  children,
  element,
  elements,
  following,
  insert,
  isBlank,
  isTag,
  moveChildren,
  type Node,
  remove,
  setAttr,
  textOf,
  unwrap,
} from './tree.ts'

const WRAPPERS =
  'div section article main header footer nav center form fieldset hgroup search dialog body html'.split(' ')
/** Holds a run of text as well as paragraphs; a lone paragraph inside says nothing. */
const HOLDERS: ReadonlySet<string> = new Set(
  'li td th dd dt figcaption caption summary h1 h2 h3 h4 h5 h6 pre p a'.split(' '),
)
const STYLING = ['span', 'font', 'big', 'nobr', 'label', 'noscript']

/** Wrappers go, runs of text become paragraphs, `<br><br>` parts them, empty ones go. */
export function settleParagraphs(root: Node): void {
  const linked = linkedIds(root)
  for (const one of elements(root, ...STYLING)) if (!matters(one, linked)) unwrap(one)
  for (const table of elements(root, 'table').reverse()) unwrapLoneCell(table)
  const blocks = blocksOf(root)
  for (const one of elements(root, ...WRAPPERS).reverse())
    if (one.parent && !hasContent(one)) dropEmpty(one, linked)
  // From the outside in: what is unwrapped then moves once.
  for (const one of elements(root, ...WRAPPERS)) flatten(one, linked, blocks)
  wrapRuns(root, blocks)
  for (const one of elements(root, 'blockquote')) wrapRuns(one, blocks)
  for (const one of elements(root, 'li', 'td', 'th', 'dd')) if (hasBreaks(one)) wrapRuns(one, blocks)
  for (const one of elements(root, 'p')) splitAtBreaks(one)
  for (const one of elements(root, 'p')) trim(one, linked)
  for (const one of elements(root, 'p')) if (isTag(one.parent, 'figure') && isBlank(textOf(one))) unwrap(one)
}

const matters = (at: Node, linked: ReadonlySet<string>): boolean =>
  attr(at, 'lang') !== undefined || attr(at, 'dir') !== undefined || linked.has(attr(at, 'id') ?? ' ')

/** A table of one cell lays something out. */
function unwrapLoneCell(table: Node): void {
  let cell: Node | undefined
  for (let at = table.first; at; at = following(at, table)) {
    if (!isTag(at, 'td') && !isTag(at, 'th')) continue
    if (cell) return
    cell = at
  }
  if (!cell || !table.parent) return
  const div = element('div')
  moveChildren(cell, div)
  insert(table.parent, div, table)
  remove(table)
}

function dropEmpty(at: Node, linked: ReadonlySet<string>): void {
  if (!matters(at, linked) && !elements(at).some(one => matters(one, linked))) remove(at)
}

function flatten(at: Node, linked: ReadonlySet<string>, blocks: Set<Node>): void {
  if (!at.parent) return
  if (matters(at, linked) || attr(at, 'role')?.startsWith('doc-')) {
    wrapRuns(at, blocks)
    return
  }
  if ([...children(at)].some(child => isBlock(child, blocks))) {
    wrapRuns(at, blocks)
    unwrap(at)
  } else if (HOLDERS.has(at.parent.tag) && isAlone(at)) unwrap(at)
  else if (isTag(at.parent, 'figure') && isBlank(textOf(at))) unwrap(at)
  else {
    at.tag = 'p'
    blocks.add(at)
  }
}

/** What was an inline element around blocks may hold none any more. */
const isBlock = (at: Node, blocks: ReadonlySet<Node>): boolean =>
  blocks.has(at) && (isBlockElement(at) || elements(at).some(isBlockElement))

function isAlone(at: Node): boolean {
  for (const one of children(at.parent!))
    if (one !== at && !(one.kind === 'text' && isBlank(one.value))) return false
  return true
}

/** Runs of text beside blocks, or alone, become paragraphs. */
function wrapRuns(container: Node, blocks: Set<Node>): void {
  let paragraph: Node | undefined
  for (const at of [...children(container)]) {
    if (isBlock(at, blocks)) paragraph = undefined
    else if (paragraph || at.kind !== 'text' || !isBlank(at.value)) {
      if (!paragraph) {
        paragraph = element('p')
        insert(container, paragraph, at)
        blocks.add(paragraph)
      }
      insert(paragraph, at)
    }
  }
}

const hasBreaks = (at: Node): boolean => {
  for (const child of children(at)) if (isTag(child, 'br') && endsParagraph(child, at)) return true
  return false
}

/** A line break that another follows, or before a line that is indented as Chinese paragraphs are. */
function endsParagraph(br: Node, root: Node): boolean {
  for (let at = following(br, root); at; at = following(at, root)) {
    if (isTag(at, 'br')) return true
    if (at.kind === 'text') {
      if (/^[\r\n\t ]*(?:\u3000{2}|\u00a0{4})/.test(at.value)) return true
      if (!isBlank(at.value)) return false
    } else if (at.kind === 'element' && !STYLED.has(at.tag)) return false
  }
  return false
}
const STYLED: ReadonlySet<string> = new Set('b strong i em u a small'.split(' '))

/** Everything before a paragraph's end moves to a paragraph of its own, so that each node moves once. */
function splitAtBreaks(paragraph: Node): void {
  for (let at = paragraph.first; at; ) {
    if (!isTag(at, 'br') || !endsParagraph(at, paragraph)) {
      at = following(at, paragraph)
      continue
    }
    moveBefore(at, paragraph)
    let next: Node | null = at
    while (
      next &&
      (isTag(next, 'br') || (next.kind === 'text' && isBlank(next.value) && !/\u3000/.test(next.value)))
    ) {
      const gone: Node = next
      next = following(gone, paragraph)
      remove(gone)
    }
    at = next
  }
}

/** Moves what stands before `at` into a new paragraph before; inline elements that both are in are doubled. */
function moveBefore(at: Node, paragraph: Node): void {
  const chain: Node[] = []
  for (let one = at.parent!; one !== paragraph; one = one.parent!) chain.unshift(one)
  let target = element('p')
  insert(paragraph.parent!, target, paragraph)
  let from = paragraph
  for (const link of [...chain, at]) {
    for (let child = from.first; child && child !== link; child = from.first) insert(target, child)
    if (link === at) return
    const double = element(link.tag)
    for (const { name, value } of link.attrs)
      if (name !== 'id' && name !== 'name') setAttr(double, name, value)
    insert(target, double)
    target = double
    from = link
  }
}

const EDGE_SPACE = /^[\s\u200b\ufeff]+/

/** Line breaks and spaces at either end go, and the paragraph with them if nothing is left. */
function trim(paragraph: Node, linked: ReadonlySet<string>): void {
  if (!paragraph.parent) return
  if (!hasContent(paragraph)) {
    const anchors = elements(paragraph).filter(one => linked.has(attr(one, 'id') ?? attr(one, 'name') ?? ' '))
    if (anchors.length === 0 && !linked.has(attr(paragraph, 'id') ?? ' ')) remove(paragraph)
    return
  }
  trimEdge(paragraph, 'first')
  trimEdge(paragraph, 'last')
}

function trimEdge(paragraph: Node, side: 'first' | 'last'): void {
  let at = paragraph[side]
  while (at) {
    if (isTag(at, 'br') || (at.kind === 'text' && isBlank(at.value)) || at.kind === 'comment') {
      const gone: Node = at
      at = side === 'first' ? gone.next : gone.previous
      remove(gone)
    } else if (at.kind === 'text') {
      at.value = side === 'first' ? at.value.replace(EDGE_SPACE, '') : at.value.trimEnd()
      return
    } else if (at.kind === 'element' && INLINE_HOLDERS.has(at.tag) && at[side]) at = at[side]
    else return
  }
}
const INLINE_HOLDERS: ReadonlySet<string> = new Set('b strong i em u a small span font'.split(' '))
