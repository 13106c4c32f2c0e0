// The first words of a text, for descriptions: what a search engine or a chat shows beside the title.
import { plainText } from '../model/text.ts'

/** Far more HTML than the words need, so that a long article costs no more than a short one. */
const ENOUGH = 3000

/** About `max` characters from the beginning of cleaned HTML, on one line. */
export function summaryOf(html: string, max = 120): string {
  const start = html.length > ENOUGH ? html.slice(0, Math.max(html.lastIndexOf('>', ENOUGH) + 1, 1)) : html
  const words = plainText(start).replace(/\s+/g, ' ')
  return cut(words, max)
}

const MARK = /\p{M}/u
const JOINER = 0x200d

/** Cut where a character ends, its marks included. Finding all graphemes would cost more than the rest of the page. */
function cut(words: string, max: number): string {
  if (words.length <= max) return words
  let end = max
  while (end > max - 20 && isInside(words, end)) end--
  return `${words.slice(0, end).trimEnd()}…`
}

/** True when a character goes on at this place: the second half of a pair, a mark, something joined. */
function isInside(words: string, at: number): boolean {
  const code = words.charCodeAt(at)
  const isLow = code >= 0xdc00 && code <= 0xdfff
  return isLow || code === JOINER || words.charCodeAt(at - 1) === JOINER || MARK.test(words.charAt(at))
}
