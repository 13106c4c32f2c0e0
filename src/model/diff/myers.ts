// The shortest way from one sequence to another: the greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm
// and Its Variations" (1986), with a bound on the edits, since two texts may have nothing in common.

/** A run that stands in both sequences: `length` items from `a` in the first and from `b` in the second. */
export interface Run {
  readonly a: number
  readonly b: number
  readonly length: number
}

/** Edits looked for before two stretches count as having nothing in common: work and memory grow with its square. */
const MOST = 1500

/**
 * What two sequences of numbers have in common, in order: a longest common subsequence as runs, none touching the next.
 * Where more than `most` items would have to be removed or added, only the common beginning and end.
 */
export function commonRuns(a: Int32Array, b: Int32Array, most = MOST): Run[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++
  const between = inner(a.subarray(head, a.length - tail), b.subarray(head, b.length - tail), most)
  return [
    { a: 0, b: 0, length: head },
    ...between.map(run => ({ ...run, a: run.a + head, b: run.b + head })),
    { a: a.length - tail, b: b.length - tail, length: tail },
  ].filter(({ length }) => length > 0)
}

function inner(a: Int32Array, b: Int32Array, most: number): Run[] {
  if (a.length === 0 || b.length === 0) return []
  const bound = Math.min(most, a.length + b.length)
  // The furthest item of `a` reached on each diagonal k = x - y; what it was before each round is kept for the way back.
  const reached = new Int32Array(2 * bound + 3)
  const before: Int32Array[] = []
  const at = (k: number): number => k + bound + 1
  for (let d = 0; d <= bound; d++) {
    before.push(reached.slice(at(-d - 1), at(d + 1) + 1))
    for (let k = -d; k <= d; k += 2) {
      if (k > a.length || -k > b.length) continue
      const added = k === -d || (k !== d && reached[at(k - 1)]! < reached[at(k + 1)]!)
      let x = added ? reached[at(k + 1)]! : reached[at(k - 1)]! + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      reached[at(k)] = x
      if (x >= a.length && x - k >= b.length) return wayBack(before, a.length, b.length)
    }
  }
  return []
}

/** The common runs, read off the rounds from the last to the first. */
function wayBack(before: readonly Int32Array[], n: number, m: number): Run[] {
  const runs: Run[] = []
  let x = n
  let y = m
  for (let d = before.length - 1; d >= 0; d--) {
    const reached = before[d]!
    const at = (k: number): number => reached[k + d + 1]!
    const k = x - y
    const added = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const start = d === 0 ? 0 : added ? at(k + 1) : at(k - 1) + 1
    if (x > start) runs.push({ a: start, b: start - k, length: x - start })
    x = d === 0 ? 0 : added ? start : start - 1
    y = x - (added ? k + 1 : k - 1)
  }
  return runs.reverse()
}
