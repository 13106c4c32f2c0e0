// One more name of an article: what it says. Outlets that get another program give all that they list new ids and addresses.
import type { Article, Post } from '../model/article.ts'
import type { Key } from '../model/catalogue.ts'
import { digestOf } from '../model/digest.ts'
import { keysOf } from '../model/identity.ts'
import { folded, proseLines } from './sense.ts'

/** Letters of a text that is not another's by accident; a market report's may be. */
const TELLING = 60

/**
 * A key of what a source said at one moment under one title in the same words. None for an article without a date or
 * with little text: of those there may be two.
 */
export function sameKey({
  source,
  title,
  published,
  html,
}: Pick<Article, 'source' | 'title' | 'published'> & { readonly html: string }): Key[] {
  if (published === undefined) return []
  const text = proseLines(html).join('')
  return text.length < TELLING
    ? []
    : [`same:${source}:${digestOf(folded(title), String(published), text).slice(0, 32)}`]
}

/** All keys that a post tells of; what its feed said is not in it where its text is the page's. */
const keysOfPost = (post: Post): Key[] => [...keysOf(post), ...(post.text === 'feed' ? sameKey(post) : [])]

/** A post as its row in the catalogue, with its keys. */
export function rowOf(post: Post): { readonly article: Article; readonly keys: readonly Key[] } {
  const { html: _, ...article } = post
  return { article, keys: keysOfPost(post) }
}
