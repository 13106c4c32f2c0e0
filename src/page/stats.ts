// What stands where on a page: one pass over the tree counts, for each element, its text, how much of it is in links,
// and how much of it reads like prose. Everything that chooses a body asks these numbers.
import { isBlockElement } from './content.ts'
import { measure } from './measure.ts'
import { isTag, type Node } from './tree.ts'

export { measure } from './measure.ts'

export interface Stats {
  /** Letters; an ideograph counts for three, about what a word's worth of either takes. */
  text: number
  /** Of these, in links. */
  linked: number
  /** Commas, full stops and their Chinese sisters. */
  marks: number
  /** How much of the text is prose: sentences, not labels; in letters, more for more marks. */
  prose: number
  links: number
}

export type PageStats = ReadonlyMap<Node, Stats>

const empty = (): Stats => ({ text: 0, linked: 0, marks: 0, prose: 0, links: 0 })

/** Labels are shorter; a sentence of this length has said something. */
const SENTENCE = 50

/** Prose of one run of text: nothing if it is mostly links, little if it is a label. */
function proseOf({ text, linked, marks }: Stats): number {
  if (text === 0 || linked > text * 0.5) return 0
  const own = text - linked
  if (text < SENTENCE && marks === 0) return own * 0.1
  if (text < SENTENCE) return own * 0.5
  return own + Math.min(marks * 12, own * 0.6)
}

/** The numbers of every element below `root`, and its own. */
export function statsOf(root: Node): Map<Node, Stats> {
  const all = new Map<Node, Stats>([[root, empty()]])
  // The run of text that each open block is in: inline elements inside it count for it.
  const runs: Stats[] = [empty()]
  const open: Node[] = [root]
  let inLink = 0

  const endRun = (): void => {
    const run = runs[runs.length - 1]!
    if (run.text === 0) return
    const block = all.get(open[open.length - 1]!)!
    block.text += run.text
    block.linked += run.linked
    block.marks += run.marks
    block.prose += proseOf(run)
    runs[runs.length - 1] = empty()
  }
  const enter = (at: Node): void => {
    if (at.kind === 'text') {
      const { letters, marks } = measure(at.value)
      const run = runs[runs.length - 1]!
      run.text += letters
      run.marks += marks
      if (inLink > 0) run.linked += letters
      return
    }
    if (isTag(at, 'a')) {
      inLink++
      all.get(open[open.length - 1]!)!.links++
    }
    if (at.kind !== 'element' || !isBlockElement(at)) return
    endRun()
    all.set(at, empty())
    open.push(at)
    runs.push(empty())
  }
  const leave = (at: Node): void => {
    if (isTag(at, 'a')) inLink--
    if (open[open.length - 1] !== at) return
    endRun()
    open.pop()
    runs.pop()
    const own = all.get(at)!
    const around = all.get(open[open.length - 1]!)!
    around.text += own.text
    around.linked += own.linked
    around.marks += own.marks
    around.prose += own.prose
    around.links += own.links
  }
  for (let at = root.first; at; ) {
    enter(at)
    if (at.first) {
      at = at.first
      continue
    }
    leave(at)
    while (at !== root && !at.next) {
      at = at.parent!
      if (at === root) break
      leave(at)
    }
    at = at === root ? null : at.next
  }
  endRun()
  return all
}
