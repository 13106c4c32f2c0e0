// Searching without a server: runs in a reader's browser, on the files that write.ts made. It loads the shards that a
// query's words are in, then of the first candidates the pieces of text that should hold them, and shows what these
// bear out: the answers of `stet search`. What it needs of the world comes in as a Shelf.
import { textOfMarkdown, textStart } from '../../formats/markdown/read.ts'
import { excerpt, fold, type Phrase, places } from '../../model/words/words.ts'
import { asked } from '../query.ts'
import { facetWord, isPlaceless, OVERLAP, oneCharacter, PIECE, ROWS, type Row } from './plan.ts'
import { type Front, type Known, listOf, type Shelf, type Threes, threesOf } from './read.ts'

export interface Seeking {
  readonly order: 'newest' | 'best'
  readonly offset: number
  readonly limit: number
  /** Filters beside those in the query. */
  readonly facets: readonly string[]
}

export interface Hit {
  readonly row: Row
  readonly snippet: string
  readonly places: readonly (readonly [number, number])[]
  readonly titlePlaces: readonly (readonly [number, number])[]
}

export interface Sought {
  readonly hits: readonly Hit[]
  readonly total: number
  /** False when that is only what the index says so far: not all its lists were read, nor all texts. */
  readonly isTotal: boolean
}

/** Words of a phrase that are looked up: neighbours overlap, so of many every other one holds the whole. */
const LOOKED_UP = 8
/** Candidates whose texts are read for one answer before it is given as it is. */
const MOST_TEXTS = 400

interface Wanted {
  readonly words: readonly string[]
  readonly phrase?: Phrase
}

const IDEOGRAPHS = '\u3000'

/** The words of a phrase to look up. */
export function lookedUp(phrase: Phrase): Wanted {
  const { words, open } = phrase
  const every = Math.max(1, Math.ceil(words.length / LOOKED_UP))
  const chosen = words.filter((_, i) => i % every === 0 || i === words.length - 1)
  const lookUp = (word: string, i: number): string => {
    // A single ideograph is a run of one or the beginning of a pair: it is indexed as a character, wherever it stands.
    const [first = '', second] = word >= IDEOGRAPHS ? word : [word]
    const isOne = (word >= IDEOGRAPHS && !second) || (open && i === chosen.length - 1)
    return isOne ? oneCharacter(first) : word
  }
  return { words: chosen.map(lookUp), phrase }
}

/** Articles in which every phrase of `query` occurs and that pass its filters. */
export async function seek(shelf: Shelf, query: string, how: Seeking): Promise<Sought> {
  const wanted = asked(query)
  const facets = [...wanted.facets, ...how.facets.map(fold)].map(facet => ({ words: [facetWord(facet)] }))
  const groups: Wanted[] = [...wanted.phrases.map(lookedUp), ...facets]
  const all = new Set(groups.flatMap(({ words }) => words))
  const { from, until } = wanted
  if (all.size === 0 && from === undefined && until === undefined)
    return { hits: [], total: 0, isTotal: true }
  const front = (await shelf.file('new', '')) as Front
  const range = rangeOf(front, from, until)
  const known = new Map<string, Known>()
  await Promise.all([...all].map(async word => known.set(word, await listOf(shelf, front, word, range[0]))))
  const threes = await threesIn(shelf, front, groups, known)
  const confirm = confirming(shelf, front, wanted)
  const seen = new Map<number, Promise<Hit | undefined>>()
  const needed = how.offset + how.limit
  for (;;) {
    const candidates = candidatesIn(known, threes, groups, range)
    if (how.order === 'best') candidates.sort((a, b) => b.score - a.score || b.number - a.number)
    const hits: Hit[] = []
    let at = 0
    while (at < candidates.length && hits.length < needed && seen.size < MOST_TEXTS) {
      const batch = candidates.slice(at, at + needed - hits.length)
      at += batch.length
      for (const candidate of batch)
        seen.set(candidate.number, seen.get(candidate.number) ?? confirm(candidate))
      for (const { number } of batch) {
        const hit = await seen.get(number)
        if (hit) hits.push(hit)
      }
    }
    const unread = [...known].filter(([, { more }]) => more)
    const isListed = known.size === 0 || [...known.values()].some(({ least }) => least === 0)
    const isRead = unread.length === 0 || unread.length < known.size
    if (hits.length >= needed || isRead || seen.size >= MOST_TEXTS) {
      // One word is where the index says; a phrase may not be, nor is a day told from others of its month.
      const isAsSaid = isMonths(from, until) && groups.every(({ words }) => words.length === 1)
      const isTotal = isListed && (at >= candidates.length || isAsSaid)
      const rejected = Math.min(at, candidates.length) - hits.length
      return { hits: hits.slice(how.offset, needed), total: candidates.length - rejected, isTotal }
    }
    for (const [word, { more }] of unread) known.set(word, await more!())
  }
}

