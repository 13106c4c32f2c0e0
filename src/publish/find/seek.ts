// Searching without a server: runs in a reader's browser, on the files that write.ts made. It loads the shards that a
// query's words are in, then of the first candidates the pieces of text that should hold them, and shows what these
// bear out: the answers of `stet search`. What it needs of the world comes in as a Shelf.
import { textOfMarkdown, textStart } from '../../formats/markdown/read.ts'
import { excerpt, fold, type Phrase, places } from '../../model/words/words.ts'
import { asked } from '../query.ts'
import { ANYWHERE, type Candidate, candidatesIn, type Wanted, wantedOf } from './candidates.ts'
import { facetWord, PIECE, ROWS, type Row } from './plan.ts'
import {
  type Desk,
  type Front,
  type Joined,
  jointOf,
  type Known,
  listOf,
  openDesk,
  rarityOfBoth,
  type Shelf,
  titlesOf,
} from './read.ts'

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

/** Units of a phrase that are looked up at first, and when texts were read in vain. */
const FEW = 4
const MANY = 8
/** Texts that may be read in vain before it costs less to look up more. */
const IN_VAIN = 3
/** Texts that are read first where there may be more of these. */
const PROBE = 3
/** Of a query, places where words adjoin that are asked for. */
const JOINTS = 3
const NONE: ReadonlyMap<string, Joined> = new Map()
/** Candidates whose texts are read for one answer before it is given as it is. */
const MOST_TEXTS = 400

/** Articles in which every phrase of `query` occurs and that pass its filters. */
export async function seek(shelf: Shelf, query: string, how: Seeking): Promise<Sought> {
  const wanted = asked(query)
  const facets = [...wanted.facets, ...how.facets.map(fold)].map(facet => ({
    ...{ words: [facetWord(facet)], joints: [] },
  }))
  const groupsOf = (most: number): Wanted[] => [
    ...wanted.phrases.map(phrase => wantedOf(phrase, most)),
    ...facets,
  ]
  let groups = groupsOf(FEW)
  const { from, until } = wanted
  if (groups.length === 0 && from === undefined && until === undefined)
    return { hits: [], total: 0, isTotal: true }
  const desk = await openDesk(shelf)
  const { front } = desk
  const range = rangeOf(front, from, until)
  const known = new Map<string, Known>()
  const lookUp = async (): Promise<void> => {
    const words = new Set(groups.flatMap(({ words }) => words).filter(word => !known.has(word)))
    await Promise.all([...words].map(async word => known.set(word, await listOf(desk, word, ...range))))
  }
  await lookUp()
  const needed = how.offset + how.limit
  let joints: ReadonlyMap<string, Joined> | undefined
  const confirm = confirming(desk, wanted)
  const seen = new Map<number, Promise<Confirmed | undefined>>()
  for (;;) {
    const titles = how.order === 'best' ? await titlesIn(desk, groups, known) : undefined
    const candidates = candidatesIn(
      { known, joints: joints ?? NONE, ...(titles && { titles }) },
      groups,
      range,
    )
    const total = candidates.length
    const isProbed = !joints && total > needed + IN_VAIN
    const hits: Hit[] = []
    let rejected = 0
    let at = 0
    const isEnough = (): boolean => hits.length >= needed || seen.size >= MOST_TEXTS
    if (isProbed) prepare(desk, candidates.slice(PROBE, needed))
    while (at < candidates.length && !isEnough()) {
      // The first few tell whether it is worth knowing more of where the words stand.
      const ahead = isProbed && at < PROBE ? Math.min(PROBE - at, needed) : needed - hits.length
      for (const candidate of candidates.slice(at, at + ahead))
        seen.set(candidate.number, seen.get(candidate.number) ?? confirm(candidate))
      const candidate = candidates[at++]!
      const found = await seen.get(candidate.number)
      if (!found) rejected++
      else if (found.inTitle < candidate.inTitle)
        putBack(candidates, at, { ...candidate, inTitle: found.inTitle })
      else hits.push(found.hit)
      if (isProbed && rejected > 0) break
    }
    if (isProbed && rejected > 0) {
      groups = groupsOf(MANY)
      await lookUp()
      joints = await jointsIn(desk, groups, known)
      continue
    }
    const unread = [...known].filter(([, { more }]) => more)
    const isListed = known.size === 0 || [...known.values()].some(({ least }) => least === 0)
    const isRead = unread.length === 0 || unread.length < known.size
    if (isRead || isEnough()) {
      // One word is where the index says; a phrase may not be, nor is a day told from others of its month.
      const isSaid = [...known.values()].every(({ least }) => least === 0)
      const isAsSaid = isSaid && isMonths(from, until) && groups.every(({ words }) => words.length === 1)
      const isTotal = isListed && (at >= candidates.length || isAsSaid)
      return { hits: hits.slice(how.offset, needed), total: total - rejected, isTotal }
    }
    for (const [word, { more }] of unread) known.set(word, await more!())
  }
}

