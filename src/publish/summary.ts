// The first words of a text, for descriptions: what a search engine or a chat shows beside the title.
import { plainText, shorten } from '../model/text.ts'

/** Far more HTML than the words need, so that a long article costs no more than a short one. */
const ENOUGH = 3000

/** About `max` characters from the beginning of cleaned HTML, on one line. */
export function summaryOf(html: string, max = 120): string {
  const start = html.length > ENOUGH ? html.slice(0, Math.max(html.lastIndexOf('>', ENOUGH) + 1, 1)) : html
  const words = plainText(start).replace(/\s+/g, ' ')
  return cut(words, max)
}

// Counting graphemes is slow; at most four times as many code units hold enough of them.
const cut = (words: string, max: number): string => shorten(words.slice(0, max * 4), max)
