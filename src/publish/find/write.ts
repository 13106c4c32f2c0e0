// Writes the index for searching without a server; README.md beside this file describes it.

import { textOfMarkdown, textStart } from '../../formats/markdown/read.ts'
import { type Article, dateOf } from '../../model/article.ts'
import { plainText } from '../../model/text.ts'
import { iso, month } from '../../model/time.ts'
import { facetsIn } from '../../model/words/facets.ts'
import { words } from '../../model/words/words.ts'
import type { Known } from '../known.ts'
import { plainForm } from '../plain.ts'
import type { Row } from '../rows.ts'
import { short } from '../tally.ts'
import { compact, lists } from './lists.ts'
import type { Row as ShownRow } from './plan.ts'
import {
  AFTER,
  CHUNK,
  COMMON,
  COMMON_PAIR,
  entries,
  facetWord,
  GOES_ON,
  INLINE,
  IS_COMMON,
  levelsOf,
  OVERLAP,
  oneCharacter,
  PIECE,
  ROWS,
  shardOf,
  shardsOf,
} from './plan.ts'

/** A file of the index. */
export interface IndexFile {
  readonly address: string
  readonly body: string
  /** False when the file of an article that it speaks of was missing. */
  readonly isWhole: boolean
}

/** A group of files that are made together, and a digest of what they are made from. */
export interface Part {
  readonly inputs: string
  /** Of its one file; or, ending in `/`, of the folder of its files. */
  readonly at: string
  make(): AsyncIterable<IndexFile>
}

const shelf = (name: string): string => `/search/${name}.js`
const file = (name: string, value: unknown): string =>
  `stetShelf(${JSON.stringify(name)},${JSON.stringify(value)})\n`

/** The parts of the index: words and addresses of the old, the middle and the newest articles. */
export function indexParts(known: Known, all: readonly Row[]): Part[] {
  const items = all.map(({ item }) => item)
  const months = firstOfMonths(all)
  const { count, fresh, old } = levelsOf(items.length)
  const digestOf = (from: number, to: number): string => short(String(from), ...items.slice(from, to))
  const versions = { old: digestOf(0, old), mid: digestOf(old, fresh) }
  const parts: Part[] = []
  for (let at = 0; at < fresh; at += ROWS) parts.push(rows(known, at, Math.min(at + ROWS, fresh), digestOf))
  for (const [level, from, to] of [
    ['old', 0, old],
    ['mid', old, fresh],
  ] as const)
    if (to > from)
      parts.push({
        inputs: versions[level],
        at: `/search/${level}/`,
        make: () => shards(known, level, from, to),
      })
  parts.push({
    inputs: short(digestOf(fresh, count), versions.old, versions.mid, JSON.stringify([...months])),
    at: shelf('new'),
    async *make() {
      const made = lists(count)
      const newest: ShownRow[] = []
      const isWhole = await gather(known, made, fresh, count, NONE, article =>
        newest.unshift(rowOf(known, article)),
      )
      const body = file('new', {
        ...{ count, fresh, old, months: [...months] },
        versions: { old: versions.old.slice(0, 8), mid: versions.mid.slice(0, 8) },
        rows: newest,
        words: entries(made.words()),
      })
      yield { address: shelf('new'), body, isWhole }
    },
  })
  return parts
}

/** The place of the first article of each month. */
function firstOfMonths(rows: readonly Row[]): Map<string, number> {
  const months = new Map<string, number>()
  for (const [place, { date }] of rows.entries()) {
    const at = month(date)
    if (!months.has(at)) months.set(at, place)
  }
  return months
}

/** The Markdown of all articles in files that a page in a folder can load: there a browser forbids fetch. */
export function textParts(known: Known, all: readonly Row[]): Part[] {
  const items = all.map(({ item }) => item)
  const parts: Part[] = []
  for (let from = 0; from < items.length; from += ROWS) {
    const name = `text/${Math.floor(from / ROWS).toString(36)}`
    parts.push({
      inputs: short(String(from), ...items.slice(from, from + ROWS)),
      at: shelf(name),
      async *make() {
        const articles = await known.site.store.find({ order: 'oldest', offset: from, limit: ROWS })
        const texts = await Promise.all(articles.map(known.html))
        const files = articles.map((article, i) => plainForm(known, article, texts[i] ?? '', 'md'))
        yield { address: shelf(name), body: file(name, files), isWhole: !texts.includes(undefined) }
      },
    })
  }
  return parts
}

