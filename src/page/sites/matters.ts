// Matters puts an article's HTML into its pages as data of its GraphQL client.
import { parseFragment } from '../parse.ts'
import { attr, element, elements, moveChildren, type Node, textOf } from '../tree.ts'
import type { StateArticle } from './site.ts'

const DEEPEST = 12

interface Found {
  readonly title?: unknown
  readonly content?: unknown
  readonly createdAt?: unknown
  readonly author?: unknown
}

/** The article in `__NEXT_DATA__`: the object with a title and the longest content. */
export function mattersState(root: Node): StateArticle | undefined {
  const script = elements(root, 'script').find(one => attr(one, 'id') === '__NEXT_DATA__')
  if (!script) return undefined
  let data: unknown
  try {
    data = JSON.parse(textOf(script))
  } catch {
    return undefined
  }
  let best: Found | undefined
  for (const one of objectsIn(data)) {
    const content = contentOf(one)
    if (content.length > 200 && content.length > contentOf(best ?? {}).length) best = one
  }
  if (!best) return undefined
  const body = element('div')
  moveChildren(parseFragment(contentOf(best)), body)
  const name = (best.author as { displayName?: unknown } | undefined)?.displayName
  return {
    body,
    ...(typeof best.title === 'string' && { title: best.title }),
    ...(typeof name === 'string' && { author: name }),
    ...(typeof best.createdAt === 'string' && { published: best.createdAt }),
  }
}

/** HTML, as a text of its own or among the forms of `contents`. */
function contentOf(one: Found & { contents?: { html?: unknown } }): string {
  if (typeof one.content === 'string') return one.content
  return typeof one.contents?.html === 'string' ? one.contents.html : ''
}

function* objectsIn(value: unknown, depth = 0): Generator<Found> {
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return
  if ('title' in value) yield value
  for (const one of Object.values(value)) yield* objectsIn(one, depth + 1)
}
