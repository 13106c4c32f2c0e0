// Which articles may hold what is sought, and where, as far as the lists of words tell. Part of the search that runs in a
// reader's browser.
import type { Phrase } from '../../model/words/words.ts'
import { OVERLAP, oneCharacter, PIECE } from './plan.ts'
import type { Joined, Known } from './read.ts'
import { isIdeographic, type Joint, unitsOf } from './units.ts'

/** A phrase or a filter by what is looked up of it. */
export interface Wanted {
  readonly words: readonly string[]
  /** Two neighbours of these that may be in the index as one. */
  readonly joints: readonly Joint[]
  readonly phrase?: Phrase
  /** False when the phrase has more units than these. */
  readonly isAll: boolean
}

/** What to look up of a phrase, so many units at most: neighbours overlap, so of many every other one holds the whole. */
export function wantedOf(phrase: Phrase, most: number): Wanted {
  const all = unitsOf(phrase.words)
  // A single ideograph is a run of one or the beginning of a pair: it is indexed as a character, wherever it stands.
  if (all.length === 0) return { words: [oneCharacter(phrase.words[0]!)], joints: [], phrase, isAll: true }
  const every = Math.max(1, Math.ceil(all.length / most))
  const chosen = all.filter((_, i) => i % every === 0 || i === all.length - 1)
  const words = chosen.map(({ text }) => text)
  return {
    words,
    joints: chosen.flatMap(({ joint }) => (joint && words.includes(joint.of[0]) ? [joint] : [])),
    phrase,
    isAll: chosen.length === all.length,
  }
}

export interface Candidate {
  readonly number: number
  /** How many of the phrases its title may hold, where that was asked for. */
  readonly inTitle: number
  /** For each phrase, the pieces that should hold it. */
  readonly pieces: readonly (readonly number[])[]
}

/** What has been read of the lists. */
export interface Lists {
  readonly known: ReadonlyMap<string, Known>
  readonly joints: ReadonlyMap<string, Joined>
  /** The articles with a word in their titles, where its list does not tell: those with most phrases there come first. */
  readonly titles?: ReadonlyMap<string, ReadonlySet<number>>
}

/** Newest first, or with most in their titles. A word whose list has not been read so far is taken to be there: the text will tell. */
export function candidatesIn(
  { known, joints, titles }: Lists,
  groups: readonly Wanted[],
  [lowest, highest]: readonly [number, number],
): Candidate[] {
  const lists = [...known.values()].sort((a, b) => a.least - b.least || a.pieces.size - b.pieces.size)
  const { least, pieces, more } = lists[0] ?? {
    least: highest,
    pieces: new Map<number, number[]>(),
    more: undefined,
  }
  // Where nothing is known of any word, every article may have it, unless its list can be read on.
  const unlisted = more ? 0 : Math.min(least, highest)
  const listed = new Set([...pieces.keys()].filter(number => number >= unlisted))
  for (let number = unlisted - 1; number >= lowest; number--) listed.add(number)
  const inTitles = titles
    ? groups.flatMap(group => (group.phrase ? [inTitleOf(known, titles, group)] : []))
    : []
  for (const numbers of inTitles) for (const number of numbers) listed.add(number)
  const out: Candidate[] = []
  for (const number of [...listed].sort((a, b) => b - a)) {
    if (number < lowest || number >= highest) continue
    const found = groups.map(group => piecesWith(known, joints, group, number))
    if (found.some(pieces => pieces === undefined)) continue
    const phrases = groups.flatMap(({ phrase }, i) => (phrase ? [found[i]!] : []))
    out.push({ number, inTitle: inTitles.filter(numbers => numbers.has(number)).length, pieces: phrases })
  }
  return titles ? out.sort((a, b) => b.inTitle - a.inTitle || b.number - a.number) : out
}

/** The articles that have all words of a phrase in their titles. */
function inTitleOf(
  known: ReadonlyMap<string, Known>,
  titles: ReadonlyMap<string, ReadonlySet<number>>,
  { words }: Wanted,
): ReadonlySet<number> {
  let found: Set<number> | undefined
  for (const word of words) {
    const { pieces } = known.get(word)!
    const here = new Set(titles.get(word))
    for (const [number, of] of pieces) if (of.includes(0)) here.add(number)
    found = found ? new Set([...found].filter(number => here.has(number))) : here
  }
  return found ?? new Set()
}

/** Any piece: nothing is known of where the words stand. */
export const ANYWHERE: readonly number[] = []

/** The pieces of an article in which all words of a group stand, or begin to; undefined when there are none. */
function piecesWith(
  known: ReadonlyMap<string, Known>,
  joints: ReadonlyMap<string, Joined>,
  wanted: Wanted,
  number: number,
): readonly number[] | undefined {
  const there: (readonly number[])[] = []
  for (const word of wanted.words) {
    const { pieces, least } = known.get(word)!
    const of = pieces.get(number)
    if (of === undefined && number >= least) return undefined
    // Without pieces it is anywhere.
    if (of && of.length > 0) there.push(of)
  }
  for (const { text } of wanted.joints) {
    const joint = joints.get(text)
    if (!joint?.knows(number)) continue
    const of = joint.pieces.get(number)
    if (!of) return undefined
    there.push(of)
  }
  const [first, ...others] = there
  if (!first) return ANYWHERE
  const { phrase } = wanted
  const isWhole = !phrase || phrase.words.length <= OVERLAP + 1
  const isClose = !phrase || bytesIn(phrase) < PIECE / 4
  const found = first.filter(piece =>
    others.every(of => of.includes(piece) || (piece > 0 && !isWhole && (!isClose || of.includes(piece + 1)))),
  )
  return found.length > 0 ? found : undefined
}

/** Bytes of a phrase in a text, about: each pair of ideographs adds one, words of letters have something between them. */
const bytesIn = ({ words }: Phrase): number =>
  words.reduce((sum, word) => sum + (isIdeographic(word) ? 3 : word.length + 2), 3)
