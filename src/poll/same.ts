// One more name of an article: what it says. Outlets that get another program give all that they list new ids and addresses.
import type { Article, Post } from '../model/article.ts'
import type { Key } from '../model/catalogue.ts'
import { digestOf } from '../model/digest.ts'
import { keysOf } from '../model/identity.ts'
import { folded, proseLines } from './sense.ts'

/** Letters of a text that is not another's by accident, and of one that tells an article without its title. */
const TELLING = 60
const TELLING_ALONE = 200

/**
 * A key of what a source said at one moment in the same words; where those are few, under the same title too. None for an
 * article without a date or with hardly any text: of those there may be two.
 */
export function sameKey({
  source,
  title,
  published,
  html,
}: Pick<Article, 'source' | 'title' | 'published'> & { readonly html: string }): Key[] {
  if (published === undefined) return []
  const text = proseLines(html).join('')
  if (text.length < TELLING) return []
  const said = text.length < TELLING_ALONE ? folded(title) : ''
  return [`same:${source}:${digestOf(said, String(published), text).slice(0, 32)}`]
}

export const isSameKey = (key: Key): boolean => key.startsWith('same:')

/** All keys that a post tells of; what its feed said is not in it where its text is the page's. */
const keysOfPost = (post: Post): Key[] => [...keysOf(post), ...(post.text === 'feed' ? sameKey(post) : [])]

/** A post as its row in the catalogue, with its keys. */
export function rowOf(post: Post): { readonly article: Article; readonly keys: readonly Key[] } {
  const { html: _, ...article } = post
  return { article, keys: keysOfPost(post) }
}
