// Writes the index for searching without a server; README.md beside this file describes it.

import { type Article, dateOf } from '../../model/article.ts'
import { iso, month } from '../../model/time.ts'
import type { Known } from '../known.ts'
import { plainForm } from '../plain.ts'
import type { Row } from '../rows.ts'
import { short } from '../tally.ts'
import { gather, NONE, raritiesIn } from './gather.ts'
import { newLists } from './lists.ts'
import type { Row as ShownRow } from './plan.ts'
import {
  CHUNK,
  COMMON,
  furtherName,
  IN_MOST,
  INLINE,
  INLINE_CHARACTER,
  isCharacter,
  levelsOf,
  ROWS,
  shardOf,
  shardsOf,
  titleWord,
} from './plan.ts'
import { type Entry, inOrder, NOTHING, writeFurther, writeShard } from './shard.ts'

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

/** How the files are written: another where a browser that has old ones would misread them. */
const FORM = '3'

/** The parts of the index: words and addresses of the old, the middle and the newest articles. */
export function indexParts(known: Known, all: readonly Row[]): Part[] {
  const items = all.map(({ item }) => item)
  const months = firstOfMonths(all)
  const { count, fresh, old } = levelsOf(items.length)
  const digestOf = (from: number, to: number): string => short(FORM, String(from), ...items.slice(from, to))
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
      const made = newLists(count)
      const newest: ShownRow[] = []
      const isWhole = await gather(known, made, fresh, count, NONE, article =>
        newest.unshift(rowOf(known, article)),
      )
      const words: [string, Entry][] = []
      for (let term = 0; term < made.count(); term++) {
        const given = made.list(term)
        if (given) words.push([made.text(term), { ...NOTHING, ...given }])
      }
      const body = file('new', {
        ...{ count, fresh, old, months: [...months] },
        versions: { old: versions.old.slice(0, 8), mid: versions.mid.slice(0, 8) },
        rows: newest,
        words: writeShard(words, count - fresh),
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
  const made = newLists(to)
  const rarities = await raritiesIn(known, made, from, to)
  const isWhole = await gather(known, made, from, to, rarities)
  const span = to - from
  const found: number[][] = Array.from({ length: shardsOf(span) }, () => [])
  for (let term = 0; term < made.count(); term++) found[shardOf(made.text(term), found.length)]!.push(term)
  for (const [shard, inIt] of found.entries()) {
    const further = new Map<string, readonly number[][]>()
    const all: [string, Entry][] = []
    for (const term of inIt) {
      const given = made.list(term)
      if (!given) continue
      const word = made.text(term)
      const { list, isPlaceless } = isCharacter(word) ? ofCharacter(given.list, span) : given
      const inlined = isCharacter(word) && !isPlaceless ? INLINE_CHARACTER : INLINE
      const [inline = [], ...more] = pieces(list, isPlaceless, inlined)
      if (more.length > 0) further.set(word, more)
      if (!given.isPlaceless && (more.length > 0 || isPlaceless))
        all.push([titleWord(word), { ...NOTHING, list: articlesIn(given.list, 0), isPlaceless: true }])
      all.push([word, { isPlaceless, list: inline, further: more.length, rarity: rarities(term) }])
    }
    const name = `${level}/${shard.toString(36)}`
    const body = writeShard(all, span)
    yield { address: shelf(name), body: file(name, body), isWhole }
    if (further.size === 0) continue
    const order = inOrder(all)
    for (const [at, { word, entry }] of order.entries())
      for (const [n, numbers] of (further.get(word) ?? []).entries()) {
        const part = furtherName(name, { at }, n)
        yield { address: shelf(part), body: file(part, writeFurther(numbers, entry.isPlaceless)), isWhole }
      }
  }
}

/** The list of a single ideograph: of a common one with its first place in each article, of one in most articles without. */
function ofCharacter(list: readonly number[], span: number): Pick<Entry, 'list' | 'isPlaceless'> {
  const first = list.filter((_, i) => list[i - (i % 2)] !== 0)
  const part = first.length / 2 / span
  if (part > IN_MOST) return { list: articlesIn(list), isPlaceless: true }
  return { list: part > COMMON ? first : list, isPlaceless: false }
}

/** Of a list, the articles that have the word, or have it in this piece, as a list without places. */
export function articlesIn(list: readonly number[], wanted?: number): number[] {
  const out: number[] = []
  let passed = -1
  for (let i = 0; i < list.length; i += 2) {
    passed += list[i]!
    // The step to an article is with the first of its pieces: those after it have none.
    if (passed < 0 || (wanted !== undefined && list[i + 1] !== wanted)) continue
    out.push(passed)
    passed = -1
  }
  return out
}

/** A list as what stands in its shard and what is in files of their own. No article is cut in two. */
export function pieces(list: readonly number[], isPlaceless: boolean, inline = INLINE): number[][] {
  const out: number[][] = []
  for (let at = 0; at < list.length || at === 0; ) {
    let stop = at + (at === 0 ? inline : CHUNK)
    while (!isPlaceless && list[stop] === 0) stop += 2
    out.push(list.slice(at, stop))
    at = stop
  }
  return out
}
