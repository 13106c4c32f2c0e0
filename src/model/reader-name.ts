// Names for new users: one spelling each, nothing in them that cannot be seen, and none that passes for another's.
import { isReaderName } from './mark.ts'

/** A name as it is kept, or in words why there can be none such. */
export type NameGiven =
  | { readonly kind: 'good'; readonly name: string }
  | { readonly kind: 'bad'; readonly why: string }

/** Longer ones are never normalised: NFKC can make eighteen characters of one. */
const LONGEST = 60

/** Full-width letters, ligatures and the like as plain ones (NFKC), which is how names are kept and looked for. */
export const plainName = (given: string): string => (given.length > LONGEST ? given : given.normalize('NFKC'))

/** What takes no room and shows nothing: joiners, fillers, variation selectors. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u
const OTHER = /[^\p{L}\p{N}\p{M}._@-]/u
/** More marks on one letter than any language writes. */
const HEAPED = /\p{M}{5}/u

/** Scripts whose letters are told apart by who reads any of them, and are written side by side. */
const TOGETHER =
  /[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}]/u
/** Scripts whose letters pass for Latin ones, and for one another. */
const ALPHABETS: readonly (readonly [name: string, letter: RegExp])[] = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
]

/** The name that somebody new gets. */
export function newName(given: string): NameGiven {
  const name = plainName(given)
  const bad = (why: string): NameGiven => ({ kind: 'bad', why })
  const unseen = UNSEEN.exec(given)?.[0] ?? UNSEEN.exec(name)?.[0]
  if (unseen !== undefined) return bad(`${codePoint(unseen)} in it cannot be seen`)
  const other = OTHER.exec(name)?.[0]
  if (other !== undefined)
    return bad(`${codePoint(other)} in it is neither letter nor digit nor one of . _ @ -`)
  if (HEAPED.test(name)) return bad('it heaps marks upon one letter')
  const mixed = ALPHABETS.filter(([, letter]) => letter.test(name)).map(([script]) => script)
  if (TOGETHER.test(name)) mixed.unshift('another script')
  if (mixed.length > 1)
    return bad(`it mixes letters of ${mixed.reverse().join(' and ')}, which pass for each other`)
  if (!isReaderName(name))
    return bad('expected 1 to 60 letters and digits of any script, . _ @ and -, the first a letter or digit')
  return { kind: 'good', name }
}

const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

/** Characters of other scripts, and digits, that pass for the one that stands first; after folding of case. */
const ALIKE: readonly string[] = [
  'aаαɑ',
  'bвβь',
  'cсϲ',
  'dԁ',
  'eеε',
  'gɡց',
  'hһнհ',
  'iіιı',
  'jјϳ',
  'kкκ',
  'l1ӏ',
  'mм',
  'nոη',
  'o0оοօ',
  'pрρ',
  'qԛզ',
  'rгг',
  'sѕ',
  'tтτ',
  'uυս',
  'vνѵ',
  'wԝѡ',
  'xхχ',
  'yуγ',
  'zᴢ',
  '一ー',
  '口ロ',
  '力カ',
  '工エ',
  '二ニ',
  '夕タ',
  '八ハ',
  '卜ト',
]
const MEANT = new Map(ALIKE.flatMap(([first, ...others]) => others.map(other => [other, first!] as const)))

/** What a name looks like at a glance. Case is folded: two names that differ in it alone share a file on some disks. */
const looks = (name: string): string =>
  // A capital I is a small l in most type, and its small form is not.
  [...plainName(name).replaceAll('I', 'l').toLowerCase()].map(one => MEANT.get(one) ?? one).join('')

/** True for names that pass for each other; full-width, other case and other alphabets included. */
export const passesFor = (a: string, b: string): boolean =>
  plainName(a).toLowerCase() === plainName(b).toLowerCase() || looks(a) === looks(b)
