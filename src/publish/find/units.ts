// What the index knows texts by: words of letters, pairs of ideographs, and pairs of neighbours where one script or run
// of ideographs ends and another begins (`第-3`, `3-月`). Read by the builder and by the search in a browser.

const FIRST_IDEOGRAPH = '\u3000'

/** Of ideographs, kana or hangul: a pair, or the last of a run. */
export const isIdeographic = (word: string): boolean => word >= FIRST_IDEOGRAPH

const firstOf = (word: string): string => String.fromCodePoint(word.codePointAt(0)!)

/** The last ideograph of a run. Of more than one it stands in no phrase but before what follows the run. */
export const isLast = (word: string): boolean => isIdeographic(word) && firstOf(word) === word

/** Two neighbouring words as one unit, where they have no character in common: of ideographs the first alone counts. */
export function border(word: string, next: string): string | undefined {
  if (isIdeographic(word) ? !isLast(word) : !isIdeographic(next)) return undefined
  return `${word}-${isIdeographic(next) ? firstOf(next) : next}`
}

/** Two neighbouring units as one: three ideographs in a row, two words of letters. */
export function joint(unit: string, next: string): string | undefined {
  if (isIdeographic(unit))
    return unit.length === 2 && next.length === 2 && unit[1] === next[0] ? unit + next[1] : undefined
  return isIdeographic(next) ? undefined : `${unit}-${next}`
}

/** A word of a phrase that is looked up, or two where they meet, and what it makes with the one before. */
export interface Unit {
  readonly text: string
  readonly joint?: string
}

/** The units of a phrase, in order. What a border holds is not looked up again. */
export function unitsOf(words: readonly string[]): Unit[] {
  const found: Unit[] = []
  for (const [i, text] of words.entries()) {
    const before = words[i - 1]
    const next = words[i + 1]
    const joined = before === undefined ? undefined : joint(before, text)
    const after = next === undefined ? undefined : border(text, next)
    const isHeld = after !== undefined || (before !== undefined && border(before, text) !== undefined)
    if (!isLast(text) && (isIdeographic(text) || !isHeld || joined !== undefined || isLetters(next)))
      found.push({ text, ...(joined !== undefined && { joint: joined }) })
    if (after !== undefined) found.push({ text: after })
  }
  return found
}

const isLetters = (word: string | undefined): boolean => word !== undefined && !isIdeographic(word)
