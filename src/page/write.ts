// Writes cleaned HTML. What comes out is what a parser would read back, element for element: text stands in runs,
// runs stand in blocks, inline elements never hold blocks, and each block begins a line of its own.
import { KEPT_EMPTY, ROLES } from './allow.ts'

/** Elements inside one another, blocks and inline together. */
const MAX_BLOCKS = 150
const MAX_INLINE = 32
/** A table needs room for its own parts. */
const TABLE_ROOM = 8

interface Open {
  readonly tag: string
  /** It has a name that links lead to, or must stand even when empty. */
  readonly keep: boolean
  /** Attributes as they stand in the start tag, with a leading space. */
  readonly attrs: string
  /** Without the id, for when the element has to be opened a second time. */
  readonly again: string
  /** Its start tag stands in the output and its end tag does not. */
  written: boolean
  opened: boolean
}

export interface Attributes {
  readonly id?: string
  readonly rest: string
}

export interface Writer {
  /** True when the element was taken; only then must it be closed. */
  open(tag: string, attributes: Attributes): boolean
  close(tag: string): void
  text(value: string): void
  /** Something that stands in a run of text like a word: a picture, a formula, an anchor. */
  inline(html: string): void
  /** A rule. */
  rule(): void
  /** A column of a table, in a colgroup. */
  column(html: string): void
  lineBreak(): void
  /** The elements open now, blocks first. */
  within(tag: string): boolean
  finish(): string
}

const SPACE = /[\t\n\f\r \u0085\u2028\u2029]+/g
// Controls, noncharacters and byte order marks: no reader sees them, some parsers stumble.
const UNSEEN = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g
const SPECIAL = /[&<>\u00a0]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\u00a0': '&nbsp;',
}

/** One look that clears most texts: nothing in them is unseen, special, half a character or a space of another kind. */
const UNCLEAR = /[\u0000-\u001f&<>\u007f-\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13 && code !== 11)

