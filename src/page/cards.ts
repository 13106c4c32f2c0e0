// What a page tells of other articles: lists of cards, each a linked title with a picture or a few lines. They read like
// prose, so numbers alone do not tell them from the article.
import { isBlockElement, seenText } from './content.ts'
import { measure, type PageStats, type Stats } from './stats.ts'
import { attr, children, elements, isTag, type Node, remove } from './tree.ts'

/** So many of one kind beside each other make a list. */
const LEAST = 3
/** Letters of a card: a title, a date, two or three lines. */
const LONGEST = 900
/** A list with more of a page's prose than this is what the page is about. */
const MOST = 0.62
/** Letters of a link that may be a title. */
const TITLE = 14

const NONE: Stats = { text: 0, linked: 0, marks: 0, prose: 0, links: 0 }

/** Takes lists of cards out of a page. `stats` are those of the tree before; they are not kept up to date. */
export function dropCards(root: Node, stats: PageStats): void {
  const total = stats.get(root)?.prose ?? 0
  for (const parent of elements(root)) {
    if (!parent.parent || !stats.has(parent)) continue
    for (const list of alike(parent)) {
      if (list.length < LEAST) continue
      const cards = list.filter(one => isCard(one, stats.get(one) ?? NONE))
      const prose = list.reduce((sum, one) => sum + (stats.get(one)?.prose ?? 0), 0)
      if (cards.length >= list.length * 0.75 && prose <= total * MOST) for (const one of list) remove(one)
    }
  }
}

/** The children of an element that are of one kind, kind by kind. */
function alike(parent: Node): Iterable<Node[]> {
  const kinds = new Map<string, Node[]>()
  for (const child of children(parent)) {
    if (child.kind !== 'element' || !HOLDERS.has(child.tag)) continue
    const kind = kindOf(child)
    const there = kinds.get(kind)
    if (there) there.push(child)
    else kinds.set(kind, [child])
  }
  return kinds.values()
}

const HOLDERS: ReadonlySet<string> = new Set('div article section li a aside tr td'.split(' '))

/** Tag and first words of the class; numbers in them tell one from the next, not kinds. */
const kindOf = (at: Node): string =>
  `${at.tag} ${(attr(at, 'class') ?? '')
    .split(/\s+/)
    .filter(word => !/\d/.test(word))
    .slice(0, 2)
    .join(' ')}`

function isCard(at: Node, own: Stats): boolean {
  if (own.text > LONGEST) return false
  if (isTag(at, 'a')) return leads(at) && holdsBlock(at) && measure(seenText(at)).letters >= TITLE
  const links = elements(at, 'a').filter(leads)
  if (links.length === 0 || links.length > 8) return false
  if (links.some(link => isTitle(link, at))) return true
  // A picture and its words, both linked, without a heading.
  return links.some(link => elements(link, 'img').length > 0) && own.linked > own.text * 0.3
}

/** A link in a sentence holds words; one that is a card holds a heading, a picture, boxes. */
const holdsBlock = (link: Node): boolean =>
  elements(link).some(one => isBlockElement(one) || isTag(one, 'img'))

/** To another page, not to a place on this one, a program or a mailbox. */
function leads(link: Node): boolean {
  const href = attr(link, 'href')?.trim() ?? ''
  return href !== '' && !/^(?:#|javascript:|mailto:|tel:)/i.test(href)
}

/** The whole of a heading, or a link that holds one. */
function isTitle(link: Node, card: Node): boolean {
  if (measure(seenText(link)).letters < TITLE) return false
  if (elements(link, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6').length > 0) return true
  for (let at = link.parent; at && at !== card.parent; at = at.parent) {
    const isHeading =
      /^h[1-6]$/.test(at.tag) ||
      /(?:^|[\s_-])(?:title|headline|heading)(?:$|[\s_-])/i.test(attr(at, 'class') ?? '')
    if (isHeading) return seenText(at).length <= seenText(link).length + 4
  }
  return false
}
