// Articles for the contracts: as few words as a test can say what it means with.
import type { Article } from '../../model/article.ts'
import type { Key } from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'

/** An article by number; everything else follows from it unless it is given. */
export function sampleArticle(number: number, given: Partial<Article> = {}): Article {
  const id = digest(`article ${number}`).slice(0, 32)
  return {
    id,
    number,
    source: 'voa',
    path: `_posts/2021/04/2021-04-14-${number}-${id.slice(0, 8)}.md`,
    url: `https://voa.example/${number}`,
    title: `新闻 ${number}`,
    author: '',
    published: Date.UTC(2021, 3, 14) + number * 60_000,
    taken: Date.UTC(2021, 3, 20),
    revised: Date.UTC(2021, 3, 20),
    language: 'zh-Hans',
    tags: [],
    categories: ['美国之音'],
    enclosures: [],
    text: 'feed',
    digest: digest(`content ${number}`),
    revision: 1,
    entry: digest(`entry ${number}`),
    ...given,
  }
}

export const sampleKeys = (article: Article): Key[] => [
  `url:${article.url}`,
  `guid:${article.source}:${article.number}`,
]

/** A batch of articles with their keys. */
export const put = (...articles: Article[]) => ({
  articles: articles.map(article => ({ article, keys: sampleKeys(article) })),
})
