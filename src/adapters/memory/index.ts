// An index of words without a database, for tests: it looks through everything.
import type { Index, IndexedArticle, WordQuery } from '../../model/catalogue.ts'
import { month } from '../../model/time.ts'
import type { Phrase } from '../../model/words/words.ts'

const occursIn = (text: string, { words: wanted, open }: Phrase): boolean => {
  const words = text.split(' ')
  return words.some((_, i) =>
    wanted.every((word, k) =>
      open && k === wanted.length - 1 ? words[i + k]?.startsWith(word) : words[i + k] === word,
    ),
  )
}

export function memoryIndex(): Index {
  const articles = new Map<number, IndexedArticle>()
  let generation = 0

  function matches(article: IndexedArticle, query: WordQuery): boolean {
    const isAny = query.from !== undefined || query.until !== undefined
    if (query.phrases.length === 0 && !query.facets?.length && !isAny) return false
    if (query.from !== undefined && article.date < query.from) return false
    if (query.until !== undefined && article.date >= query.until) return false
    if (!(query.facets ?? []).every(facet => article.facets.includes(facet))) return false
    return query.phrases.every(phrase => occursIn(article.title, phrase) || occursIn(article.body, phrase))
  }

  /** Phrases in its title. */
  const score = (article: IndexedArticle, query: WordQuery): number =>
    query.phrases.filter(phrase => occursIn(article.title, phrase)).length

  return {
    async put(given) {
      for (const article of given) articles.set(article.number, article)
      generation++
    },
    async remove(numbers) {
      for (const number of numbers) articles.delete(number)
      generation++
    },
    async flush() {},
    async query(query) {
      const found = [...articles.values()]
        .filter(article => matches(article, query))
        .map(article => ({ article, score: score(article, query) }))
      const newer = (a: IndexedArticle, b: IndexedArticle) => b.date - a.date || b.number - a.number
      found.sort((a, b) => (query.order === 'best' && b.score - a.score) || newer(a.article, b.article))
      const numbers = found.map(({ article }) => article.number)
      const months = Map.groupBy(found, ({ article }) => month(article.date))
      return {
        numbers: numbers.slice(query.offset, query.offset + query.limit),
        total: numbers.length,
        months: new Map([...months].map(([name, all]) => [name, all.length])),
        ...(query.bySource && {
          sources: new Map(
            [...Map.groupBy(found, ({ article }) => article.source)].map(([id, all]) => [id, all.length]),
          ),
        }),
      }
    },
    async generation() {
      return generation
    },
    async clear() {
      articles.clear()
      generation++
    },
    async close() {},
  }
}
