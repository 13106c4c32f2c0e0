// Text without markup, as feeds and JSON Feed's content_text give it, as a tree of paragraphs.
import { parseFragment } from './parse.ts'
import { adapter, element, insert, type Node, textNode, textOf } from './tree.ts'

const MARKUP = /<(?:[a-z][^<>]*|\/[a-z][^<>]*|![^<>]*)>/i
/** Lines that break here were wrapped by a mail program, not by a poet. */
const WRAPPED = 60

/** Paragraphs of a plain text; undefined when the text has tags. Character references in it are read. */
export function plainTextTree(text: string): Node | undefined {
  if (MARKUP.test(text)) return undefined
  const plain = textOf(parseFragment(text.replace(/</g, '&lt;')))
  const root = adapter.createDocumentFragment()
  for (const part of paragraphsOf(plain.replace(/\r\n?/g, '\n'))) {
    const paragraph = element('p')
    const lines = part.split('\n')
    const joint = isWrapped(lines) ? ' ' : undefined
    lines.forEach((line, at) => {
      if (at > 0) insert(paragraph, joint === undefined ? element('br') : textNode(joint))
      insert(paragraph, textNode(line.trim()))
    })
    insert(root, paragraph)
  }
  return root
}

/** Blank lines part paragraphs; in a text without them every line is one. */
function paragraphsOf(text: string): string[] {
  const parts = text.split(/\n[^\S\n]*(?=\n)/)
  return (parts.length > 1 ? parts : text.split('\n')).map(part => part.trim()).filter(part => part !== '')
}

const isWrapped = (lines: readonly string[]): boolean =>
  lines.length > 2 && lines.slice(0, -1).every(line => line.length >= WRAPPED && line.length <= 100)