/** Where the spaces that a text begins with end. */
function afterSpace(text: string): number {
  let at = 0
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

/** Where the spaces that it ends with begin, not before `from`. */
function beforeSpace(text: string, from: number): number {
  let at = text.length
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--
  return at
}

/** Text as it stands between tags. */
export const escapeText = (text: string): string =>
  UNCLEAR.test(text)
    ? text
        .replace(UNSEEN, '')
        .toWellFormed()
        .replace(SPECIAL, char => ESCAPES[char]!)
    : text

/** A whole attribute with its leading space. Line ends and tabs become spaces: a value never breaks a line. */
export const attribute = (name: string, value: string): string =>
  ` ${name}="${escapeText(value.replace(SPACE, ' ')).replace(/"/g, '&quot;')}"`

/** A new, empty output. */
export function writer(): Writer {
  const out: string[] = []
  /** What is open in the source: blocks around blocks, inline elements in the order they were opened. */
  const blocks: Open[] = []
  const inlines: Open[] = []
  /** What is open in the output. */
  const writtenBlocks: Open[] = []
  const writtenInlines: Open[] = []
  let inRun = false
  let spaceBefore = true
  let spacePending = false
  /** In <pre>: the line written so far is blank. */
  let lineIsBlank = true

  const innermost = (): Open | undefined => blocks.at(-1)
  const inPre = (): boolean => innermost()?.tag === 'pre'

  function line(): void {
    if (out.length > 0) out.push('\n')
  }

  function closeInline(): void {
    const top = writtenInlines.pop()!
    top.written = false
    out.push(`</${top.tag}>`)
  }

  function endRun(): void {
    while (writtenInlines.length > 0) closeInline()
    inRun = false
    spacePending = false
    spaceBefore = true
  }

  function closeBlock(): void {
    endRun()
    const top = writtenBlocks.pop()!
    top.written = false
    if (holdsBlocks.has(top)) line()
    holdsBlocks.delete(top)
    out.push(`</${top.tag}>`)
  }

  /** Blocks in the output that have a block inside: their end tag stands on a line of its own. */
  const holdsBlocks = new Set<Open>()

  function startBlock(): void {
    const around = writtenBlocks.at(-1)
    if (around) holdsBlocks.add(around)
    line()
  }

  /** A paragraph that a block interrupts is left out around that block, and taken up again after it. */
  const isLeftOut = (block: Open): boolean =>
    ROLES[block.tag] === 'paragraph' || ROLES[block.tag] === 'heading'

  function syncBlocks(forBlock = false): void {
    const last = forBlock ? undefined : innermost()
    const wanted = blocks.filter(block => block === last || !isLeftOut(block))
    let same = 0
    while (same < wanted.length && writtenBlocks[same] === wanted[same]) same++
    while (writtenBlocks.length > same) closeBlock()
    for (const block of wanted.slice(same)) {
      endRun()
      startBlock()
      out.push(`<${block.tag}${block.opened ? block.again : block.attrs}>`)
      block.written = block.opened = true
      writtenBlocks.push(block)
      lineIsBlank = false
    }
  }

  function syncInlines(): void {
    let same = 0
    while (same < writtenInlines.length && writtenInlines[same] === inlines[same]) same++
    while (writtenInlines.length > same) closeInline()
    if (spacePending) out.push(' ')
    spacePending = false
    for (const inline of inlines.slice(same)) {
      out.push(`<${inline.tag}${inline.opened ? inline.again : inline.attrs}>`)
      inline.written = inline.opened = true
      writtenInlines.push(inline)
    }
  }

  function startContent(): void {
    syncBlocks()
    if (!inRun) {
      const around = writtenBlocks.at(-1)
      if (around?.tag === 'figure') holdsBlocks.add(around)
      if (around ? holdsBlocks.has(around) : out.length > 0) line()
      inRun = true
      spacePending = false
    }
    syncInlines()
  }

  function text(value: string): void {
    if (inPre()) {
      preformatted(value)
      return
    }
    // Pages are indented: most texts begin and end with spaces, and many are nothing else.
    const first = afterSpace(value)
    const inner = value.slice(first, beforeSpace(value, first))
    const clear = !UNCLEAR.test(inner) && !inner.includes('  ')
    const plain = clear ? inner : inner.replace(UNSEEN, '').replace(SPACE, ' ')
    let from = 0
    if (first > 0 || plain.startsWith(' ')) {
      from = plain.startsWith(' ') ? 1 : 0
      if (!spaceBefore) spacePending = true
    }
    if (plain.length === from) return
    const to = plain.endsWith(' ') ? plain.length - 1 : plain.length
    startContent()
    const piece = plain.slice(from, to)
    out.push(clear ? piece : escapeText(piece))
    spaceBefore = false
    spacePending = to < plain.length || first + inner.length < value.length
  }

  function preformatted(value: string): void {
    const plain = value
      .replace(/\r\n?/g, '\n')
      .replace(UNSEEN, '')
      .replace(/[\f\u0085\u2028\u2029]/g, '\n')
    if (plain === '') return
    startContent()
    // A parser drops the line end that follows <pre>.
    if (plain.startsWith('\n') && out.at(-1)!.startsWith('<pre')) {
      out.push('\n')
      lineIsBlank = true
    }
    // A blank line ends raw HTML in some readers of Markdown, so its line end is written as a reference.
    for (const piece of plain.split(/(\n)/)) {
      if (piece === '') continue
      if (piece !== '\n') {
        out.push(escapeText(piece))
        if (/[^ \t]/.test(piece)) lineIsBlank = false
      } else {
        out.push(lineIsBlank ? '&#10;' : '\n')
        lineIsBlank = true
      }
    }
    spaceBefore = true
  }

  function open(tag: string, { id, rest }: Attributes): boolean {
    const attrs = id === undefined ? rest : attribute('id', id) + rest
    const keep = id !== undefined || KEPT_EMPTY.has(tag)
    const entry: Open = { tag, keep, attrs, again: rest, written: false, opened: false }
    if (ROLES[tag] === 'inline') {
      if (inlines.length >= MAX_INLINE || !inlineFits(tag)) return false
      inlines.push(entry)
    } else {
      if (!blockFits(tag)) return false
      blocks.push(entry)
    }
    return true
  }

  function inlineFits(tag: string): boolean {
    if (tag === 'a') return !inlines.some(one => one.tag === 'a')
    if (tag === 'rt' || tag === 'rp' || tag === 'rb' || tag === 'rtc') {
      const around = inlines.at(-1)?.tag
      return around === 'ruby' || (around === 'rtc' && tag === 'rt')
    }
    return true
  }

  function blockFits(tag: string): boolean {
    const around = innermost()
    const parent = around?.tag ?? ''
    if (ROLES[parent] === 'heading' && (tag === 'div' || tag === 'p' || tag === parent)) return false
    if (blocks.length >= MAX_BLOCKS) return false
    const needs = PARENTS[tag]
    if (needs) return needs.includes(parent) || (DEFINITIONS.has(tag) && inDefinitions())
    if (tag === 'table') return blocks.length < MAX_BLOCKS - TABLE_ROOM
    return !isTablePart(parent)
  }

  const inDefinitions = (): boolean => innermost()?.tag === 'div' && blocks.at(-2)?.tag === 'dl'

  function close(tag: string): void {
    if (ROLES[tag] === 'inline') closeOpenInline()
    else closeOpenBlock()
  }

  function closeOpenInline(): void {
    const entry = inlines.at(-1)!
    if (entry.keep && !entry.opened && !isTablePart(innermost()?.tag ?? '')) startContent()
    inlines.pop()
    if (!entry.written) return
    while (writtenInlines.at(-1) !== entry) closeInline()
    closeInline()
  }

  function closeOpenBlock(): void {
    const entry = blocks.at(-1)!
    if (entry.keep && !entry.opened) syncBlocks()
    blocks.pop()
    if (entry.written) {
      while (writtenBlocks.at(-1) !== entry) closeBlock()
      closeBlock()
      // A block with nothing in it is not written, but it parts words.
    } else if (!spaceBefore) spacePending = true
  }

  function alone(html: string): void {
    endRun()
    startBlock()
    out.push(html)
  }

  return {
    open,
    close,
    text: value => {
      if (!isTablePart(innermost()?.tag ?? '')) text(value)
    },
    inline(html) {
      if (isTablePart(innermost()?.tag ?? '')) return
      startContent()
      out.push(html)
      lineIsBlank = false
      spaceBefore = false
      spacePending = false
    },
    rule() {
      if (isTablePart(innermost()?.tag ?? '')) return
      syncBlocks(true)
      alone('<hr>')
    },
    column(html) {
      if (innermost()?.tag !== 'colgroup') return
      syncBlocks()
      alone(html)
    },
    lineBreak() {
      if (inPre()) {
        text('\n')
        return
      }
      if (isTablePart(innermost()?.tag ?? '')) return
      spacePending = false
      startContent()
      out.push('<br>')
      spaceBefore = true
    },
    within: tag => blocks.some(one => one.tag === tag) || inlines.some(one => one.tag === tag),
    finish() {
      while (writtenBlocks.length > 0) closeBlock()
      endRun()
      return out.join('')
    },
  }
}

/** Elements that only one kind of parent may hold; elsewhere they are passed over. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  li: ['ul', 'ol'],
  dt: ['dl'],
  dd: ['dl'],
  summary: ['details'],
  figcaption: ['figure'],
  thead: ['table'],
  tbody: ['table'],
  tfoot: ['table'],
  caption: ['table'],
  colgroup: ['table'],
  tr: ['thead', 'tbody', 'tfoot'],
  td: ['tr'],
  th: ['tr'],
}
const DEFINITIONS: ReadonlySet<string> = new Set(['dt', 'dd'])

/** In these only their own parts may stand. */
const isTablePart = (tag: string): boolean => ROLES[tag] === 'table'
