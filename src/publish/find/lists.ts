// The list of articles of every unit of many articles. A unit is known by a number, its term: most are of two characters
// or of two other units, and to spell each of them out wherever it occurs costs more than all the rest of an index. A
// list grows by slices of doubling size, as in Lucene. Which term a unit has, and where its list is written on, stands in
// one record: what takes time here is to reach into so much memory.
import { oneCharacter } from './plan.ts'
import { asOne, isIdeographic, type Writing } from './units.ts'

/** Lists of units, for articles given newest first. Terms count from 0, in the order in which the units first came. */
export interface Lists {
  /** A word, or a filter. */
  word(text: string): number
  /** The first ideograph of a word, as a unit. */
  character(word: string): number
  /** Where two words meet, each told by its term, of ideographs by that of the one alone that touches. */
  border(word: number, next: number): number
  /** Two units as one. */
  joint(unit: number, next: number): number
  /** How many terms there are. */
  count(): number
  /** A term's unit. */
  text(term: number): string
  /** A unit of a piece of an article. Articles descend, the pieces of one ascend; a unit may come again. */
  add(term: number, article: number, piece: number): void
  /** The first ideograph of each of a piece's words, as `add`. */
  addCharacters(words: readonly string[], article: number, piece: number): void
  /** A unit of an article, where it is no matter in which piece it stands. */
  addPlaceless(term: number, article: number): void
  /** A unit's list, as shard.ts has it; undefined when it was never added. */
  list(term: number): { list: number[]; isPlaceless: boolean } | undefined
}

/** Two UTF-16 units: nearly all are pairs of ideographs. */
const PAIR = 1
const CHARACTER = 2
const BORDER = 3
const JOINT = 4
/** Spelled out. */
const TEXT = 5

/** Numbers of a record, half a line of a processor's cache. */
const FIELDS = 8
/** What the unit is, with the logarithm of its list's last slice above; and of what two it is made. */
const KIND = 0
const KINDS = 3
const OF_KIND = (1 << KINDS) - 1
const LEFT = 1
const RIGHT = 2
/** Where the list begins, where it is written on, and where its slice ends: 0 where there is no list. */
const BEGIN = 3
const AT = 4
const STOP = 5
/** More by one, the article and the piece that came last. */
const ARTICLE = 6
const LAST_PIECE = 7

/** Records and bytes are kept in blocks of a megabyte: nothing is copied when they grow. */
const RECORDS = 15
const BYTES = 20

/** Pieces that are kept as part of one number with the step to their article; later ones have a number more. */
const PIECES = 8

/** A list's first slice, and the largest. */
const FIRST = 8
const LARGEST = 4096
/** The link to the next slice, at a slice's end. */
const LINK = 4

