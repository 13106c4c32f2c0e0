// What was changed between two states of an article: title first, then its paragraphs, with those that only moved.
import { commonRuns, type Run } from './myers.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { numbering, tokensOf } from './tokens.ts'

/** One paragraph of a comparison, in the order of the later state; removed ones stand where they stood. */
export type Paragraph =
  | { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }
  /** Another wording; a line break in a piece is a paragraph that was split or joined. */
  | { readonly kind: 'changed'; readonly pieces: readonly Piece[] }
  /** Stands elsewhere now; `pieces` when it was changed as well. `from` and `to` count paragraphs from 1. */
  | {
      readonly kind: 'moved'
      readonly from: number
      readonly to: number
      readonly pieces: readonly Piece[]
    }

/** Two states of one article. */
export interface Diff {
  /** Undefined where the title is as it was. */
  readonly title: readonly Piece[] | undefined
  readonly paragraphs: readonly Paragraph[]
  /** Letters, digits and Han characters that went and came; what moved does not count. */
  readonly removed: number
  readonly added: number
}

/** What is compared: a title, and a text whose paragraphs are lines. */
export interface Comparable {
  readonly title: string
  readonly text: string
}

/** Paragraphs this alike are versions of one another. */
const ALIKE = 0.4
const MOVED_ALIKE = 0.75
/** Shorter ones recur by chance: `（完）`. */
const LEAST_MOVED = 8
/** Pairs of paragraphs that are all weighed against one another. */
const FEW = 20_000
/** Paragraphs to either side of its proportional place in which another version of one is looked for. */
const BAND = 12
/** Pairs of paragraphs compared in search of moves that were changed as well. */
const PAIRS = 4000

/** Compares two states. Linear in their length but for the stretches that changed; never throws. */
export function compare(before: Comparable, after: Comparable): Diff {
  const title = before.title === after.title ? undefined : piecesOf(before.title, after.title)
  const paragraphs = withMoves(aligned(linesOf(before.text), linesOf(after.text)))
  return { title, paragraphs, ...counts(title, paragraphs) }
}

const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')

/** A paragraph by its places in both states, before moves are seen. */
interface Row {
  readonly before?: { readonly n: number; readonly text: string }
  readonly after?: { readonly n: number; readonly text: string }
}

function aligned(before: readonly string[], after: readonly string[]): Row[] {
  const number = numbering()
  const rows: Row[] = []
  let a = 0
  let b = 0
  const runs = anchors(number(before), number(after))
  for (const run of [...runs, { a: before.length, b: after.length, length: 0 }]) {
    rows.push(...paired(before, after, [a, run.a], [b, run.b]))
    for (let i = 0; i < run.length; i++)
      rows.push({
        before: { n: run.a + i, text: before[run.a + i]! },
        after: { n: run.b + i, text: after[run.b + i]! },
      })
    a = run.a + run.length
    b = run.b + run.length
  }
  return rows
}

/**
 * Paragraphs that surely stayed. Where few were changed, only those at both ends: what lies between is better paired by
 * how much text is alike than by how many paragraphs are the same.
 */
function anchors(before: Int32Array, after: Int32Array): Run[] {
  const ends = commonRuns(before, after, 0)
  const left = ends.reduce((n, { length }) => n + length, 0)
  return (before.length - left) * (after.length - left) <= FEW ? ends : commonRuns(before, after)
}

/** Paragraphs between two that stayed: versions of one another side by side, the others alone. */
function paired(
  before: readonly string[],
  after: readonly string[],
  [a0, a1]: readonly [number, number],
  [b0, b1]: readonly [number, number],
): Row[] {
  const gone = before.slice(a0, a1)
  const come = after.slice(b0, b1)
  if (onlyBroken(gone, come))
    return [{ before: { n: a0, text: gone.join('\n') }, after: { n: b0, text: come.join('\n') } }]
  const pairs = byLikeness(gone, come)
  const rows: Row[] = []
  let a = a0
  let b = b0
  const alone = (untilA: number, untilB: number): void => {
    for (; a < untilA; a++) rows.push({ before: { n: a, text: before[a]! } })
    for (; b < untilB; b++) rows.push({ after: { n: b, text: after[b]! } })
  }
  for (const [i, j] of pairs) {
    alone(a0 + i, b0 + j)
    rows.push({ before: { n: a, text: before[a]! }, after: { n: b, text: after[b]! } })
    a++
    b++
  }
  alone(a1, b1)
  return rows
}

/** One paragraph that became several, or several that became one: a text that got its line breaks back. */
function onlyBroken(gone: readonly string[], come: readonly string[]): boolean {
  if (gone.length === come.length || Math.min(gone.length, come.length) !== 1) return false
  return likenessOf(gramsOf(gone.join('\n')), gramsOf(come.join('\n'))) >= MOVED_ALIKE
}