/** What results show of an article. */
function rowOf(known: Known, article: Article): ShownRow {
  const name = known.book.addressOf(article).replace(/^\/|\.html$/g, '')
  const { language, source, tombstone } = article
  const date = iso(dateOf(article))
  return [name, known.titleOf(article), date, source, known.sourceTitle(source), language, tombstone ? 1 : 0]
}

function rows(known: Known, from: number, to: number, digestOf: (from: number, to: number) => string): Part {
  const name = `docs/${Math.floor(from / ROWS).toString(36)}`
  return {
    inputs: digestOf(from, to),
    at: shelf(name),
    async *make() {
      const articles = await known.site.store.find({ order: 'oldest', offset: from, limit: to - from })
      const body = file(
        name,
        articles.map(article => rowOf(known, article)),
      )
      yield { address: shelf(name), body, isWhole: true }
    },
  }
}

async function* shards(
  known: Known,
  level: 'old' | 'mid',
  from: number,
  to: number,
): AsyncGenerator<IndexFile> {
  const made = lists(to)
  const common = await commonPairs(known, from, to, COMMON_PAIR[level])
  const isWhole = await gather(known, made, from, to, common)
  const count = shardsOf(to - from)
  const found: [word: string, rest: string][][] = Array.from({ length: count }, () => [])
  const further: IndexFile[] = []
  for (const [word, list] of made.words()) {
    const shard = shardOf(word, count)
    // A character that many articles have: their texts will tell.
    if (word.startsWith('*') && list.length > (to - from) * COMMON) {
      found[shard]!.push([word, GOES_ON])
      continue
    }
    const [inline, ...more] = pieces(list)
    const goesOn = more.length > 0 ? `${GOES_ON}${more.length}${GOES_ON}` : ''
    found[shard]!.push([word, (common.has(compact(word)) ? IS_COMMON : '') + goesOn + inline])
    for (const [n, text] of more.entries()) {
      const name = `${level}/${shard.toString(36)}-${found[shard]!.length}-${n + 1}`
      further.push({ address: shelf(name), body: file(name, text), isWhole })
    }
  }
  for (const [shard, of] of found.entries()) {
    const name = `${level}/${shard.toString(36)}`
    yield { address: shelf(name), body: file(name, entries(of)), isWhole }
  }
  yield* further
}

/** A list cut where numbers end: a short piece to stand in its shard, longer ones for files of their own. */
export function pieces(list: string): string[] {
  if (list.length <= INLINE) return [list]
  const out: string[] = []
  for (let at = 0; at < list.length; ) {
    let stop = Math.min(list.length, at + (at === 0 ? INLINE : CHUNK))
    // A digit of the second half goes on, so the cut is behind one of the first.
    while (stop < list.length && list.charCodeAt(stop - 1) > 0x4f) stop++
    out.push(list.slice(at, stop))
    at = stop
  }
  return out
}

const BATCH = 64

/** Puts the words of the articles from `from` to `to` into lists, newest first. False when a post was missing. */
async function gather(
  known: Known,
  into: ReturnType<typeof lists>,
  from: number,
  to: number,
  common: Common,
  each: (article: Article) => void = () => {},
): Promise<boolean> {
  let isWhole = true
  for (let stop = to; stop > from; stop -= BATCH) {
    const start = Math.max(from, stop - BATCH)
    const articles = await known.site.store.find({ order: 'oldest', offset: start, limit: stop - start })
    const texts = await Promise.all(articles.map(known.html))
    for (let i = articles.length - 1; i >= 0; i--) {
      each(articles[i]!)
      isWhole &&= texts[i] !== undefined
      enter(into, start + i, articles[i]!, plainForm(known, articles[i]!, texts[i] ?? '', 'md'), common)
    }
  }
  return isWhole
}

