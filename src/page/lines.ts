// Source lines that end between two Chinese characters: the line end is the editor's, not the author's, and must not
// become a space (CSS Text 3, 4.1.3, segment breaks).
import { after, following, isTag, type Node } from './tree.ts'

const WIDE =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff01-\\uff60\\uffe0-\\uffe6“”‘’…—]'
const INSIDE = new RegExp(`(?<=${WIDE})[ \\t\\r]*\\n[ \\t\\r\\n]*(?=${WIDE})`, 'gu')
const ENDS_WIDE = new RegExp(`${WIDE}$`, 'u')
const STARTS_WIDE = new RegExp(`^${WIDE}`, 'u')

/** Changes the tree in place; what stands in `<pre>` stays. */
export function joinLines(root: Node): void {
  // The last text that was no space, and the texts after it that are nothing but spaces.
  let before: Node | undefined
  let blanks: Node[] = []
  for (let at = root.first; at; ) {
    if (isTag(at, 'pre')) {
      before = undefined
      at = after(at, root)
      continue
    }
    if (at.kind === 'text') {
      if (at.value.trim() === '') blanks.push(at)
      else {
        if (at.value.includes('\n')) at.value = at.value.replace(INSIDE, '')
        if (before) joinTexts(before, blanks, at)
        before = at
        blanks = []
      }
    } else if (isTag(at, 'br') || isTag(at, 'img')) before = undefined
    at = following(at, root)
  }
}

function joinTexts(before: Node, blanks: readonly Node[], at: Node): void {
  const tail = before.value.trimEnd()
  const head = at.value.trimStart()
  if (!ENDS_WIDE.test(tail) || !STARTS_WIDE.test(head)) return
  const between =
    before.value.slice(tail.length) +
    blanks.map(one => one.value).join('') +
    at.value.slice(0, at.value.length - head.length)
  if (!between.includes('\n') || /[^ \t\r\n]/.test(between)) return
  before.value = tail
  for (const blank of blanks) blank.value = ''
  at.value = head
}
