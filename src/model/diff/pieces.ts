// Two versions of one paragraph, as the pieces that stayed, went and came.
import { commonRuns, type Run } from './myers.ts'
import { numbering, sentencesOf, tokensOf } from './tokens.ts'

/** A stretch of text. Those that are not `added` make up the earlier text, those that are not `removed` the later. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** The pieces of a changed paragraph, removed before added where one takes the other's place. */
export function piecesOf(before: string, after: string): Piece[] {
  const pieces: Piece[] = []
  // Sentence by sentence first: a paragraph of 20,000 characters then costs what its changed sentences cost.
  between(sentencesOf(before), sentencesOf(after), (gone, come, isSame) => {
    if (isSame) put(pieces, 'same', gone)
    else
      between(tokensOf(gone), tokensOf(come), (left, right, same) => {
        if (same) put(pieces, 'same', left)
        else {
          put(pieces, 'removed', left)
          put(pieces, 'added', right)
        }
      })
  })
  return readable(pieces)
}

/** Tells the stretches of two sequences in order: what both have, and what stands between. */
function between(
  before: readonly string[],
  after: readonly string[],
  tell: (before: string, after: string, same: boolean) => void,
): void {
  const number = numbering()
  const runs = commonRuns(number(before), number(after))
  let a = 0
  let b = 0
  const upTo = ({ a: nextA, b: nextB, length }: Run): void => {
    if (nextA > a || nextB > b) tell(before.slice(a, nextA).join(''), after.slice(b, nextB).join(''), false)
    const same = before.slice(nextA, nextA + length).join('')
    if (length > 0) tell(same, same, true)
    a = nextA + length
    b = nextB + length
  }
  for (const run of runs) upTo(run)
  upTo({ a: before.length, b: after.length, length: 0 })
}

function put(pieces: Piece[], kind: Piece['kind'], text: string): void {
  if (text === '') return
  const last = pieces.at(-1)
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
  else pieces.push({ kind, text })
}

/** One change between two stretches that stayed. */
interface Change {
  removed: string
  added: string
}

/**
 * A character that two sentences happen to share, between changes longer than itself, tells a reader nothing: it is
 * shown as changed with them (after N. Fraser's "semantic cleanup").
 */
function readable(pieces: readonly Piece[]): Piece[] {
  const sames: string[] = ['']
  const changes: Change[] = []
  for (const { kind, text } of pieces) {
    if (kind === 'same') {
      if (changes.length === 0) sames[0] += text
      else sames[changes.length] = (sames[changes.length] ?? '') + text
      continue
    }
    if (changes.length === 0 || sames[changes.length] !== undefined) changes.push({ removed: '', added: '' })
    changes.at(-1)![kind] += text
  }
  const out: Piece[] = []
  put(out, 'same', sames[0]!)
  let open: Change | undefined
  for (const [i, change] of changes.entries()) {
    const joined: Change = open
      ? { removed: open.removed + change.removed, added: open.added + change.added }
      : change
    const same = sames[i + 1] ?? ''
    const next = changes[i + 1]
    if (next && same.length <= Math.min(weight(joined), weight(next)) && isSlight(same)) {
      open = { removed: joined.removed + same, added: joined.added + same }
      continue
    }
    put(out, 'removed', joined.removed)
    put(out, 'added', joined.added)
    put(out, 'same', same)
    open = undefined
  }
  return out
}

const weight = ({ removed, added }: Change): number => Math.max(removed.length, added.length)

/** Of one token, or of spaces and marks alone. */
const isSlight = (same: string): boolean =>
  tokensOf(same).filter(token => /[\p{L}\p{N}]/u.test(token)).length <= 1
