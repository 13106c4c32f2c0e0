// What counts as content, and what stands where: questions that tidying and extracting ask of the tree.
import { ROLES } from './allow.ts'
import { attr, elements, following, isBlank, type Node, textOf } from './tree.ts'

/** Elements that are content without any text. */
const ATOMS: ReadonlySet<string> = new Set(
  'img amp-img picture video audio iframe embed object math hr amp-video amp-youtube amp-iframe'.split(' '),
)

export const isAtom = (at: Node): boolean => at.kind === 'element' && ATOMS.has(at.tag)

/** True when something below would be seen: a letter, a picture, a player. */
export function hasContent(at: Node): boolean {
  for (let one: Node | null = at; one; one = following(one, at))
    if (one.kind === 'text' ? !isBlank(one.value) : isAtom(one)) return true
  return false
}

export const isBlockElement = (at: Node): boolean => {
  if (at.kind !== 'element') return false
  const role = ROLES[at.tag]
  return (role !== undefined && role !== 'inline') || BLOCKS.has(at.tag)
}
const BLOCKS: ReadonlySet<string> = new Set(
  'main nav header footer hgroup center search dialog form fieldset legend menu dir listing xmp hr body html'.split(
    ' ',
  ),
)

/** The blocks of a tree: block elements, and inline ones that hold some. */
export function blocksOf(root: Node): Set<Node> {
  const blocks = new Set<Node>()
  for (const one of elements(root)) {
    if (!isBlockElement(one)) continue
    for (let at: Node | null = one; at && !blocks.has(at); at = at.parent) blocks.add(at)
  }
  return blocks
}

/** Ids that links of this tree lead to. */
export function linkedIds(root: Node): Set<string> {
  const ids = new Set<string>()
  for (const link of elements(root, 'a')) {
    const href = attr(link, 'href') ?? ''
    const hash = href.indexOf('#')
    if (hash >= 0) ids.add(href.slice(hash + 1))
  }
  return ids
}

/** Text on one line without spaces around, as a reader would see it. */
export const seenText = (at: Node): string => textOf(at).replace(/\s+/g, ' ').trim()
