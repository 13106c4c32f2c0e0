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

/** What stands before the text, a JSON value a line (which is YAML too), and the text, without the title above it. */
export function readMarkdown(file: string): { head: Readonly<Record<string, unknown>>; markdown: string } {
  const end = file.indexOf('\n---\n', 3)
  const head: Record<string, unknown> = {}
  for (const line of file.slice(4, Math.max(4, end)).split('\n')) {
    const colon = line.indexOf(': ')
    if (colon > 0) head[line.slice(0, colon)] = valueIn(line.slice(colon + 2))
  }
  return { head, markdown: file.slice(end < 0 ? 0 : end + 5).replace(/^\n*# [^\n]*\n+/, '') }
}

function valueIn(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
