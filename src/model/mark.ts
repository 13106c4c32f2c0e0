// What a reader did with an article. Marks outlive the text and live in files of their own, state/<reader>.ndjson.
import type { Instant } from './time.ts'

export type MarkKind = 'read' | 'starred' | `label:${string}`

export interface Mark {
  readonly reader: string
  /** The article's number. */
  readonly article: number
  readonly kind: MarkKind
  readonly on: boolean
  /** Of two marks of one kind on one article the later counts; of equal times the one that stands further down. */
  readonly at: Instant
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]{0,59}$/u

/** True for a name that a reader may have: it becomes a file's, so nothing in it leads elsewhere. */
export const isReaderName = (name: string): boolean => NAME.test(name) && name.normalize('NFC') === name

/** Where a reader's marks are kept. */
export const statePath = (reader: string): string => `state/${reader}.ndjson`

const KIND = /^(?:read|starred|label:[^\n]{1,200})$/u

export const isMarkKind = (kind: unknown): kind is MarkKind => typeof kind === 'string' && KIND.test(kind)

const keyOf = ({ article, kind }: Mark): string => `${article} ${kind}`

/** The last mark of each kind on each article, in the order of a file. */
export function lastMarks(marks: Iterable<Mark>): Map<string, Mark> {
  const last = new Map<string, Mark>()
  for (const mark of marks) {
    const key = keyOf(mark)
    if (mark.at >= (last.get(key)?.at ?? Number.NEGATIVE_INFINITY)) last.set(key, mark)
  }
  return last
}

/** Of the marks that are known, those of which a reader's file has neither the same nor a later one; the oldest first. */
export function lostMarks(known: readonly Mark[], file: Iterable<Mark>): Mark[] {
  const last = lastMarks(file)
  return known
    .filter(mark => mark.at > (last.get(keyOf(mark))?.at ?? Number.NEGATIVE_INFINITY))
    .sort((a, b) => a.at - b.at || a.article - b.article)
}

/** Marks as lines of a reader's file. */
export const writeMarks = (marks: readonly Mark[]): string =>
  marks.map(mark => `${JSON.stringify(mark)}\n`).join('')

/** The marks in (part of) a reader's file. Lines that are none, such as one a killed writer did not finish, are passed over. */
export function readMarks(text: string): Mark[] {
  return text.split('\n').flatMap(line => {
    if (line === '') return []
    try {
      const mark: unknown = JSON.parse(line)
      return isMark(mark) ? [mark] : []
    } catch {
      return []
    }
  })
}

function isMark(value: unknown): value is Mark {
  const { reader, article, kind, on, at } = (value ?? {}) as Partial<Mark>
  return (
    typeof reader === 'string' &&
    Number.isSafeInteger(article) &&
    isMarkKind(kind) &&
    typeof on === 'boolean' &&
    Number.isFinite(at)
  )
}
