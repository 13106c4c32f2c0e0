// OpenCC's character tables as one list of pairs that make Simplified, Traditional, Taiwan and Hong Kong spellings
// of a character equal. Characters beyond the BMP are left alone: no news text in the corpus differs by one.
import hongkong from 'opencc-js/dict/HKVariants'
import toTraditional from 'opencc-js/dict/STCharacters'
import toSimplified from 'opencc-js/dict/TSCharacters'
import taiwan from 'opencc-js/dict/TWVariants'

const read = (dict: string): [from: string, to: string][] =>
  dict.split('|').map(line => {
    const [from = '', to = ''] = line.split(' ')
    return [from, to]
  })

/** Pairs [spelling, what it folds to], sorted, without chains: a folded character folds to itself. */
export function foldingPairs(): [string, string][] {
  const fold = new Map(read(toSimplified))
  const root = (c: string): string => {
    let at = c
    for (let hops = 0; hops < 4 && fold.has(at) && fold.get(at) !== at; hops++) at = fold.get(at)!
    return at
  }
  for (const dict of [toTraditional, taiwan, hongkong])
    for (const [a, b] of read(dict)) if (root(a) !== root(b)) fold.set(root(a), root(b))
  return [...fold.keys()]
    .map((c): [string, string] => [c, root(c)])
    .filter(([from, to]) => from.length === 1 && to.length === 1 && from !== to)
    .sort(([a], [b]) => a.charCodeAt(0) - b.charCodeAt(0))
}
