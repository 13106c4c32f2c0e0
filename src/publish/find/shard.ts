// A shard: words of one part of the index with the list of each, as one printable text. Words are known by a key, and
// sorted by it; README.md says what stands for each. Written by the builder, read by the search in a browser.
import { type BitReader, type BitWriter, bitReader, bitWriter, riceBits } from './bits.ts'

/** What a shard says of a word. */
export interface Entry {
  /**
   * The articles that have the word, the newest first, each as the step to it from the one before, and its pieces: step,
   * piece, and for each further piece of the article 0, piece. Without places: of each article the step less one.
   */
  readonly list: readonly number[]
  /** Files in which the list goes on. */
  readonly further: number
  /** The list says in which articles, and not in which of their pieces: so many have the word. */
  readonly isPlaceless: boolean
  /** How rare the word is, where it is so common that it may be joined with another. */
  readonly rarity: number | undefined
}

/** An entry with the place at which its shard has it, which is in the names of further files. */
export interface Found extends Entry {
  readonly at: number
}

export const NOTHING: Found = { list: [], further: 0, isPlaceless: false, rarity: undefined, at: 0 }

/** Bits of a hash that stand for a word. Where two words of a shard share them, both are spelled out. */
const KEY = 18
const RARITY = 5
const UNIT = 16
/** How much smaller than numbers spread evenly those of a list may be. */
const CLOSER = 2

/** A word's key: as its shard, from its hash, but from other bits of it. */
export function keyOf(word: string): number {
  let hash = 0
  for (let i = 0; i < word.length; i++)
    hash = Math.imul(hash + word.charCodeAt(i), 0x9e3779b1) ^ (hash >>> 13)
  return ((hash ^ (hash >>> 16)) >>> 0) >>> (32 - KEY)
}

const gapsIn = (entries: number): number => Math.max(0, Math.floor(Math.log2(2 ** KEY / (entries + 1))))
const evenly = (span: number, count: number): number => Math.max(0, Math.floor(Math.log2(span / count)))
const widthOf = (span: number): number => 32 - Math.clz32(span + 1)

type Given = readonly (readonly [word: string, entry: Entry])[]

/** Words as they stand in their shard. */
export function inOrder(words: Given): { word: string; entry: Entry; key: number }[] {
  const all = words.map(([word, entry]) => ({ word, entry, key: keyOf(word) }))
  return all.sort((a, b) => a.key - b.key || (a.word < b.word ? -1 : 1))
}

/** A shard of words, whose lists count down over `span` articles. */
export function writeShard(words: Given, span: number): string {
  const all = inOrder(words)
  const out = bitWriter()
  out.gamma(all.length + 1)
  out.gamma(span + 1)
  for (const [i, { word, entry, key }] of all.entries()) {
    out.rice(key - (all[i - 1]?.key ?? 0), gapsIn(all.length))
    const isShared = all[i - 1]?.key === key || all[i + 1]?.key === key
    // Filters too: no text tells whether they are right.
    writeMarks(out, entry, isShared || word.startsWith('_') ? word : '')
    writeList(out, entry, span)
  }
  return out.text()
}

function writeMarks(out: BitWriter, { rarity, further, isPlaceless }: Entry, spelled: string): void {
  const isPlain = spelled === '' && rarity === undefined && further === 0 && !isPlaceless
  out.bits(isPlain ? 0 : 1, 1)
  if (isPlain) return
  out.gamma(spelled.length + 1)
  for (let i = 0; i < spelled.length; i++) out.bits(spelled.charCodeAt(i), UNIT)
  out.bits(rarity === undefined ? 0 : rarity + 1, RARITY)
  out.bits(isPlaceless ? 1 : 0, 1)
  out.gamma(further + 1)
}

function writeList(out: BitWriter, { list, isPlaceless }: Entry, span: number): void {
  const width = isPlaceless ? 1 : 2
  const count = list.length / width
  out.gamma(count + 1)
  if (count === 0) return
  const k = evenly(span, count)
  const closer = count === 1 ? 0 : bestOf(CLOSER, closer => sizeOf(list, width, k - closer))
  if (count > 1) out.bits(closer, CLOSER)
  writePlaces(out, list, isPlaceless, step =>
    count === 1 ? out.bits(step, widthOf(span)) : out.rice(step, Math.max(0, k - closer)),
  )
}

