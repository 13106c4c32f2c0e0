// The blocks of a cleaned text, by which what an outlet puts under every article is told from the article.
import { digest } from '../model/digest.ts'
import { isBlockElement, seenText } from './content.ts'
import { parseFragment } from './parse.ts'
import { type Cleaned, cleanTree } from './sanitise.ts'
import { elements, type Node, remove } from './tree.ts'

interface Block {
  readonly at: Node
  readonly name: string
}

/** Blocks looked at from either end: what outlets add stands there. */
const EDGE = 12
/** Letters that name a block; what is shorter (a dateline, a name) may be an article's own. */
const LEAST = 8

/** What would take more of a text than this is no boilerplate, but articles that are alike. */
const MOST = 0.7

const lettersIn = (blocks: Iterable<Block>): number => {
  let letters = 0
  for (const { at } of blocks) letters += seenText(at).length
  return letters
}

/** The last blocks that hold text and no other block. */
function leaves(root: Node): Block[] {
  const inner = elements(root).filter(isBlockElement)
  const holders = new Set<Node>()
  for (const one of inner) for (let up = one.parent; up && !holders.has(up); up = up.parent) holders.add(up)
  return inner.flatMap(at => {
    const text = holders.has(at)
      ? ''
      : seenText(at)
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, '')
    return text === '' ? [] : [{ at, name: text.length < LEAST ? '' : digest(text).slice(0, 10) }]
  })
}

const edgesOf = (blocks: readonly Block[]): Block[] =>
  blocks.length <= 2 * EDGE ? [...blocks] : [...blocks.slice(0, EDGE), ...blocks.slice(-EDGE)]

/** Names of the blocks at both ends of a cleaned text: the same words, the same name. */
export const edgeNames = (html: string): string[] => [
  ...new Set(
    edgesOf(leaves(parseFragment(html)))
      .map(({ name }) => name)
      .filter(name => name !== ''),
  ),
]

/** A cleaned text without the known blocks that it begins or ends with; undefined when it has none, or nothing else. */
export function withoutBlocks(html: string, known: ReadonlySet<string>): Cleaned | undefined {
  if (known.size === 0) return undefined
  const root = parseFragment(html)
  const blocks = leaves(root)
  const gone = new Set([...runOf(blocks, known), ...runOf(blocks.toReversed(), known)])
  if (gone.size === 0 || lettersIn(gone) > lettersIn(blocks) * MOST) return undefined
  for (const { at } of gone) removeWithHolders(at, root)
  return cleanTree(root)
}

/** The known blocks of one end; a single unknown one may stand between them. */
function runOf(blocks: readonly Block[], known: ReadonlySet<string>): Block[] {
  const run: Block[] = []
  for (const [i, block] of blocks.slice(0, EDGE).entries()) {
    if (known.has(block.name)) run.push(block)
    else if (!known.has(blocks[i + 1]?.name ?? '')) break
  }
  return run
}

function removeWithHolders(at: Node, root: Node): void {
  let top = at
  while (top.parent && top.parent !== root && top.parent.first === top.parent.last) top = top.parent
  remove(top)
}
