// What a search shows of an article: the lines around the first match. They are cut from the HTML first and made plain
// after, so that an article of ten pages costs no more than one of ten lines. The answers are those of `excerpt` over
// the whole text; a test compares them.
import { plainText } from '../text.ts'
import { excerpt, firstPlace, type Phrase, tables, WORD } from './words.ts'

export interface Glimpse {
  readonly text: string
  /** Of the matches, sorted: [start, end), UTF-16. */
  readonly places: [number, number][]
}

/** Characters of plain text that are cut out before and after a match, at least: more than an excerpt shows of them. */
const BEFORE = 60
const AFTER = 180
/** HTML that mostly holds so much text. */
const NEAR = 400
/** Places looked at closely before all of a text is made plain. */
const CLOSE_LOOKS = 12

const LESS_THAN = 0x3c

/**
 * About `max` characters (at most 120) around the first match in cleaned HTML, or its beginning; undefined when a phrase
 * stands neither there nor, by `isElsewhere`, in what is shown beside it.
 */
export function glimpse(
  html: string,
  wanted: readonly Phrase[],
  isElsewhere: (phrase: Phrase) => boolean,
  max = 120,
): Glimpse | undefined {
  let first: Cut | undefined
  for (const phrase of wanted) {
    const found = sight(html, phrase)
    if (found && (!first || found.at < first.at)) first = found
    // A character reference hides a letter from a look at HTML: only all of the text can refute the index.
    if (!found && !isElsewhere(phrase)) return inWhole(html, wanted, isElsewhere, max)
  }
  return excerpt((first ?? cutAt(html, 0))?.text ?? '', wanted, max)
}

function inWhole(
  html: string,
  wanted: readonly Phrase[],
  isElsewhere: (phrase: Phrase) => boolean,
  max: number,
): Glimpse | undefined {
  const text = plainText(html)
  const isThere = (phrase: Phrase): boolean => firstPlace(text, phrase) !== undefined || isElsewhere(phrase)
  return wanted.every(isThere) ? excerpt(text, wanted, max) : undefined
}

/** Plain text around a place of the HTML. */
interface Cut {
  readonly at: number
  readonly text: string
}

/** Where a phrase first stands, with the text around; undefined where a look at the HTML does not find it. */
function sight(html: string, phrase: Phrase): Cut | undefined {
  const run = beginning(phrase)
  let at = candidate(html, run, 0)
  for (let looks = 0; at !== undefined && looks < CLOSE_LOOKS; looks++) {
    const found = cutAt(html, at, phrase)
    if (found) return found
    at = candidate(html, run, at + 1)
  }
  return undefined
}

/** The text around a place, as much as an excerpt may need; undefined when the phrase sought does not stand in it. */
function cutAt(html: string, at: number, phrase?: Phrase): Cut | undefined {
  for (let size = NEAR; ; size *= 4) {
    // Tags begin where a text ends: cut there, no tag, reference or character is halved.
    const from = at <= size ? 0 : Math.max(0, html.lastIndexOf('<', at - size))
    const end = html.indexOf('<', at + size)
    const text = plainText(html.slice(from, end < 0 ? html.length : end))
    const place = phrase ? firstPlace(text, phrase) : 0
    if (place === undefined) return undefined
    // At the end of a text an excerpt reaches further back.
    const isEnough =
      (from === 0 || Math.min(place, text.length - AFTER / 2) >= BEFORE) &&
      (end < 0 || text.length - place >= AFTER)
    if (isEnough) return { at, text }
  }
}

/** What a phrase begins with, folded, as it stands in a text without anything between: a word, or a run of ideographs. */
function beginning({ words: [first = '', ...others] }: Phrase): string {
  let run = first
  if (tables().kinds[first.charCodeAt(0)] === WORD) return run
  for (const word of others) {
    // Pairs overlap; what does not belongs to another run.
    const [one, two] = word
    if (two === undefined || !run.endsWith(one!) || run === one) break
    run += two
  }
  return run
}

/** Where the text of HTML may have a phrase that begins so, at or after a place. Behind a tag all may follow. */
function candidate(html: string, run: string, from: number): number | undefined {
  const { kinds, folds } = tables()
  const first = run.charCodeAt(0)
  const isWord = kinds[first] === WORD
  for (let at = from; at < html.length; at++) {
    const code = html.charCodeAt(at)
    if (code === LESS_THAN) {
      const end = html.indexOf('>', at)
      if (end < 0) return undefined
      at = end
      continue
    }
    if (folds[code] !== first) continue
    if (isWord && at > from && kinds[html.charCodeAt(at - 1)] === WORD) continue
    let same = 1
    while (same < run.length && folds[html.charCodeAt(at + same)] === run.charCodeAt(same)) same++
    if (html.charCodeAt(at + same) === LESS_THAN) return at
    if (same === run.length && !(isWord && kinds[html.charCodeAt(at + same)] === WORD)) return at
  }
  return undefined
}
