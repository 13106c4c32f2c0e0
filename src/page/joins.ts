// Paragraphs broken in the middle of a sentence, as feed services and copy desks leave them, are joined; only where the
// rest of the text shows that its author ends paragraphs with a full stop.
import {
  children,
  elements,
  insert,
  isBlank,
  isTag,
  moveChildren,
  type Node,
  remove,
  textNode,
  textOf,
} from './tree.ts'

/** Shorter ones may be headings, names, captions. */
const LONG = 40
/** What is left of a sentence before a break is seldom longer; what is longer may be a style of its own. */
const MAX_TAIL = 40
const HAN_END = /\p{Script=Han}$/u
const HAN_START = /^\p{Script=Han}/u
const ENDED = /[。！？…；：.!?;:”’」』）)\]】》"'—～]$/
const CLAUSE = /[，。！？；：、,.!?;]/g
// Paragraphs that have no full stop by right: who wrote it, where from, list numbers, headings with a colon.
const SIGNED = /记者|記者|作者|编辑|編輯|来源|來源|责编|責編|摄影|攝影|撰稿|翻译|翻譯|完$|^[（(【[]/
const NUMBERED = /^[一二三四五六七八九十百]{1,3}[、.．]|^第[一二三四五六七八九十百\d]{1,4}[章节節条條]/

/** Changes the tree in place; where it is not certain, nothing happens. */
export function joinBroken(root: Node): void {
  const paragraphs = elements(root, 'p')
  const texts = paragraphs.map(one => textOf(one).replace(/\s+/g, ' ').trim())
  if (!endsItsSentences(texts)) return
  for (let at = paragraphs.length - 2; at >= 0; at--) {
    const first = paragraphs[at]!
    const second = paragraphs[at + 1]!
    if (nextParagraph(first) !== second || !isPlain(first) || !isPlain(second)) continue
    const joint = jointOf(texts[at]!, texts[at + 1]!)
    if (joint === undefined) continue
    if (joint !== '') insert(first, textNode(joint))
    moveChildren(second, first)
    remove(second)
    texts[at] = texts[at]! + joint + texts[at + 1]!
  }
}

/** At least four long paragraphs end as sentences do, and nine in ten of all, or all but the one in question. */
function endsItsSentences(texts: readonly string[]): boolean {
  const long = texts.filter(text => text.length >= LONG)
  const ended = long.filter(text => ENDED.test(text)).length
  return ended >= 4 && long.length - ended <= Math.max(1, long.length * 0.1)
}

function nextParagraph(at: Node): Node | undefined {
  let next = at.next
  while (next?.kind === 'text' && isBlank(next.value)) next = next.next
  return next && isTag(next, 'p') ? next : undefined
}

/** A paragraph of text and inline marks; not one that ends or begins in bold, as headings do. */
function isPlain(at: Node): boolean {
  for (const child of children(at))
    if (child.kind === 'element' && !['a', 'em', 'i', 'sub', 'sup', 'abbr', 'q'].includes(child.tag))
      return false
  return true
}

/** What to put between the two halves of a sentence; undefined when they are none. */
function jointOf(first: string, second: string): string | undefined {
  if (first.length < LONG || second.length < 2 || !ENDED.test(second)) return undefined
  if (HAN_END.test(first) && HAN_START.test(second)) return chineseTail(first, second) ? '' : undefined
  if (/[a-zà-ÿ,]$/.test(first) && /^[a-zà-ÿ]/.test(second) && first.length >= 2 * LONG) return ' '
  return undefined
}

function chineseTail(first: string, second: string): boolean {
  let end = -1
  for (const mark of first.matchAll(CLAUSE)) end = mark.index
  const tail = first.slice(end + 1)
  return end > 0 && tail.length <= MAX_TAIL && !SIGNED.test(tail) && !NUMBERED.test(second)
}
