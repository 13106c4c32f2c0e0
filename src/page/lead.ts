// The picture an article leads with: the one the page names, found in its body or beside its title, with its caption.
import { seenText } from './content.ts'
import { fileStem } from './pictures.ts'
import { withoutProxy } from './proxies.ts'
import { pictureAddress, pixels } from './source.ts'
import { attr, element, elements, firstBelow, insert, isTag, type Node, setAttr, textNode } from './tree.ts'

export interface Lead {
  readonly src: string
  readonly alt: string
  readonly caption: string
}

/** Pictures that stand for the outlet, not for the article. */
const NOT_A_LEAD =
  /logo|favicon|placeholder|default[-_]?(?:image|share|og)|site[-_]?icon|avatar|sprite|blank\.|share[-_]?(?:image|default)/i
const LEAST_WIDTH = 200

/** The lead as found on a page before anything is taken from it. */
export interface FoundLead extends Lead {
  /** The `<img>`; absent when only the head of the page knows the picture. */
  readonly img?: Node
}

/** `image` is what the page names (og:image, JSON-LD). `after` is where the article begins, the title's heading. */
export function findLead(
  root: Node,
  image: string | undefined,
  base: string | undefined,
): FoundLead | undefined {
  if (image === undefined || NOT_A_LEAD.test(image)) return undefined
  const stem = fileStem(withoutProxy(image))
  for (const img of elements(root, 'img', 'amp-img')) {
    const src = pictureAddress(img, base)
    if (src === undefined || stem.length < 4) continue
    const own = fileStem(withoutProxy(src))
    if (own !== stem && !(stem.length > 12 && own.length > 12 && (own.includes(stem) || stem.includes(own))))
      continue
    if ((pixels(attr(img, 'width')) ?? LEAST_WIDTH) < LEAST_WIDTH) continue
    return { src: withoutProxy(src), alt: attr(img, 'alt')?.trim() ?? '', caption: captionFor(img), img }
  }
  return { src: withoutProxy(image), alt: '', caption: '' }
}

function captionFor(img: Node): string {
  for (let at = img.parent, level = 0; at && level < 8; at = at.parent, level++)
    if (isTag(at, 'figure')) {
      const caption = firstBelow(at, 'figcaption')
      return caption ? seenText(caption) : ''
    }
  return ''
}

/** Puts the lead before the body, when the page shows it but outside of what was taken. */
export function hoistLead(body: Node, lead: FoundLead, base: string | undefined): void {
  if (!lead.img) return
  const stem = fileStem(lead.src)
  for (const img of elements(body, 'img', 'amp-img')) {
    const src = pictureAddress(img, base)
    if (src !== undefined && fileStem(withoutProxy(src)) === stem) return
  }
  const figure = element('figure')
  const img = element('img', { src: lead.src })
  if (lead.alt !== '') setAttr(img, 'alt', lead.alt)
  insert(figure, img)
  if (lead.caption !== '') {
    const caption = element('figcaption')
    insert(caption, textNode(lead.caption))
    insert(figure, caption)
  }
  insert(body, figure, body.first)
}
