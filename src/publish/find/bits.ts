// Bits as printable characters, and numbers as bits. Written by the builder, read by the search in a browser.

/** Bits that two characters hold: of printable ASCII but for the quotation mark and the backslash, 92 × 92 pairs. */
const PAIR = 13
const CHARACTERS = 92
/** A number whose upper part is this long in ones is written out after them. */
const LONGEST = 24
const WRITTEN_OUT = 32

const charOf = (digit: number): number => {
  const code = 0x21 + digit + (digit > 0 ? 1 : 0)
  return code >= 0x5c ? code + 1 : code
}

const digitOf = (code: number): number => {
  const digit = code > 0x5c ? code - 1 : code
  return digit > 0x22 ? digit - 0x22 : digit - 0x21
}

export interface BitWriter {
  /** The lowest `width` bits of a number, at most 32, the highest of them first. */
  bits(value: number, width: number): void
  /** A number of any size, short when it is below some 2^k (Rice's code). */
  rice(value: number, k: number): void
  /** A number from 1 on, short when it is small (Elias's gamma code). */
  gamma(value: number): void
  /** All that was written. */
  text(): string
}

export function bitWriter(): BitWriter {
  const codes: number[] = []
  let held = 0
  let count = 0
  function bits(value: number, width: number): void {
    for (let left = width; left > 0; ) {
      const now = Math.min(left, PAIR - count)
      left -= now
      held = (held << now) | ((value >>> left) & ((1 << now) - 1))
      count += now
      if (count === PAIR) {
        codes.push(charOf(Math.floor(held / CHARACTERS)), charOf(held % CHARACTERS))
        held = 0
        count = 0
      }
    }
  }
  function ones(n: number): void {
    for (let left = n; left > 0; left -= PAIR) bits(0xffff, Math.min(left, PAIR))
  }
  return {
    bits,
    rice(value, k) {
      const upper = Math.floor(value / 2 ** k)
      ones(Math.min(upper, LONGEST))
      if (upper >= LONGEST) bits(value, WRITTEN_OUT)
      else {
        bits(0, 1)
        bits(value, k)
      }
    },
    gamma(value) {
      const width = 31 - Math.clz32(value)
      ones(width)
      bits(0, 1)
      bits(value, width)
    },
    text() {
      if (count > 0) bits(0, PAIR - count)
      let out = ''
      for (let at = 0; at < codes.length; at += 4096)
        out += String.fromCharCode(...codes.slice(at, at + 4096))
      return out
    },
  }
}

/** Bits that `rice` takes. */
export function riceBits(value: number, k: number): number {
  const upper = Math.floor(value / 2 ** k)
  return upper >= LONGEST ? LONGEST + WRITTEN_OUT : upper + 1 + k
}

export interface BitReader {
  bits(width: number): number
  rice(k: number): number
  gamma(): number
}

/** Reads what a BitWriter wrote, in the same order. */
export function bitReader(text: string): BitReader {
  let at = 0
  let held = 0
  let count = 0
  function bits(width: number): number {
    let value = 0
    for (let left = width; left > 0; ) {
      if (count === 0) {
        held = digitOf(text.charCodeAt(at)) * CHARACTERS + digitOf(text.charCodeAt(at + 1))
        at += 2
        count = PAIR
      }
      const now = Math.min(left, count)
      count -= now
      left -= now
      value = value * 2 ** now + ((held >>> count) & ((1 << now) - 1))
    }
    return value
  }
  function ones(most: number): number {
    let n = 0
    while (n < most && bits(1) === 1) n++
    return n
  }
  return {
    bits,
    rice(k) {
      const upper = ones(LONGEST)
      return upper === LONGEST ? bits(WRITTEN_OUT) : upper * 2 ** k + bits(k)
    },
    gamma() {
      const width = ones(32)
      return 2 ** width + bits(width)
    },
  }
}
