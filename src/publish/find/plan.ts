// How the index for searching without a server is laid out: which article is in which file. Read by the builder and, in
// the browser, by seek.ts, so this file imports nothing. README.md beside it describes the files.

/** Articles are numbered by date, oldest first. The newest are in one file, so that one more rewrites little. */
export interface Levels {
  readonly count: number
  /** From here on articles are in `new.js`. */
  readonly fresh: number
  /** Before here they are in `old/`, from here to `fresh` in `mid/`. */
  readonly old: number
}

/** Articles by which `fresh` moves on, and how many are left behind it, for those that come a little late. */
const STEP = 16
const SETTLED = 4
/** Articles by which `old` moves on. */
const EPOCH = 1024

export function levelsOf(count: number): Levels {
  const fresh = Math.max(0, Math.floor((count - SETTLED) / STEP) * STEP)
  return { count, fresh, old: Math.floor(fresh / EPOCH) * EPOCH }
}

/** Files that a level of so many articles is divided into: a power of two, with about an article's words in each. */
export function shardsOf(articles: number): number {
  let shards = 1
  while (shards * 1.25 < articles) shards *= 2
  return shards
}

/** Which of `shards` files a word is in (FNV-1a over UTF-16). What is said of it in titles stands beside it. */
export function shardOf(word: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let i = word.startsWith(IN_TITLE) ? 1 : 0; i < word.length; i++)
    hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) & (shards - 1)
}

/** Articles whose titles, dates and addresses are in one file. */
export const ROWS = 16

/**
 * An article is indexed in pieces: its title is piece 0, the bytes of its Markdown file from (n - 1) × PIECE to n × PIECE
 * are piece n. So a browser can tell which part of the file shows what was sought, and load no more.
 */
export const PIECE = 4096
/** Words past a piece's end that are indexed with it: a phrase of one more that begins in a piece is found in it. */
export const OVERLAP = 16
/** Bytes read before and after a piece: for the words around what was found, and for a phrase that goes on. */
export const BEFORE = 240
export const AFTER = 320

/** Pieces that are written as part of one number with the step to their article; later ones have a number more. */
export const PIECES = 8

/**
 * Two common words in one piece say little of whether they adjoin. Where by chance alone more than so many articles of a
 * level would have both, the two are in the index as one as well.
 */
const BY_CHANCE = 16

/** How rare a word is that this part of all articles have: 0 for all, one more for each halving. */
export const rarityOf = (part: number): number => Math.ceil(-Math.log2(part))

/** Whether two words whose rarities have this sum are in a level of so many articles as one, where they adjoin. */
export const isJoined = (rarities: number, articles: number): boolean =>
  rarities <= Math.log2(articles / BY_CHANCE)

/** Stands before the list of a word that may be joined with another, with a letter for how rare it is. */
export const IS_COMMON = '\u007f'
const RAREST = 0x41
export const rarityMark = (rarity: number | undefined): string =>
  rarity === undefined ? '' : IS_COMMON + String.fromCharCode(RAREST + rarity)
/** The rarity that an entry's marks begin with. */
export const rarityIn = (marks: string): number | undefined =>
  marks.startsWith(IS_COMMON) ? marks.charCodeAt(1) - RAREST : undefined

/** Of a level's articles, the part from which on a character is common: who has it is not written down. */
export const COMMON = 1 / 8

/** Characters of a word's list that stand in its shard; more are in files of their own, the newest first. */
export const INLINE = 6000
export const CHUNK = 24_000

/** Stands before a list that goes on elsewhere, and before the number of further files. */
export const GOES_ON = '\u0001'

/** Characters that stand for a word in its shard. Where two words of one share them, each is spelled out behind them. */
export const KEY = 3

/** Stands before and behind a word that is spelled out: filters too, for no text tells whether they are right. */
export const SPELLED = '\u0003'

/** Words of one shard with what follows them there, as one text. */
export function entries(words: Iterable<readonly [word: string, rest: string]>): string {
  const all = Array.from(words, ([word, rest]) => ({ word, rest, key: keyOf(word) }))
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { key } of all) (seen.has(key) ? shared : seen).add(key)
  const isSpelled = ({ word, key }: (typeof all)[number]): boolean => shared.has(key) || word.startsWith('_')
  return all.map(one => one.key + (isSpelled(one) ? SPELLED + one.word + SPELLED : '') + one.rest).join(' ')
}

/** A word's key: as the shard, from its hash, but from other bits of it. */
export function keyOf(word: string): string {
  let hash = 0
  for (let i = 0; i < word.length; i++)
    hash = Math.imul(hash + word.charCodeAt(i), 0x9e3779b1) ^ (hash >>> 13)
  let rest = (hash ^ (hash >>> 16)) >>> 0
  let key = ''
  for (let i = 0; i < KEY; i++) {
    key += String.fromCharCode(charOf(rest % (2 * HALF)))
    rest = Math.floor(rest / (2 * HALF))
  }
  return key
}

/** True for what is in an article somewhere, and no matter where: a filter, a single character, a word in a title. */
export const isPlaceless = (word: string): boolean => /^[*_^]/.test(word)

/** A single character, for queries of one: the articles that have it anywhere. */
export const oneCharacter = (character: string): string => `*${character}`

const IN_TITLE = '^'
/** Articles that have a word in their titles: written down where the word's own list may not tell. */
export const titleWord = (word: string): string => IN_TITLE + word

/** A filter such as `source:voa`, as one word that no text holds. */
export const facetWord = (facet: string): string => `_${facet.replace(/\s/g, '\u00a0')}`

// Numbers are written in printable ASCII but for the quotation mark and the backslash: half of these 92 characters end
// a number, the other half go on.
const HALF = 46
const charOf = (digit: number): number => {
  const code = 0x21 + digit + (digit > 0 ? 1 : 0)
  return code >= 0x5c ? code + 1 : code
}

/** Calls `put` with each character code of a number's code, the least digit last. */
export function encode(value: number, put: (code: number) => void): void {
  let high = 0
  let scale = 1
  for (let rest = Math.floor(value / HALF); rest > 0; rest = Math.floor(rest / HALF)) {
    high++
    scale *= HALF
  }
  let left = value
  for (; high > 0; high--) {
    put(charOf(HALF + Math.floor(left / scale)))
    left %= scale
    scale /= HALF
  }
  put(charOf(left))
}

/** The numbers in a text that `encode` wrote. */
export function decode(text: string): number[] {
  const out: number[] = []
  let value = 0
  for (let i = 0; i < text.length; i++) {
    let digit = text.charCodeAt(i)
    digit = digit > 0x5c ? digit - 1 : digit
    digit = digit > 0x22 ? digit - 0x22 : digit - 0x21
    if (digit >= HALF) value = (value + digit - HALF) * HALF
    else {
      out.push(value + digit)
      value = 0
    }
  }
  return out
}

/** What results show of an article: `2021/04/14/3f9c02d1`, its title, its date, its source's id and name… */
export type Row = readonly [
  name: string,
  title: string,
  date: string,
  source: string,
  sourceName: string,
  language: string,
  isWithdrawn: 0 | 1,
]
