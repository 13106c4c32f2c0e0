// Searching without a server: runs in a reader's browser, on the files that write.ts made. It loads the shards that a
// query's words are in, then the texts of the first candidates, and shows what these texts bear out: the answers of
// `stet search`. What it needs of the world comes in as a Shelf.
import { readMarkdown, textOfMarkdown } from '../../formats/markdown/read.ts'
import { excerpt, type Phrase, places } from '../../model/words/words.ts'
import { asked } from '../query.ts'
import {
  decode,
  facetWord,
  GOES_ON,
  isPlaceless,
  KEY,
  keyOf,
  LEAST_QUARTER,
  oneCharacter,
  ROWS,
  shardOf,
  shardsOf,
  TITLE,
} from './plan.ts'

/** Where the files are. Each is asked for once. */
export interface Shelf {
  /** What the file `search/<name>.js` gives; rejects when there is none. */
  file(name: string, version: string): Promise<unknown>
  /** The Markdown of an article, `2021/04/14/3f9c02d1`; undefined when it cannot be had. */
  text(name: string, number: number): Promise<string | undefined>
}

/** `new.js`. */
interface Front {
  readonly count: number
  readonly fresh: number
  readonly old: number
  readonly months: readonly (readonly [month: string, first: number])[]
  readonly versions: { readonly old: string; readonly mid: string }
  readonly rows: readonly string[]
  readonly words: string
}

export interface Seeking {
  readonly order: 'newest' | 'best'
  readonly offset: number
  readonly limit: number
  /** Filters beside those in the query. */
  readonly facets: readonly string[]
}

export interface Hit {
  /** `2021/04/14/3f9c02d1`. */
  readonly name: string
  readonly head: Readonly<Record<string, unknown>>
  readonly snippet: string
  readonly places: readonly (readonly [number, number])[]
  readonly titlePlaces: readonly (readonly [number, number])[]
}

export interface Sought {
  readonly hits: readonly Hit[]
  readonly total: number
  /** False when there may be more: lists of very common words are read only as far as needed. */
  readonly isTotal: boolean
}

/** Where one word stands, by article, as far as its list has been read. */
interface Known {
  readonly places: ReadonlyMap<number, number>
  /** Articles before this one have not been read. */
  readonly least: number
  /** Reads on; undefined when all has been read. */
  readonly more?: () => Promise<Known>
}

const LEVELS = ['old', 'mid'] as const

/** Words of a phrase that are looked up: neighbours overlap, so every other one holds the whole. */
const LOOKED_UP = 4
/** Texts read for one answer before it is given as it is. */
const MOST_TEXTS = 400

interface Wanted {
  readonly words: readonly string[]
  /** The words stand together, in one quarter of a text or in two that adjoin. */
  readonly isClose: boolean
}

/** The words of a phrase to look up. */
export function lookedUp({ words, open }: Phrase): Wanted {
  // A single ideograph is a run of one, or the beginning of a pair: in the index it is a character, wherever it stands.
  const whole = (open ? words.slice(0, -1) : words).map(word =>
    [...word].length === 1 && word >= '\u3000' ? oneCharacter(word) : word,
  )
  const every = Math.max(1, Math.ceil(whole.length / LOOKED_UP))
  const chosen = whole.filter((_, i) => i % every === 0 || i === whole.length - 1)
  const isClose = words.length * 2 < LEAST_QUARTER / 2
  return { words: open ? [...chosen, oneCharacter(words.at(-1)!)] : chosen, isClose }
}