interface Candidate {
  readonly number: number
  readonly score: number
  /** For each phrase, the pieces that should hold it. */
  readonly pieces: readonly (readonly number[])[]
}

/** Newest first. A word whose list has not been read so far is taken to be there: the text will tell. */
function candidatesIn(
  known: ReadonlyMap<string, Known>,
  threes: ReadonlyMap<string, Threes>,
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
  const listed = [...pieces.keys()].filter(number => number >= unlisted)
  for (let number = unlisted - 1; number >= lowest; number--) listed.push(number)
  const out: Candidate[] = []
  for (const number of listed.sort((a, b) => b - a)) {
    if (number < lowest || number >= highest) continue
    const found = groups.map(group => piecesWith(known, threes, group, number))
    if (found.some(pieces => pieces === undefined)) continue
    const phrases = groups.flatMap(({ phrase }, i) => (phrase ? [found[i]!] : []))
    out.push({ number, score: scoreOf(phrases), pieces: phrases })
  }
  return out
}

/** A title counts for five, each piece of the text for one. */
const scoreOf = (phrases: readonly (readonly number[])[]): number =>
  phrases.reduce((sum, pieces) => sum + pieces.length + (pieces.includes(0) ? 4 : 0), 0)

/** Any piece: nothing is known of where the words stand. */
const ANYWHERE: readonly number[] = []

/** The pieces of an article in which all words of a group stand, or begin to; undefined when there are none. */
function piecesWith(
  known: ReadonlyMap<string, Known>,
  threes: ReadonlyMap<string, Threes>,
  { words, phrase }: Wanted,
  number: number,
): readonly number[] | undefined {
  const there: (readonly number[])[] = []
  for (const word of words) {
    const { pieces, least } = known.get(word)!
    const of = pieces.get(number)
    if (of === undefined && number >= least) return undefined
    if (of && !isPlaceless(word)) there.push(of)
  }
  for (const three of threesOfWords(words)) {
    const list = threes.get(three)
    if (!list?.knows(number)) continue
    const of = list.pieces.get(number)
    if (!of) return undefined
    there.push(of)
  }
  const [first, ...others] = there
  if (!first) return ANYWHERE
  const length = phrase ? bytesIn(phrase) : 0
  const isWhole = length <= OVERLAP
  const isClose = length < PIECE / 4
  const found = first.filter(piece =>
    others.every(of => of.includes(piece) || (piece > 0 && !isWhole && (!isClose || of.includes(piece + 1)))),
  )
  return found.length > 0 ? found : undefined
}

/** Bytes of a phrase in a text, about: each pair of ideographs adds one, words of letters have something between them. */
const bytesIn = ({ words }: Phrase): number =>
  words.reduce((sum, word) => sum + (word >= IDEOGRAPHS ? 3 : word.length + 2), 3)

/** Three characters of neighbouring pairs. */
const threesOfWords = (words: readonly string[]): string[] =>
  words.flatMap((pair, i) => {
    const next = words[i + 1]
    return next && pair.length === 2 && next.length === 2 && pair >= IDEOGRAPHS && pair[1] === next[0]
      ? [pair + next[1]]
      : []
  })

