// Reads the lists of words that write.ts wrote. Part of the search that runs in a reader's browser.
import {
  decode,
  GOES_ON,
  IS_COMMON,
  isPlaceless,
  KEY,
  keyOf,
  PIECES,
  type Row,
  SPELLED,
  shardOf,
  shardsOf,
} from './plan.ts'

/** Where the files are. Each is asked for once. */
export interface Shelf {
  /** What the file `search/<name>.js` gives; rejects when there is none. */
  file(name: string, version: string): Promise<unknown>
  /** The Markdown of a piece of an article, with what stands around it; undefined when it cannot be had. */
  text(name: string, number: number, piece: number): Promise<string | undefined>
}

/** `new.js`. */
export interface Front {
  readonly count: number
  readonly fresh: number
  readonly old: number
  readonly months: readonly (readonly [month: string, first: number])[]
  readonly versions: { readonly old: string; readonly mid: string }
  readonly rows: readonly Row[]
  readonly words: string
}

/** The articles that have one word, each with its pieces, as far as the word's list has been read. */
export interface Known {
  readonly pieces: ReadonlyMap<number, readonly number[]>
  /** Of articles before this one nothing is known. */
  readonly least: number
  /** A common pair, in these levels: three characters that begin or end with it may be in the index too. */
  readonly common: readonly Level[]
  /** Reads on. */
  readonly more?: () => Promise<Known>
}

const LEVELS = ['old', 'mid'] as const
export type Level = (typeof LEVELS)[number]

interface Entry {
  readonly list: string
  /** Names of the files in which it goes on. */
  readonly more: readonly string[]
  /** Too many articles have the word for a list. */
  readonly isUnlisted: boolean
  /** Of a pair: common enough for threes. */
  readonly isCommon: boolean
}

/** A level's entry of a word; the list counts down from `end`. */
interface Part extends Entry {
  readonly end: number
}

const NOTHING: Entry = { list: '', more: [], isUnlisted: false, isCommon: false }

/** A word's articles in all levels. Levels in which nothing at or after `lowest` can be found are not asked for. */
export async function listOf(shelf: Shelf, front: Front, word: string, lowest: number): Promise<Known> {
  const parts = await Promise.all(
    LEVELS.map(async (level): Promise<Part> => {
      const [from, end] = level === 'old' ? [0, front.old] : [front.old, front.fresh]
      if (end <= from || end <= lowest) return { ...NOTHING, end }
      const name = `${level}/${shardOf(word, shardsOf(end - from)).toString(36)}`
      const shard = (await shelf.file(name, front.versions[level])) as string
      return { ...entryOf(shard, word, name), end }
    }),
  )
  return whole(shelf, front, word, [...parts, { ...entryOf(front.words, word, ''), end: front.count }])
}

/** The articles with three characters in a row, in the levels where both their pairs are common. */
export interface Threes {
  readonly pieces: ReadonlyMap<number, readonly number[]>
  knows(number: number): boolean
}

/** Reads which articles have `three`, whose pairs have these levels in common. */
export async function threesOf(
  shelf: Shelf,
  front: Front,
  three: string,
  levels: readonly Level[],
): Promise<Threes> {
  const inOld = { ...front, fresh: front.old }
  const inMid = { ...front, old: front.old }
  const lowest = levels.includes('old') ? 0 : front.old
  const { pieces, least, more } = await listOf(shelf, levels.includes('mid') ? inMid : inOld, three, lowest)
  const from = Math.max(lowest, least)
  const to = levels.includes('mid') ? front.fresh : front.old
  return { pieces, knows: number => number >= from && number < to && (more === undefined || number > least) }
}

function whole(shelf: Shelf, front: Front, word: string, parts: readonly Part[]): Known {
  const pieces = new Map<number, number[]>()
  let least = 0
  for (const { list, end, more, isUnlisted } of parts) {
    const last = enter(pieces, word, list, end)
    if (isUnlisted) least = Math.max(least, end)
    else if (more.length > 0) least = Math.max(least, last)
  }
  const at = parts.findIndex(({ more }) => more.length > 0)
  const common = LEVELS.filter((_, i) => parts[i]!.isCommon)
  if (at < 0) return { pieces, least, common }
  return {
    pieces,
    least,
    common,
    async more() {
      const part = parts[at]!
      const text = (await shelf.file(part.more[0]!, front.versions[LEVELS[at]!])) as string
      const longer = { ...part, list: part.list + text, more: part.more.slice(1) }
      return whole(shelf, front, word, parts.with(at, longer))
    },
  }
}

/** A word's entry in a shard. */
function entryOf(shard: string, word: string, name: string): Entry {
  const key = keyOf(word)
  for (const [i, entry] of shard.split(' ').entries()) {
    if (!entry.startsWith(key)) continue
    const [, spelled, behind] = entry.charAt(KEY) === SPELLED ? entry.split(SPELLED) : []
    if (spelled !== undefined && spelled !== word) continue
    const own = behind ?? entry.slice(KEY)
    const isCommon = own.startsWith(IS_COMMON)
    const rest = isCommon ? own.slice(1) : own
    if (!rest.startsWith(GOES_ON)) return { ...NOTHING, list: rest, isCommon }
    const [, further = '', list] = rest.split(GOES_ON)
    if (list === undefined) return { ...NOTHING, isUnlisted: true }
    const more = Array.from({ length: Number(further) }, (_, n) => `${name}-${i + 1}-${n + 1}`)
    return { list, more, isUnlisted: false, isCommon }
  }
  return NOTHING
}

/** Reads a list into `pieces`; returns the last article of which all has been read. */
function enter(pieces: Map<number, number[]>, word: string, list: string, end: number): number {
  const numbers = decode(list)
  let article = end
  for (let i = 0; i < numbers.length; ) {
    const value = numbers[i++]!
    if (isPlaceless(word)) {
      article -= value + 1
      pieces.set(article, [])
      continue
    }
    const low = value % PIECES
    // A list that goes on may have been cut in the middle of an article.
    if (low === PIECES - 1 && i >= numbers.length) break
    const piece = low < PIECES - 1 ? low : low + numbers[i++]!
    article -= (value - low) / PIECES
    const there = pieces.get(article)
    if (there) there.push(piece)
    else pieces.set(article, [piece])
  }
  return article
}
