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

/**
 * Files that a level of so many articles is divided into: a power of two, with about an article's words in each; twice as
 * many in a level that is seldom written, since a query loads several of them.
 */
export function shardsOf(articles: number): number {
  let shards = 1
  while (shards * (articles < EPOCH ? 1.25 : 0.625) < articles) shards *= 2
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
export const PIECE = 3072
/** Words past a piece's end that are indexed with it: a phrase of one more that begins in a piece is found in it. */
export const OVERLAP = 16
/** Bytes read before and after a piece: for the words around what was found, and for a phrase that goes on. */
export const BEFORE = 240
export const AFTER = 320

/**
 * Two common words in one piece say little of whether they adjoin. Where by chance alone more than so many articles of a
 * level would have both, the two are in the index as one as well.
 */
const BY_CHANCE = 20

/** How rare a word is that this part of all articles have: 0 for all, one more for each halving. */
export const rarityOf = (part: number): number => Math.ceil(-Math.log2(part))

/** In a level of so many articles, the sum of two words' rarities up to which they are in it as one, where they adjoin. */
export const mostJoined = (articles: number): number => Math.log2(articles / BY_CHANCE)

/**
 * Of a level's articles, the part from which on of a single character's places in each only the first is written down,
 * and the part from which on none is.
 */
export const COMMON = 1 / 8
export const IN_MOST = 1 / 2

/**
 * Numbers of a word's list that stand in its shard, an even count, and of a single character's, whose are small; more are
 * in files of their own, the newest first.
 */
export const INLINE = 6000
export const INLINE_CHARACTER = 12_000
export const CHUNK = 24_000

/** Of a list that goes on from a shard's entry, the nth further file. */
export const furtherName = (shard: string, { at }: { readonly at: number }, n: number): string =>
  `${shard}-${at}-${n + 1}`

/** A single ideograph, for queries of one. */
export const oneCharacter = (character: string): string => `*${character}`
export const isCharacter = (unit: string): boolean => unit.startsWith('*')

const IN_TITLE = '^'
/** Articles that have a word in their titles: written down where the word's own list may not tell. */
export const titleWord = (word: string): string => IN_TITLE + word

/** A filter such as `source:voa`, as one word that no text holds. */
export const facetWord = (facet: string): string => `_${facet.replace(/\s/g, '\u00a0')}`

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
