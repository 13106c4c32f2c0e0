// Words for searching: one tokenizer for the server, the static site and the bundle, so that all give the same
// answers. Chinese, Japanese and Korean are cut into pairs of characters, folded to one script; other scripts into
// words without case and accents. Measured against word segmentation and other libraries: docs/decisions/0005.
import { folded, traditional } from './traditional.ts'

/** A word of a text and where it stands there (UTF-16 offsets, `end` exclusive). */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

/** What a query asks for: every phrase must occur; its words adjoin in this order; the last may be a beginning. */
export interface Phrase {
  readonly words: readonly string[]
  /** The last word is a single ideograph: it matches every pair that begins with it. */
  readonly open: boolean
}

/** The kind of a letter or digit of a script that is written in words. */
export const WORD = 1
const IDEOGRAPH = 2
const HIGH_SURROGATE = 3

let kinds: Uint8Array | undefined
let folds: Uint16Array | undefined

/** By UTF-16 unit: what kind of character it is, and what it folds to. */
export function tables(): { kinds: Uint8Array; folds: Uint16Array } {
  if (kinds && folds) return { kinds, folds }
  kinds = new Uint8Array(0x10000)
  folds = new Uint16Array(0x10000)
  const wordy = /[\p{L}\p{N}\p{M}]/u
  for (let c = 0; c < 0x10000; c++) {
    folds[c] = c
    if (isIdeograph(c)) kinds[c] = IDEOGRAPH
    else if (c >= 0xd800 && c < 0xdc00) kinds[c] = HIGH_SURROGATE
    else if (c < 0x3000 || (c > 0xf000 && c < 0xfff0)) {
      const char = String.fromCharCode(c)
      if (wordy.test(char)) {
        kinds[c] = WORD
        folds[c] = foldOne(char)
      }
    } else if (wordy.test(String.fromCharCode(c))) kinds[c] = WORD
  }
  for (let i = 0; i < traditional.length; i++) folds[traditional.charCodeAt(i)] = folded.charCodeAt(i)
  // 々 repeats a character and 〇 is a numeral: both stand inside words. Halfwidth katakana fold to their full width.
  for (const c of [0x3005, 0x3007]) kinds[c] = IDEOGRAPH
  for (let c = 0xff66; c <= 0xff9d; c++) {
    kinds[c] = IDEOGRAPH
    folds[c] = String.fromCharCode(c).normalize('NFKC').charCodeAt(0)
  }
  return { kinds, folds }
}

const isIdeograph = (c: number): boolean =>
  (c >= 0x4e00 && c <= 0x9fff) || // Han
  (c >= 0x3400 && c <= 0x4dbf) || // Han, extension A
  (c >= 0x3041 && c <= 0x30ff && c !== 0x30fb) || // kana but for the middle dot
  (c >= 0xac00 && c <= 0xd7a3) || // Hangul
  (c >= 0xf900 && c <= 0xfaff) || // Han, compatibility
  (c >= 0x3105 && c <= 0x312f) // Bopomofo

/** Case, width and accents off; a letter that becomes several keeps its first. */
function foldOne(char: string): number {
  const plain = char.normalize('NFKD').toLowerCase().normalize('NFKD')
  for (const c of plain) if (/[\p{L}\p{N}]/u.test(c) && c.length === 1) return c.charCodeAt(0)
  return char.charCodeAt(0)
}

/**
 * Every word of `text` in order, with its place. A run of ideographs gives each neighbouring pair and, at its end, the
 * last character alone (so that one character can be found too). Linear in the length of the text.
 */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  eachWord(text, (word, start, end) => {
    found.push({ word, start, end })
  })
  return found
}

/** Gives each word from a place on, which must be where one begins, until `take` has had enough: it says true then. */
export function eachWord(
  text: string,
  take: (word: string, start: number, end: number) => unknown,
  from = 0,
): void {
  const { kinds, folds } = tables()
  const length = text.length
  let at = from
  while (at < length) {
    const code = text.charCodeAt(at)
    const kind = kinds[code]!
    if (kind === WORD) {
      const start = at
      let word = ''
      while (at < length && kinds[text.charCodeAt(at)] === WORD)
        word += String.fromCharCode(folds[text.charCodeAt(at++)]!)
      if (take(word, start, at) === true) return
    } else if (kind === IDEOGRAPH || (kind === HIGH_SURROGATE && wideHan(text, at))) {
      let previous = ''
      let previousAt = at
      for (;;) {
        const width =
          at >= length ? 0 : kinds[text.charCodeAt(at)] === IDEOGRAPH ? 1 : wideHan(text, at) ? 2 : 0
        if (width === 0) break
        const char = width === 1 ? String.fromCharCode(folds[text.charCodeAt(at)]!) : text.slice(at, at + 2)
        if (previous !== '' && take(previous + char, previousAt, at + width) === true) return
        previous = char
        previousAt = at
        at += width
      }
      if (take(previous, previousAt, at) === true) return
    } else at += kind === HIGH_SURROGATE ? 2 : 1
  }
}