/** Looks up three characters in a row where their pairs are common: these alone say little. */
async function threesIn(
  shelf: Shelf,
  front: Front,
  groups: readonly Wanted[],
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Threes>> {
  const found = new Map<string, Threes>()
  const wanted = new Set(groups.flatMap(({ words }) => threesOfWords(words)))
  await Promise.all(
    [...wanted].map(async three => {
      const [first, second] = [known.get(three.slice(0, 2))!, known.get(three.slice(1))!]
      const levels = first.common.filter(level => second.common.includes(level))
      if (levels.length > 0) found.set(three, await threesOf(shelf, front, three, levels))
    }),
  )
  return found
}

/** The articles of the months between two dates. */
function rangeOf(
  { months, count }: Front,
  from: number | undefined,
  until: number | undefined,
): readonly [number, number] {
  const month = (at: number): string => new Date(at).toISOString().slice(0, 7)
  const first = from === undefined ? 0 : (months.find(([name]) => name >= month(from))?.[1] ?? count)
  const last = until === undefined ? count : (months.find(([name]) => name > month(until))?.[1] ?? count)
  return [first, last]
}

/** True where a range begins and ends with months: what is in them is in it. */
const isMonths = (...ends: readonly (number | undefined)[]): boolean =>
  ends.every(at => at === undefined || new Date(at).getUTCDate() === 1)

/** Looks candidates up in their texts: the hit, when title or text hold every phrase and the date is right. */
function confirming(
  shelf: Shelf,
  front: Front,
  { phrases, from, until }: ReturnType<typeof asked>,
): (candidate: Candidate) => Promise<Hit | undefined> {
  return async ({ number, pieces }) => {
    const row = await rowOf(shelf, front, number)
    const date = row ? Date.parse(row[2]) : Number.NaN
    if (!row || (from !== undefined && date < from) || (until !== undefined && date >= until))
      return undefined
    const texts = new Map<number, string>()
    const textAt = async (piece: number): Promise<string> => {
      const before = texts.get(piece)
      if (before !== undefined) return before
      const file = (await shelf.text(row[0], number, piece)) ?? ''
      const text = textOfMarkdown(file.slice(textStart(file)))
      texts.set(piece, text)
      return text
    }
    let shown = Number.POSITIVE_INFINITY
    for (const [i, phrase] of phrases.entries()) {
      const inTitle = places(row[1], [phrase]).length > 0
      const found = await pieceWith(phrase, pieces[i]!, textAt)
      if (found === undefined && !inTitle) return undefined
      shown = Math.min(shown, found ?? shown)
    }
    const found = excerpt(await textAt(shown === Number.POSITIVE_INFINITY ? 1 : shown), phrases)
    return { row, snippet: found.text, places: found.places, titlePlaces: places(row[1], phrases) }
  }
}

/** The first of `pieces` whose text holds a phrase. */
async function pieceWith(
  phrase: Phrase,
  pieces: readonly number[],
  textAt: (piece: number) => Promise<string>,
): Promise<number | undefined> {
  for (const piece of pieces === ANYWHERE ? [WHOLE] : pieces)
    if (piece !== 0 && places(await textAt(piece), [phrase]).length > 0) return piece
  return undefined
}

/** Asks for a text from its beginning to its end. */
export const WHOLE = -1

async function rowOf(shelf: Shelf, front: Front, number: number): Promise<Row | undefined> {
  if (number >= front.fresh) return front.rows[number - front.fresh]
  const version = `${front.versions.old}${front.versions.mid}`
  const rows = (await shelf.file(`docs/${Math.floor(number / ROWS).toString(36)}`, version)) as Row[]
  return rows[number % ROWS]
}

/** The bytes of a Markdown file to read for a piece: with what stands around it. */
export function bytesOf(
  piece: number,
  before: number,
  after: number,
): [start: number, end: number] | undefined {
  if (piece === WHOLE) return undefined
  return [Math.max(0, (piece - 1) * PIECE - before), piece * PIECE + after]
}