function enter(
  into: ReturnType<typeof lists>,
  number: number,
  article: Article,
  file: string,
  common: Common,
): void {
  const characters = new Set<number>()
  const take = (text: string, piece: number): void => {
    const all = words(text)
    for (const word of all) {
      const point = word.codePointAt(0)!
      if (point >= FIRST_IDEOGRAPH) {
        characters.add(point)
        // The last character of a run stands alone in no phrase of more than one.
        if (word.length === (point > 0xffff ? 2 : 1)) continue
      }
      into.add(word, number, piece)
    }
    for (const three of threes(all, common)) into.add(three, number, piece)
  }
  take(article.title, 0)
  for (const [n, text] of piecesOf(file)) take(text, n)
  for (const facet of new Set(facetsIn(article))) into.addPlaceless(facetWord(facet), number)
  for (const point of characters) into.addPlaceless(oneCharacter(String.fromCodePoint(point)), number)
}

/** Three characters in a row, where both pairs in them are common. */
function threes(all: readonly string[], common: Common): Set<string> {
  const found = new Set<string>()
  if (common.size === 0) return found
  let pair = ''
  let wasCommon = false
  for (const next of all) {
    const isCommon = next.length === 2 && common.has(compact(next))
    if (wasCommon && isCommon && pair[1] === next[0]) found.add(pair + next[1])
    pair = next
    wasCommon = isCommon
  }
  return found
}

/** Common pairs, as `compact` writes them. */
type Common = ReadonlySet<number | string>
const NONE: Common = new Set()

/** Articles that are looked at to learn which pairs are common. */
const SAMPLE = 256

/** Pairs of ideographs that more than a part of a level's articles have, as far as a sample tells. */
async function commonPairs(known: Known, from: number, to: number, part: number): Promise<Common> {
  const { store } = known.site
  const every = Math.max(1, Math.floor((to - from) / SAMPLE))
  const counts = new Map<number | string, number>()
  let seen = 0
  for (let at = from; at < to; at += BATCH * every) {
    const articles = await store.find({ order: 'oldest', offset: at, limit: Math.min(BATCH, to - at) })
    seen += articles.length
    for (const article of articles)
      for (const pair of pairsOf(plainText((await known.html(article)) ?? '')))
        counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count > Math.max(2, seen * part)).map(([word]) => word))
}

/** The pairs of ideographs in a text, each once. */
function pairsOf(text: string): Set<number | string> {
  const found = new Set<number | string>()
  for (const word of words(text))
    if (word.length === 2 && word.charCodeAt(0) >= FIRST_IDEOGRAPH) found.add(compact(word))
  return found
}

/** The text of each piece of a Markdown file, of its text alone, from 1. */
function* piecesOf(file: string): Generator<[number, string]> {
  const start = textStart(file)
  const head = Buffer.byteLength(file.slice(0, start))
  const bytes = Buffer.from(file)
  for (let n = Math.floor(head / PIECE); n * PIECE < bytes.length; n++) {
    const piece = bytes.subarray(Math.max(head, n * PIECE), endOf(bytes, (n + 1) * PIECE))
    yield [n + 1, textOfMarkdown(piece.toString())]
  }
}

/** Where a piece and what begins in it end: so far that OVERLAP bytes of text follow, whatever marks are among them. */
function endOf(bytes: Buffer, piece: number): number {
  let end = piece + OVERLAP
  while (end < Math.min(bytes.length, piece + AFTER)) {
    const after = textOfMarkdown(bytes.subarray(piece, end).toString())
    // A character may have been cut on either side.
    if (Buffer.byteLength(after) >= OVERLAP - 6) break
    end += OVERLAP
  }
  return end
}

/** Words that begin below it are of letters and digits; above, of ideographs, kana or hangul, in pairs. */
const FIRST_IDEOGRAPH = 0x3000