/** Articles in which every phrase of `query` occurs and that pass its filters. */
export async function seek(shelf: Shelf, query: string, how: Seeking): Promise<Sought> {
  const wanted = asked(query)
  const front = (await shelf.file('new', '')) as Front
  const phrases = wanted.phrases.map(lookedUp)
  const facets = [...wanted.facets, ...how.facets].map(facetWord)
  const all = [...new Set([...phrases.flatMap(({ words }) => words), ...facets])]
  if (all.length === 0) return { hits: [], total: 0, isTotal: true }
  const [lowest, highest] = rangeOf(front, wanted.from, wanted.until)
  const known = new Map<string, Known>()
  await Promise.all(
    all.map(async word => {
      known.set(word, await listOf(shelf, front, word, lowest))
    }),
  )
  const groups = [...phrases, ...facets.map(facet => ({ words: [facet], isClose: false }))]
  const texts = textsOf(shelf, front)
  let rejected = 0
  let read = 0
  for (;;) {
    let candidates = candidatesIn(known, groups, lowest, highest)
    if (how.order === 'best') candidates = byScore(candidates)
    const hits: Hit[] = []
    rejected = 0
    const needed = how.offset + how.limit
    for (let at = 0; at < candidates.length && hits.length < needed && read < MOST_TEXTS; ) {
      const batch = candidates.slice(at, at + Math.max(1, needed - hits.length))
      at += batch.length
      read += batch.length
      const looked = await Promise.all(batch.map(({ number }) => texts(number)))
      for (const text of looked) {
        const hit = text && confirmed(text, wanted.phrases, wanted.from, wanted.until)
        if (hit) hits.push(hit)
        else rejected++
      }
    }
    const unread = [...known].filter(([, { more }]) => more)
    const isTotal = unread.length < known.size || known.size === 0
    if (hits.length >= needed || isTotal || read >= MOST_TEXTS)
      return { hits: hits.slice(how.offset, needed), total: candidates.length - rejected, isTotal }
    for (const [word, { more }] of unread) known.set(word, await more!())
  }
}

interface Candidate {
  readonly number: number
  readonly score: number
}

/** Newest first. A word whose list has not been read so far is taken to be there: the text will tell. */
function candidatesIn(
  known: ReadonlyMap<string, Known>,
  groups: readonly Wanted[],
  lowest: number,
  highest: number,
): Candidate[] {
  const lists = [...known.values()].sort((a, b) => a.least - b.least || a.places.size - b.places.size)
  const shortest = lists.filter(({ least }) => least === lists[0]!.least)[0]!
  const out: Candidate[] = []
  for (const number of [...shortest.places.keys()].sort((a, b) => b - a)) {
    if (number < lowest || number >= highest) continue
    let score = 0
    for (const group of groups) {
      const found = matches(known, group, number)
      if (found === 0) {
        score = 0
        break
      }
      score += found
    }
    if (score > 0) out.push({ number, score })
  }
  return out
}

/**
 * In how many quarters of an article's text the words of a phrase stand close together, a title counting for five; 0
 * when they stand nowhere.
 */
function matches(known: ReadonlyMap<string, Known>, { words, isClose }: Wanted, number: number): number {
  const there: number[] = []
  for (const word of words) {
    const { places, least } = known.get(word)!
    const where = places.get(number)
    if (where === undefined) {
      if (number >= least) return 0
    } else if (!isPlaceless(word)) there.push(where)
  }
  if (there.length === 0) return 1
  const inTitle = there.every(where => where & TITLE)
  const quarters = there.map(where => where >> 1)
  const together = isClose
    ? quarters.reduce((all, of) => all & (of | (of << 1) | (of >> 1)), quarters[0]!)
    : quarters.every(of => of > 0)
      ? quarters[0]!
      : 0
  return (inTitle ? 5 : 0) + bits(together)
}

function bits(value: number): number {
  let count = 0
  for (let rest = value; rest > 0; rest >>= 1) count += rest & 1
  return count
}

const byScore = (candidates: readonly Candidate[]): Candidate[] =>
  [...candidates].sort((a, b) => b.score - a.score || b.number - a.number)

/** The articles of the months between two dates. */
function rangeOf(
  { months, count }: Front,
  from: number | undefined,
  until: number | undefined,
): [number, number] {
  const month = (at: number): string => new Date(at).toISOString().slice(0, 7)
  const first = from === undefined ? 0 : (months.find(([name]) => name >= month(from))?.[1] ?? count)
  const last = until === undefined ? count : (months.find(([name]) => name > month(until))?.[1] ?? count)
  return [first, last]
}

