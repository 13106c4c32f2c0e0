// What the index knows texts by: words of letters, pairs of ideographs, and pairs of neighbours where one script or run
// of ideographs ends and another begins (`第-3`, `3-月`). Read by the builder and by the search in a browser.

const FIRST_IDEOGRAPH = '\u3000'

/** Of ideographs, kana or hangul: a pair, or the last of a run. */
export const isIdeographic = (word: string): boolean => word >= FIRST_IDEOGRAPH

/** The first of a word's ideographs. */
const firstOf = (word: string): string => String.fromCodePoint(word.codePointAt(0)!)

const OF_LETTERS = 1
const OF_TWO = 2
/** The last ideograph of a run. Of more than one it stands in no phrase but before what follows the run. */
const OF_ONE = 3

function kindOf(word: string): number {
  if (!isIdeographic(word)) return OF_LETTERS
  return word.length === 1 || (word.length === 2 && word.codePointAt(0)! > 0xffff) ? OF_ONE : OF_TWO
}

/** How units are written: as texts, or as numbers. */
export interface Writing<Unit> {
  /** The nth word. */
  word(n: number): Unit
  /** The nth word and the next, of which one is of ideographs: of these the one alone that touches. */
  border(n: number): Unit
}

/** The units of a text or a phrase, in order, each with the neighbour before it with which it makes a joint. */
export function eachUnit<Unit>(
  words: readonly string[],
  { word, border }: Writing<Unit>,
  take: (unit: Unit, before: Unit | undefined) => void,
): void {
  // The pair or border that ends with what the next begins with.
  let before: Unit | undefined
  // The word of letters just before.
  let letters: Unit | undefined
  let kind = words.length > 0 ? kindOf(words[0]!) : 0
  for (let n = 0; n < words.length; n++) {
    const next = n + 1 < words.length ? kindOf(words[n + 1]!) : 0
    if (kind === OF_LETTERS) {
      const unit = word(n)
      if (letters !== undefined) before = undefined
      take(unit, letters)
      letters = unit
    } else {
      letters = undefined
      if (kind === OF_TWO) {
        const unit = word(n)
        take(unit, before)
        before = unit
      }
    }
    if (next !== 0 && (kind === OF_ONE || (kind === OF_LETTERS && next !== OF_LETTERS))) {
      const met = border(n)
      take(met, before)
      before = met
    }
    kind = next
  }
}

/** Units as texts. */
export const asTexts = (words: readonly string[]): Writing<string> => ({
  word: n => words[n]!,
  border: n => `${words[n]!}-${isIdeographic(words[n + 1]!) ? firstOf(words[n + 1]!) : words[n + 1]!}`,
})

/** Two neighbouring units, and both as one. */
export interface Joint {
  readonly text: string
  readonly of: readonly [string, string]
}

/** Two units as one: words of letters, or two of which the second begins with what the first ends with. */
export function asOne(unit: string, next: string): string {
  if (isIdeographic(next)) return unit + next.slice(firstOf(next).length)
  return next.includes('-') ? unit + next.slice(next.indexOf('-')) : `${unit}-${next}`
}

/** The units of a phrase to look up: what a border holds need not be, but for what it makes with the word before. */
export function unitsOf(words: readonly string[]): { text: string; joint?: Joint }[] {
  const found: { text: string; joint?: Joint }[] = []
  eachUnit(words, asTexts(words), (text, before) =>
    found.push({
      text,
      ...(before !== undefined && { joint: { text: asOne(before, text), of: [before, text] as const } }),
    }),
  )
  const held = new Set(found.flatMap(({ text }) => (text.includes('-') ? text.split('-') : [])))
  const joined = new Set(found.flatMap(({ joint }) => joint?.of ?? []))
  return found.filter(
    ({ text }) => isIdeographic(text) || text.includes('-') || joined.has(text) || !held.has(text),
  )
}
