// The form feedx.net gave its full-text feeds: a date in italics, the lead picture, its caption in small grey type, the
// text, and an advertisement. The picture becomes a figure; the date and the advertisement were never the outlet's.
import {
  attr,
  children,
  element,
  elements,
  insert,
  isBlank,
  isTag,
  moveChildren,
  type Node,
  remove,
  textOf,
} from './tree.ts'

const DATE = /^\s*(?:mon|tue|wed|thu|fri|sat|sun), \d{1,2} \w{3} \d{4} [\d:]{5,8} (?:gmt|utc|[+-]\d{4})\s*$/i
const FOOTER = /^\s*获取更多\s*RSS/
const HOME = /^https?:\/\/(?:www\.)?feedx\.\w{2,5}\//

/** Recognises the form by its parts, each by itself: the service changed its footers over the years. */
export function settleFeedx(root: Node): void {
  for (const div of elements(root, 'div')) {
    if (isFooter(div)) removeFooter(div)
    else if (isDateLine(div, root)) remove(div)
    else if (isGreyCaption(div)) makeFigure(div)
  }
}

function isFooter(div: Node): boolean {
  if (!FOOTER.test(textOf(div))) return false
  const links = elements(div, 'a')
  return links.length > 0 && links.every(link => HOME.test(`${attr(link, 'href') ?? ''}/`))
}

/** With the rule and the line break before it. */
function removeFooter(div: Node): void {
  for (let before = div.previous; before; before = div.previous) {
    const isTrim =
      isTag(before, 'hr') || isTag(before, 'br') || (before.kind === 'text' && isBlank(before.value))
    if (!isTrim) break
    remove(before)
  }
  remove(div)
}

function isDateLine(div: Node, root: Node): boolean {
  return (
    div.parent === root &&
    firstElement(root) === div &&
    onlyChild(div, 'i') !== undefined &&
    DATE.test(textOf(div))
  )
}

function firstElement(at: Node): Node | undefined {
  for (const child of children(at)) if (child.kind === 'element') return child
  return undefined
}

/** The one child that is no blank text, if it has this name. */
function onlyChild(at: Node, tag: string): Node | undefined {
  let found: Node | undefined
  for (const child of children(at)) {
    if (child.kind === 'text' && isBlank(child.value)) continue
    if (found || !isTag(child, tag)) return undefined
    found = child
  }
  return found
}

function isGreyCaption(div: Node): boolean {
  const small = onlyChild(div, 'small')
  return small !== undefined && /color\s*:\s*#999/i.test(attr(small, 'style') ?? '')
}

function makeFigure(div: Node): void {
  let picture = div.previous
  while (picture?.kind === 'text' && isBlank(picture.value)) picture = picture.previous
  if (!picture || !isTag(picture, 'img')) return
  const figure = element('figure')
  insert(div.parent!, figure, div)
  insert(figure, picture)
  const caption = element('figcaption')
  insert(figure, caption)
  moveChildren(onlyChild(div, 'small')!, caption)
  remove(div)
}