/** The pairing, without crossings, in which most text is alike. */
function byLikeness(before: readonly string[], after: readonly string[]): [number, number][] {
  const [n, m] = [before.length, after.length]
  const left = before.map(gramsOf)
  const right = after.map(gramsOf)
  const inBand = (i: number, j: number): boolean =>
    Math.abs(j - (i * m) / n) <= Math.max(BAND, Math.abs(n - m))
  const worth = (i: number, j: number): number => {
    if (before[i] === after[j]) return before[i]!.length + 1
    const likeness = inBand(i, j) ? likenessOf(left[i]!, right[j]!) : 0
    return likeness < ALIKE ? 0 : likeness * Math.min(before[i]!.length, after[j]!.length)
  }
  const width = m + 1
  const best = new Float64Array((n + 1) * width)
  const pair = new Float64Array(n * m)
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) {
      const here = worth(i, j)
      pair[i * m + j] = here
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
        here > 0 ? here + best[(i + 1) * width + j + 1]! : 0,
      )
    }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < n && j < m; ) {
    const most = best[i * width + j]!
    const here = pair[i * m + j]!
    if (here > 0 && most === here + best[(i + 1) * width + j + 1]!) pairs.push([i++, j++])
    else if (most === best[(i + 1) * width + j]!) i++
    else j++
  }
  return pairs
}

/** Pairs of neighbouring tokens, as numbers; collisions are as rare as they are harmless. */
function gramsOf(text: string): ReadonlySet<number> {
  const grams = new Set<number>()
  let last = 0
  for (const token of tokensOf(text)) {
    if (token.trim() === '') continue
    let hash = token.length
    for (let i = 0; i < token.length; i++) hash = (Math.imul(hash, 31) + token.charCodeAt(i)) | 0
    grams.add((Math.imul(last, 65_599) + hash) | 0)
    last = hash
  }
  return grams
}

/** Dice's coefficient: 0 nothing in common, 1 the same. */
function likenessOf(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  // Too different in length to be alike enough, whatever they hold.
  if ((2 * few.size) / (few.size + many.size) < ALIKE) return 0
  let both = 0
  for (const gram of few) if (many.has(gram)) both++
  return (2 * both) / (a.size + b.size)
}

function withMoves(rows: readonly Row[]): Paragraph[] {
  const gone = rows.filter(row => row.before && !row.after && row.before.text.length >= LEAST_MOVED)
  const come = rows.filter(row => row.after && !row.before && row.after.text.length >= LEAST_MOVED)
  const moved = new Map([...unchangedMoves(gone, come), ...changedMoves(gone, come)])
  const taken = new Set(moved.values())
  return rows.flatMap(row => (taken.has(row) ? [] : [paragraphOf(row, moved.get(row))]))
}

/** For each paragraph that came, the same one that went. */
function* unchangedMoves(gone: readonly Row[], come: readonly Row[]): Generator<[Row, Row]> {
  const byText = Map.groupBy(gone, row => row.before!.text)
  for (const row of come) {
    const from = byText.get(row.after!.text)?.shift()
    if (from) yield [row, from]
  }
}

/** For each of the others, the one that went and is most like it, if one is alike enough. */
function* changedMoves(gone: readonly Row[], come: readonly Row[]): Generator<[Row, Row]> {
  const texts = new Set(gone.map(row => row.before!.text))
  const arrived = new Set(come.map(row => row.after!.text))
  const from = gone
    .filter(row => !arrived.has(row.before!.text))
    .map(row => ({ row, grams: gramsOf(row.before!.text) }))
  const to = come.filter(row => !texts.has(row.after!.text))
  if (from.length * to.length > PAIRS) return
  const taken = new Set<Row>()
  for (const row of to) {
    const grams = gramsOf(row.after!.text)
    let best: Row | undefined
    let most = MOVED_ALIKE
    for (const other of from) {
      const likeness = taken.has(other.row) ? 0 : likenessOf(other.grams, grams)
      if (likeness < most) continue
      most = likeness
      best = other.row
    }
    if (!best) continue
    taken.add(best)
    yield [row, best]
  }
}

function paragraphOf({ before, after }: Row, from: Row | undefined): Paragraph {
  if (from)
    return {
      kind: 'moved',
      from: from.before!.n + 1,
      to: after!.n + 1,
      pieces: piecesOf(from.before!.text, after!.text),
    }
  if (before && after)
    return before.text === after.text
      ? { kind: 'same', text: after.text }
      : { kind: 'changed', pieces: piecesOf(before.text, after.text) }
  return before ? { kind: 'removed', text: before.text } : { kind: 'added', text: after!.text }
}

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

function counts(
  title: readonly Piece[] | undefined,
  paragraphs: readonly Paragraph[],
): { removed: number; added: number } {
  const pieces = [
    ...(title ?? []),
    ...paragraphs.flatMap(one => ('pieces' in one ? one.pieces : [{ kind: one.kind, text: one.text }])),
  ]
  const sum = (kind: Piece['kind']): number =>
    pieces.reduce((n, piece) => (piece.kind === kind ? n + letters(piece.text) : n), 0)
  return { removed: sum('removed'), added: sum('added') }
}
