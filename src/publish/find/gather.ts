// Puts the words of articles into lists, newest first: which piece of an article holds which.
import { stretches, textStart } from '../../formats/markdown/read.ts'
import type { Article } from '../../model/article.ts'
import { plainText } from '../../model/text.ts'
import { facetsIn } from '../../model/words/facets.ts'
import { eachWord, words } from '../../model/words/words.ts'
import type { Known } from '../known.ts'
import { plainForm } from '../plain.ts'
import { compact, type Lists } from './lists.ts'
import { facetWord, isJoined, OVERLAP, oneCharacter, PIECE, rarityOf } from './plan.ts'
import { eachUnit, isIdeographic, type Joint } from './units.ts'

/** How rare words are in a level, of those that are common enough to matter; keys as `compact` writes them. */
export type Rarities = ReadonlyMap<number | string, number>
export const NONE: Rarities = new Map()

const BATCH = 64

/** Puts the words of the articles from `from` to `to` into lists, newest first. False when a post was missing. */
export async function gather(
  known: Known,
  into: Lists,
  from: number,
  to: number,
  rarities: Rarities,
  each: (article: Article) => void = () => {},
): Promise<boolean> {
  let isWhole = true
  for (let stop = to; stop > from; stop -= BATCH) {
    const start = Math.max(from, stop - BATCH)
    const articles = await known.site.store.find({ order: 'oldest', offset: start, limit: stop - start })
    const texts = await Promise.all(articles.map(known.html))
    for (let i = articles.length - 1; i >= 0; i--) {
      const article = articles[i]!
      each(article)
      isWhole &&= texts[i] !== undefined
      const html = texts[i] ?? ''
      const facets = new Set(facetsIn(article))
      if (article.lead !== undefined || html.includes('<img')) facets.add('has:picture')
      for (const facet of facets) into.addPlaceless(facetWord(facet), start + i)
      enter(into, start + i, article.title, plainForm(known, article, html, 'md'), joins(rarities, to - from))
    }
  }
  return isWhole
}

/** Whether two neighbouring units are in a level as one too. */
type Joins = (joint: Joint) => boolean

const joins =
  (rarities: Rarities, articles: number): Joins =>
  ({ of: [unit, next] }) => {
    const one = rarities.get(compact(unit))
    const other = one === undefined ? undefined : rarities.get(compact(next))
    return other !== undefined && isJoined(one! + other, articles)
  }

function enter(into: Lists, number: number, title: string, file: string, join: Joins): void {
  enterPiece(into, number, 0, words(title), join)
  for (const [piece, all] of piecesOf(file)) enterPiece(into, number, piece, all, join)
}

function enterPiece(into: Lists, number: number, piece: number, all: readonly string[], join: Joins): void {
  eachUnit(all, (unit, joint) => {
    into.add(unit, number, piece)
    if (joint && join(joint)) into.add(joint.text, number, piece)
  })
  const characters = new Set<number>()
  for (const word of all) if (isIdeographic(word)) characters.add(word.codePointAt(0)!)
  for (const point of characters) into.add(oneCharacter(String.fromCodePoint(point)), number, piece)
}

/** The words of each piece of a Markdown file, of its text alone, from 1: those that begin in it, and some more. */
function* piecesOf(file: string): Generator<[piece: number, words: string[]]> {
  const start = textStart(file)
  const { text, begins } = stretches(file.slice(start))
  const all: string[] = []
  const at: number[] = []
  eachWord(text, (word, begin) => {
    all.push(word)
    at.push(begin)
  })
  let first = 0
  for (const [piece, end] of endsOf(file, start, begins)) {
    let stop = first
    while (stop < all.length && at[stop]! < end) stop++
    if (stop > first) yield [piece, all.slice(first, stop + OVERLAP)]
    first = stop
  }
}

/** Where the text of each piece of a Markdown file ends: UTF-16, in the text that `stretches` gives of it from `start`. */
function* endsOf(
  file: string,
  start: number,
  begins: readonly (readonly [number, number])[],
): Generator<[piece: number, end: number]> {
  let bytes = Buffer.byteLength(file.slice(0, start))
  let piece = Math.floor(bytes / PIECE) + 1
  let stretch = 0
  for (let i = start; i < file.length; i++) {
    if (bytes >= piece * PIECE) {
      while (stretch + 1 < begins.length && begins[stretch + 1]![1] <= i - start) stretch++
      const [inText, inMarkdown] = begins[stretch]!
      const next = begins[stretch + 1]?.[0] ?? Number.POSITIVE_INFINITY
      yield [piece++, Math.min(next, inText + i - start - inMarkdown)]
    }
    const code = file.charCodeAt(i)
    // Each half of a surrogate pair is two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
  }
  yield [piece, Number.POSITIVE_INFINITY]
}

/** Articles that are looked at to learn how rare words are. */
const SAMPLE = 2048

/** How rare the units of a level's articles are, as far as a sample tells. */
export async function raritiesIn(known: Known, from: number, to: number): Promise<Rarities> {
  const { store } = known.site
  const every = Math.max(1, Math.floor((to - from) / SAMPLE))
  const counts = new Map<number | string, number>()
  let seen = 0
  for (let at = from; at < to; at += BATCH * every) {
    const articles = await store.find({ order: 'oldest', offset: at, limit: Math.min(BATCH, to - at) })
    seen += articles.length
    for (const article of articles)
      for (const unit of unitsIn(plainText((await known.html(article)) ?? '')))
        counts.set(unit, (counts.get(unit) ?? 0) + 1)
  }
  const found = new Map<number | string, number>()
  for (const [unit, count] of counts) {
    const rarity = rarityOf(count / seen)
    if (isJoined(rarity, to - from)) found.set(unit, rarity)
  }
  return found
}

/** The units of a text, each once. */
function unitsIn(text: string): Set<number | string> {
  const found = new Set<number | string>()
  eachUnit(words(text), unit => found.add(compact(unit)))
  return found
}
