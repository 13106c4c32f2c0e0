// Pages that show several whole articles under one another: a month of a blog, a page that goes on with older ones as it
// is scrolled. The first is the page's article.
import { seenText } from './content.ts'
import type { PageStats } from './stats.ts'
import { attr, children, elements, type Node } from './tree.ts'

/** So many of one kind make a series. */
const LEAST = 3
/** Letters of prose without which a part is no article. */
const PROSE = 120
const DATED =
  /(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}|\b\d{1,2}[\s,]+(?:19|20)\d{2}\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b/i

/**
 * The first article of a series that `at` holds, and its first words; undefined where there is no series. A part of one
 * has a link and a date in its first words.
 */
export function firstOfSeries(at: Node, stats: PageStats): { at: Node; head: string } | undefined {
  const total = stats.get(at)?.prose ?? 0
  const kinds = Map.groupBy(
    [...children(at)].filter(child => child.kind === 'element' && (stats.get(child)?.prose ?? 0) > 0),
    child => `${child.tag} ${(attr(child, 'class') ?? '').split(/\s+/)[0]?.replace(/\d+/g, '')}`,
  )
  for (const parts of kinds.values()) {
    const prose = parts.reduce((sum, part) => sum + (stats.get(part)?.prose ?? 0), 0)
    if (parts.length < LEAST || prose < total * 0.9) continue
    const articles = parts.filter(part => (stats.get(part)?.prose ?? 0) >= PROSE && isDated(part))
    if (articles.length >= LEAST && articles[0] === parts[0])
      return { at: articles[0]!, head: headOf(articles[0]!) }
  }
  return undefined
}

/** How far into a part its date may stand, in characters. */
const HEAD = 160

const headOf = (part: Node): string => seenText(part).slice(0, HEAD)

const isDated = (part: Node): boolean => elements(part, 'a').length > 0 && DATED.test(headOf(part))
