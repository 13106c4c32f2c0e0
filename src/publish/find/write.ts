// Writes the index for searching without a server; README.md beside this file describes it.

import { type Article, dateOf } from '../../model/article.ts'
import { iso, month } from '../../model/time.ts'
import type { Known } from '../known.ts'
import { plainForm } from '../plain.ts'
import type { Row } from '../rows.ts'
import { short } from '../tally.ts'
import { gather, NONE, raritiesIn } from './gather.ts'
import { compact, lists } from './lists.ts'
import type { Row as ShownRow } from './plan.ts'
import {
  CHUNK,
  COMMON,
  decode,
  encode,
  entries,
  GOES_ON,
  INLINE,
  levelsOf,
  PIECES,
  ROWS,
  rarityMark,
  shardOf,
  shardsOf,
  titleWord,
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
  const rarities = await raritiesIn(known, from, to)
  const isWhole = await gather(known, made, from, to, rarities)
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
    found[shard]!.push([word, rarityMark(rarities.get(compact(word))) + goesOn + inline])
    for (const [n, text] of more.entries()) {
      const name = `${level}/${shard.toString(36)}-${found[shard]!.length}-${n + 1}`
      further.push({ address: shelf(name), body: file(name, text), isWhole })
    }
    // Behind its list, whose place in the shard is in the names of its further files.
    if (more.length > 0) found[shard]!.push([titleWord(word), titlesIn(list)])
  }
  for (const [shard, of] of found.entries()) {
    const name = `${level}/${shard.toString(36)}`
    yield { address: shelf(name), body: file(name, entries(of)), isWhole }
  }
  yield* further
}

/** Of a list, the articles that have the word in their titles, as a list without places. */
export function titlesIn(list: string): string {
  const numbers = decode(list)
  let out = ''
  let passed = -1
  for (let i = 0; i < numbers.length; i++) {
    const piece = numbers[i]! % PIECES
    passed += (numbers[i]! - piece) / PIECES
    if (piece === PIECES - 1) i++
    if (piece !== 0) continue
    encode(passed, code => {
      out += String.fromCharCode(code)
    })
    passed = -1
  }
  return out
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
