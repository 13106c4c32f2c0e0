// The one-pass scanner under every XML format: any text in, the elements that can be saved out, in linear time.
import { type Builder, type Tree, treeBuilder } from './builder.ts'
import { HAS, type XmlSource } from './element.ts'
import { declaredEntities, FORBIDDEN, noEntities } from './entities.ts'
import { fieldReader, isField } from './field.ts'
import { finder, isNameStart, nameEnd, tagReader } from './tag.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface XmlDocument extends Readonly<Tree> {
  /** True when the text ended before the list of items did; an item it ended in is left out. */
  readonly cut: boolean
  /** What was broken, in words, each once. */
  readonly repairs: readonly string[]
}

export interface ScanLimits {
  /** Elements inside elements; deeper ones are read as if their tags were not there. */
  readonly depth: number
  /** All elements of a document; the rest is not read. */
  readonly elements: number
}

const SCAN_LIMITS: ScanLimits = { depth: 64, elements: 1_000_000 }
const LONGEST_DOCTYPE = 65_536

/** A text to read, with what is known of it. */
export interface XmlText {
  readonly text: string
  /** Where the root begins: what stands before it is not read, but for a DOCTYPE's entities. */
  readonly start?: number
  /** True when it is known to hold no CR and no character that XML forbids: it spares looking for them. */
  readonly clean?: boolean
}

/** Reads any text as a document of that vocabulary. Never throws; time and memory are linear in the text. */
export function scanXml(given: XmlText, words: Vocabulary, limits: ScanLimits = SCAN_LIMITS): XmlDocument {
  const repairs = new Set<string>()
  const { text, start = 0 } = cleaned(given, repairs)
  const source: XmlSource = { text, entities: entitiesOf(start > 0 ? text.slice(0, start) : text) }
  const builder = treeBuilder(source, words, limits.depth, repairs)
  scan(source, start, builder, limits.elements, repairs)
  const cut = builder.finish(text.length)
  return { ...builder.tree, cut, repairs: [...repairs] }
}

/** Line ends become LF, as XML 1.0 (2.11) asks; characters it forbids (2.2) are dropped. */
function cleaned({ text, start = 0, clean = false }: XmlText, repairs: Set<string>): XmlText {
  if (clean) return { text, start }
  const better = withoutControls(text, repairs)
  // Dropping characters before the root moves it.
  return better === text
    ? { text, start }
    : { text: better, start: withoutControls(text.slice(0, start), new Set()).length }
}

function withoutControls(text: string, repairs: Set<string>): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  const clean = lines.search(FORBIDDEN) < 0 ? lines : lines.replace(FORBIDDEN, '')
  if (clean.length < lines.length) repairs.add('control characters were dropped')
  return clean
}

function entitiesOf(prolog: string): XmlSource['entities'] {
  const from = prolog.slice(0, LONGEST_DOCTYPE).search(/<!DOCTYPE\b/i)
  if (from < 0) return noEntities()
  const head = prolog.slice(from, from + LONGEST_DOCTYPE)
  const open = head.indexOf('[')
  const close = head.search(/\]\s*>/)
  return open > 0 && open < close && !head.slice(0, open).includes('>')
    ? declaredEntities(head.slice(open, close))
    : noEntities()
}

function scan(source: XmlSource, start: number, builder: Builder, most: number, repairs: Set<string>): void {
  const { text } = source
  const readTag = tagReader(text, source.entities)
  const readField = fieldReader(text, { ...builder, repairs })
  const ends = { '-->': finder(text, '-->'), '?>': finder(text, '?>'), ']]>': finder(text, ']]>') }
  let left = most
  for (let i = text.indexOf('<', start); i >= 0 && left > 0; i = text.indexOf('<', i)) i = step(i)
  if (left <= 0) repairs.add('too many elements: the rest was not read')

  function step(lt: number): number {
    const code = text.charCodeAt(lt + 1)
    if (code === 47) return endTag(lt)
    if (isNameStart(code)) return startTag(lt)
    if (code === 33) return declaration(lt)
    if (code === 63) return pastInstruction(lt)
    return lt + 1
  }

  function startTag(lt: number): number {
    const tag = readTag(lt)
    left--
    const made = tag.cut ? undefined : builder.start(tag)
    if (!made) return text.length
    if (!isField(made.kind)) return tag.end
    const end = readField(made.kind, tag)
    made.element.to = end.to
    made.element.has = end.has
    made.element.closed = !end.cut
    return end.next
  }

  function endTag(lt: number): number {
    const end = nameEnd(text, lt + 2)
    builder.end(text.slice(lt + 2, end), lt)
    return end
  }

  function declaration(lt: number): number {
    if (text.startsWith('<!--', lt)) {
      builder.note(HAS.comments)
      return past('-->', lt + 4) ?? lostComment(lt + 4)
    }
    if (text.startsWith('<![CDATA[', lt)) {
      builder.note(HAS.cdata)
      return past(']]>', lt + 9) ?? lt + 9
    }
    return lt + 2
  }

  function lostComment(from: number): number {
    repairs.add('a comment was not closed')
    const end = text.indexOf('</', from)
    return end < 0 ? text.length : end
  }

  /** `<?xml … >` without its second `?` ends at the `>`. */
  function pastInstruction(lt: number): number {
    const end = past('?>', lt + 2) ?? text.length
    const gt = text.indexOf('>', lt)
    return gt >= 0 && gt + 1 < end ? gt + 1 : end
  }

  function past(needle: keyof typeof ends, from: number): number | undefined {
    const at = ends[needle](from)
    return at < 0 ? undefined : at + needle.length
  }
}
