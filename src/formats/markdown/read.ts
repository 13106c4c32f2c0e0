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

/** Where the text of a file begins, behind its particulars and its title. */
export function textStart(file: string): number {
  const end = file.startsWith('---\n') ? file.indexOf('\n---\n', 3) : -1
  if (end < 0) return 0
  const title = /^\n*# [^\n]*\n+/.exec(file.slice(end + 5, end + 5000))
  return end + 5 + (title ? title[0].length : 0)
}
