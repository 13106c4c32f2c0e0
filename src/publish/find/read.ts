// Reads the lists of words that write.ts wrote. Part of the search that runs in a reader's browser.
import { furtherName, mostJoined, type Row, shardOf, shardsOf, titleWord } from './plan.ts'
import { entryIn, type Found, NOTHING, readFurther, readShard, type Shard } from './shard.ts'

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
  /** True where a list says in which articles the word is, and not in which pieces. */
  readonly isPlaceless: boolean
  /** How rare it is in each level, where it is so common that it may be joined with another. */
  readonly rarities: readonly (number | undefined)[]
  /** Reads on. */
  readonly more?: () => Promise<Known>
}

const LEVELS = ['old', 'mid'] as const
export type Level = (typeof LEVELS)[number]

/** What is read from: the files, with the newest articles' words in hand. */
export interface Desk {
  readonly shelf: Shelf
  readonly front: Front
  readonly fresh: Shard
}

export async function openDesk(shelf: Shelf): Promise<Desk> {
  const front = (await shelf.file('new', '')) as Front
  return { shelf, front, fresh: readShard(front.words) }
}

/** A level's entry of a word; the list counts down from `end`. */
interface Part extends Found {
  readonly end: number
  /** Of the shard it is in. */
  readonly name: string
  /** Further files that have been read. */
  readonly read: number
}

/** The articles of a level: from, to. */
const levelIn = ({ old, fresh }: Front, level: Level): readonly [number, number] =>
  level === 'old' ? [0, old] : [old, fresh]

/** A word's articles in all levels. Levels in which nothing from `lowest` to `highest` can be found are not asked for. */
export async function listOf(desk: Desk, word: string, lowest: number, highest: number): Promise<Known> {
  const { shelf, front, fresh } = desk
  const parts = await Promise.all(
    LEVELS.map(async (level): Promise<Part> => {
      const [from, end] = levelIn(front, level)
      if (end <= from || end <= lowest || from >= highest) return { ...NOTHING, end, name: '', read: 0 }
      const name = `${level}/${shardOf(word, shardsOf(end - from)).toString(36)}`
      const shard = (await shelf.file(name, front.versions[level])) as string
      return { ...entryIn(readShard(shard), word), end, name, read: 0 }
    }),
  )
  return whole(desk, [...parts, { ...entryIn(fresh, word), end: front.count, name: '', read: 0 }])
}

/** The articles that have a word in their titles, of those that `known` may not tell of. */
export async function titlesOf(desk: Desk, word: string, known: Known): Promise<ReadonlySet<number>> {
  if (!known.isPlaceless && known.least === 0) return new Set()
  const { pieces } = await listOf(desk, titleWord(word), 0, desk.front.count)
  return new Set(pieces.keys())
}

/** The articles in which two units adjoin, in the levels where that is written down. */
export interface Joined {
  readonly pieces: ReadonlyMap<number, readonly number[]>
  knows(number: number): boolean
}

/** Levels in which it is written down where two units adjoin, with how seldom both are there by chance. */
function joining({ front }: Desk, one: Known, other: Known): { level: Level; rarity: number }[] {
  return LEVELS.flatMap((level, i) => {
    const [from, to] = levelIn(front, level)
    const rarity = (one.rarities[i] ?? Number.NaN) + (other.rarities[i] ?? Number.NaN)
    return rarity <= mostJoined(to - from) ? [{ level, rarity }] : []
  })
}

/** How seldom two units are in one article by chance, where it is written down where they adjoin; else Infinity. */
export const rarityOfBoth = (desk: Desk, one: Known, other: Known): number =>
  Math.min(...joining(desk, one, other).map(({ rarity }) => rarity))

/** Reads in which articles two units adjoin; undefined where their own lists say as much. */
export async function jointOf(
  desk: Desk,
  text: string,
  one: Known,
  other: Known,
): Promise<Joined | undefined> {
  const levels = joining(desk, one, other).map(({ level }) => level)
  if (levels.length === 0) return undefined
  const [lowest] = levelIn(desk.front, levels[0]!)
  const [, highest] = levelIn(desk.front, levels.at(-1)!)
  const { pieces, least, more } = await listOf(desk, text, lowest, highest)
  const from = Math.max(lowest, least)
  return {
    pieces,
    knows: number => number >= from && number < highest && (more === undefined || number > least),
  }
}

function whole(desk: Desk, parts: readonly Part[]): Known {
  const pieces = new Map<number, number[]>()
  let least = 0
  for (const part of parts) {
    const last = enter(pieces, part)
    if (part.read < part.further) least = Math.max(least, last)
  }
  const at = parts.findIndex(({ read, further }) => read < further)
  const rarities = LEVELS.map((_, i) => parts[i]!.rarity)
  const withoutPlaces = parts.some(part => part.isPlaceless)
  if (at < 0) return { pieces, least, rarities, isPlaceless: withoutPlaces }
  return {
    pieces,
    least,
    rarities,
    isPlaceless: withoutPlaces,
    async more() {
      const part = parts[at]!
      const name = furtherName(part.name, part, part.read)
      const text = (await desk.shelf.file(name, desk.front.versions[LEVELS[at]!])) as string
      const list = [...part.list, ...readFurther(text, part.isPlaceless)]
      return whole(desk, parts.with(at, { ...part, list, read: part.read + 1 }))
    },
  }
}

/** Reads a list into `pieces`; returns the last article of which all has been read. */
function enter(pieces: Map<number, number[]>, { list, end, isPlaceless }: Part): number {
  let article = end
  for (let i = 0; i < list.length; i += isPlaceless ? 1 : 2) {
    article -= isPlaceless ? list[i]! + 1 : list[i]!
    const there = pieces.get(article)
    if (there) there.push(list[i + 1]!)
    else pieces.set(article, isPlaceless ? [] : [list[i + 1]!])
  }
  return article
}