/** Steps, as `put` writes them, with the pieces between. */
function writePlaces(
  out: BitWriter,
  list: readonly number[],
  isPlaceless: boolean,
  put: (step: number) => void,
): void {
  if (isPlaceless) {
    for (const step of list) put(step)
    return
  }
  let before = -1
  for (let i = 0; i < list.length; i += 2) {
    const piece = list[i + 1]!
    put(list[i]!)
    out.gamma(list[i] === 0 ? piece - before : rankOf(piece))
    before = piece
  }
}

/** Pieces by how many words they are the first place of in an article: a title is seldom that. */
const rankOf = (piece: number): number => (piece === 0 ? TITLE : piece < TITLE ? piece : piece + 1)
const ofRank = (rank: number): number => (rank === TITLE ? 0 : rank < TITLE ? rank : rank - 1)
const TITLE = 4

/** Of the numbers of so many bits, the one that costs least. */
function bestOf(width: number, cost: (value: number) => number): number {
  const costs = Array.from({ length: 2 ** width }, (_, value) => cost(value))
  return costs.indexOf(Math.min(...costs))
}

function sizeOf(list: readonly number[], width: number, k: number): number {
  let sum = 0
  for (let i = 0; i < list.length; i += width) sum += riceBits(list[i]!, Math.max(0, k))
  return sum
}

/** All entries of a shard, by key; `word` only where it is spelled out. */
export type Shard = ReadonlyMap<number, readonly (Found & { readonly word: string })[]>

export function readShard(text: string): Shard {
  const found = new Map<number, (Found & { word: string })[]>()
  const from = bitReader(text)
  const entries = from.gamma() - 1
  const span = from.gamma() - 1
  let key = 0
  for (let at = 0; at < entries; at++) {
    key += from.rice(gapsIn(entries))
    const marks = from.bits(1) === 1 ? readMarks(from) : { ...NOTHING, word: '' }
    const list = readList(from, marks.isPlaceless, span)
    const before = found.get(key)
    if (before) before.push({ ...marks, list, at })
    else found.set(key, [{ ...marks, list, at }])
  }
  return found
}

function readMarks(from: BitReader): Found & { word: string } {
  let word = ''
  for (let left = from.gamma() - 1; left > 0; left--) word += String.fromCharCode(from.bits(UNIT))
  const rarity = from.bits(RARITY)
  const isPlaceless = from.bits(1) === 1
  const further = from.gamma() - 1
  return { ...NOTHING, word, isPlaceless, further, rarity: rarity === 0 ? undefined : rarity - 1 }
}

function readList(from: BitReader, isPlaceless: boolean, span: number): number[] {
  const count = from.gamma() - 1
  if (count === 0) return []
  const k = count === 1 ? 0 : Math.max(0, evenly(span, count) - from.bits(CLOSER))
  return readPlaces(from, count, isPlaceless, () => (count === 1 ? from.bits(widthOf(span)) : from.rice(k)))
}

function readPlaces(from: BitReader, count: number, isPlaceless: boolean, take: () => number): number[] {
  if (isPlaceless) return Array.from({ length: count }, take)
  const list: number[] = []
  let before = -1
  for (let left = count; left > 0; left--) {
    const step = take()
    before = step === 0 ? before + from.gamma() : ofRank(from.gamma())
    list.push(step, before)
  }
  return list
}

/** What a shard says of a word. */
export const entryIn = (shard: Shard, word: string): Found =>
  shard.get(keyOf(word))?.find(entry => entry.word === '' || entry.word === word) ?? NOTHING

/** A part of a list that goes on. */
export function writeFurther(list: readonly number[], isPlaceless: boolean): string {
  const out = bitWriter()
  const width = isPlaceless ? 1 : 2
  const k = bestOf(RARITY, k => sizeOf(list, width, k))
  out.gamma(list.length / width + 1)
  out.bits(k, RARITY)
  writePlaces(out, list, isPlaceless, step => out.rice(step, k))
  return out.text()
}

export function readFurther(text: string, isPlaceless: boolean): number[] {
  const from = bitReader(text)
  const count = from.gamma() - 1
  const k = from.bits(RARITY)
  return readPlaces(from, count, isPlaceless, () => from.rice(k))
}
