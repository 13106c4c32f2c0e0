// Brings pictures out of where pages hide them, before anything is read from the tree.
import { pictureAddress, sourceAddress } from './source.ts'
import { attr, element, elements, insert, isBlank, isTag, type Node, remove } from './tree.ts'

/**
 * Gives each `<picture>` an `<img>`, and keeps one of each pair that a page makes of a lazy picture and the real one in
 * a `<noscript>` beside it. What else stands in a `<noscript>` stays where it is.
 */
export function settlePictures(root: Node, base?: string): void {
  for (const picture of elements(root, 'picture')) completePicture(picture, base)
  for (const noscript of elements(root, 'noscript')) settleNoscript(noscript, base)
}

function completePicture(picture: Node, base?: string): void {
  if (elements(picture, 'img', 'amp-img').length > 0) return
  const src = sourceAddress(picture, base)
  if (src !== undefined) insert(picture, element('img', { src, alt: attr(picture, 'alt') ?? '' }))
}

function settleNoscript(noscript: Node, base?: string): void {
  const real = elements(noscript, 'img')[0]
  if (!real) return
  const address = pictureAddress(real, base)
  if (address === undefined) return
  for (const lazy of neighbours(noscript)) {
    const shown = pictureAddress(lazy, base)
    if (shown === undefined) remove(lazy)
    else if (sameFile(shown, address)) remove(real)
  }
}

/** The pictures that stand directly before and after. */
function neighbours(at: Node): Node[] {
  const found: Node[] = []
  const before = beside(at, 'previous')
  const behind = beside(at, 'next')
  const last = before && pictureIn(before)
  const first = behind && pictureIn(behind)
  if (last) found.push(last)
  if (first) found.push(first)
  return found
}

function beside(at: Node, side: 'previous' | 'next'): Node | null {
  let one = at[side]
  while (one && (one.kind === 'comment' || (one.kind === 'text' && isBlank(one.value)))) one = one[side]
  return one
}

function pictureIn(at: Node): Node | undefined {
  if (isTag(at, 'img')) return at
  const all = at.kind === 'element' && at.tag !== 'noscript' ? elements(at, 'img') : []
  return all.length === 1 ? all[0] : undefined
}

/** The name of the file without its size: `photo-300x200.jpg` and `photo.jpg?w=900` are one picture. */
export function fileStem(address: string): string {
  const name = (URL.parse(address)?.pathname ?? address).split('/').at(-1)!
  return name
    .replace(/\.(?:jpe?g|png|gif|webp|avif|jfif)$/i, '')
    .replace(/(?:[-_]\d{2,4}x\d{2,4}|_w\d{2,4}|-scaled|@\dx)(?:_.{0,8})?$/i, '')
    .toLowerCase()
}

export const sameFile = (a: string, b: string): boolean =>
  a === b || (fileStem(a) !== '' && fileStem(a).length > 3 && fileStem(a) === fileStem(b))
