// The words of the Markdown that write.ts writes: the same, in the same order, as those of the HTML it was made from.
// The search that runs in a browser reads articles this way, so this file imports nothing.

const MARKS =
  /!\[(?:\\[\s\S]|[^\]\\])*\]\(<[^>\n]*>\)|\]\(<[^>\n]*>\)|\\([!-/:-@[-`{-~])|\*\*|\[| \| |^(?:> ?| {2}|- |\d+\. |#{1,6} )+|^---$/gm

/** Markdown's text alone: no marks, no addresses, no pictures; blocks end in line breaks. */
export const textOfMarkdown = (markdown: string): string =>
  markdown
    .replace(MARKS, (_, kept: string | undefined) => kept ?? '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()

/**
 * The same before its spaces are put in order, with where its stretches begin in the text and in the Markdown (UTF-16):
 * of two neighbours the first reaches to the second.
 */
export function stretches(markdown: string): {
  text: string
  begins: [inText: number, inMarkdown: number][]
} {
  const begins: [number, number][] = [[0, 0]]
  let text = ''
  let from = 0
  for (const { 0: mark, 1: kept = '', index } of markdown.matchAll(MARKS)) {
    text += markdown.slice(from, index) + kept
    from = index + mark.length
    begins.push([text.length - kept.length, from - kept.length])
  }
  return { text: text + markdown.slice(from), begins }
}

/** Where the text of a file begins, behind its particulars and its title. */
export function textStart(file: string): number {
  const end = file.startsWith('---\n') ? file.indexOf('\n---\n', 3) : -1
  if (end < 0) return 0
  const title = /^\n*# [^\n]*\n+/.exec(file.slice(end + 5, end + 5000))
  return end + 5 + (title ? title[0].length : 0)
}