/** Lists that count articles down from `end`. */
export function newLists(end: number): Lists {
  const texts: string[] = []
  const spelled = new Map<string, number>()
  const records: Int32Array[] = []
  let count = 0
  // Open addressing: bits of a hash and a term, more by one; 0 where nothing is.
  let slots = new Int32Array(1 << 14)
  // By UTF-16 unit: the piece, counted from the first, in which it was seen last.
  const marks = new Uint32Array(1 << 16)
  let marked = 0
  const bytes: Uint8Array[] = []
  // No list begins at 0.
  let used = FIRST

  const blockOf = (term: number): Int32Array => records[term >>> RECORDS]!
  const placeOf = (term: number): number => (term & ((1 << RECORDS) - 1)) * FIELDS

  function enter(kind: number, left: number, right: number): number {
    const term = count++
    if (term >>> RECORDS === records.length) records.push(new Int32Array(FIELDS << RECORDS))
    const block = blockOf(term)
    const at = placeOf(term)
    block[at + KIND] = kind
    block[at + LEFT] = left
    block[at + RIGHT] = right
    block[at + ARTICLE] = end + 1
    return term
  }

  function isUnit(term: number, kind: number, left: number, right: number): boolean {
    const block = blockOf(term)
    const at = placeOf(term)
    return block[at + LEFT] === left && block[at + RIGHT] === right && (block[at + KIND]! & OF_KIND) === kind
  }

  function find(kind: number, left: number, right: number): number {
    const hash = hashOf(kind, left, right)
    const last = slots.length - 2
    let slot = (hash << 1) & last
    for (; slots[slot + 1] !== 0; slot = (slot + 2) & last)
      if (slots[slot] === hash && isUnit(slots[slot + 1]! - 1, kind, left, right)) return slots[slot + 1]! - 1
    const term = enter(kind, left, right)
    slots[slot] = hash
    slots[slot + 1] = term + 1
    if (count * 4 > slots.length) widen()
    return term
  }

  function widen(): void {
    const before = slots
    slots = new Int32Array(before.length * 2)
    const last = slots.length - 2
    for (let from = 0; from < before.length; from += 2) {
      if (before[from + 1] === 0) continue
      let slot = (before[from]! << 1) & last
      while (slots[slot + 1] !== 0) slot = (slot + 2) & last
      slots[slot] = before[from]!
      slots[slot + 1] = before[from + 1]!
    }
  }

  function text(term: number): string {
    const block = blockOf(term)
    const at = placeOf(term)
    const left = block[at + LEFT]!
    const right = block[at + RIGHT]!
    switch (block[at + KIND]! & OF_KIND) {
      case PAIR:
        return String.fromCharCode(left, right)
      case CHARACTER:
        return oneCharacter(String.fromCodePoint(left))
      case BORDER:
        return `${alone(left)}-${alone(right)}`
      case JOINT:
        return asOne(text(left), text(right))
      default:
        return texts[left]!
    }
  }

  /** What stands at a border. */
  function alone(term: number): string {
    const block = blockOf(term)
    const at = placeOf(term)
    const isCharacter = (block[at + KIND]! & OF_KIND) === CHARACTER
    return isCharacter ? String.fromCodePoint(block[at + LEFT]!) : text(term)
  }

  const byteAt = (at: number): number => bytes[at >>> BYTES]![at & ((1 << BYTES) - 1)]!
  function setByte(at: number, byte: number): void {
    bytes[at >>> BYTES]![at & ((1 << BYTES) - 1)] = byte
  }

  /** Room for a slice, within one block. */
  function slice(size: number): number {
    if ((used & ((1 << BYTES) - 1)) + size > 1 << BYTES) used = ((used >>> BYTES) + 1) << BYTES
    if (used >>> BYTES === bytes.length) bytes.push(new Uint8Array(1 << BYTES))
    const at = used
    used += size
    return at
  }

  /** The next slice of a list, twice the last. */
  function goOn(block: Int32Array, at: number): void {
    const before = block[at + KIND]! >>> KINDS
    const size = before === 0 ? FIRST : Math.min(LARGEST, 1 << (before + 1))
    const next = slice(size)
    if (before === 0) block[at + BEGIN] = next
    else for (let i = 0; i < LINK; i++) setByte(block[at + STOP]! + i, next >>> (i * 8))
    block[at + KIND] = (block[at + KIND]! & OF_KIND) | (Math.log2(size) << KINDS)
    block[at + AT] = next
    block[at + STOP] = next + size - LINK
  }

  function putByte(block: Int32Array, at: number, byte: number): void {
    if (block[at + AT] === block[at + STOP]) goOn(block, at)
    setByte(block[at + AT]!, byte)
    block[at + AT]!++
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  function put(block: Int32Array, at: number, number: number): void {
    let left = number
    for (; left >= 0x80; left >>>= 7) putByte(block, at, (left & 0x7f) | 0x80)
    putByte(block, at, left)
  }

  function linkAt(at: number): number {
    return byteAt(at) | (byteAt(at + 1) << 8) | (byteAt(at + 2) << 16) | (byteAt(at + 3) << 24)
  }

  function add(term: number, article: number, piece: number): void {
    const block = blockOf(term)
    const at = placeOf(term)
    const last = block[at + ARTICLE]!
    if (last === article + 1 && block[at + LAST_PIECE] === piece + 1) return
    put(block, at, (last - 1 - article) * PIECES + Math.min(piece, PIECES - 1))
    if (piece >= PIECES - 1) put(block, at, piece - PIECES + 1)
    block[at + ARTICLE] = article + 1
    block[at + LAST_PIECE] = piece + 1
  }

  /** All numbers of a list. */
  function numbersOf(block: Int32Array, at: number): number[] {
    const out: number[] = []
    let size = FIRST
    let value = 0
    let shift = 0
    for (let start = block[at + BEGIN]!; ; ) {
      const end = start + size - LINK
      const isLast = end === block[at + STOP]
      const stop = isLast ? block[at + AT]! : end
      for (let i = start; i < stop; i++) {
        const byte = byteAt(i)
        value |= (byte & 0x7f) << shift
        shift += 7
        if (byte >= 0x80) continue
        out.push(value)
        value = 0
        shift = 0
      }
      if (isLast) return out
      start = linkAt(end)
      size = Math.min(LARGEST, size * 2)
    }
  }

  return {
    word(given) {
      if (given.length === 2) return find(PAIR, given.charCodeAt(0), given.charCodeAt(1))
      const known = spelled.get(given)
      if (known !== undefined) return known
      const term = enter(TEXT, texts.push(given) - 1, 0)
      spelled.set(given, term)
      return term
    },
    character: word => find(CHARACTER, word.codePointAt(0)!, 0),
    border: (word, next) => find(BORDER, word, next),
    joint: (unit, next) => find(JOINT, unit, next),
    count: () => count,
    text,
    add,
    addCharacters(words, article, piece) {
      marked++
      for (const word of words) {
        if (!isIdeographic(word)) continue
        const unit = word.charCodeAt(0)
        // Of those that take two UTF-16 units the first says little.
        if (marks[unit] === marked && (unit & 0xfc00) !== 0xd800) continue
        marks[unit] = marked
        add(find(CHARACTER, word.codePointAt(0)!, 0), article, piece)
      }
    },
    addPlaceless(term, article) {
      const block = blockOf(term)
      const at = placeOf(term)
      put(block, at, block[at + ARTICLE]! - article - 2)
      block[at + ARTICLE] = article + 1
    },
    list(term) {
      const block = blockOf(term)
      const at = placeOf(term)
      if (block[at + STOP] === 0) return undefined
      const numbers = numbersOf(block, at)
      // No piece came last where pieces are no matter.
      return block[at + LAST_PIECE] === 0
        ? { list: numbers, isPlaceless: true }
        : { list: placed(numbers), isPlaceless: false }
    },
  }
}

function hashOf(kind: number, left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + (kind << 27), 0x85ebca6b)
  const again = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return again ^ (again >>> 13)
}

/** Numbers of a list taken apart into steps and pieces. */
function placed(numbers: readonly number[]): number[] {
  const list: number[] = []
  for (let i = 0; i < numbers.length; i++) {
    const low = numbers[i]! % PIECES
    list.push((numbers[i]! - low) / PIECES, low < PIECES - 1 ? low : low + numbers[++i]!)
  }
  return list
}

/** The units of a text as terms. */
export function asTerms(lists: Lists, words: readonly string[]): Writing<number> {
  const alone = (word: string): number => (isIdeographic(word) ? lists.character(word) : lists.word(word))
  return {
    word: n => lists.word(words[n]!),
    border: n => lists.border(alone(words[n]!), alone(words[n + 1]!)),
  }
}
