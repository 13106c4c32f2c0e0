// An article's cleaned HTML as Markdown (CommonMark), for readers without a browser and for programs. Linear: one pass
// over the tags that stet itself wrote. read.ts gives the words back.
const TAG = /<(\/?)([a-z][a-z0-9]*)\b([^>]*)>/giy
const ENTITY = /&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos|nbsp));/gi
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

const BLOCK =
  /^(?:p|div|h[1-6]|ul|ol|dl|dt|dd|table|tr|figure|figcaption|blockquote|pre|hr|section|article|aside|header|footer|details|summary|caption|thead|tbody|tfoot)$/

/** Text as it is meant, out of the entities that stet writes. */
const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replace(ENTITY, (whole, dec, hex, name) => {
        if (name) return NAMED[name.toLowerCase()]!
        const code = dec ? Number(dec) : Number.parseInt(hex, 16)
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole
      })
    : text

// A whole text is escaped at once: what follows a backslash is a character, never a mark.
const MARKS = /[\\`*_[\]<>|]/
const escaped = (text: string): string => (MARKS.test(text) ? text.replace(/[\\`*_[\]<>|]/g, '\\$&') : text)

/** Tags are as stet writes them: a space, the name in lower case, the value in double quotes. */
function attribute(tag: string, name: string): string {
  const start = tag.indexOf(` ${name}="`)
  if (start < 0) return ''
  const from = start + name.length + 3
  return unescaped(tag.slice(from, tag.indexOf('"', from)))
}

/** An address between angle brackets, where no character of it can end it. */
const target = (url: string): string => `(<${url.replace(/[<>\s\\]/g, c => encodeURIComponent(c))}>)`

const UNEVEN = /[^\S\n ]| {2}/

/** Deeper nesting is read, but not shown. */
const DEEPEST = 12

/** What stands before each line of the block that is open. */
interface Frame {
  readonly prefix: string
  /** Of an ordered list, the next number; 0 for an unordered one. */
  next: number
}

/**
 * Cleaned HTML as Markdown: paragraphs, headings, lists, quotations, tables, links and pictures with their addresses.
 * What Markdown has no word for keeps its text.
 */
export function writeMarkdown(html: string): string {
  const lines: string[] = []
  const frames: Frame[] = []
  const links: string[] = []
  let line = ''
  let lead = ''
  let pre = 0
  const prefix = (): string => {
    let all = ''
    for (let i = 0; i < frames.length && i < DEEPEST; i++) all += frames[i]!.prefix
    return all
  }
  const end = (): void => {
    if (line === '') return
    const text = pre > 0 ? line : (UNEVEN.test(line) ? line.replace(/[^\S\n]+/g, ' ') : line).trim()
    line = ''
    if (text === '') return
    const before = prefix()
    const [first = '', ...rest] = text.includes('\n') ? text.split('\n') : [text]
    lines.push(`${before}${lead}${guarded(first)}`)
    for (const more of rest) lines.push(`${before}${guarded(pre > 0 ? more : more.trimStart())}`)
    lines.push(before.trimEnd())
    lead = ''
  }
  const open = (name: string, tag: string): void => {
    switch (name) {
      case 'br':
        line += '  \n'
        return
      case 'hr':
        end()
        lines.push(`${prefix()}---`, prefix().trimEnd())
        return
      case 'img':
        line += `![${escaped(attribute(tag, 'alt'))}]${target(attribute(tag, 'src'))}`
        return
      case 'a':
        links.push(attribute(tag, 'href'))
        line += links.at(-1) ? '[' : ''
        return
      case 'strong':
      case 'b':
        line += '**'
        return
      case 'td':
      case 'th':
        line += line === '' ? '' : ' | '
        return
      case 'li': {
        end()
        const list = frames.at(-1)
        lead = list && list.next > 0 ? `${list.next++}. ` : '- '
        return
      }
      case 'ul':
      case 'ol':
        end()
        frames.push({ prefix: frames.length > 0 ? '  ' : '', next: name === 'ol' ? 1 : 0 })
        return
      case 'blockquote':
        end()
        frames.push({ prefix: '> ', next: 0 })
        return
      case 'pre':
        end()
        pre++
        return
      default:
        if (!BLOCK.test(name)) return
        end()
        if (/^h[1-6]$/.test(name)) lead = `${'#'.repeat(Math.min(6, Number(name[1]) + 1))} `
    }
  }
  const close = (name: string): void => {
    if (name === 'a') {
      const url = links.pop()
      if (url) line += `]${target(url)}`
    } else if (name === 'strong' || name === 'b') line += '**'
    else if (name === 'ul' || name === 'ol' || name === 'blockquote') {
      end()
      frames.pop()
    } else if (name === 'pre') {
      end()
      pre = Math.max(0, pre - 1)
    } else if (name === 'li' || BLOCK.test(name)) {
      end()
      lead = ''
    }
  }
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf('<', at)
    const stop = next < 0 ? html.length : next
    if (stop > at) line += escaped(unescaped(html.slice(at, stop)))
    TAG.lastIndex = stop
    const found = TAG.exec(html)
    // What is no tag is left out, as a browser would a comment.
    at = found ? TAG.lastIndex : stop + 1
    if (!found) continue
    const name = found[2]!.toLowerCase()
    if (found[1]) close(name)
    else open(name, ` ${found[3]}`)
  }
  end()
  while (/^[> ]*$/.test(lines.at(-1) ?? '.')) lines.pop()
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** A line that would begin a heading, a list or a rule is told apart from one. */
const guarded = (text: string): string =>
  text.replace(/^(?:(\d+)([.)])|([#+\-=~]))/, (_, n, dot, mark) => (n ? `${n}\\${dot}` : `\\${mark}`))
