// The list of articles of every word of many articles, gathered in one block of memory: a list grows by slices of
// doubling size, as in Lucene, so that a million words cost a million slices and not a million arrays.

/** Lists of words, for articles given newest first. */
export interface Lists {
  /** A word of a piece of an article. Articles descend, the pieces of one ascend; a word may come again. */
  add(word: string, article: number, piece: number): void
  /** A word of an article, where it is no matter in which piece it stands. */
  addPlaceless(word: string, article: number): void
  /** All words, in the order in which they first came. */
  words(): Iterable<string>
  /** A word's list, as shard.ts has it. */
  list(word: string): { list: number[]; isPlaceless: boolean }
}

/** Pieces that are kept as part of one number with the step to their article; later ones have a number more. */
const PIECES = 8

const FIRST = 8
const LARGEST = 4096
/** The link to the next slice, at a slice's end. */
const LINK = 4

/** Lists that count articles down from `end`. */
export function lists(end: number): Lists {
  const ids = new Map<number | string, number>()
  let bytes = new Uint8Array(1 << 20)
  let used = 0
  // By word: where its list begins, where it is written on, where its slice ends, the slice's size, and the article and the
  // piece that came last.
  let state = new Float64Array(1 << 12)
  const FIELDS = 6

  function slice(size: number): number {
    if (used + size > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2)
      larger.set(bytes)
      bytes = larger
    }
    const at = used
    used += size
    return at
  }

  function enter(key: number | string): number {
    const id = ids.size * FIELDS
    ids.set(key, id)
    if (id + FIELDS > state.length) {
      const larger = new Float64Array(state.length * 2)
      larger.set(state)
      state = larger
    }
    const at = slice(FIRST)
    state.set([at, at, at + FIRST - LINK, FIRST, end, -1], id)
    return id
  }

  function putByte(id: number, byte: number): void {
    if (state[id + 1] === state[id + 2]) {
      const size = Math.min(LARGEST, state[id + 3]! * 2)
      const next = slice(size)
      new DataView(bytes.buffer).setUint32(state[id + 2]!, next)
      state[id + 1] = next
      state[id + 2] = next + size - LINK
      state[id + 3] = size
    }
    bytes[state[id + 1]!++] = byte
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  function put(id: number, number: number): void {
    let left = number
    for (; left >= 0x80; left = Math.floor(left / 0x80)) putByte(id, (left % 0x80) + 0x80)
    putByte(id, left)
  }

  function listAt(id: number): number[] {
    const out: number[] = []
    let at = state[id]!
    let size = FIRST
    let value = 0
    let scale = 1
    for (;;) {
      const last = at + size - LINK === state[id + 2]!
      const stop = last ? state[id + 1]! : at + size - LINK
      for (; at < stop; at++) {
        const byte = bytes[at]!
        value += (byte % 0x80) * scale
        scale *= 0x80
        if (byte >= 0x80) continue
        out.push(value)
        value = 0
        scale = 1
      }
      if (last) return out
      at = new DataView(bytes.buffer).getUint32(stop)
      size = Math.min(LARGEST, size * 2)
    }
  }

  return {
    add(word, article, piece) {
      const key = compact(word)
      const id = ids.get(key) ?? enter(key)
      if (state[id + 4] === article && state[id + 5] === piece) return
      put(id, (state[id + 4]! - article) * PIECES + Math.min(piece, PIECES - 1))
      if (piece >= PIECES - 1) put(id, piece - PIECES + 1)
      state[id + 4] = article
      state[id + 5] = piece
    },
    addPlaceless(word, article) {
      const key = compact(word)
      const id = ids.get(key) ?? enter(key)
      put(id, state[id + 4]! - article - 1)
      state[id + 4] = article
    },
    *words() {
      for (const key of ids.keys()) yield wordOf(key)
    },
    list(word) {
      const id = ids.get(compact(word))!
      const numbers = listAt(id)
      // No piece came last where pieces are no matter.
      return state[id + 5]! < 0
        ? { list: numbers, isPlaceless: true }
        : { list: placed(numbers), isPlaceless: false }
    },
  }
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

/** A word of two UTF-16 units as a number: nearly all are, and hashing each of a text's pairs as a string costs most. */
export const compact = (word: string): number | string =>
  word.length === 2 ? (word.charCodeAt(0) << 16) | word.charCodeAt(1) : word

const wordOf = (key: number | string): string =>
  typeof key === 'string' ? key : String.fromCharCode(key >>> 16, key & 0xffff)
