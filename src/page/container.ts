// Which element holds the article: the page's own word for it where the numbers bear it out, else where the prose is.

import type { PageStats } from './stats.ts'
import { attr, children, elements, type Node } from './tree.ts'
import { namesOf } from './unwanted.ts'

export interface Choice {
  readonly at: Node
  /** Between 0 and 1: how far the ways of choosing agree. */
  readonly confidence: number
}

const BODY_NAMES =
  /(?:^|[\s_-])(?:article-?(?:body|content|text|main|detail)|articlebody|artibody|entry-?content|post-?(?:content|body|text|entry)|story-?(?:body|content|text)|news-?(?:content|text|body|detail)|blog-?(?:content|post|body)|main-?text|body-?text|content-?(?:body|text|area|main|article|detail)|rich-?text|rte|prose|td-post-content|wysiwyg\w*|endtext|post_body|show_text|zhengwen|neirong|js_content|storytext|text-?content|page-?content|single-?content|the-?content|markdown(?:-body)?)(?:$|[\s_-])/i

/** Shares of a page's prose: below the first a name proves nothing, above the second the rest is around it. */
const NAMED_SHARE = 0.45
const MOST = 0.82

/** The body of a page from which the evident rest has been taken. */
export function chooseContainer(root: Node, stats: PageStats): Choice {
  const body = elements(root, 'body')[0] ?? root
  const prose = (at: Node): number => stats.get(at)?.prose ?? 0
  const total = prose(body)
  const dense = densest(body, stats)
  const named = bestNamed(body, stats, total)
  if (total === 0) return { at: body, confidence: 0 }
  if (!named) return { at: dense, confidence: prose(dense) / total > 0.6 ? 0.7 : 0.4 }
  const shared = overlap(named, dense, stats)
  // The name leaves out much that reads like the same text: the name is of a part.
  if (shared < 0.6 && contains(dense, named)) return { at: dense, confidence: 0.5 }
  return { at: named, confidence: Math.min(1, 0.5 + shared / 2) }
}

function bestNamed(body: Node, stats: PageStats, total: number): Node | undefined {
  let best: Node | undefined
  let bestScore = 0
  for (const at of elements(body, 'article', 'main', 'div', 'section', 'td')) {
    const own = stats.get(at)
    if (!own || own.prose < total * NAMED_SHARE) continue
    const name = nameScore(at)
    if (name === 0) continue
    const score = name * own.prose * (1 - 0.5 * (own.text === 0 ? 0 : own.linked / own.text))
    if (score > bestScore) {
      best = at
      bestScore = score
    }
  }
  return best
}

function nameScore(at: Node): number {
  if (/\barticleBody\b/i.test(attr(at, 'itemprop') ?? '')) return 1.6
  if (BODY_NAMES.test(namesOf(at))) return 1.4
  if (at.tag === 'article' || /BlogPosting|Article/.test(attr(at, 'itemtype') ?? '')) return 1.1
  return at.tag === 'main' || attr(at, 'role') === 'main' ? 1 : 0
}

/** Goes down from the top as long as one child holds most of the prose. */
function densest(body: Node, stats: PageStats): Node {
  let at = body
  for (;;) {
    const here = stats.get(at)?.prose ?? 0
    let best: Node | undefined
    let most = 0
    let second = 0
    for (const child of blocksIn(at)) {
      const prose = stats.get(child)?.prose ?? 0
      if (prose > most) {
        second = most
        most = prose
        best = child
      } else if (prose > second) second = prose
    }
    if (!best || isParagraph(best)) return at
    const clear =
      most >= here * MOST ||
      (most >= here * 0.6 && (second <= most * 0.15 || besides(at, best).every(one => isAround(one, stats))))
    if (!clear) return at
    at = best
  }
}

const besides = (parent: Node, best: Node): Node[] => [...blocksIn(parent)].filter(one => one !== best)

/** A column of links, whatever else is written in it. */
function isAround(at: Node, stats: PageStats): boolean {
  const own = stats.get(at)
  return !own || own.prose === 0 || (own.links >= 6 && own.text / own.links < 160)
}

const isParagraph = (at: Node): boolean => /^(?:p|h[1-6]|pre|li|blockquote|ul|ol|dl)$/.test(at.tag)

/** Child blocks, and those of inline children. */
function* blocksIn(at: Node): Generator<Node> {
  const rest = [...children(at)].reverse()
  for (let one = rest.pop(); one; one = rest.pop()) {
    if (one.kind !== 'element') continue
    if (
      one.tag === 'a' ||
      one.tag === 'span' ||
      one.tag === 'font' ||
      one.tag === 'center' ||
      one.tag === 'b'
    )
      for (let child = one.last; child; child = child.previous) rest.push(child)
    else yield one
  }
}

const contains = (outer: Node, inner: Node): boolean => {
  for (let at: Node | null = inner; at; at = at.parent) if (at === outer) return true
  return false
}

/** How much of the prose of two elements is in both. */
function overlap(a: Node, b: Node, stats: PageStats): number {
  const [outer, inner] = contains(a, b) ? [a, b] : contains(b, a) ? [b, a] : [undefined, undefined]
  if (!outer || !inner) return 0
  const all = stats.get(outer)?.prose ?? 0
  return all === 0 ? 0 : (stats.get(inner)?.prose ?? 0) / all
}