/** Han beyond the BMP (planes 2 and 3) starts at this place. */
function wideHan(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xd840 && code <= 0xd8bf && (text.codePointAt(at) ?? 0) > 0xffff
}

/** The words of a text, for an index: as `tokens`, without places, faster. */
export function words(text: string): string[] {
  const out: string[] = []
  eachWord(text, word => {
    out.push(word)
  })
  return out
}

/** A text with case, width, accents and script folded, character for character: offsets stay true. */
export function fold(text: string): string {
  const { folds } = tables()
  let out = ''
  for (let i = 0; i < text.length; i++) out += String.fromCharCode(folds[text.charCodeAt(i)]!)
  return out
}

/**
 * What a reader typed, as phrases that must all occur. Spaces separate phrases; quotation marks of any script hold
 * one together over spaces. Punctuation inside a phrase separates words as it does in a text.
 */
export function phrases(query: string): Phrase[] {
  const parts: string[] = []
  for (const match of query.matchAll(
    /["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]?|[^\s"“”„«»「」『』]+/gu,
  ))
    parts.push(match[1] ?? match[0])
  return parts.map(phrase).filter(({ words }) => words.length > 0)
}

/** The text's own words but for the single ideograph that ends a run at the end of the query: the text may go on there. */
function phrase(part: string): Phrase {
  const all = tokens(part)
  const last = all.at(-1)
  if (!last || !endsInIdeograph(last.word)) return { words: all.map(t => t.word), open: false }
  const beforeLast = all.at(-2)
  if (beforeLast && beforeLast.end === last.end)
    return { words: all.slice(0, -1).map(t => t.word), open: false }
  return { words: all.map(t => t.word), open: true }
}

function endsInIdeograph(word: string): boolean {
  const { kinds } = tables()
  return kinds[word.charCodeAt(0)] === IDEOGRAPH || wideHan(word, 0)
}

/** Where phrases occur in a text, for highlighting: sorted, not overlapping [start, end) pairs. */
export function places(
  text: string,
  wanted: readonly Phrase[],
  within: readonly [from: number, until: number] = [0, text.length],
): [number, number][] {
  const found: [number, number][] = []
  for (const phrase of wanted)
    for (const start of beginnings(text, phrase, ...within)) {
      const end = endAt(text, start, phrase)
      if (end !== undefined) found.push([start, end])
    }
  found.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [start, end] of found) {
    const before = merged.at(-1)
    if (before && start <= before[1]) before[1] = Math.max(before[1], end)
    else merged.push([start, end])
  }
  return merged
}

/** Where a phrase first occurs in a text; undefined where it does not. */
export function firstPlace(text: string, phrase: Phrase): number | undefined {
  for (const start of beginnings(text, phrase)) if (endAt(text, start, phrase) !== undefined) return start
  return undefined
}

/**
 * Where words of a text begin with the first character of a phrase. Most of a text is passed over so, without cutting
 * it into words.
 */
function* beginnings(
  text: string,
  { words: [first] }: Phrase,
  from = 0,
  until = text.length,
): Generator<number> {
  if (first === undefined) return
  const { kinds, folds } = tables()
  const wanted = first.charCodeAt(0)
  for (let at = from; at < until; at++) {
    const code = text.charCodeAt(at)
    if (folds[code] !== wanted) continue
    if (kinds[code] !== WORD || at === 0 || kinds[text.charCodeAt(at - 1)] !== WORD) yield at
  }
}

/** Where a phrase ends whose first word begins here; undefined when it does not stand here. */
function endAt(text: string, start: number, { words, open }: Phrase): number | undefined {
  let k = 0
  let end: number | undefined
  eachWord(
    text,
    (word, from, to) => {
      const isLast = k === words.length - 1
      if (open && isLast ? !word.startsWith(words[k]!) : word !== words[k]) return true
      if (isLast) end = open ? Math.min(to, from + [...word][0]!.length) : to
      k++
      return isLast
    },
    start,
  )
  return end
}

/** A part of a text around its first match: about `max` characters, with the places shifted to fit. */
export function excerpt(
  text: string,
  wanted: readonly Phrase[],
  max = 120,
): { text: string; places: [number, number][] } {
  const firsts = wanted.flatMap(phrase => firstPlace(text, phrase) ?? [])
  const first = firsts.length === 0 ? 0 : Math.min(...firsts)
  const start = Math.max(0, Math.min(first - Math.floor(max / 3), text.length - max))
  const end = Math.min(text.length, start + max)
  const head = start > 0 ? '…' : ''
  const tail = end < text.length ? '…' : ''
  const shift = head.length - start
  return {
    text: (head + text.slice(start, end) + tail).replace(/\n/g, ' ').toWellFormed(),
    places: places(text, wanted, [start, end])
      .filter(([, e]) => e <= end)
      .map(([s, e]) => [s + shift, e + shift]),
  }
}
