// Puts the words of articles into lists, newest first: which piece of an article holds which.
import { stretches, textStart } from '../../formats/markdown/read.ts'
import type { Article } from '../../model/article.ts'
import { plainText } from '../../model/text.ts'
import { facetsIn } from '../../model/words/facets.ts'
import { eachWord, words } from '../../model/words/words.ts'
import type { Known } from '../known.ts'
import { plainForm } from '../plain.ts'
import { asTerms, type Lists } from './lists.ts'
import { facetWord, mostJoined, OVERLAP, PIECE, rarityOf } from './plan.ts'
import { eachUnit } from './units.ts'

/** How rare a term is in a level; undefined when it is too rare to matter. */
export type Rarities = (term: number) => number | undefined
export const NONE: Rarities = () => undefined

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
      for (const facet of facets) into.addPlaceless(into.word(facetWord(facet)), start + i)
      enter(into, start + i, article.title, plainForm(known, article, html, 'md'), joins(rarities, to - from))
    }
  }
  return isWhole
}

/** Whether two neighbouring units are in a level as one too. */
type Joins = (unit: number, next: number) => boolean

function joins(rarities: Rarities, articles: number): Joins {
  const most = mostJoined(articles)
  return (unit, next) => {
    const one = rarities(unit)
    return one !== undefined && one + (rarities(next) ?? Number.POSITIVE_INFINITY) <= most
  }
}

function enter(into: Lists, number: number, title: string, file: string, join: Joins): void {
  enterPiece(into, number, 0, words(title), join)
  for (const [piece, all] of piecesOf(file)) enterPiece(into, number, piece, all, join)
}

function enterPiece(into: Lists, number: number, piece: number, all: readonly string[], join: Joins): void {
  eachUnit(all, asTerms(into, all), (unit, before) => {
    into.add(unit, number, piece)
    if (before !== undefined && join(before, unit)) into.add(into.joint(before, unit), number, piece)
  })
  into.addCharacters(all, number, piece)
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

/** Of a level's articles, the part that is looked at to learn how rare words are; no fewer and no more than so many. */
const SAMPLE = 1 / 4
const FEWEST = 256
const MOST = 2048

/** How rare the units of a level's articles are, as far as a sample tells. */
export async function raritiesIn(known: Known, lists: Lists, from: number, to: number): Promise<Rarities> {
  const { store } = known.site
  const sample = Math.min(MOST, Math.max(FEWEST, (to - from) * SAMPLE))
  const every = Math.max(1, Math.floor((to - from) / sample))
  // By term: articles that have it, and the last of these.
  let counts = new Uint32Array(1 << 16)
  let last = new Uint32Array(1 << 16)
  let seen = 0
  const count = (unit: number): void => {
    if (unit >= counts.length) {
      counts = doubled(counts)
      last = doubled(last)
    }
    if (last[unit] === seen) return
    last[unit] = seen
    counts[unit] = counts[unit]! + 1
  }
  for (let at = from; at < to; at += BATCH * every) {
    const articles = await store.find({ order: 'oldest', offset: at, limit: Math.min(BATCH, to - at) })
    for (const article of articles) {
      seen++
      const all = words(plainText((await known.html(article)) ?? ''))
      eachUnit(all, asTerms(lists, all), count)
    }
  }
  const rarities = new Uint8Array(lists.count()).fill(RARE)
  const most = mostJoined(to - from)
  for (let term = 0; term < rarities.length; term++) {
    if (term >= counts.length || counts[term] === 0) continue
    const rarity = rarityOf(counts[term]! / seen)
    if (rarity <= most) rarities[term] = rarity
  }
  return term => {
    const rarity = rarities[term] ?? RARE
    return rarity === RARE ? undefined : rarity
  }
}

/** In place of the rarity of a term that matters nothing. */
const RARE = 0xff

function doubled(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