/** Asks for what results show of candidates whose texts are likely to be read next. */
function prepare({ shelf, front }: Desk, candidates: readonly Candidate[]): void {
  // What fails is asked for again, and told, when it is needed.
  for (const { number } of candidates) rowOf(shelf, front, number).catch(() => undefined)
}

/** Puts a candidate whose title holds less than the index said where it belongs, from `at` on. */
function putBack(candidates: Candidate[], at: number, candidate: Candidate): void {
  const { inTitle, number } = candidate
  let to = at
  while (to < candidates.length) {
    const there = candidates[to]!
    if (there.inTitle < inTitle || (there.inTitle === inTitle && there.number < number)) break
    to++
  }
  candidates.splice(to, 0, candidate)
}

/** Looks up words that adjoin, where each of them alone says little: first those that say least. */
async function jointsIn(
  desk: Desk,
  groups: readonly Wanted[],
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Joined>> {
  const all = groups
    .flatMap(({ joints }) => joints)
    .map(({ text, of: [one, other] }) => ({ text, one: known.get(one)!, other: known.get(other)! }))
    .map(joint => ({ ...joint, rarity: rarityOfBoth(desk, joint.one, joint.other) }))
    .sort((a, b) => a.rarity - b.rarity)
  const found = new Map<string, Joined>()
  await Promise.all(
    all.slice(0, JOINTS).map(async ({ text, one, other }) => {
      const made = await jointOf(desk, text, one, other)
      if (made) found.set(text, made)
    }),
  )
  return found
}

/** By word, the articles that have it in their titles, where its list does not tell. */
async function titlesIn(
  desk: Desk,
  groups: readonly Wanted[],
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, ReadonlySet<number>>> {
  const found = new Map<string, ReadonlySet<number>>()
  const all = new Set(groups.flatMap(({ phrase, words }) => (phrase ? words : [])))
  await Promise.all([...all].map(async word => found.set(word, await titlesOf(desk, word, known.get(word)!))))
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

/** A hit, and how many of the phrases its title holds. */
interface Confirmed {
  readonly hit: Hit
  readonly inTitle: number
}

/** Looks candidates up in their texts: the hit, when title or text hold every phrase and the date is right. */
function confirming(
  { shelf, front }: Desk,
  { phrases, from, until }: ReturnType<typeof asked>,
): (candidate: Candidate) => Promise<Confirmed | undefined> {
  return async ({ number, pieces }) => {
    const row = await rowOf(shelf, front, number)
    const date = row ? Date.parse(row[2]) : Number.NaN
    if (!row || (from !== undefined && date < from) || (until !== undefined && date >= until))
      return undefined
    const texts = new Map<number, string | undefined>()
    const textAt = async (piece: number): Promise<string | undefined> => {
      if (texts.has(piece)) return texts.get(piece)
      const file = await shelf.text(row[0], number, piece)
      // Of a piece behind the last nothing is there.
      const text = file ? textOfMarkdown(file.slice(textStart(file))) : undefined
      texts.set(piece, text)
      return text
    }
    let shown = Number.POSITIVE_INFINITY
    let inTitle = 0
    for (const [i, phrase] of phrases.entries()) {
      const isInTitle = places(row[1], [phrase]).length > 0
      const found = await pieceWith(phrase, pieces[i]!, textAt)
      if (found === undefined && !isInTitle) return undefined
      if (isInTitle) inTitle++
      shown = Math.min(shown, found ?? shown)
    }
    const found = excerpt((await textAt(shown === Number.POSITIVE_INFINITY ? 1 : shown)) ?? '', phrases)
    const titlePlaces = places(row[1], phrases)
    return { hit: { row, snippet: found.text, places: found.places, titlePlaces }, inTitle }
  }
}

/** The first of `pieces` whose text holds a phrase. */
async function pieceWith(
  phrase: Phrase,
  pieces: readonly number[],
  textAt: (piece: number) => Promise<string | undefined>,
): Promise<number | undefined> {
  for (const piece of pieces === ANYWHERE ? all() : pieces) {
    if (piece === 0) continue
    const text = await textAt(piece)
    if (text === undefined && pieces === ANYWHERE) return undefined
    if (text !== undefined && places(text, [phrase]).length > 0) return piece
  }
  return undefined
}

function* all(): Generator<number> {
  for (let piece = 1; ; piece++) yield piece
}

async function rowOf(shelf: Shelf, front: Front, number: number): Promise<Row | undefined> {
  if (number >= front.fresh) return front.rows[number - front.fresh]
  const version = `${front.versions.old}${front.versions.mid}`
  const rows = (await shelf.file(`docs/${Math.floor(number / ROWS).toString(36)}`, version)) as Row[]
  return rows[number % ROWS]
}

/** The bytes of a Markdown file to read for a piece: with what stands around it. */
export const bytesOf = (piece: number, before: number, after: number): [start: number, end: number] => [
  Math.max(0, (piece - 1) * PIECE - before),
  piece * PIECE + after,
]
