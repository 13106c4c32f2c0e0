// Which earlier articles are about the same: told by what their titles and labels share that few others have. Only the
// articles just before one are looked at, so that what is found never changes when newer ones arrive, and a server finds
// the same by asking for those few.
import type { Article } from '../model/article.ts'
import { fold, words } from '../model/words/words.ts'

/** Articles before one, of any source, among which related ones are sought. */
export const NEARBY = 256
/** Related articles that a page shows. */
const MOST = 4
/** A word that more of the articles nearby have says nothing. */
const RARE = 8
/** Rare words that must be shared: three pairs of characters are a name of four, or a name and a thing. */
const SHARED = 3
/** Characters that hold sentences together: a pair with one of them names nothing. As `words` folds them. */
const PARTICLES = new Set(
  fold(
    '的了是在就不有这那个我你他她它们也都和与及或要会能可到说上下里来去为对从把被让给么什如何怎谁吗呢吧啊很最更还又再只已将以之而但因所一',
  ),
)

/** The articles just before the next one. */
export interface Nearby {
  /** Earlier articles that share most with this one, the most first, of equals the newest; then it is one of those nearby. */
  next(article: Article): Article[]
}

export function nearby(): Nearby {
  /** By place, modulo NEARBY. */
  const articles: Article[] = []
  const terms: (readonly string[])[] = []
  /** By word, the places of the articles nearby that have it, ascending. */
  const places = new Map<string, number[]>()
  let place = 0

  function forget(old: number): void {
    for (const term of terms[old % NEARBY]!) {
      const having = places.get(term)!
      having.shift()
      if (having.length === 0) places.delete(term)
    }
  }

  function found(own: readonly string[]): Article[] {
    const scores = new Map<number, { shared: number; weight: number }>()
    for (const term of own) {
      const having = places.get(term)
      if (!having || having.length > RARE) continue
      // Whole steps, so that one article more or less seldom changes an order.
      const weight = Math.clz32(having.length) - Math.clz32(NEARBY)
      for (const at of having) {
        const score = scores.get(at) ?? { shared: 0, weight: 0 }
        scores.set(at, { shared: score.shared + 1, weight: score.weight + weight })
      }
    }
    return [...scores]
      .filter(([, { shared }]) => shared >= SHARED)
      .sort(([a, one], [b, other]) => other.weight - one.weight || b - a)
      .slice(0, MOST)
      .map(([at]) => articles[at % NEARBY]!)
  }

  return {
    next(article) {
      const own = termsOf(article)
      const related = found(own)
      if (place >= NEARBY) forget(place)
      articles[place % NEARBY] = article
      terms[place % NEARBY] = own
      for (const term of own) {
        const having = places.get(term)
        if (having) having.push(place)
        else places.set(term, [place])
      }
      place++
      return related
    },
  }
}

const FIRST_IDEOGRAPH = '\u3000'

/** Single characters say too little. */
const saysMuch = (word: string): boolean =>
  word.length > 1 && (word < FIRST_IDEOGRAPH || ![...word].some(char => PARTICLES.has(char)))

const termsOf = ({ title, tags, categories }: Article): string[] => [
  ...new Set([...words(title).filter(saysMuch), ...[...tags, ...categories].map(label => `#${label}`)]),
]

/** The related of an article, for one who has those before it, the newest first. */
export function relatedTo(article: Article, before: readonly Article[]): Article[] {
  const near = nearby()
  for (const earlier of before.toReversed()) near.next(earlier)
  return near.next(article)
}
