// Writes the index for searching without a server; README.md beside this file describes it.
import { type Article, dateOf } from '../../model/article.ts'
import { plainText } from '../../model/text.ts'
import { month } from '../../model/time.ts'
import { tokens } from '../../model/words/words.ts'
import type { Known } from '../known.ts'
import { postHtml } from '../posts.ts'
import { short } from '../tally.ts'
import { lists } from './lists.ts'
import {
  CHUNK,
  facetWord,
  GOES_ON,
  INLINE,
  isPlaceless,
  keyOf,
  levelsOf,
  oneCharacter,
  quarterOf,
  ROWS,
  shardOf,
  shardsOf,
  TITLE,
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
  /** True for an address that is one of this part's files. */
  has(address: string): boolean
  make(): AsyncIterable<IndexFile>
}

/** What a walk over all articles, oldest first, leaves for the index: for each article a digest and a month. */
export interface Walked {
  add(article: Article, item: string): void
  readonly items: readonly string[]
  /** The first article of each month. */
  readonly months: ReadonlyMap<string, number>
}

export function walked(): Walked {
  const items: string[] = []
  const months = new Map<string, number>()
  return {
    add(article, item) {
      const at = month(dateOf(article))
      if (!months.has(at)) months.set(at, items.length)
      items.push(item)
    },
    items,
    months,
  }
}

const shelf = (name: string): string => `/search/${name}.js`
const file = (name: string, value: unknown): string =>
  `stetShelf(${JSON.stringify(name)},${JSON.stringify(value)})\n`

/** The parts of the index: words and addresses of the old, the middle and the newest articles. */
export function indexParts(known: Known, { items, months }: Walked): Part[] {
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
        has: address => address.startsWith(`/search/${level}/`),
        make: () => shards(known, level, from, to),
      })
  parts.push({
    inputs: short(digestOf(fresh, count), versions.old, versions.mid, JSON.stringify([...months])),
    has: address => address === shelf('new'),
    async *make() {
      const made = lists(count)
      const addresses: string[] = []
      const isWhole = await gather(known, made, fresh, count, article =>
        addresses.unshift(nameOf(known, article)),
      )
      const body = file('new', {
        ...{ count, fresh, old, months: [...months] },
        versions: { old: versions.old.slice(0, 8), mid: versions.mid.slice(0, 8) },
        rows: addresses,
        words: written(made.words()),
      })
      yield { address: shelf('new'), body, isWhole }
    },
  })
  return parts
}

const written = (words: Iterable<[string, string]>): string =>
  Array.from(words, ([word, list]) => keyOf(word) + list).join(' ')

/** `2021/04/14/3f9c02d1`: an article's address without what all of them have. */
const nameOf = ({ book }: Known, article: Article): string =>
  book.addressOf(article).replace(/^\/|\.html$/g, '')

function rows(known: Known, from: number, to: number, digestOf: (from: number, to: number) => string): Part {
  const name = `docs/${Math.floor(from / ROWS).toString(36)}`
  return {
    inputs: digestOf(from, to),
    has: address => address === shelf(name),
    async *make() {
      const articles = await known.site.store.find({ order: 'oldest', offset: from, limit: to - from })
      const body = file(name, articles.map(article => nameOf(known, article)).join(' '))
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
  const isWhole = await gather(known, made, from, to)
  const count = shardsOf(to - from)
  const entries: string[][] = Array.from({ length: count }, () => [])
  const further: IndexFile[] = []
  for (const [word, list] of made.words()) {
    const shard = shardOf(word, count)
    const [inline, ...more] = pieces(list)
    const goesOn = more.length > 0 ? `${GOES_ON}${more.length}${GOES_ON}` : ''
    entries[shard]!.push(keyOf(word) + goesOn + inline)
    for (const [n, text] of more.entries()) {
      const name = `${level}/${shard.toString(36)}-${entries[shard]!.length}-${n + 1}`
      further.push({ address: shelf(name), body: file(name, text), isWhole })
    }
  }
  for (const [shard, of] of entries.entries()) {
    const name = `${level}/${shard.toString(36)}`
    yield { address: shelf(name), body: file(name, of.join(' ')), isWhole }
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
  each: (article: Article) => void = () => {},
): Promise<boolean> {
  let isWhole = true
  for (let stop = to; stop > from; stop -= BATCH) {
    const start = Math.max(from, stop - BATCH)
    const articles = await known.site.store.find({ order: 'oldest', offset: start, limit: stop - start })
    const texts = await Promise.all(articles.map(({ path }) => postHtml(known.site.archive, path)))
    for (let i = articles.length - 1; i >= 0; i--) {
      each(articles[i]!)
      isWhole &&= texts[i] !== undefined
      enter(into, start + i, articles[i]!, plainText(texts[i] ?? ''))
    }
  }
  return isWhole
}

function enter(into: ReturnType<typeof lists>, number: number, article: Article, text: string): void {
  const found = new Map<string, number>()
  const take = (word: string, where: number): void => {
    const point = word.codePointAt(0)!
    if (point < FIRST_IDEOGRAPH) found.set(word, (found.get(word) ?? 0) | where)
    else {
      const first = String.fromCodePoint(point)
      found.set(oneCharacter(first), 0)
      // The last character of a run stands alone in no phrase of more than one.
      if (word !== first) found.set(word, (found.get(word) ?? 0) | where)
    }
  }
  for (const { word } of tokens(article.title)) take(word, TITLE)
  for (const { word, start } of tokens(text)) take(word, quarterOf(start, text.length))
  for (const facet of facetsOf(article)) found.set(facetWord(facet), 0)
  for (const [word, where] of found) into.add(word, number, isPlaceless(word) ? undefined : where)
}

/** Words that begin below it are of letters and digits; above, of ideographs, kana or hangul, in pairs. */
const FIRST_IDEOGRAPH = 0x3000

/** What an article can be filtered by: as the archive's own index has it. */
const facetsOf = (article: Article): string[] => [
  `source:${article.source}`,
  ...article.tags.map(tag => `tag:${tag}`),
  ...article.categories.map(category => `category:${category}`),
  ...(article.author === '' ? [] : [`author:${article.author}`]),
]
