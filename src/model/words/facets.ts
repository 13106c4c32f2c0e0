// What an article can be filtered by in a search. Folded as words are: `tag:國際` finds what is kept as 国际, `Tag:VOA`
// what is kept as voa.
import type { Article } from '../article.ts'
import { fold } from './words.ts'

/** A filter and its value as the index has them. */
export const facet = (name: string, value: string): string => fold(`${name}:${value}`)

/** Source, tags, categories and author of an article; some may be equal. */
export const facetsIn = ({
  source,
  tags,
  categories,
  author,
}: Pick<Article, 'source' | 'tags' | 'categories' | 'author'>): string[] => [
  facet('source', source),
  ...tags.map(tag => facet('tag', tag)),
  ...categories.map(category => facet('category', category)),
  ...(author === '' ? [] : [facet('author', author)]),
]