/** A word's places in all levels. Levels in which nothing can be sought are not asked for. */
async function listOf(shelf: Shelf, front: Front, word: string, lowest: number): Promise<Known> {
  const parts = await Promise.all(
    LEVELS.map(async level => {
      const [from, to] = level === 'old' ? [0, front.old] : [front.old, front.fresh]
      if (to <= from || to <= lowest) return { list: '', end: to, more: [] as string[] }
      const shards = shardsOf(to - from)
      const shard = shardOf(word, shards)
      const name = `${level}/${shard.toString(36)}`
      const text = (await shelf.file(name, front.versions[level])) as string
      return { ...entryOf(text, word, name), end: to }
    }),
  )
  const places = new Map<number, number>()
  enter(places, word, entryOf(front.words, word, '').list, front.count)
  return continued(shelf, front, word, places, parts)
}

interface PartList {
  readonly list: string
  readonly end: number
  /** Names of the files in which it goes on. */
  readonly more: readonly string[]
}

/** Only the list of old articles can go on: the other levels are small. */
function continued(
  shelf: Shelf,
  front: Front,
  word: string,
  before: ReadonlyMap<number, number>,
  parts: readonly PartList[],
): Known {
  const places = new Map(before)
  let least = 0
  for (const { list, end, more } of parts) {
    const last = enter(places, word, list, end)
    if (more.length > 0) least = Math.max(least, last)
  }
  const goesOn = parts.findIndex(({ more }) => more.length > 0)
  if (goesOn < 0) return { places, least }
  return {
    places,
    least,
    async more() {
      const part = parts[goesOn]!
      const version = front.versions[LEVELS[goesOn]!]
      const text = (await shelf.file(part.more[0]!, version)) as string
      const longer = { ...part, list: part.list + text, more: part.more.slice(1) }
      return continued(shelf, front, word, before, parts.with(goesOn, longer))
    },
  }
}

/** A word's list in a shard, and the files it goes on in. */
function entryOf(shard: string, word: string, name: string): { list: string; more: string[] } {
  const key = keyOf(word)
  for (const [i, entry] of shard.split(' ').entries()) {
    if (!entry.startsWith(key)) continue
    const [, further, list] =
      entry.charAt(KEY) === GOES_ON ? entry.split(GOES_ON) : ['', '0', entry.slice(KEY)]
    const more = Array.from({ length: Number(further) }, (_, n) => `${name}-${i + 1}-${n + 1}`)
    return { list: list!, more }
  }
  return { list: '', more: [] }
}

/** Reads a list into `places`; returns the last article that has been read. */
function enter(places: Map<number, number>, word: string, list: string, end: number): number {
  const numbers = decode(list)
  const step = isPlaceless(word) ? 1 : 2
  let article = end
  // A list that goes on may have been cut between an article and where in it the word stands.
  for (let i = 0; i + step <= numbers.length; i += step) {
    article -= numbers[i]! + 1
    places.set(article, step === 2 ? numbers[i + 1]! : 0)
  }
  return article
}

interface Text {
  readonly name: string
  readonly file: string
}

/** Gives articles' files by their number. */
function textsOf(shelf: Shelf, front: Front): (number: number) => Promise<Text | undefined> {
  return async number => {
    const name = await nameOf(shelf, front, number)
    const file = name && (await shelf.text(name, number))
    return file && name ? { name, file } : undefined
  }
}

async function nameOf(shelf: Shelf, front: Front, number: number): Promise<string | undefined> {
  if (number >= front.fresh) return front.rows[number - front.fresh]
  const page = Math.floor(number / ROWS)
  const version = `${front.versions.old}${front.versions.mid}`
  const rows = (await shelf.file(`docs/${page.toString(36)}`, version)) as string
  return rows.split(' ')[number % ROWS]
}

/** The hit, when title or text hold every phrase and the date is right. */
function confirmed(
  { name, file }: Text,
  phrases: readonly Phrase[],
  from: number | undefined,
  until: number | undefined,
): Hit | undefined {
  const { head, markdown } = readMarkdown(file)
  const date = Date.parse(String(head.date))
  if ((from !== undefined && date < from) || (until !== undefined && date >= until)) return undefined
  const title = typeof head.title === 'string' ? head.title : ''
  const text = textOfMarkdown(markdown)
  const isThere = (phrase: Phrase): boolean =>
    places(title, [phrase]).length > 0 || places(text, [phrase]).length > 0
  if (!phrases.every(isThere)) return undefined
  const found = excerpt(text, phrases)
  return { name, head, snippet: found.text, places: found.places, titlePlaces: places(title, phrases) }
}
