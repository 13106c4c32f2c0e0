// Which earlier articles are about the same: told by what their titles and labels share that few others have. Only the
// articles just before one are looked at, so that what is found never changes when newer ones arrive, and a server finds
// the same by asking for those few.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
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

/** What an article's title and labels are told by: each word once, as a number of 32 bits. */
export type Terms = Uint32Array

/** The articles just before the next one. */
export interface Nearby {
  /** Earlier articles that share most with this one, the most first, of equals the newest; then it is one of those nearby. */
  next(article: Article): Article[]
}

export function nearby(): Nearby {
  /** By place, modulo NEARBY. */
  const articles: Article[] = []
  const terms: Terms[] = []
  /** By word, the places of the articles nearby that have it, ascending. */
  const places = new Map<number, number[]>()
  let place = 0

  function forget(old: number): void {
    for (const term of terms[old % NEARBY]!) {
      const having = places.get(term)!
      having.shift()
      if (having.length === 0) places.delete(term)
    }
  }

  return {
    next(article) {
      const own = termsOf(article)
      const related = sharing(own, places).map(at => articles[at % NEARBY]!)
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

/** Which places share most with one: the most first, of equals the highest. */
function sharing(own: Terms, places: ReadonlyMap<number, readonly number[]>): number[] {
  const scores = new Map<number, { shared: number; weight: number }>()
  for (const term of own) {
    const having = places.get(term) ?? []
    if (having.length === 0 || having.length > RARE) continue
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
    .map(([at]) => at)
}

const FIRST_IDEOGRAPH = '\u3000'

/** Single characters say too little. */
const saysMuch = (word: string): boolean =>
  word.length > 1 && (word < FIRST_IDEOGRAPH || ![...word].some(char => PARTICLES.has(char)))

export const termsOf = ({ title, tags, categories }: Article): Terms =>
  Uint32Array.from(
    new Set(
      [...words(title).filter(saysMuch), ...[...tags, ...categories].map(label => `#${label}`)].map(term),
    ),
  )

/** FNV-1a over UTF-16. Two words that become one number would only relate what shares two words more. */
function term(word: string): number {
  let number = 0x811c9dc5
  for (let i = 0; i < word.length; i++) number = Math.imul(number ^ word.charCodeAt(i), 0x01000193)
  return number >>> 0
}

/**
 * As `next` of a walk, for one who has the terms of those before, the newest first: their places in that list. Those
 * of one that is gone meanwhile are undefined.
 */
export function relatedAmong(own: Terms, before: readonly (Terms | undefined)[]): number[] {
  const wanted = new Set(own)
  const places = new Map<number, number[]>()
  for (const [place, terms] of before.toReversed().entries())
    for (const term of terms ?? []) {
      if (!wanted.has(term)) continue
      const having = places.get(term)
      if (having) having.push(place)
      else places.set(term, [place])
    }
  return sharing(own, places).map(place => before.length - 1 - place)
}

/** Articles whose terms are remembered: some 250 bytes each. */
const REMEMBERED = 30_000
const remembered = new WeakMap<Store, { readonly version: string; readonly terms: Map<number, Terms> }>()

/** The terms of articles that are remembered while the catalogue is what it was. */
async function termsIn(store: Store): Promise<Map<number, Terms>> {
  const version = await store.version()
  const before = remembered.get(store)
  if (before?.version === version) return before.terms
  const terms = new Map<number, Terms>()
  remembered.set(store, { version, terms })
  return terms
}

/** The related of an article, from the catalogue. A page asks for 256 others, the next one for most of them again. */
export async function relatedOf(store: Store, article: Article): Promise<Article[]> {
  const [terms, numbers] = await Promise.all([termsIn(store), store.preceding(article, NEARBY)])
  const before = numbers.map(number => terms.get(number))
  const missing = numbers.filter((_, place) => before[place] === undefined)
  for (const earlier of await store.byNumbers(missing)) {
    const own = termsOf(earlier)
    terms.set(earlier.number, own)
    before[numbers.indexOf(earlier.number)] = own
  }
  const related = relatedAmong(termsOf(article), before)
  for (const oldest of terms.keys()) {
    if (terms.size <= REMEMBERED) break
    terms.delete(oldest)
  }
  return store.byNumbers(related.map(place => numbers[place]!))
}
