// Reads the lists of words that write.ts wrote. Part of the search that runs in a reader's browser.
import {
  decode,
  GOES_ON,
  isJoined,
  isPlaceless,
  KEY,
  keyOf,
  PIECES,
  type Row,
  rarityIn,
  rarityMark,
  SPELLED,
  shardOf,
  shardsOf,
  titleWord,
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
  /** How rare it is in each level, where it is so common that it may be joined with another. */
  readonly rarities: readonly (number | undefined)[]
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
  readonly rarity: number | undefined
}

/** A level's entry of a word; the list counts down from `end`. */
interface Part extends Entry {
  readonly end: number
}

const NOTHING: Entry = { list: '', more: [], isUnlisted: false, rarity: undefined }

/** The articles of a level: from, to. */
const levelIn = ({ old, fresh }: Front, level: Level): readonly [number, number] =>
  level === 'old' ? [0, old] : [old, fresh]

/** A word's articles in all levels. Levels in which nothing at or after `lowest` can be found are not asked for. */
export async function listOf(shelf: Shelf, front: Front, word: string, lowest: number): Promise<Known> {
  const parts = await Promise.all(
    LEVELS.map(async (level): Promise<Part> => {
      const [from, end] = levelIn(front, level)
      if (end <= from || end <= lowest) return { ...NOTHING, end }
      const name = `${level}/${shardOf(word, shardsOf(end - from)).toString(36)}`
      const shard = (await shelf.file(name, front.versions[level])) as string
      return { ...entryOf(shard, word, name), end }
    }),
  )
  return whole(shelf, front, word, [...parts, { ...entryOf(front.words, word, ''), end: front.count }])
}

/** The articles that have a word in their titles, of those that `known` may not tell of. */
export async function titlesOf(
  shelf: Shelf,
  front: Front,
  word: string,
  known: Known,
): Promise<ReadonlySet<number>> {
  if (!isPlaceless(word) && known.least === 0) return new Set()
  const { pieces } = await listOf(shelf, front, titleWord(word), 0)
  return new Set(pieces.keys())
}

/** The articles in which two units adjoin, in the levels where that is written down. */
export interface Joint {
  readonly pieces: ReadonlyMap<number, readonly number[]>
  knows(number: number): boolean
}

/** Reads in which articles two units adjoin; undefined where their own lists say as much. */
export async function jointOf(
  shelf: Shelf,
  front: Front,
  text: string,
  one: Known,
  other: Known,
): Promise<Joint | undefined> {
  const levels = LEVELS.filter((level, i) => {
    const [from, to] = levelIn(front, level)
    const [rarity, next] = [one.rarities[i], other.rarities[i]]
    return rarity !== undefined && next !== undefined && isJoined(rarity + next, to - from)
  })
  if (levels.length === 0) return undefined
  const [lowest] = levelIn(front, levels[0]!)
  const [, highest] = levelIn(front, levels.at(-1)!)
  const { pieces, least, more } = await listOf(shelf, { ...front, fresh: highest }, text, lowest)
  const from = Math.max(lowest, least)
  return {
    pieces,
    knows: number => number >= from && number < highest && (more === undefined || number > least),
  }
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
  const rarities = LEVELS.map((_, i) => parts[i]!.rarity)
  if (at < 0) return { pieces, least, rarities }
  return {
    pieces,
    least,
    rarities,
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
    const rarity = rarityIn(own)
    const rest = own.slice(rarityMark(rarity).length)
    if (!rest.startsWith(GOES_ON)) return { ...NOTHING, list: rest, rarity }
    const [, further = '', list] = rest.split(GOES_ON)
    if (list === undefined) return { ...NOTHING, isUnlisted: true }
    const more = Array.from({ length: Number(further) }, (_, n) => `${name}-${i + 1}-${n + 1}`)
    return { list, more, isUnlisted: false, rarity }
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
