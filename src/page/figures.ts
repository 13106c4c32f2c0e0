// Pictures and what belongs to them: captions that pages set as plain paragraphs, pictures alone in one, doubles.
import { hasContent, isAtom, seenText } from './content.ts'
import { sameFile } from './pictures.ts'
import { withoutProxy } from './proxies.ts'
import { pictureAddress, pixels } from './source.ts'
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
  wrap,
} from './tree.ts'

const CAPTION =
  /(?:^|[\s_-])(?:wp-caption-text|wp-element-caption|tr-caption|(?:image|img|photo|pic|picture|media|figure|gallery|component)[-_]?caption|caption(?:[-_]?text)?|cutline|pic-?(?:desc|info|txt)|img-?(?:desc|title|note))(?:$|\s)/i
const MAX_CAPTION = 600
/** Smaller ones are marks in the text. */
const ICON = 64

/** Each picture gets its real address, without lazy loading and without proxies around it. */
export function settleAddresses(root: Node, base?: string): void {
  for (const img of elements(root, 'img', 'amp-img')) {
    const address = pictureAddress(img, base)
    if (address === undefined) continue
    const kept = img.attrs.filter(({ name }) => /^(?:alt|title|width|height|class|style|id)$/.test(name))
    img.attrs.length = 0
    img.attrs.push({ name: 'src', value: withoutProxy(address) }, ...kept)
  }
}

/** Elements whose class says caption, and that follow a lone picture, become its `<figcaption>`. */
export function settleCaptions(root: Node): void {
  for (const one of elements(root, 'p', 'div', 'span', 'td', 'small', 'em')) {
    if (!CAPTION.test(attr(one, 'class') ?? '') || inFigure(one, root)) continue
    const text = seenText(one)
    if (text === '' || text.length > MAX_CAPTION || elements(one, 'img').length > 0) continue
    const picture = pictureBefore(one)
    if (picture) makeFigure(picture, one)
  }
}

function inFigure(at: Node, root: Node): boolean {
  for (let one = at.parent; one && one !== root; one = one.parent) if (isTag(one, 'figure')) return true
  return false
}

/** The element before, at most three levels up, that holds one picture and no text. */
function pictureBefore(caption: Node): Node | undefined {
  let from: Node | null = caption
  for (let level = 0; from && level < 4; level++, from = from.parent) {
    let before = from.previous
    while (before && (before.kind === 'comment' || (before.kind === 'text' && isBlank(before.value))))
      before = before.previous
    if (before) return isLonePicture(before) ? before : undefined
    if (from.parent?.kind !== 'element') return undefined
  }
  return undefined
}

function isLonePicture(at: Node): boolean {
  if (isTag(at, 'img')) return true
  return at.kind === 'element' && elements(at, 'img').length === 1 && isBlank(seenText(at))
}

function makeFigure(picture: Node, caption: Node): void {
  const figure = element('figure')
  // A picture and its caption may be two rows of a table made for the purpose.
  const table = tableOf(picture, caption)
  if (table) insert(table.parent!, figure, table)
  else insert(picture.parent!, figure, picture)
  const figcaption = element('figcaption')
  moveChildren(caption, figcaption)
  const img = isTag(picture, 'img') ? picture : elements(picture, 'img')[0]!
  const shown = isTag(img.parent, 'a') ? img.parent : img
  insert(figure, shown)
  insert(figure, figcaption)
  if (picture !== shown && picture !== img) remove(picture)
  remove(caption)
  if (table && !hasContent(table)) remove(table)
}

function tableOf(picture: Node, caption: Node): Node | undefined {
  if (caption.tag !== 'td') return undefined
  let table: Node | null = caption
  while (table && !isTag(table, 'table')) table = table.parent
  for (let at: Node | null = picture; at; at = at.parent) if (at === table) return table ?? undefined
  return undefined
}

/** A paragraph that is nothing but pictures becomes a figure for each. */
export function settleLonePictures(root: Node): void {
  for (const paragraph of elements(root, 'p')) {
    if (inFigure(paragraph, root) || !isBlank(seenText(paragraph))) continue
    const atoms = elements(paragraph).filter(isAtom)
    if (atoms.length === 0 || !atoms.every(one => isTag(one, 'img') && !isIcon(one))) continue
    for (const child of [...children(paragraph)]) {
      if (child.kind !== 'element' || !hasContent(child)) continue
      insert(paragraph.parent!, child, paragraph)
      wrap(child, element('figure'))
    }
    remove(paragraph)
  }
}

const isIcon = (img: Node): boolean =>
  (pixels(attr(img, 'width')) ?? ICON) < ICON || (pixels(attr(img, 'height')) ?? ICON) < ICON

/** The same picture twice with no text between: the one with the caption stays, else the first. */
export function dropDoubles(root: Node): void {
  const captioned = captionedFigures(root)
  let last: Node | undefined
  for (let at: Node | null = root.first; at; ) {
    const next = following(at, root)
    if (at.kind === 'text' && !isBlank(at.value)) last = inCaption(at, root) ? last : undefined
    else if (isTag(at, 'img')) last = last && isSamePicture(last, at) ? oneOf(last, at, captioned) : at
    at = next
  }
}

const isSamePicture = (a: Node, b: Node): boolean => {
  const src = attr(a, 'src')
  const other = attr(b, 'src')
  return src !== undefined && other !== undefined && sameFile(src, other)
}

const inCaption = (at: Node, root: Node): boolean => {
  for (let one = at.parent; one && one !== root; one = one.parent) if (isTag(one, 'figcaption')) return true
  return false
}

function figureOf(at: Node): Node | null {
  let figure = at.parent
  while (figure && !isTag(figure, 'figure')) figure = figure.parent
  return figure
}

function captionedFigures(root: Node): ReadonlySet<Node | null> {
  return new Set(
    elements(root, 'figcaption')
      .map(figureOf)
      .filter(figure => figure !== null),
  )
}

/** Takes out one of two equal pictures and gives the one that stays; both stay if both have captions. */
function oneOf(first: Node, second: Node, captioned: ReadonlySet<Node | null>): Node {
  const hasFirst = captioned.has(figureOf(first))
  const hasSecond = captioned.has(figureOf(second))
  if (hasFirst && hasSecond) return second
  const [kept, gone] = hasSecond ? [second, first] : [first, second]
  const alt = attr(gone, 'alt')
  if (alt && !attr(kept, 'alt')) setAttr(kept, 'alt', alt)
  remove(gone)
  return kept
}
