// A rule at work on a page: what it strips goes, what it finds is told. The nodes it finds stay where they are, so that
// the rest of the page can still be read.
import { oneLine } from '../../model/text.ts'
import { seenText } from '../content.ts'
import { pictureAddress } from '../source.ts'
import { attr, element, elements, insert, type Node, remove, textNode } from '../tree.ts'
import { type Item, select, textAt, type XPath } from '../xpath/select.ts'
import type { SiteRule } from './read.ts'

/** What a rule found; absent is what it found nothing for. */
export interface Ruled {
  readonly title?: string
  readonly author?: string
  /** As the page writes it. */
  readonly date?: string
  readonly body?: readonly Node[]
  /** Absolute, where the page's address is known. */
  readonly lead?: string
  readonly caption?: string
  readonly prune: boolean
}

const TITLE = 500
const NAME = 200

/** Applies a rule to a page's whole tree. */
export function applyRule(root: Node, rule: SiteRule, base: string | undefined): Ruled {
  const title = firstText(root, rule.title, TITLE)
  const author = firstText(root, rule.author, NAME)
  const date = firstText(root, rule.date, NAME)
  const lead = firstPicture(root, rule.lead, base)
  const caption = firstText(root, rule.caption, TITLE)
  // Last: a byline is often stripped from the text that it stands in.
  strip(root, rule)
  const body = firstNodes(root, rule.body)
  return {
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(date !== undefined && { date }),
    ...(body && { body }),
    ...(lead !== undefined && { lead }),
    ...(caption !== undefined && { caption }),
    prune: rule.prune,
  }
}

function strip(root: Node, rule: SiteRule): void {
  for (const path of rule.strip)
    for (const item of select(root, path)) if (item.kind !== 'attribute') drop(item)
  if (rule.stripNamed.length > 0)
    for (const one of elements(root)) {
      const names = `${attr(one, 'id') ?? ''} ${attr(one, 'class') ?? ''}`
      if (rule.stripNamed.some(name => names.includes(name))) drop(one)
    }
  if (rule.stripPictures.length > 0)
    for (const img of elements(root, 'img', 'amp-img'))
      if (rule.stripPictures.some(part => (attr(img, 'src') ?? '').includes(part))) remove(img)
}

/** The frame of a page stays, whatever a rule says. */
function drop(at: Node): void {
  if (at.kind !== 'root' && at.tag !== 'html' && at.tag !== 'body') remove(at)
}

const textOfItem = (item: Item): string => oneLine(item.kind === 'attribute' ? item.value : seenText(item))

function firstText(root: Node, paths: readonly XPath[], longest: number): string | undefined {
  for (const path of paths) {
    const items = select(root, path)
    const text = items.length > 0 ? textOfItem(items[0]!) : oneLine(textAt(root, path))
    if (text !== '' && text.length <= longest) return text
  }
  return undefined
}

/** The nodes of the first path that finds text or a picture; one inside another is part of it. */
function firstNodes(root: Node, paths: readonly XPath[]): readonly Node[] | undefined {
  for (const path of paths) {
    const nodes = select(root, path).filter(isContent)
    const outer = new Set<Node>(nodes)
    const apart = nodes.filter(one => !isWithin(one, outer))
    if (apart.some(one => /\S/.test(seenText(one)))) return apart
  }
  return undefined
}

const isContent = (item: Item): item is Node => item.kind === 'element' || item.kind === 'text'

function isWithin(at: Node, some: ReadonlySet<Node>): boolean {
  for (let up = at.parent; up; up = up.parent) if (some.has(up)) return true
  return false
}

function firstPicture(root: Node, paths: readonly XPath[], base: string | undefined): string | undefined {
  for (const path of paths)
    for (const item of select(root, path)) {
      const address =
        item.kind === 'attribute'
          ? item.value
          : pictureAddress(item.tag === 'img' ? item : (elements(item, 'img', 'amp-img')[0] ?? item), base)
      const url = address === undefined ? undefined : URL.parse(address, base)?.href
      if (url !== undefined && /^https?:/.test(url)) return url
    }
  return undefined
}

/** What a rule found as one body, taken out of the page. */
export function bodyFrom(nodes: readonly Node[]): Node {
  const body = element('div')
  for (const one of nodes) {
    // Words that stand alone between elements are a paragraph of their own.
    if (one.kind === 'text') {
      const paragraph = element('p')
      insert(paragraph, textNode(one.value))
      insert(body, paragraph)
    } else insert(body, one)
  }
  return body
}
