// What the index knows texts by: words of letters, pairs of ideographs, and pairs of neighbours where one script or run
// of ideographs ends and another begins (`第-3`, `3-月`). Read by the builder and by the search in a browser.

const FIRST_IDEOGRAPH = '\u3000'

/** Of ideographs, kana or hangul: a pair, or the last of a run. */
export const isIdeographic = (word: string): boolean => word >= FIRST_IDEOGRAPH

const firstOf = (word: string): string => String.fromCodePoint(word.codePointAt(0)!)

/** The last ideograph of a run. Of more than one it stands in no phrase but before what follows the run. */
export const isLast = (word: string): boolean => isIdeographic(word) && firstOf(word) === word

/** Two neighbouring words as one unit, where they have no character in common: of ideographs the first alone counts. */
function border(word: string, next: string | undefined): string | undefined {
  if (next === undefined || (isIdeographic(word) ? !isLast(word) : !isIdeographic(next))) return undefined
  return `${word}-${isIdeographic(next) ? firstOf(next) : next}`
}

/** Two units of which the second begins with what the first ends with, as one. */
const merged = (unit: string, next: string): string =>
  unit + next.slice(isIdeographic(next) ? firstOf(next).length : next.indexOf('-'))

/** Two neighbouring units, and both as one. */
export interface Joint {
  readonly text: string
  readonly of: readonly [string, string]
}

/** The units of a text or a phrase, in order, each with what it makes with the one before. */
export function eachUnit(words: readonly string[], take: (unit: string, joint?: Joint) => void): void {
  // The pair or border that ends with what the next begins with.
  let before: string | undefined
  const chained = (unit: string): Joint | undefined =>
    before === undefined ? undefined : { text: merged(before, unit), of: [before, unit] }
  for (const [i, word] of words.entries()) {
    const last = words[i - 1]
    if (!isIdeographic(word)) {
      const isNeighbour = last !== undefined && !isIdeographic(last)
      if (isNeighbour) before = undefined
      take(word, isNeighbour ? { text: `${last}-${word}`, of: [last, word] } : undefined)
    } else if (!isLast(word)) {
      take(word, chained(word))
      before = word
    }
    const met = border(word, words[i + 1])
    if (met === undefined) continue
    take(met, chained(met))
    before = met
  }
}

/** The units of a phrase to look up: what a border holds need not be, but for what it makes with the word before. */
export function unitsOf(words: readonly string[]): { text: string; joint?: Joint }[] {
  const found: { text: string; joint?: Joint }[] = []
  eachUnit(words, (text, joint) => found.push({ text, ...(joint && { joint }) }))
  const held = new Set(found.flatMap(({ text }) => (text.includes('-') ? text.split('-') : [])))
  const joined = new Set(found.flatMap(({ joint }) => joint?.of ?? []))
  return found.filter(
    ({ text }) => isIdeographic(text) || text.includes('-') || joined.has(text) || !held.has(text),
  )
}
